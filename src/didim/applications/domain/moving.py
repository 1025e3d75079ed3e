"""Drafts follow their call: a correction's form takes the answers over, and says what has changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from didim.applications.enums import ApplicationState
from didim.applications.models import Draft
from didim.applications.queries.forms import form_of
from didim.engines.forms import KEPT, Change, carry_over
from didim.programmes.queries.published import last_published


@dataclass(frozen=True, slots=True)
class Moved:
    """A draft as it stands in another revision: nothing is stored yet."""

    answers: dict[str, Any]
    kept: dict[str, list[dict[str, Any]]]
    changes: list[Change]


def moved_to(*, draft: Draft, revision_id: int) -> Moved:
    """Return a draft's answers as another revision's form takes them; see engines.forms.carry_over."""
    waiting = {KEPT: kept_list(draft.kept)} if draft.kept else {}
    old, new = form_of(draft.revision_id), form_of(revision_id)
    answers, changes = carry_over(old, new, draft.answers | waiting)
    return Moved(answers, kept_by_field(answers.pop(KEPT, [])), changes)


def move_draft(*, draft: Draft, revision_id: int) -> None:
    """Move a locked draft to a revision of its call; the caller stores it.

    What changed waits in `carried_over` until somebody has read it.
    """
    moved = moved_to(draft=draft, revision_id=revision_id)
    draft.answers, draft.kept, draft.revision_id = moved.answers, moved.kept, revision_id
    said = [{"ko": change.sentence.ko, "en": change.sentence.en} for change in moved.changes]
    draft.carried_over = [*draft.carried_over, *(each for each in said if each not in draft.carried_over)]


def move_drafts(*, call_id: int, now: datetime) -> int:
    """Move all drafts of a call to its last published revision; return how many moved.

    Each is a transaction of its own, so that nobody who is writing waits. Handed-in content is never touched.
    """
    revision = last_published(call_id=call_id)
    if revision is None or not revision.form:
        return 0
    behind = Draft.objects.filter(application__call=call_id).exclude(revision=revision)
    waiting = behind.exclude(application__state=ApplicationState.WITHDRAWN)
    count = 0
    for draft_id in waiting.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            draft = Draft.objects.select_for_update(no_key=True).get(pk=draft_id)
            if draft.revision_id == revision.pk:
                continue
            move_draft(draft=draft, revision_id=revision.pk)
            draft.version += 1
            draft.updated_at = now
            draft.save()
            count += 1
    return count


def kept_list(kept: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the answers put aside as the forms engine takes them."""
    return [{"field": key, **entry} for key, entries in kept.items() for entry in entries]


def kept_by_field(entries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the answers put aside as a draft stores them: by field."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        kept.setdefault(entry["field"], []).append({"label": entry["label"], "value": entry["value"]})
    return kept
