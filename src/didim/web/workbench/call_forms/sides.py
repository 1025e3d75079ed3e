"""What two officers wrote in the same place, side by side, and which of the two is to stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from didim.programmes.domain.call_versions import OvertakenError
from didim.web.workbench.call_forms.conditions import words_of

_LABELS = {
    "options": pgettext_lazy("선택형", "보기"),
    "columns": gettext_lazy("열"),
    "shown_when": gettext_lazy("묻는 조건"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One value that both wrote: its name, what it is called, what was typed and what is stored."""

    name: str
    label: Any
    mine: str
    theirs: str


def sides_of(
    error: OvertakenError | None, form: forms.Form, fields: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Side]:
    """Return what is disputed, in the order of the form; `fields` are those a condition may name."""
    if error is None:
        return []
    order = [*form.fields, *_LABELS]
    return [
        Side(
            name,
            form.fields[name].label if name in form.fields else _LABELS.get(name, name),
            _words(form, name, error.merged.get(name), fields or {}),
            _words(form, name, (error.after or {}).get(name), fields or {}),
        )
        for name in sorted(
            error.disputed, key=lambda name: order.index(name) if name in order else len(order)
        )
    ]


def chosen(
    request: HttpRequest, typed: Mapping[str, Any], stored: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return what was typed, with the stored value wherever that one was chosen (take.NAME = theirs)."""
    theirs = {
        name.removeprefix("take.")
        for name, side in request.POST.items()
        if name.startswith("take.") and side == "theirs"
    }
    kept = {name: value for name, value in typed.items() if name not in theirs}
    return kept | {name: value for name, value in (stored or {}).items() if name in theirs}


def _words(form: forms.Form, name: str, value: Any, fields: Mapping[str, Mapping[str, Any]]) -> str:
    choices = dict(getattr(form.fields.get(name), "choices", ()))
    if value in (None, "", []):
        return ""
    if name == "shown_when":
        return words_of(value, fields)
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, datetime):
        return date_format(localtime(value), "Y-m-d H:i")
    if isinstance(value, list):
        return ", ".join(
            str(row.get("label", row.get("key"))) if isinstance(row, Mapping) else str(choices.get(row, row))
            for row in value
        )
    return f"{value:,}" if isinstance(value, int) else str(choices.get(value, value))
