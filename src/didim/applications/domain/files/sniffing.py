"""What a file really is, by its content: the ending must agree, and nothing that runs comes in.

Nothing is unpacked: an archive is judged by its directory alone.
"""

import zipfile
from typing import BinaryIO

import olefile
import puremagic
from django.utils.translation import gettext as _

from didim.applications.domain.files.types import ARCHIVES, RUN, TYPES, WITH_MACROS, FileType, ending_of
from didim.kernel.refusals import RefusedError, refuse

FIELD = "file"
HEAD = 4096
# The header of a PDF may stand a little behind the beginning (ISO 32000-1, annex H).
PDF_WITHIN = 1024
MOST_ENTRIES = 5_000
MOST_UNPACKED = 1 << 30
# An archive may unpack to so many times its size once that is more than `UNSUSPICIOUS` bytes.
MOST_RATIO = 100
UNSUSPICIOUS = 50 << 20
ENCRYPTED = 0x1
LONGEST_MIMETYPE = 64

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RUNS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
)
_RUNS_AS_TEXT = (b"#!", b"<?php", b"<script", b"<html", b"<!doctype html", b"<svg", b"<?xml")
_MAGIC = {
    b"HWP Document File V": "hwp",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"II*\x00": "tif",
    b"MM\x00*": "tif",
}
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_OLE_STREAMS = {"worddocument": "doc", "workbook": "xls", "book": "xls", "powerpoint document": "ppt"}


def check_name(name: str, *, types: tuple[str, ...]) -> FileType:
    """Return the kind a name says the file is; RefusedError unless it is one of `types` (endings)."""
    ending, asked = ending_of(name), {ending_of(f".{each}") for each in types}
    if ending in RUN:
        raise refuse(FIELD, _("실행 파일은 올릴 수 없습니다. 문서를 PDF로 저장해 올려 주세요."))
    if ending in WITH_MACROS and WITH_MACROS[ending] in asked:
        message = _("매크로가 든 형식(%(ending)s)입니다. %(plain)s 형식으로 다시 저장해 올려 주세요.")
        raise refuse(FIELD, message % {"ending": ending.upper(), "plain": WITH_MACROS[ending].upper()})
    if ending not in asked or ending not in TYPES:
        known = ", ".join(each.upper() for each in types if ending_of(f".{each}") in TYPES)
        message = _("여기에는 %(types)s 파일만 올릴 수 있습니다. 그 형식으로 저장해 다시 올려 주세요.")
        raise refuse(FIELD, message % {"types": known})
    return TYPES[ending]


def check_content(content: BinaryIO, *, said: FileType) -> None:
    """Raise RefusedError unless the content is what the name said it is, and is harmless to store."""
    content.seek(0)
    head = content.read(HEAD)
    if not head:
        raise refuse(FIELD, _("빈 파일입니다. 내용이 있는 파일을 올려 주세요."))
    found = _found(content, head)
    if found == said.ending or (said.ending in {"txt", "csv"} and found == "txt"):
        return
    names = {"said": str(said.name), "found": str(TYPES[found].name) if found in TYPES else found}
    if found:
        message = _(
            "파일 이름은 %(said)s인데 내용은 %(found)s입니다."
            " 원래 프로그램에서 %(said)s로 저장해 다시 올려 주세요."
        )
    else:
        message = _(
            "내용이 %(said)s 파일이 아니거나 망가졌습니다. 파일이 열리는지 확인하고 다시 저장해 올려 주세요."
        )
    raise refuse(FIELD, message % names)


def _found(content: BinaryIO, head: bytes) -> str:
    """Return the ending that fits the content, the name of a kind we do not take, or "" for unknown."""
    lowered = head.lstrip().lower()
    if head.startswith(_RUNS) or lowered.startswith(_RUNS_AS_TEXT):
        raise refuse(
            FIELD, _("실행할 수 있는 내용이 들어 있어 받을 수 없습니다. 문서를 PDF로 저장해 올려 주세요.")
        )
    if head.startswith(_ZIP):
        return _in_archive(content)
    if head.startswith(_OLE):
        return _in_compound(content)
    return _by_magic(head) or ("txt" if _is_text(head) else _foreign(head))


def _by_magic(head: bytes) -> str:
    for magic, ending in _MAGIC.items():
        if head.startswith(magic):
            return ending
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "mp4"
    return "pdf" if b"%PDF-" in head[:PDF_WITHIN] else ""


def _in_archive(content: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _check_bomb(entries, content)
            found = _packed(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
        raise _broken() from None
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise _macros()
    if found != "zip":
        return found
    if any(ending_of(name) in RUN for name in names):
        raise refuse(FIELD, _("압축 파일 안에 실행 파일이 있습니다. 빼고 다시 압축해 올려 주세요."))
    if any(ending_of(name) in ARCHIVES for name in names):
        raise refuse(FIELD, _("압축 파일 안에 또 압축 파일이 있습니다. 한 번만 압축해 올려 주세요."))
    if any(ending_of(name) in WITH_MACROS for name in names):
        raise _macros()
    return found


def _packed(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str:
    """Return which document an archive is, "zip" for none."""
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names:
        for part, ending in _OFFICE_PARTS.items():
            if part in names:
                return ending
    mimetype = next((entry for entry in entries if entry.filename == "mimetype"), None)
    if mimetype is not None and mimetype.file_size <= LONGEST_MIMETYPE:
        kind = archive.read(mimetype).decode("ascii", "replace").strip()
        if kind == "application/hwp+zip":
            return "hwpx"
    return "zip"


def _check_bomb(entries: list[zipfile.ZipInfo], content: BinaryIO) -> None:
    """Refuse archives made to burst whoever opens them, and those nobody can look into.

    Besides the ratio: entries that lie over one another, by which a small archive unpacks to terabytes
    (D. Fifield, "A better zip bomb", USENIX WOOT 2019).
    """
    size = content.seek(0, 2)
    unpacked = sum(entry.file_size for entry in entries)
    end = 0
    overlaps = False
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        overlaps |= entry.header_offset < end
        end = entry.header_offset + entry.compress_size
    swells = unpacked > UNSUSPICIOUS and unpacked > size * MOST_RATIO
    if overlaps or swells or unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
        raise refuse(
            FIELD, _("풀면 지나치게 커지는 압축 파일이라 받을 수 없습니다. 필요한 파일만 따로 올려 주세요.")
        )
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise _locked()


def _in_compound(content: BinaryIO) -> str:
    content.seek(0)
    try:
        with olefile.OleFileIO(content) as compound:
            names = {part.lower() for path in compound.listdir(streams=True, storages=True) for part in path}
            top = {path[0].lower() for path in compound.listdir(streams=True, storages=True)}
            header = compound.openstream("FileHeader").read(32) if "fileheader" in top else b""
    except (OSError, ValueError, IndexError, TypeError, RecursionError):
        raise _broken() from None
    if header.startswith(b"HWP Document File"):
        return "hwp"
    if "encryptedpackage" in top:
        raise _locked()
    if names & {"_vba_project", "_vba_project_cur"}:
        raise _macros()
    return next((ending for stream, ending in _OLE_STREAMS.items() if stream in top), "")


def _is_text(head: bytes) -> bool:
    """Whether a beginning reads as Korean or English text (a letter may be cut at its end)."""
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "cp949"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _foreign(head: bytes) -> str:
    """Return what a kind that we do not take is called, to be named in the refusal."""
    try:
        return puremagic.from_string(head).lstrip(".").upper()
    except (puremagic.PureError, ValueError):
        return ""


def _broken() -> RefusedError:
    return refuse(FIELD, _("파일이 망가져 열리지 않습니다. 원래 프로그램에서 다시 저장해 올려 주세요."))


def _locked() -> RefusedError:
    return refuse(FIELD, _("암호가 걸린 파일은 심사할 수 없습니다. 암호를 풀고 다시 저장해 올려 주세요."))


def _macros() -> RefusedError:
    return refuse(FIELD, _("매크로가 들어 있는 파일입니다. 매크로 없는 형식이나 PDF로 저장해 올려 주세요."))
