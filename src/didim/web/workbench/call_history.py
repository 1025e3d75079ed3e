"""Who did what to a call and when, from the rows that triggers keep."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.programmes.models import Call, CallRevision

SHOWN_EVENTS = 30
ACTS = {
    "create_call": _("공고 만들기"),
    "revise_call": _("정정 공고 시작"),
    "edit_draft": _("내용 고치기"),
    "set_rule": _("자격요건 정하기"),
    "set_form": _("신청서 정하기"),
    "set_terms": _("서류·제외·가점 정하기"),
    "set_rounds": _("평가 절차 정하기"),
    "publish_call": _("공고하기"),
}
# Publishing says these by itself.
_NOT_NAMED = frozenset({"id", "agency", "call", "number", "state", "published_at", "published_by"})


@dataclass
class CallAct:
    """One act: when, by whom (None: not by a signed-in person), what, and the fields that changed."""

    at: datetime
    by: User | None
    act: object
    fields: list[str] = field(default_factory=list)


def acts_on(call: Call) -> list[CallAct]:
    """Return what was done to a call and its revisions, newest first; three queries."""
    revisions = CallRevision.pgh_event_model.objects.filter(call=call)
    titles = Call.pgh_event_model.objects.filter(pgh_obj=call)
    events = [*_with_changes(revisions, CallRevision), *_with_changes(titles, Call)]
    people = User.objects.in_bulk({_told(event).get("user") for event, _fields in events} - {None})
    acts: dict[Hashable, CallAct] = {}
    for event, fields in events:
        told = _told(event)
        key = event.pgh_context_id or (type(event), event.pgh_id)
        name = ACTS.get(told.get("act"), _("고치기"))
        act = acts.setdefault(key, CallAct(event.pgh_created_at, people.get(told.get("user")), name))
        act.fields += fields
    return sorted(acts.values(), key=lambda act: act.at, reverse=True)[:SHOWN_EVENTS]


def _told(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _with_changes(events: Any, model: type[Model]) -> Iterator[tuple[Any, list[str]]]:
    """Yield the latest events with the names of the fields that differ from the event before."""
    latest = list(events.select_related("pgh_context").order_by("-pgh_id")[: SHOWN_EVENTS + 1])
    named = [row for row in model._meta.concrete_fields if row.name not in _NOT_NAMED]
    for event, before in pairwise([*latest, None]):
        if before is not None and before.pgh_obj_id == event.pgh_obj_id:
            yield event, list(_differing(event, before, named))
        elif len(latest) <= SHOWN_EVENTS or before is not None:
            yield event, []


def _differing(event: Any, before: Any, fields: Iterable[Any]) -> Iterator[str]:
    for row in fields:
        if getattr(event, row.attname) != getattr(before, row.attname):
            yield str(row.verbose_name)
