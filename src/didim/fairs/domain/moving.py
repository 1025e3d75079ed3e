"""The officer's own hand on a plan: a meeting is added, moved, pinned or cancelled, one at a time.

The sentences come from a look at the plan under the fair's lock; the database has the last word.
"""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.announcing import tell_of_changes
from didim.fairs.domain.locking import lock_fair
from didim.fairs.domain.planning import supported
from didim.fairs.domain.video import keep_room
from didim.fairs.enums import ChangeKind, FairState, MeetingOrigin, MeetingState
from didim.fairs.models import Fair, FairSlot, FairTable, Meeting, MeetingChange, Participant
from didim.fairs.queries.clashes import GUARDS, Aim, clashes, free_interpreter, needs_interpreter
from didim.kernel.refusals import Problem, RefusedError, refuse

_CHANGEABLE = (FairState.OPEN, FairState.SCHEDULING, FairState.PUBLISHED)
_LONGEST_REASON = 200


def add_meeting(
    *,
    fair: Fair,
    partner: Participant,
    firm: Participant,
    slot: FairSlot,
    table: FairTable,
    by: User | None,
    now: datetime,
) -> Meeting:
    """Let two meet whom the officer brings together; it is pinned, and both are told once it is public.

    RefusedError by field with everything that stands against it.
    """
    with scoped(SYSTEM), recorded("add_meeting", by):
        fair = _open(lock_fair(fair, firms=[supported(partner, firm)]))
        aim = _aimed(fair, Aim(partner, firm, slot, table), now)
        meeting = Meeting(
            agency_id=fair.agency_id,
            fair=fair,
            partner=partner,
            firm=firm,
            enterprise_id=supported(partner, firm),
            state=MeetingState.PLANNED if fair.state == FairState.PUBLISHED else MeetingState.DRAFT,
            origin=MeetingOrigin.OFFICER,
            is_pinned=True,
        )
        _put(meeting, aim)
        keep_room(meeting=meeting, by=by, now=now)
        note_change(meeting, ChangeKind.ADDED, {}, by=by, now=now)
        return meeting


def move_meeting(
    *,
    meeting: Meeting,
    slot: FairSlot,
    table: FairTable,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> Meeting:
    """Move a meeting to another slot or table and pin it there; once it is public both sides are told.

    RefusedError by field with everything that stands against it, and for one that began or is over.
    """
    with scoped(SYSTEM), recorded("move_meeting", by):
        fair = _open(lock_fair(meeting.fair, firms=[meeting.enterprise_id]))
        kept = _ahead(meeting, now)
        if (kept.slot_id, kept.table_id) == (slot.pk, table.pk):
            return kept
        before = where(kept)
        aim = _aimed(fair, Aim(kept.partner, kept.firm, slot, table, kept), now)
        kept.is_pinned = True
        _put(kept, aim)
        keep_room(meeting=kept, by=by, now=now)
        note_change(kept, ChangeKind.MOVED, before, by=by, now=now, reason=reason)
        return kept


def cancel_meeting(*, meeting: Meeting, reason: str, by: User | None, now: datetime) -> Meeting:
    """Cancel a meeting that has not begun; once it is public both sides are told why.

    RefusedError without a reason, and for one that began or is over.
    """
    said = " ".join(reason.split())[:_LONGEST_REASON]
    if not said:
        raise refuse("reason", _("사유를 적어 주세요. 공개한 일정이면 양쪽에 그대로 알립니다."))
    with scoped(SYSTEM), recorded("cancel_meeting", by):
        lock_fair(meeting.fair)
        kept = _ahead(meeting, now)
        before, was_public = where(kept), kept.state == MeetingState.PLANNED
        kept.state, kept.end_reason, kept.is_pinned = MeetingState.CANCELLED, said, False
        kept.save(update_fields=["state", "end_reason", "is_pinned"])
        if was_public:
            keep_room(meeting=kept, by=by, now=now)
            note_change(kept, ChangeKind.CANCELLED, before, by=by, now=now, reason=said)
        return kept


def pin_meeting(*, meeting: Meeting, pinned: bool, by: User | None, now: datetime) -> Meeting:
    """Hold a meeting where it is when the plan is computed again, or let it go. Nobody is told."""
    with scoped(SYSTEM), recorded("pin_meeting", by):
        lock_fair(meeting.fair)
        kept = _ahead(meeting, now)
        kept.is_pinned = pinned
        kept.save(update_fields=["is_pinned"])
        return kept


def where(meeting: Meeting) -> dict[str, str | int]:
    """Return where a meeting stands, by names: what a change says it was, and is."""
    return {
        "slot": meeting.starts_at.isoformat(),
        "table": meeting.table.name,
        "interpreter": meeting.interpreter.name if meeting.interpreter else "",
        "state": meeting.state,
    }


def note_change(
    meeting: Meeting,
    kind: ChangeKind,
    before: dict[str, str | int],
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    tell: bool = True,
) -> MeetingChange | None:
    """Write down how a public meeting changed and tell both sides; a draft's changes are nobody's yet."""
    if meeting.state == MeetingState.DRAFT:
        return None
    change = MeetingChange.objects.create(
        agency_id=meeting.agency_id,
        meeting=meeting,
        kind=kind,
        at=now,
        by=by,
        reason=" ".join(reason.split())[:_LONGEST_REASON],
        before=before,
        after=where(meeting),
    )
    if tell:
        for participant in (meeting.partner, meeting.firm):
            tell_of_changes(participant, [change], now=now)
    return change


def refused_by_guard(error: IntegrityError) -> RefusedError:
    """Return what a guard of the database says in a sentence; raise the error where it is none of them."""
    text = str(error)
    for name, sentence in GUARDS.items():
        if name in text:
            return refuse("slot", sentence)
    raise error


def _put(meeting: Meeting, aim: Aim) -> None:
    meeting.slot, meeting.table = aim.slot, aim.table
    meeting.starts_at, meeting.ends_at = aim.slot.starts_at, aim.slot.ends_at
    meeting.interpreter = None
    if needs_interpreter(aim):
        meeting.interpreter = free_interpreter(aim)
        if meeting.interpreter is None:
            raise refuse("slot", _("그 시간에 통역할 사람이 없습니다."))
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise refused_by_guard(error) from error


def _aimed(fair: Fair, aim: Aim, now: datetime) -> Aim:
    """Return an aim with its people as they are now; raise RefusedError where something stands against it."""
    if {aim.slot.fair_id, aim.table.fair_id} != {fair.pk}:
        raise refuse("slot", _("이 상담회의 시간과 자리를 골라 주세요."))
    if aim.slot.starts_at <= now:
        raise refuse("slot", _("이미 시작한 시간입니다. 남은 시간을 골라 주세요."))
    people = Participant.objects.in_bulk([aim.partner.pk, aim.firm.pk])
    fresh = replace(aim, partner=people[aim.partner.pk], firm=people[aim.firm.pk])
    found: list[Problem] = clashes(fresh)
    if found:
        raise RefusedError(found)
    return fresh


def _open(fair: Fair) -> Fair:
    if fair.state not in _CHANGEABLE:
        raise refuse("", _("일정을 바꿀 수 있는 상담회가 아닙니다."))
    return fair


def _ahead(meeting: Meeting, now: datetime) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related(
        "fair__agency", "partner__fair", "firm__fair", "table", "interpreter", "slot"
    )
    kept = rows.get(pk=meeting.pk)
    if kept.state not in (MeetingState.DRAFT, MeetingState.PLANNED):
        raise refuse("", _("이미 끝났거나 취소된 상담입니다."))
    if kept.state == MeetingState.PLANNED and kept.starts_at <= now:
        raise refuse("", _("이미 시작한 상담입니다."))
    return kept
