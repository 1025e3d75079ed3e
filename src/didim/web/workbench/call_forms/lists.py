"""Options of a choice and columns of a table, from the rows somebody typed; what has a key keeps it."""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import Any

Row = Mapping[str, Any]


def option_rows(field: Row) -> list[dict[str, str]]:
    """Return the options of a field as rows of a form."""
    return [dict(option) for option in field.get("options", [])]


def options_of(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Return options in the order of rows; rows without a name are left out, new ones get a value."""
    return [
        _given(
            {"value": row["value"] or f"o{token_hex(3)}", "label": row["label"], "label_en": row["label_en"]}
        )
        for row in rows
        if row.get("label")
    ]


def column_rows(field: Row) -> list[dict[str, Any]]:
    """Return the columns of a table as rows of a form; the options of a choice are one line of names."""
    return [
        {
            "key": column["key"],
            "label": column["label"],
            "label_en": column.get("label_en", ""),
            "kind": column["kind"],
            "options": ", ".join(option["label"] for option in column.get("options", [])),
            "required": column.get("required", False),
        }
        for column in field.get("columns", [])
    ]


def columns_of(rows: Iterable[Row], field: Row) -> list[dict[str, Any]]:
    """Return columns in the order of rows; a known column keeps what the rows do not show (its limits)."""
    known = {column["key"]: column for column in field.get("columns", [])}
    return [_column(row, known.get(row["key"], {})) for row in rows if row.get("label")]


def _column(row: Row, known: Row) -> dict[str, Any]:
    kind = row["kind"] or "text"
    shown = {"key", "label", "label_en", "kind", "required", "options"}
    kept = (
        {name: value for name, value in known.items() if name not in shown}
        if known.get("kind") == kind
        else {}
    )
    column = {"key": row["key"] or f"c_{token_hex(3)}", "kind": kind, "label": row["label"]}
    column |= _given({"label_en": row["label_en"], "required": row["required"]})
    return column | kept | ({"options": _named(row["options"], known)} if kind == "choice" else {})


def _named(typed: str, known: Row) -> list[dict[str, str]]:
    by_label = {option["label"]: dict(option) for option in known.get("options", [])}
    names = dict.fromkeys(name.strip() for name in typed.split(",") if name.strip())
    return [by_label.get(name, {"value": f"o{token_hex(3)}", "label": name}) for name in names]


def in_order(formset: Any) -> list[dict[str, Any]]:
    """Return the rows of a valid formset as somebody ordered them, without those taken out."""
    kept = [
        form.cleaned_data
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
    return sorted(kept, key=lambda row: row.get("ORDER") or len(kept) + 1)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
