"""Answers by kind: what somebody gave, read into its standard form, with what is wrong about it.

A reader returns the value (None: no answer; `Unreadable`: it is not of the kind) and its faults. Values that
break a limit stay readable, so that conditions and drafts go on working with them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from didim.engines.forms import fields as f
from didim.kernel.business_numbers import NumberFault, read_business_number
from didim.kernel.wording import Text

ROW = "_row"
MAX_TYPED = 60
MAX_DEPTH = 12
_ROW_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@(?:[^\s@.<>,;]{1,63}\.)+[^\s@.<>,;]{2,63}")
_FOREIGN_PHONE = re.compile(r"\+[0-9][0-9 ()-]{5,22}[0-9]")
_AREA = re.compile(r"(02|0[3-9][0-9]{1,2}|01[016789])([0-9]{3,4})([0-9]{4})|(1[0-9]{3})([0-9]{4})")
_DAY = re.compile(r"([0-9]{4})[-./]?([0-9]{1,2})[-./]?([0-9]{1,2})\.?")
_POSTCODE = re.compile(r"[0-9]{5}")
ADDRESS_PARTS = ("postcode", "road", "detail")
MAX_ADDRESS_PART = 200


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What somebody gave is not of the field's kind; `raw` is as it was given."""

    raw: Any


# What is wrong: where inside the value ("" for the whole, "row/column" in a table) and why.
Faults = tuple[tuple[str, Text], ...]
Reading = tuple[Any, Faults]

NOTHING: Reading = (None, ())


def storable(text: str) -> bool:
    """Return whether the database takes a text: no NUL, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def cleaned(raw: Any, depth: int = 0) -> Any:
    """Return JSON as the database and the hash take it.

    Texts are composed (NFC) and without NUL, inexact numbers are texts, parts deeper than MAX_DEPTH are cut.
    """
    if isinstance(raw, str):
        return _stored(raw)
    if isinstance(raw, float):
        return repr(raw)
    if isinstance(raw, Mapping | list | tuple) and depth >= MAX_DEPTH:
        return None
    if isinstance(raw, Mapping):
        return {_stored(str(key)): cleaned(value, depth + 1) for key, value in raw.items()}
    return [cleaned(item, depth + 1) for item in raw] if isinstance(raw, list | tuple) else raw


def _stored(text: str) -> str:
    text = _UNSTORABLE.sub("", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _wrong(raw: Any, ko: str, en: str) -> Reading:
    return Unreadable(raw), (("", Text(ko, en)),)


def _text(raw: Any) -> str | None:
    """Return text without spaces around and in standard line breaks, None for anything but text."""
    if not isinstance(raw, str):
        return None
    text = _stored(raw)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() if "\r" in text else text.strip()


def _not_text(raw: Any) -> Reading:
    return NOTHING if raw is None else _wrong(raw, "글자로 적어 주세요.", "Write it as text.")


def _too_long(length: int, most: int) -> Faults:
    if length <= most:
        return ()
    over = length - most
    ko = f"{most:,}자까지 적을 수 있습니다. {over:,}자를 줄여 주세요."
    return (("", Text(ko, f"At most {most:,} characters: {over:,} too many.")),)


def _line(kind: f.ShortText, raw: Any) -> Reading:
    text = _text(raw)
    if text is None:
        return _not_text(raw)
    text = " ".join(text.split()) if "\n" in text or "  " in text or "\t" in text else text
    return (text, _too_long(len(text), kind.max_chars)) if text else NOTHING


def _paragraphs(kind: f.LongText, raw: Any) -> Reading:
    text = _text(raw)
    if text is None:
        return _not_text(raw)
    return (text, _too_long(len(text), kind.max_chars)) if text else NOTHING


def _plan(kind: f.Plan, raw: Any) -> Reading:
    return _paragraphs(f.LongText(kind.max_chars or f.MAX_CHARACTERS), raw)


def _typed_number(raw: Any) -> Decimal | None:
    """Return the number of what was typed ("1,200"), None where it is none."""
    if isinstance(raw, bool) or not isinstance(raw, int | str | float):
        return None
    text = str(raw).strip().replace(",", "") if not isinstance(raw, int) else ""
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) <= f.MAX_NUMBER else None
    if len(text) > MAX_TYPED or "_" in text:
        return None
    try:
        number = Decimal(unicodedata.normalize("NFKC", text))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= f.MAX_NUMBER else None


def _is_empty(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _number(kind: f.Number, raw: Any) -> Reading:
    if type(raw) is int and not kind.digits and abs(raw) <= f.MAX_NUMBER:
        return raw, tuple(_outside(raw, kind.minimum, kind.maximum, kind.unit))
    if _is_empty(raw):
        return NOTHING
    number = _typed_number(raw)
    if number is None:
        return _wrong(raw, "숫자로 적어 주세요. 예: 1,200", "Write a number, such as 1,200.")
    rounded = round(number, kind.digits)
    if rounded != number:
        places = kind.digits
        ko = f"소수 {places}자리까지 적어 주세요." if places else "소수점 없이 정수로 적어 주세요."
        return _wrong(raw, ko, f"At most {places} decimals." if places else "Write a whole number.")
    faults = tuple(_outside(number, kind.minimum, kind.maximum, kind.unit))
    value = int(number) if kind.digits == 0 else f"{number or Decimal(0):.{kind.digits}f}"
    return value, faults


@lru_cache(maxsize=1_024)
def _won(minimum: int | None, maximum: int | None) -> f.Number:
    return f.Number(Text("원", "won"), minimum, maximum)


def _money(kind: f.Money, raw: Any) -> Reading:
    value, faults = _number(_won(kind.minimum, kind.maximum), raw)
    if isinstance(value, Unreadable):
        return _wrong(
            raw, "금액을 원 단위 숫자로 적어 주세요. 예: 50,000,000", "Write won, such as 50,000,000."
        )
    return value, faults


def _outside(
    number: Decimal | int, low: int | None, high: int | None, unit: Text
) -> Iterator[tuple[str, Text]]:
    if low is not None and number < low:
        yield (
            "",
            Text(
                f"{low:,}{unit.ko} 이상으로 적어 주세요.",
                f"It must be at least {low:,} {unit.en}".rstrip() + ".",
            ),
        )
    if high is not None and number > high:
        yield (
            "",
            Text(
                f"{high:,}{unit.ko} 이하로 적어 주세요.",
                f"It must be at most {high:,} {unit.en}".rstrip() + ".",
            ),
        )


def _day(kind: f.Day, raw: Any) -> Reading:
    if _is_empty(raw):
        return NOTHING
    match = _DAY.fullmatch("".join(raw.split())) if isinstance(raw, str) and len(raw) < MAX_TYPED else None
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        return _wrong(raw, "날짜를 2026-01-31처럼 적어 주세요.", "Write the day like 2026-01-31.")
    faults: list[tuple[str, Text]] = []
    if kind.earliest and day < kind.earliest:
        faults.append(
            ("", Text(f"{kind.earliest} 이후여야 합니다.", f"It must be {kind.earliest} or later."))
        )
    if kind.latest and day > kind.latest:
        faults.append(
            ("", Text(f"{kind.latest} 이전이어야 합니다.", f"It must be {kind.latest} or earlier."))
        )
    return day.isoformat(), tuple(faults)


def _choice(kind: f.Choice, raw: Any) -> Reading:
    if kind.multiple:
        return _choices(kind, raw)
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    if raw in (None, "", []):
        return NOTHING
    if not isinstance(raw, str) or not any(option.value == raw for option in kind.options):
        return _wrong(raw, "보기 가운데서 골라 주세요.", "Choose one of the options.")
    return raw, ()


def _choices(kind: f.Choice, raw: Any) -> Reading:
    given = [raw] if isinstance(raw, str) else raw
    if given in (None, [], [""]):
        return NOTHING
    known = [option.value for option in kind.options]
    if not isinstance(given, list) or not all(isinstance(value, str) for value in given):
        return _wrong(raw, "보기 가운데서 골라 주세요.", "Choose among the options.")
    if not set(given) <= set(known):
        return _wrong(raw, "보기 가운데서 골라 주세요.", "Choose among the options.")
    chosen = [value for value in known if value in given]
    if kind.at_most is not None and len(chosen) > kind.at_most:
        most = kind.at_most
        return chosen, (("", Text(f"{most}개까지 고를 수 있습니다.", f"Choose {most} at most.")),)
    return chosen, ()


def _address(_kind: f.Address, raw: Any) -> Reading:
    if raw is None or raw == {}:
        return NOTHING
    if not isinstance(raw, Mapping) or not set(raw) <= set(ADDRESS_PARTS):
        return _wrong(
            raw, "주소를 우편번호, 도로명, 상세로 나눠 적어 주세요.", "Write postcode, road and detail."
        )
    parts = {name: _text(raw.get(name) or "") for name in ADDRESS_PARTS}
    if None in parts.values():
        return _wrong(raw, "주소를 글자로 적어 주세요.", "Write the address as text.")
    value = {name: " ".join(text.split()) for name, text in parts.items() if text}
    if not value:
        return NOTHING
    faults = []
    if not _POSTCODE.fullmatch(value.get("postcode", "")):
        faults.append(
            ("postcode", Text("우편번호 다섯 자리를 적어 주세요.", "Write the five-digit postcode."))
        )
    if not value.get("road"):
        faults.append(("road", Text("도로명주소를 적어 주세요.", "Write the road address.")))
    if any(len(text) > MAX_ADDRESS_PART for text in value.values()):
        faults.append(("", Text("주소가 너무 깁니다.", "The address is too long.")))
    return value, tuple(faults)


_NUMBER_FAULTS = {
    NumberFault.NOT_DIGITS: Text("숫자 10자리로 적어 주세요.", "Write ten digits."),
    NumberFault.LENGTH: Text("사업자등록번호는 숫자 10자리입니다.", "A business number has ten digits."),
    NumberFault.CHECK_DIGIT: Text(
        "사업자등록번호가 맞지 않습니다. 등록증의 번호를 다시 확인해 주세요.",
        "This is not a valid business number. Compare it with the certificate.",
    ),
}


def _business_number(_kind: f.BusinessNumber, raw: Any) -> Reading:
    if _is_empty(raw):
        return NOTHING
    if not isinstance(raw, str) or len(raw) > MAX_TYPED:
        return Unreadable(raw), (("", _NUMBER_FAULTS[NumberFault.NOT_DIGITS]),)
    read = read_business_number(raw)
    if read.fault is NumberFault.EMPTY:
        return NOTHING
    if read.fault is not None:
        return Unreadable(raw), (("", _NUMBER_FAULTS[read.fault]),)
    return read.digits, ()


def _email(_kind: f.Email, raw: Any) -> Reading:
    if _is_empty(raw):
        return NOTHING
    text = _text(raw)
    if text is None or len(text) > 254 or not _EMAIL.fullmatch(text):  # noqa: PLR2004  RFC 5321: 254 at most
        return _wrong(
            raw, "전자우편 주소를 name@example.kr처럼 적어 주세요.", "Write it like name@example.kr."
        )
    return text, ()


def _phone(_kind: f.Phone, raw: Any) -> Reading:
    if _is_empty(raw):
        return NOTHING
    text = unicodedata.normalize("NFKC", raw).strip() if isinstance(raw, str) and len(raw) < MAX_TYPED else ""
    if _FOREIGN_PHONE.fullmatch(text):
        return " ".join(text.split()), ()
    match = _AREA.fullmatch(re.sub(r"[\s().·-]", "", text))
    if match is None:
        return _wrong(raw, "전화번호를 02-123-4567처럼 적어 주세요.", "Write it like 02-123-4567.")
    return "-".join(part for part in match.groups() if part), ()


def _consent(kind: f.Consent, raw: Any) -> Reading:
    if raw in (None, "", False, []):
        return NOTHING
    if not isinstance(raw, str) or len(raw) > MAX_TYPED:
        return _wrong(raw, "동의 여부를 다시 표시해 주세요.", "Mark your consent again.")
    if raw != kind.version:
        ko = "동의 내용이 바뀌었습니다. 다시 읽고 동의해 주세요."
        return _wrong(raw, ko, "The text has changed. Please read it again and agree.")
    return raw, ()


def _file(_kind: f.FileSlot, raw: Any) -> Reading:
    if raw in (None, "", []):
        return NOTHING
    return _wrong(raw, "파일은 파일 올리기로 내 주세요.", "Hand files in by uploading them.")


def _table(kind: f.Table, raw: Any) -> Reading:
    if raw in (None, "", []):
        return NOTHING
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
        return _wrong(raw, "표는 줄의 목록이어야 합니다.", "A table must be a list of rows.")
    if len(raw) > f.MAX_ROWS * 5:
        return _wrong(raw, "줄이 너무 많습니다.", "There are far too many rows.")
    rows: list[dict[str, Any]] = []
    faults: list[tuple[str, Text]] = []
    columns = {column.key for column in kind.columns}
    for key, row in keyed_rows(raw):
        if not set(row) <= columns | {ROW}:
            return _wrong(raw, "표에 없는 열이 들어 있습니다.", "It has columns that the table has not.")
        value = _row(kind, key, row, faults)
        if len(value) > 1:
            rows.append(value)
    if not rows:
        return NOTHING
    if len(rows) > kind.max_rows:
        most = kind.max_rows
        faults.append(("", Text(f"{most}줄까지 적을 수 있습니다.", f"There may be {most} rows at most.")))
    return rows, tuple(faults)


def _row(kind: f.Table, key: str, row: Mapping[str, Any], faults: list[tuple[str, Text]]) -> dict[str, Any]:
    value: dict[str, Any] = {ROW: key}
    for column in kind.columns:
        read, said = READERS[type(column.kind)](column.kind, row.get(column.key))
        if said:
            place = f"{key}/{column.key}"
            faults.extend((place, _named(column.label, sentence)) for _inside, sentence in said)
        if isinstance(read, Unreadable):
            value[column.key] = cleaned(read.raw)
        elif read is not None:
            value[column.key] = read
    return value


def lacking(kind: f.Table, rows: list[dict[str, Any]]) -> Iterator[tuple[str, Text]]:
    """Give what a table that is handed in still lacks: rows, and cells that must be filled."""
    if len(rows) < kind.min_rows:
        fewest = kind.min_rows
        yield "", Text(f"{fewest}줄 이상 적어 주세요.", f"Fill in at least {fewest} rows.")
    required = [column for column in kind.columns if column.required]
    for row in rows:
        for column in required:
            if column.key not in row:
                empty = Text("값을 적어 주세요.", "Please fill this in.")
                yield f"{row[ROW]}/{column.key}", _named(column.label, empty)


def _named(label: Text, sentence: Text) -> Text:
    return Text(f"{label.ko}: {sentence.ko}", f"{label.en or label.ko}: {sentence.en}")


def keyed_rows(rows: list[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give rows with their keys; a row without a good key, or with one that is taken, gets a free one."""
    given = [row.get(ROW) for row in rows]
    taken = {key for key in given if isinstance(key, str)}
    used: set[str] = set()
    at = 0
    for key, row in zip(given, rows, strict=True):
        name = key if isinstance(key, str) and _ROW_KEY.fullmatch(key) and key not in used else ""
        while not name:
            at += 1
            name = f"r{at}" if f"r{at}" not in taken | used else ""
        used.add(name)
        yield name, row


READERS: dict[type[f.Kind], Callable[[Any, Any], Reading]] = {
    f.ShortText: _line,
    f.LongText: _paragraphs,
    f.Number: _number,
    f.Money: _money,
    f.Day: _day,
    f.Choice: _choice,
    f.Table: _table,
    f.Address: _address,
    f.BusinessNumber: _business_number,
    f.Email: _email,
    f.Phone: _phone,
    f.FileSlot: _file,
    f.Consent: _consent,
    f.Plan: _plan,
}


def read_value(kind: f.Kind, raw: Any) -> Reading:
    """Return an answer in its standard form, and what is wrong about it."""
    return READERS[type(kind)](kind, raw)
