"""What must hold of the meetings of all fairs after any act, looked at in the rows alone."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import connection

from didim.fairs.domain.attending import support_reference
from didim.fairs.domain.moving import where
from didim.fairs.enums import MeetingState
from didim.fairs.fits import language_between
from didim.fairs.models import Absence, Interpreter, Meeting, MeetingChange, TableOutage
from didim.fairs.models.meetings import HOLDS
from didim.support.models import SupportRecord

_DOUBLES = """
SELECT one.id, other.id FROM fairs_meeting AS one JOIN fairs_meeting AS other
    ON one.id < other.id
    AND (one.partner_id = other.partner_id OR one.firm_id = other.firm_id OR one.table_id = other.table_id
        OR one.interpreter_id = other.interpreter_id OR one.enterprise_id = other.enterprise_id)
    AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
WHERE one.state IN ('draft', 'planned', 'done') AND other.state IN ('draft', 'planned', 'done')
"""
_SEAT = ("slot_id", "table_id", "starts_at", "ends_at")


def rows() -> list[dict[str, Any]]:
    """Return every meeting as it stands."""
    return list(Meeting.objects.order_by("pk").values())


def seat_of(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return when and where a meeting is."""
    return tuple(row[name] for name in _SEAT)


def check_nobody_twice() -> None:
    """Nobody, no table and no interpreter is in two places at once; a meeting lies in its slot."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLES)
        assert cursor.fetchall() == []
    for one in Meeting.objects.select_related("slot", "table"):
        assert (one.starts_at, one.ends_at) == (one.slot.starts_at, one.slot.ends_at)
        assert {one.slot.fair_id, one.table.fair_id} == {one.fair_id}


def check_everybody_is_there() -> None:
    """No meeting lies where somebody is away or a table is out of use; who interprets knows the language."""
    away = set(Absence.objects.values_list("slot", "participant")) | set(
        Absence.objects.exclude(interpreter=None).values_list("slot", "interpreter__name")
    )
    out = list(TableOutage.objects.values_list("table", "starts_at", "ends_at"))
    interpreted = set(Interpreter.objects.values_list("fair", flat=True))
    for one in Meeting.objects.filter(HOLDS).select_related("partner", "firm", "interpreter"):
        assert not away & {(one.slot_id, one.partner_id), (one.slot_id, one.firm_id)}
        assert not any(
            table == one.table_id and begins < one.ends_at and one.starts_at < ends
            for table, begins, ends in out
        )
        language = language_between(one.partner, one.firm)
        if one.interpreter is not None:
            assert (one.slot_id, one.interpreter.name) not in away
            assert language in one.interpreter.languages
        elif one.fair_id in interpreted:
            assert language == ""


def check_history() -> None:
    """The last entry of a meeting's history is the meeting; its changes lead step by step to what it is."""
    event = apps.get_model("fairs", "MeetingEvent")
    last = {row["pgh_obj_id"]: row for row in event.objects.order_by("pgh_id").values()}
    for row in rows():
        assert {name: last[row["id"]][name] for name in row} == row
    changes = defaultdict(list)
    for change in MeetingChange.objects.order_by("pk"):
        changes[change.meeting_id].append(change)
    for one in Meeting.objects.filter(pk__in=changes).select_related("table", "interpreter"):
        known: dict[str, Any] = {}
        for change in changes[one.pk]:
            assert {name: known.get(name, change.before[name]) for name in change.before} == change.before
            known |= change.after
        assert known == {name: value for name, value in where(one).items() if name in known}


def check_ledger() -> None:
    """Each meeting that was held stands in the ledger once, and none that was not."""
    held = Meeting.objects.filter(state=MeetingState.DONE, enterprise__isnull=False)
    lines = {one.pk: one for one in SupportRecord.objects.all()}
    assert {one.support_record_id: support_reference(one) for one in held} == {
        key: line.reference for key, line in lines.items()
    }
    assert not Meeting.objects.exclude(state=MeetingState.DONE).exclude(support_record=None).exists()
