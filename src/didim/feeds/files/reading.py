"""Read files of notices: JSON lines, one JSON array, or an answer of an API saved as it came."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from didim.feeds.bizinfo import parsing as bizinfo
from didim.feeds.files.forms import parse_any
from didim.feeds.kstartup import parsing as kstartup
from didim.feeds.values import UnreadableRowError
from didim.programmes.domain.notices import ParsedNotice, Rejection


@dataclass(slots=True)
class FileReading:
    """What a file holds: the notices that could be read, and each row that could not, with the reason."""

    name: str
    read: int = 0
    parsed: list[ParsedNotice] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


def read_file(path: Path, *, name: str | None = None, each: Callable[[], None] = lambda: None) -> FileReading:
    """Read a file of notices; `each` is called once a row. Nothing in the file raises; OSError passes."""
    return read_content(path.read_bytes(), name=name or path.name, each=each)


def read_content(content: bytes, *, name: str, each: Callable[[], None] = lambda: None) -> FileReading:
    """Read the content of a file of notices."""
    reading = FileReading(name)
    for line, row in _rows(content, reading):
        each()
        reading.read += 1
        if not isinstance(row, dict):
            reading.rejected.append(Rejection(name, line, "공고 한 건의 JSON 객체({…})가 아닙니다."))
            continue
        try:
            reading.parsed.append(parse_any(row))
        except UnreadableRowError as error:
            reading.rejected.append(Rejection(name, line, str(error)))
    return reading


def _rows(content: bytes, reading: FileReading) -> Iterator[tuple[int, Any]]:
    """Yield (line, row); a file that is one JSON document gives its rows by their number."""
    if content.startswith((b"[", b"{\n", b'{"jsonArray"', b'{"currentCount"', b'{"data"', b"\xef\xbb\xbf[")):
        try:
            yield from enumerate(_document(json.loads(content.decode("utf-8-sig"))), start=1)
        except (bizinfo.BizinfoError, kstartup.KStartupError) as error:
            reading.rejected.append(Rejection(reading.name, 1, str(error)))
            return
        except (ValueError, RecursionError):
            pass  # not one document: read it line by line
        else:
            return
    for number, raw in enumerate(content.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            yield number, json.loads(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            reading.read += 1
            reading.rejected.append(
                Rejection(reading.name, number, "UTF-8 글자가 아닙니다. 파일을 UTF-8로 저장해 주세요.")
            )
        except (ValueError, RecursionError):
            reading.read += 1
            reading.rejected.append(Rejection(reading.name, number, "JSON 형식이 아닙니다."))


def _document(document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict) and ("data" in document or "currentCount" in document):
        return list(kstartup.rows_of(document))
    if isinstance(document, dict) and ("jsonArray" in document or "reqErr" in document):
        return list(bizinfo.rows_of(document))
    return [document]
