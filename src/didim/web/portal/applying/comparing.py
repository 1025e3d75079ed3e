"""Two people changed the same answer: both stand side by side, and one of the firm decides, or edits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from didim.accounts.models import User
from didim.applications.domain.drafts import FieldConflict, Saved
from didim.applications.queries.forms import form_of
from didim.engines.forms import ROW, Field, Form
from didim.web.components.answers import ShownField, ShownRow, answers_in
from didim.web.components.reading import ReadValue, read_answer
from didim.web.portal.applying.sending import Sent

MINE, THEIRS, EDITED = "mine", "theirs", "edited"
CHOICE, GIVEN = "choice.", "mine."
_NOT_READ = -1


@dataclass(frozen=True)
class Disagreement:
    """One answer (in a table: one row of it) with both values, who wrote the other and when."""

    field: Field
    row: str
    mine: ReadValue
    theirs: ReadValue
    given: str
    by: str
    at: datetime | None
    editor: ShownField

    @property
    def name(self) -> str:
        """The name of its inputs."""
        return f"{self.field.key}.{self.row}" if self.row else self.field.key

    @property
    def edited_row(self) -> ShownRow:
        """The row of a table to edit."""
        return self.editor.rows[0]


def merge_page(request: HttpRequest, saved: Saved, got: Sent) -> HttpResponse:
    """Return the page on which somebody settles what could not be merged; everything else is stored."""
    form = form_of(saved.draft.revision_id)
    ids = {conflict.by_id for conflict in saved.conflicts} - {None}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
    context = {
        "application": saved.draft.application,
        "version": saved.draft.version,
        "step": got.step or saved.draft.step,
        "disagreements": [_disagreement(form, conflict, people) for conflict in saved.conflicts],
        "slots": "components/answers/slot.html",
    }
    return render(request, "portal/applying/merge.html", context, status=409)


def _disagreement(form: Form, conflict: FieldConflict, people: Mapping[int, str]) -> Disagreement:
    field = form.fields[conflict.field]
    sides = (conflict.mine, conflict.theirs)
    mine, theirs = ([value] if conflict.row and value else value for value in sides)
    return Disagreement(
        field,
        conflict.row,
        read_answer(field.kind, mine),
        read_answer(field.kind, theirs),
        json.dumps(conflict.mine, ensure_ascii=False),
        people.get(conflict.by_id or 0, ""),
        datetime.fromisoformat(conflict.at) if conflict.at else None,
        ShownField(field, mine if mine is not None else theirs),
    )


def settled(form: Form, stored: Mapping[str, Any], data: QueryDict) -> Sent:
    """Return what was decided on the page of disagreements, as changes to what is stored.

    What was left undecided comes back as a disagreement.
    """
    version = int(data["version"]) if data.get("version", "").isdigit() else 0
    edited = form.normalise(answers_in(form, data))
    changes: dict[str, Any] = {}
    bases: dict[str, int] = {}
    for name in data:
        if not name.startswith(GIVEN):
            continue
        key, _dot, row = name.removeprefix(GIVEN).partition(".")
        if key not in form.fields:
            continue
        choice = data.get(f"{CHOICE}{name.removeprefix(GIVEN)}", "")
        bases[key] = min(bases.get(key, version), version if choice else _NOT_READ)
        given = _loaded(data[name])
        if row:
            rows = changes.setdefault(key, stored.get(key) or [])
            changes[key] = _with_row(rows, row, _decided_row(choice, row, given, edited.get(key)))
        elif choice != THEIRS:
            changes[key] = edited.get(key) if choice == EDITED else given
    return Sent(changes, version, bases, data.get("step", "")[:60])


def _decided_row(choice: str, row: str, given: Any, edited: Any) -> Any:
    """Return a row as it was decided; THEIRS (the row as it is stored) as Ellipsis, None for no row."""
    if choice == THEIRS:
        return ...
    if choice == EDITED:
        return next((each for each in edited or [] if each.get(ROW) == row), None)
    return given


def _with_row(rows: list[Any], row: str, value: Any) -> list[Any]:
    if value is ...:
        return rows
    keys = [each.get(ROW) for each in rows]
    if row not in keys:
        return [*rows, value] if value else rows
    changed = [value if each.get(ROW) == row else each for each in rows]
    return [each for each in changed if each]


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
