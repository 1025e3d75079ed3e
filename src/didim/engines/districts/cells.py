"""Words of a column as values: whole columns at once, with a list of those that were wrong."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from didim.engines.districts.columns import Column, Kind

Cell = tuple[int, str, str]
_MISSING = ("", "null", "NULL", "nan", "NaN", "\\N", "-")
_TYPES = {
    Kind.QUARTER: pa.int32(),
    Kind.CODE: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.RATE: pa.float64(),
}
_WHOLE = r"^\d+(\.0*)?$"
_NUMBER = r"^\d+(\.\d*)?([eE][+-]?\d+)?$"
_QUARTER = r"^(19|20)\d\d[1-4]$"
_LARGEST_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """Values of a column; (row, words, reason) of what was repaired and of what cannot be read (null now)."""

    values: pa.Array
    repaired: list[Cell] = field(default_factory=list)
    unreadable: list[Cell] = field(default_factory=list)


def arrow_type(kind: Kind) -> pa.DataType:
    """Return the type in which values of a kind are kept."""
    return _TYPES[kind]


def read_column(words: pa.ChunkedArray, column: Column) -> ReadColumn:
    """Read the words of one column."""
    trimmed = pc.utf8_trim_whitespace(words.combine_chunks())
    missing = pc.is_in(trimmed, value_set=pa.array(_MISSING))
    present = pc.if_else(missing, pa.scalar(None, pa.string()), trimmed)
    match column.kind:
        case Kind.TEXT:
            read = ReadColumn(present)
        case Kind.CODE:
            read = _codes(present, column)
        case Kind.QUARTER:
            read = _quarters(present)
        case Kind.COUNT:
            read = _counts(present, column)
        case Kind.NUMBER | Kind.RATE:
            read = _numbers(present, may_be_negative=column.kind is Kind.NUMBER)
    if column.required:
        for at in np.flatnonzero(missing.to_numpy(zero_copy_only=False)):
            read.unreadable.append((int(at), "", "값이 없습니다"))
    return read


def _places(mask: pa.Array) -> np.ndarray:
    return np.flatnonzero(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False))


def _listed(words: pa.Array, rows: np.ndarray, reason: str) -> list[Cell]:
    return [(int(at), words[int(at)].as_py(), reason) for at in rows]


def _codes(words: pa.Array, column: Column) -> ReadColumn:
    # Spreadsheets turn codes into numbers: 3110008.0
    bare = pc.replace_substring_regex(words, r"^(\d+)\.0+$", r"\1")
    mended = _listed(
        words, _places(pc.not_equal(words, bare)), "코드를 숫자로 저장한 파일이라 '.0'을 뗐습니다"
    )
    fits = pc.match_substring_regex(bare, f"^(?:{column.pattern})$")
    wrong = _places(pc.invert(fits))
    values = pc.if_else(fits, bare, pa.scalar(None, pa.string()))
    return ReadColumn(values, mended, _listed(words, wrong, f"코드의 모양이 아닙니다({column.pattern})"))


def _quarters(words: pa.Array) -> ReadColumn:
    bare = pc.replace_substring_regex(words, r"[.]0+$|[\s년분기Qq\-]+", "")
    mended = _listed(words, _places(pc.not_equal(words, bare)), "분기를 20244처럼 고쳐 읽었습니다")
    fits = pc.match_substring_regex(bare, _QUARTER)
    values = pc.cast(pc.if_else(fits, bare, pa.scalar(None, pa.string())), pa.int32())
    return ReadColumn(values, mended, _listed(words, _places(pc.invert(fits)), "분기 코드가 아닙니다"))


def _counts(words: pa.Array, column: Column) -> ReadColumn:
    bare = pc.replace_substring(words, ",", "")
    plain = pc.match_substring_regex(bare, _WHOLE)
    whole = pc.replace_substring_regex(pc.if_else(plain, bare, pa.scalar(None, pa.string())), r"\.0*$", "")
    values = pc.cast(whole, pa.int64())
    repaired = _listed(words, _places(pc.and_(plain, pc.not_equal(words, bare))), "천 단위 쉼표를 뗐습니다")
    unreadable: list[Cell] = []
    odd = _places(pc.invert(plain))
    if len(odd):
        mended = values.to_pylist()
        for at in odd:
            text = bare[int(at)].as_py()
            number = _as_float(text)
            if number is not None and 0 <= number < _LARGEST_WHOLE and number == int(number):
                mended[at] = int(number)
                repaired.append((int(at), text, "지수로 적은 수를 풀었습니다"))
            else:
                reason = "음수입니다" if number is not None and number < 0 else "정수가 아닙니다"
                unreadable.append((int(at), text, reason))
        values = pa.array(mended, pa.int64())
    if column.zero_unknown:
        zero = pc.equal(values, 0)
        repaired += _listed(words, _places(zero), "0은 공표하지 않았다는 뜻이라 비워 둡니다")
        values = pc.if_else(pc.fill_null(zero, fill_value=False), pa.scalar(None, pa.int64()), values)
    return ReadColumn(values, repaired, unreadable)


def _as_float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _numbers(words: pa.Array, *, may_be_negative: bool) -> ReadColumn:
    bare = pc.replace_substring_regex(words, r"[,%]", "")
    mended = _listed(words, _places(pc.not_equal(words, bare)), "쉼표나 % 표시를 뗐습니다")
    fits = pc.match_substring_regex(bare, _NUMBER.replace("^", "^-?") if may_be_negative else _NUMBER)
    values = pc.cast(pc.if_else(fits, bare, pa.scalar(None, pa.string())), pa.float64())
    return ReadColumn(values, mended, _listed(words, _places(pc.invert(fits)), "수가 아니거나 음수입니다"))
