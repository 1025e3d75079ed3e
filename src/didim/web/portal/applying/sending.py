"""What a browser sends of a step: the fields that were changed in it, and what each of them was read at.

With scripts only changed fields are sent. Without them the whole step comes back: what stood in each field
when the page was drawn goes along as a short digest ("seen.KEY"), so that a field nobody touched is not
taken for an answer.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from didim.engines.forms import Form
from didim.web.components.answers import ASKED, PREFIX, ShownStep, answers_in

BASE, SEEN = "base.", "seen."
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Sent:
    """Changed answers as they were typed, the draft's version on the page, and versions of single fields."""

    answers: dict[str, Any]
    version: int
    bases: dict[str, int]
    step: str


def sent(form: Form, data: QueryDict) -> Sent:
    """Return what was sent from a step of a form."""
    answers = answers_in(form, data)
    normal = form.normalise(answers)
    touched = {
        key: value
        for key, value in answers.items()
        if f"{SEEN}{key}" not in data or data[f"{SEEN}{key}"] != digest(normal.get(key))
    }
    bases = {key: _whole(data[f"{BASE}{key}"]) for key in touched if f"{BASE}{key}" in data}
    return Sent(touched, _whole(data.get("version", "")), bases, data.get("step", "")[:60])


def digest(value: Any) -> str:
    """Return the mark of an answer in standard form."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def seen(form: Form, shown: ShownStep) -> list[tuple[str, str]]:
    """Return the hidden inputs that say what stood in each field of a step when it was drawn."""
    normal = form.normalise({each.field.key: each.value for each in shown.fields})
    return [(f"{SEEN}{each.field.key}", digest(normal.get(each.field.key))) for each in shown.fields]


def sent_again(data: QueryDict, keys: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the inputs of fields as they were sent: for a page that sends them once more."""
    for key in keys:
        yield ASKED, key
        for name, values in data.lists():
            if name == f"{PREFIX}{key}" or name.startswith(f"{PREFIX}{key}."):
                yield from ((name, value) for value in values)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0
