"""A form as JSON, for storage and for editors.

::

    {"page": {"characters": 1500, "definition": "plan-page@2026-01-01", "max_pages": 15},
     "steps": [{"key", "title", "title_en", "help", "help_en", "origin", "fields": [
        {"key", "kind", "label", "label_en", "help", "help_en", "required", "shown_when", "prefill",
         "sensitive", …}]}]}

What a kind has of its own stands beside: text, long_text "max_chars"; number "unit", "unit_en", "min", "max",
"digits"; money "min", "max"; date "min", "max" (days); choice "options" [{"value", "label", "label_en"}],
"multiple", "at_most"; table "columns" [fields without condition], "min_rows", "max_rows"; file "types",
"max_megabytes", "max_count", "document"; consent "text", "text_en"; plan "section", "max_pages", "max_chars".
Conditions: {"kind": "filled", "field"}, {"kind": "one_of", "field", "values"}, {"kind": "compare", "field",
"op", "value"}, {"kind": "all" or "any", "parts"}; one may look only at fields that are asked before.
"""

from typing import Any

from didim.engines.forms.fields import (
    KIND_NAMES,
    Choice,
    Column,
    Compares,
    Condition,
    Consent,
    Day,
    Every,
    Field,
    FileSlot,
    Filled,
    Kind,
    LongText,
    Money,
    Number,
    OneOf,
    Plan,
    ShortText,
    Some,
    Step,
    Structure,
    Table,
)
from didim.kernel.wording import Text


def dump(structure: Structure) -> dict[str, Any]:
    """Return the JSON form; what has its usual value is left out."""
    page = structure.page
    told = {"characters": page.characters, "definition": page.definition, "max_pages": page.max_pages}
    return {
        "page": {name: value for name, value in told.items() if value not in ("", None)},
        "steps": [_step(step) for step in structure.steps],
    }


def words(name: str, text: Text) -> dict[str, str]:
    """Return a text in both languages, as NAME and NAME_en."""
    both = {name: text.ko, f"{name}_en": text.en}
    return {key: value for key, value in both.items() if value}


def _step(step: Step) -> dict[str, Any]:
    origin = {"origin": step.origin} if step.origin else {}
    content = {"key": step.key} | words("title", step.title) | words("help", step.help) | origin
    return content | {"fields": [dump_field(field) for field in step.fields]}


def dump_field(field: Field) -> dict[str, Any]:
    """Return the JSON form of one field."""
    content: dict[str, Any] = {"key": field.key, "kind": field.kind_name}
    content |= words("label", field.label) | words("help", field.help)
    if field.required:
        content["required"] = True
    if field.shown_when is not None:
        content["shown_when"] = dump_condition(field.shown_when)
    if field.prefill:
        content["prefill"] = field.prefill
    if field.sensitive:
        content["sensitive"] = True
    return content | dump_kind(field.kind)


def dump_condition(condition: Condition) -> dict[str, Any]:
    """Return the JSON form of a condition."""
    match condition:
        case Filled():
            return {"kind": "filled", "field": condition.field}
        case OneOf():
            return {"kind": "one_of", "field": condition.field, "values": list(condition.values)}
        case Compares():
            op, value = condition.op.value, condition.value
            return {"kind": "compare", "field": condition.field, "op": op, "value": value}
        case Every() | Some():
            kind = "all" if isinstance(condition, Every) else "any"
            return {"kind": kind, "parts": [dump_condition(part) for part in condition.parts]}


def dump_kind(kind: Kind) -> dict[str, Any]:
    """Return what a kind has of its own."""
    content: dict[str, Any] = {}
    match kind:
        case ShortText() | LongText():
            content = {"max_chars": kind.max_chars}
        case Number():
            limits = {"min": kind.minimum, "max": kind.maximum, "digits": kind.digits or None}
            content = words("unit", kind.unit) | limits
        case Money():
            content = {"min": kind.minimum, "max": kind.maximum}
        case Day():
            ends = {"min": kind.earliest, "max": kind.latest}
            content = {name: day.isoformat() for name, day in ends.items() if day}
        case Choice():
            options = [{"value": option.value} | words("label", option.label) for option in kind.options]
            content = {"options": options, "multiple": kind.multiple or None, "at_most": kind.at_most}
        case Table():
            columns = [_column(column) for column in kind.columns]
            content = {"columns": columns, "min_rows": kind.min_rows, "max_rows": kind.max_rows}
        case FileSlot():
            sizes = {"max_megabytes": kind.max_megabytes, "max_count": kind.max_count}
            content = {"types": list(kind.types)} | sizes | {"document": kind.document or None}
        case Consent():
            content = words("text", kind.text)
        case Plan():
            content = {
                "section": kind.section.value,
                "max_pages": kind.max_pages,
                "max_chars": kind.max_chars,
            }
    return _given(content)


def _column(column: Column) -> dict[str, Any]:
    content = {"key": column.key, "kind": KIND_NAMES[type(column.kind)]} | words("label", column.label)
    return content | _given({"required": column.required or None}) | dump_kind(column.kind)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
