"""Hash chains: what was received cannot be changed, left out or put in later without a trace.

Content is written as canonical JSON (one value, one text) and hashed. Entries of a chain are numbered from 1
without gaps; each one's hash covers its number, its instant, its kind, the hash of its content and the hash
of the entry before it::

    SHA-256 over UTF-8 of   number|instant|kind|content hash|previous hash

where the instant is UTC as ``2026-03-26T09:00:00.000000Z``, hashes are 64 lower-case hex digits and the first
entry's previous hash is 64 zeros (GENESIS). PostgreSQL computes the same link (from
columns that are never NULL, which concat_ws would leave out)::

    encode(sha256(convert_to(concat_ws('|', number::text,
        to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        kind, content_hash, previous_hash), 'UTF8')), 'hex')
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
_HASH = re.compile(r"[0-9a-f]{64}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SEPARATOR = "|"
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


class NotCanonicalError(ValueError):
    """A value has no canonical form (a float, a naive datetime, a key that is no text); `path` says where."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path or '(처음)'}: {reason}")
        self.path = path
        self.reason = reason


def canonical_json(value: object) -> bytes:
    """Return the one text of a value: JSON with sorted keys and no spaces, UTF-8, every text in NFC.

    Takes None, bool, int, str, Decimal (plain digits without trailing zeros), date (2026-03-26), aware
    datetime (as in `instant_text`), lists, tuples, and mappings with text keys. Raises NotCanonicalError on
    anything else: a float is not exact, a naive datetime is no instant.
    """
    return _ENCODER.encode(_plain(value)).encode("utf-8")


def content_hash(value: object) -> str:
    """Return SHA-256 over the canonical JSON of a value, as hex; raise NotCanonicalError as it does."""
    return sha256_hex(canonical_json(value))


def sha256_hex(content: bytes) -> str:
    """Return SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()


def instant_text(instant: datetime) -> str:
    """Return an aware datetime as UTC to the microsecond; raise NotCanonicalError for a naive one."""
    if instant.utcoffset() is None:
        raise NotCanonicalError("", "시각에는 시간대가 있어야 합니다.")
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def decimal_text(number: Decimal) -> str:
    """Return a decimal in plain digits without trailing zeros; raise NotCanonicalError for NaN, infinity."""
    if not number.is_finite():
        raise NotCanonicalError("", "NaN이나 무한대는 적을 수 없습니다.")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _plain(value: object) -> Any:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return _array(value)
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise NotCanonicalError(
        "", f"{type(value).__name__} 값은 적을 수 없습니다. 수는 정수나 Decimal로 적으세요."
    )


def _text(value: str) -> str:
    if value.isascii():
        return value
    text = unicodedata.normalize("NFC", value)
    if _SURROGATE.search(text):
        raise NotCanonicalError("", "글자가 아닌 코드(서로게이트)가 있습니다.")
    return text


def _array(values: list[object] | tuple[object, ...]) -> list[Any]:
    out: list[Any] = []
    try:
        for value in values:
            out.append(_plain(value))  # noqa: PERF401 - its length says where an error was
    except NotCanonicalError as error:
        raise NotCanonicalError(f"[{len(out)}]{_after(error.path)}", error.reason) from None
    return out


def _object(values: Mapping[Any, object]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in values.items():
        if not isinstance(key, str):
            raise NotCanonicalError("", f"이름은 문자열이어야 합니다({key!r}).")
        name = _text(key)
        if name in out:
            raise NotCanonicalError("", f"이름 '{name}'이(가) 두 번 있습니다.")
        try:
            out[name] = _plain(value)
        except NotCanonicalError as error:
            raise NotCanonicalError(f"{name}{_after(error.path)}", error.reason) from None
    return out


def _after(path: str) -> str:
    """Return the rest of a place as it follows the name or number before it."""
    return f".{path}" if path and not path.startswith("[") else path


def entry_hash(previous: str, number: int, instant: datetime, kind: str, content: str) -> str:
    """Return the hash of an entry: the link formula of this module.

    `previous` and `content` are hashes; `kind` is what the entry is ("receipt").
    Raises ValueError where a part has no unambiguous place in the text.
    """
    if not (_HASH.fullmatch(previous) and _HASH.fullmatch(content)):
        raise ValueError("해시는 소문자 16진수 64자리여야 합니다.")
    if not kind or _SEPARATOR in kind:
        raise ValueError("종류는 비어 있지 않고 '|'가 없는 글이어야 합니다.")
    if number < 1:
        raise ValueError("번호는 1부터입니다.")
    parts = (str(number), instant_text(instant), kind, content, previous)
    return sha256_hex(_SEPARATOR.join(parts).encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored entry of a chain.

    `found_content` is the hash of the content as it is stored now, None where only the links are checked.
    """

    number: int
    instant: datetime
    kind: str
    content_hash: str
    previous_hash: str
    hash: str
    found_content: str | None = None


class Fault(StrEnum):
    """What is wrong with the first broken entry."""

    NUMBER = "number"  # a number is missing or double
    CONTENT = "content"  # the content stored now is not what was hashed
    PREVIOUS = "previous"  # it does not follow the entry before it
    ENTRY = "entry"  # its own hash is not that of its parts
    HEAD = "head"  # the chain ends elsewhere than its recorded head


@dataclass(frozen=True, slots=True)
class Break:
    """The first broken entry of a chain: the number it has or should have, what is wrong, and a sentence."""

    number: int
    fault: Fault
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def first_broken(entries: Iterable[Entry], *, head: str | None = None) -> Break | None:
    """Recompute a chain from its first entry on; return its first break, None when it is whole.

    Entries come in the order of their numbers. `head` is the hash of the last entry as recorded elsewhere
    (GENESIS for an empty chain): without it, entries cut off at the end leave no trace.
    """
    number, previous = 0, GENESIS
    for entry in entries:
        number += 1
        broken = _fault_of(entry, number, previous)
        if broken is not None:
            return broken
        previous = entry.hash
    if head is not None and head != previous:
        return Break(
            number + 1,
            Fault.HEAD,
            f"{number}번이 마지막인데 기록된 사슬 끝과 다릅니다. 뒤의 기록이 지워졌거나 끝이 바뀌었습니다.",
        )
    return None


def _fault_of(entry: Entry, number: int, previous: str) -> Break | None:
    if entry.number != number:
        return Break(number, Fault.NUMBER, f"{number}번이 있어야 할 자리에 {entry.number}번이 있습니다.")
    if entry.found_content is not None and entry.found_content != entry.content_hash:
        return Break(number, Fault.CONTENT, f"{number}번의 내용이 접수할 때의 해시와 다릅니다.")
    if entry.previous_hash != previous:
        return Break(number, Fault.PREVIOUS, f"{number}번이 앞 기록의 해시를 잇지 않습니다.")
    try:
        expected = entry_hash(previous, number, entry.instant, entry.kind, entry.content_hash)
    except ValueError as error:
        return Break(number, Fault.ENTRY, f"{number}번의 기록을 읽을 수 없습니다: {error}")
    if entry.hash != expected:
        return Break(number, Fault.ENTRY, f"{number}번의 번호·시각·종류가 기록할 때와 다릅니다.")
    return None
