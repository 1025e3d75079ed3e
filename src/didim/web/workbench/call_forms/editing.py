"""Changes of a form that is being written: steps and fields put in, moved and taken out.

All of it works on the JSON form and returns a new one; whether the result is a form is the engine's word
(`set_form` refuses it otherwise, and says where). Steps made of the call's lists are left out.
"""

import copy
from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any

from django.utils.translation import gettext as _

Content = dict[str, Any]

# What a new field of a kind begins with beside its name.
_BEGINNINGS: dict[str, Content] = {
    "choice": {
        "options": [
            {"value": "yes", "label": "예", "label_en": "Yes"},
            {"value": "no", "label": "아니요", "label_en": "No"},
        ]
    },
    "table": {"columns": [{"key": "item", "kind": "text", "label": "항목", "label_en": "Item"}]},
    "consent": {"text": "동의할 내용을 적어 주세요."},
    "plan": {"section": "summary"},
}


class NoSuchPartError(LookupError):
    """The form has no step or field of this key (any more)."""


def written(content: Mapping[str, Any]) -> Content:
    """Return a copy of a form with the steps somebody wrote."""
    steps = [step for step in content.get("steps", []) if not step.get("origin")]
    return copy.deepcopy({**content, "steps": steps})


def all_fields(content: Mapping[str, Any]) -> Iterator[Content]:
    """Give the fields of a form in the order they are asked."""
    for step in content["steps"]:
        yield from step.get("fields", [])


def fields_before(content: Mapping[str, Any], key: str) -> list[Content]:
    """Return the fields asked before one: those a condition may look at."""
    before = []
    for field in all_fields(content):
        if field["key"] == key:
            break
        before.append(field)
    return before


def find_step(content: Mapping[str, Any], key: str) -> tuple[int, Content]:
    """Return a step and its place; raise NoSuchPartError."""
    for at, step in enumerate(content["steps"]):
        if step["key"] == key:
            return at, step
    raise NoSuchPartError(key)


def find_field(content: Mapping[str, Any], key: str) -> tuple[Content, int, Content]:
    """Return a field with its step and its place there; raise NoSuchPartError."""
    for step in content["steps"]:
        for at, field in enumerate(step.get("fields", [])):
            if field["key"] == key:
                return step, at, field
    raise NoSuchPartError(key)


def add_step(content: Content, title: str) -> Content:
    """Put a step at the end."""
    after = copy.deepcopy(content)
    after["steps"].append({"key": f"step_{token_hex(3)}", "title": title, "fields": []})
    return after


def add_field(content: Content, step_key: str, kind: str, label: str) -> tuple[Content, str]:
    """Put a field at the end of a step; return the form and the field's key, which no field had before."""
    after = copy.deepcopy(content)
    key = f"{kind}_{token_hex(3)}"
    begun = copy.deepcopy(_BEGINNINGS.get(kind, {}))
    field = {"key": key, "kind": kind, "label": label or str(_("새 항목"))} | begun
    _at, step = find_step(after, step_key)
    step.setdefault("fields", []).append(field)
    return after, key


def move_step(content: Content, key: str, by: int) -> Content:
    """Move a step up (-1) or down (+1); at the end of the way nothing changes."""
    after = copy.deepcopy(content)
    at, _step = find_step(after, key)
    _move(after["steps"], at, by)
    return after


def move_field(content: Content, key: str, by: int) -> Content:
    """Move a field up or down; over the edge of its step it goes into the next one."""
    after = copy.deepcopy(content)
    step, at, field = find_field(after, key)
    if 0 <= at + by < len(step["fields"]):
        _move(step["fields"], at, by)
        return after
    place, _step = find_step(after, step["key"])
    if 0 <= place + by < len(after["steps"]):
        del step["fields"][at]
        neighbour = after["steps"][place + by].setdefault("fields", [])
        neighbour.insert(0 if by > 0 else len(neighbour), field)
    return after


def remove_step(content: Content, key: str) -> Content:
    """Take a step out with its fields."""
    after = copy.deepcopy(content)
    at, _step = find_step(after, key)
    del after["steps"][at]
    return after


def remove_field(content: Content, key: str) -> Content:
    """Take a field out."""
    after = copy.deepcopy(content)
    step, at, _field = find_field(after, key)
    del step["fields"][at]
    return after


def replace_field(content: Content, field: Content, step_key: str = "") -> Content:
    """Put a field's new content in its place, or at the end of another step."""
    after = copy.deepcopy(content)
    step, at, _old = find_field(after, field["key"])
    if step_key in ("", step["key"]):
        step["fields"][at] = field
        return after
    del step["fields"][at]
    find_step(after, step_key)[1].setdefault("fields", []).append(field)
    return after


def with_field(content: Content, typed: Content) -> Content:
    """Put a field ("step" says where) in its place, or, taken out meanwhile, at the end of its step."""
    field = {name: value for name, value in typed.items() if name != "step"}
    try:
        return replace_field(content, field, typed["step"])
    except NoSuchPartError:
        after = copy.deepcopy(content)
        steps = {step["key"]: step for step in after["steps"]}
        if not steps:
            raise
        steps.get(typed["step"], after["steps"][-1]).setdefault("fields", []).append(field)
        return after


def replace_step(content: Content, key: str, words: Mapping[str, str]) -> Content:
    """Give a step other words: title, title_en, help, help_en."""
    after = copy.deepcopy(content)
    _at, step = find_step(after, key)
    step.update(words)
    return after


def _move(rows: list[Any], at: int, by: int) -> None:
    if 0 <= at + by < len(rows):
        rows[at], rows[at + by] = rows[at + by], rows[at]
