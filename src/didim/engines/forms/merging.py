"""Three-way merge of answers that two people changed at the same time, field by field, rows by their key."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from didim.engines.forms.forms import KEPT, keep, kept_in
from didim.engines.forms.values import ROW


class Missing(Enum):
    """Stands for a value: it was not there, or what it was is not known any more."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


ABSENT, UNKNOWN = Missing.ABSENT, Missing.UNKNOWN


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field (in a table: one row of it) that both changed, differently; None where one deleted it."""

    field: str
    row: str
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The answers of both; where they conflict, what is stored already (theirs) stands in them."""

    answers: dict[str, Any]
    conflicts: tuple[Conflict, ...]


def base_of(
    base_versions: Mapping[str, int], field_versions: Mapping[str, int], theirs: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the common base by versions of fields: what was not changed since is as it is, else UNKNOWN.

    base_versions: the version of each field when it was last read; field_versions: of each field stored.
    A field without a version has never been written (0).
    """
    keys = set(base_versions) | set(field_versions) | (set(theirs) - {KEPT})
    return {
        key: theirs.get(key, ABSENT) if base_versions.get(key, 0) == field_versions.get(key, 0) else UNKNOWN
        for key in keys
    }


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Merge whole sets of answers; `base` is what both began from (values may be UNKNOWN, see `base_of`).

    Without conflicts it does not matter who is who. Of a table, rows that only one changed are taken over.
    """
    answers: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for key in _ordered(theirs, mine, base):
        sides = tuple(_side(values, key) for values in (base, mine, theirs))
        value = _merged_value(key, sides, conflicts)
        if value is not ABSENT:
            answers[key] = value
    kept: list[dict[str, Any]] = []
    entries = [entry for side in (mine, theirs) for entry in kept_in(side)]
    for entry in sorted(entries, key=repr):
        keep(kept, entry["field"], entry["label"], entry["value"])
    return Merged(answers | ({KEPT: kept} if kept else {}), tuple(conflicts))


Sides = tuple[Any, Any, Any]


def _ordered(*sides: Mapping[str, Any]) -> list[str]:
    return sorted({key for side in sides for key in side} - {KEPT})


def _side(values: Mapping[str, Any], key: str) -> Any:
    value = values.get(key, ABSENT)
    return ABSENT if value is None else value


def _merged_value(key: str, sides: Sides, conflicts: list[Conflict]) -> Any:
    base, mine, theirs = sides
    if _same(mine, theirs) or _same(base, mine):
        return theirs
    if _same(base, theirs):
        return mine
    if base is UNKNOWN and (mine is ABSENT or theirs is ABSENT):
        # Whether one deleted it or the other wrote it cannot be told: what is written stays.
        return theirs if mine is ABSENT else mine
    if all(value in (ABSENT, UNKNOWN) or _is_table(value) for value in sides):
        return _merged_rows(key, sides, conflicts)
    conflicts.append(Conflict(key, "", *(None if value is ABSENT else value for value in (mine, theirs))))
    return mine if theirs is ABSENT else theirs


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _is_table(value: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        return False
    keys = [row.get(ROW) for row in value]
    return all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys)


def _merged_rows(key: str, sides: Sides, conflicts: list[Conflict]) -> Any:
    base, mine, theirs = (_rows(value) for value in sides)
    unknown = sides[0] is UNKNOWN
    rows = {}
    for row in sorted({*base, *mine, *theirs}):
        was = UNKNOWN if unknown else base.get(row, ABSENT)
        inside: list[Conflict] = []
        value = _merged_value(key, (was, mine.get(row, ABSENT), theirs.get(row, ABSENT)), inside)
        conflicts.extend(Conflict(key, row, conflict.mine, conflict.theirs) for conflict in inside)
        if value is not ABSENT:
            rows[row] = value
    order = _row_order(list(base), list(mine), list(theirs))
    return [rows[row] for row in order if row in rows] or ABSENT


def _rows(value: Any) -> dict[str, Any]:
    return {} if isinstance(value, Missing) else {row[ROW]: row for row in value}


def _row_order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Return the order of all rows: that of the side which changed it; new rows of both at the end."""
    if theirs == base:
        first, second = mine, theirs
    elif mine == base:
        first, second = theirs, mine
    else:
        first, second = sorted((mine, theirs))
    return list(dict.fromkeys([*first, *second, *base]))
