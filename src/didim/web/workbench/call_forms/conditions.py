"""Conditions of a field as rows of a table: which field, which test, which value; all of them or any.

What the table cannot show (groups in groups) stays as it is until somebody writes rows in its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.engines.eligibility.catalogue import Basis
from didim.web.workbench.rules.writing import number_typed

TESTS = [
    ("filled", _("답이 있음")),
    ("one_of", _("다음 가운데 하나")),
    (">=", _("이상")),
    (">", _("초과")),
    ("<=", _("이하")),
    ("<", _("미만")),
]
ROWS = 4
JOINS = [("all", _("모두 맞을 때")), ("any", _("하나라도 맞을 때"))]


@dataclass(frozen=True)
class ConditionRow:
    """One row: the field asked, the test, what is typed beside it."""

    field: str = ""
    test: str = "filled"
    value: str = ""


def rows_of(
    condition: Mapping[str, Any] | None, fields: Sequence[Mapping[str, Any]]
) -> list[ConditionRow] | None:
    """Return a condition as rows, None when it is more than rows can say."""
    if condition is None:
        return []
    parts = condition.get("parts", []) if condition["kind"] in ("all", "any") else [condition]
    if len(parts) > ROWS or any(part["kind"] in ("all", "any") for part in parts):
        return None
    labels = {field["key"]: _labels(field) for field in fields}
    return [_row(part, labels.get(part["field"], {})) for part in parts]


def join_of(condition: Mapping[str, Any] | None) -> str:
    """Return whether all rows must hold or any."""
    return "any" if condition is not None and condition["kind"] == "any" else "all"


def _row(part: Mapping[str, Any], labels: Mapping[str, str]) -> ConditionRow:
    if part["kind"] == "compare":
        return ConditionRow(part["field"], part["op"], f"{part['value']:,}")
    values = ", ".join(labels.get(value, value) for value in part.get("values", []))
    return ConditionRow(part["field"], part["kind"], values)


def condition_of(
    rows: Sequence[ConditionRow], join: str, fields: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Return the condition that rows stand for; None without rows. Options may be typed by name or value."""
    parts = list(_parts(rows, {field["key"]: field for field in fields}))
    if len(parts) > 1:
        return {"kind": join if join in ("all", "any") else "all", "parts": parts}
    return parts[0] if parts else None


def _parts(rows: Sequence[ConditionRow], fields: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if not row.field:
            continue
        if row.test == "filled":
            yield {"kind": "filled", "field": row.field}
        elif row.test == "one_of":
            by_label = {label: value for value, label in _labels(fields.get(row.field, {})).items()}
            typed = [part.strip() for part in row.value.split(",") if part.strip()]
            yield {
                "kind": "one_of",
                "field": row.field,
                "values": [by_label.get(part, part) for part in typed],
            }
        else:
            # What is no number is refused by the engine, which says so.
            number = number_typed(row.value, Basis.PLAIN)
            yield {"kind": "compare", "field": row.field, "op": row.test, "value": number}


def _labels(field: Mapping[str, Any]) -> dict[str, str]:
    return {option["value"]: option["label"] for option in field.get("options", [])}


def words_of(condition: Mapping[str, Any] | None, fields: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a condition as one line of words, "" without one."""
    if condition is None:
        return ""
    if condition["kind"] in ("all", "any"):
        between = _("그리고") if condition["kind"] == "all" else _("또는")
        return f" {between} ".join(words_of(part, fields) for part in condition["parts"])
    field = fields.get(condition["field"], {})
    name = field.get("label", condition["field"])
    row = _row(condition, _labels(field))
    test = dict(TESTS)[row.test]
    return f"'{name}' {row.value} {test}".replace("  ", " ")
