"""On the day: a table breaks, somebody leaves or comes late. The plan changes with the fewest moves.

A preview computes what an act would do and keeps nothing of it; the act is the same computation, kept.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.engines import scheduling
from didim.fairs.domain.announcing import tell_those_hit
from didim.fairs.domain.locking import lock_fair
from didim.fairs.domain.moving import note_change, refused_by_guard, where
from didim.fairs.domain.planning import input_text, interpreter_of, keep_unplaced, meeting_of
from didim.fairs.domain.video import keep_room
from didim.fairs.enums import ChangeKind, FairState, MeetingState, ParticipantState
from didim.fairs.models import (
    Absence,
    Fair,
    FairSlot,
    FairTable,
    Meeting,
    MeetingChange,
    Participant,
    PlanRun,
    TableOutage,
)
from didim.fairs.models.meetings import HOLDS
from didim.fairs.queries.planning import PlanInput, plan_input
from didim.kernel.refusals import refuse

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """A meeting as it is now, and when and where it was."""

    meeting: Meeting
    was_at: datetime
    was_table: str


@dataclass(frozen=True, slots=True)
class Replanned:
    """What a change on the day comes to: meetings moved, lost, added; at least `bound` had to change.

    `lost` go with their reason in the reader's language.
    """

    run: PlanRun
    moved: tuple[Moved, ...]
    lost: tuple[tuple[Meeting, str], ...]
    added: tuple[Meeting, ...]
    bound: int
    told: int


@dataclass(frozen=True, slots=True)
class OnTheDay:
    """What happened: tables that are out of use, somebody away, each from now until an instant.

    `until` None is to the end of the fair. `leaves` is for good: who leaves takes part no more.
    """

    reason: str
    tables: tuple[FairTable, ...] = ()
    participant: Participant | None = None
    until: datetime | None = None


def preview_replan(*, fair: Fair, happened: OnTheDay, by: User | None, now: datetime) -> Replanned:
    """Return what `replan_fair` would do; nothing of it stays and nobody is told."""
    with transaction.atomic():
        outcome = _replan(fair, happened, by, now, tell=False)
        transaction.set_rollback(True)
        return outcome


def replan_fair(*, fair: Fair, happened: OnTheDay, by: User | None, now: datetime) -> Replanned:
    """Write down what happened and change the public plan from now on, as little as can be.

    Meetings that began stay, and pinned ones as long as they can. Those hit move, or are cancelled with the
    reason where no time is left; wishes that found no place fill what became free. Only those whose meetings
    changed are told. RefusedError for a fair whose plan is not public, and without a reason.
    """
    return _replan(fair, happened, by, now, tell=True)


def break_table(
    *, table: FairTable, until: datetime | None, reason: str, by: User | None, now: datetime
) -> Replanned:
    """Say that a table cannot be used from now on, and change the plan."""
    happened = OnTheDay(reason, tables=(table,), until=until)
    return replan_fair(fair=table.fair, happened=happened, by=by, now=now)


def participant_late(
    *, participant: Participant, until: datetime, reason: str, by: User | None, now: datetime
) -> Replanned:
    """Say that somebody comes only at an instant, and change the plan."""
    happened = OnTheDay(reason, participant=participant, until=until)
    return replan_fair(fair=participant.fair, happened=happened, by=by, now=now)


def participant_leaves(*, participant: Participant, reason: str, by: User | None, now: datetime) -> Replanned:
    """Say that somebody is gone from now on, and change the plan."""
    happened = OnTheDay(reason, participant=participant)
    return replan_fair(fair=participant.fair, happened=happened, by=by, now=now)


def _replan(fair: Fair, happened: OnTheDay, by: User | None, now: datetime, *, tell: bool) -> Replanned:
    said = " ".join(happened.reason.split())[:_LONGEST_REASON]
    if not said:
        raise refuse("reason", _("무슨 일인지 적어 주세요. 일정이 바뀌는 분들에게 그대로 알립니다."))
    firms = Participant.objects.filter(fair=fair, state=ParticipantState.ACCEPTED)
    with scoped(SYSTEM), recorded("replan_fair", by):
        fair = lock_fair(fair, firms=firms.values_list("enterprise", flat=True))
        if fair.state != FairState.PUBLISHED:
            raise refuse("", _("공개한 일정만 당일에 다시 짤 수 있습니다."))
        _write_down(fair, happened, said, by, now)
        public = list(
            Meeting.objects.filter(HOLDS, fair=fair)
            .exclude(state=MeetingState.DRAFT)
            .select_related("fair__agency", "partner__fair", "firm__fair", "table", "interpreter", "slot")
            .order_by("pk")
        )
        given = plan_input(fair, keep=public)
        numbers = {given.numbers[one.partner_id, one.firm_id]: one for one in public}
        replan = _computed(given, numbers, now)
        run = _keep_run(fair, given, replan, by, now)
        changes, outcome = _apply(fair, run, given, numbers, replan, said, by, now)
        keep_unplaced(run, given, _reasons(given, replan))
        told = tell_those_hit(changes, now=now) if tell else 0
        return Replanned(run, **outcome, bound=replan.bound, told=told)


def _write_down(fair: Fair, happened: OnTheDay, said: str, by: User | None, now: datetime) -> None:
    slots = list(FairSlot.objects.filter(fair=fair, starts_at__gt=now).order_by("number"))
    if not slots:
        raise refuse("", _("남은 상담 시간이 없습니다."))
    until = happened.until or slots[-1].ends_at
    if until <= slots[0].starts_at:
        raise refuse("until", _("다음 상담이 시작하기 전입니다. 그 뒤의 시각을 적어 주세요."))
    TableOutage.objects.bulk_create(
        TableOutage(
            agency_id=fair.agency_id,
            fair=fair,
            table=table,
            # A meeting that goes on is brought to its end where it is.
            starts_at=slots[0].starts_at,
            ends_at=until,
            reason=said,
            recorded_at=now,
            recorded_by=by,
        )
        for table in happened.tables
    )
    if happened.participant is not None:
        Absence.objects.bulk_create(
            (
                Absence(agency_id=fair.agency_id, participant=happened.participant, slot=slot)
                for slot in slots
                if slot.starts_at < until
            ),
            ignore_conflicts=True,
        )


def _computed(given: PlanInput, numbers: dict[int, Meeting], now: datetime) -> scheduling.Replan:
    """Return the changed plan. What happened stands among absences and outages: the change is the time."""
    slots = {number: given.slot_number(one) for number, one in numbers.items()}
    plan = scheduling.Plan(
        slots,
        {number: given.place_number(one) for number, one in numbers.items()},
        (),
        {number: str(one.interpreter_id) for number, one in numbers.items() if one.interpreter_id},
    )
    current = sum(slot.starts_at <= now for slot in given.slots)
    waiting = [
        number
        for number, wish in enumerate(given.engine.wishes)
        if number not in numbers and not wish.declined and wish.asked is not scheduling.Asked.SPARE
    ]
    pinned = [number for number, one in numbers.items() if one.is_pinned]
    change = scheduling.Change(current)
    return scheduling.replan(given.engine, plan, change, waiting=waiting, pinned=pinned)


def _keep_run(
    fair: Fair, given: PlanInput, replan: scheduling.Replan, by: User | None, now: datetime
) -> PlanRun:
    content = f"{input_text(given, fair.seed)}{scheduling.canonical(given.engine, replan.plan)}"
    measure = scheduling.measure(given.engine, replan.plan)
    earned, _floor = scheduling.gains(given.engine, range(len(given.engine.wishes)))
    value = sum(earned[number] for number in replan.plan.slots)
    return PlanRun.objects.create(
        agency_id=fair.agency_id,
        fair=fair,
        seed=fair.seed,
        computed_at=now,
        computed_by=by,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        chosen=len(replan.plan.slots) + len(replan.lost),
        placed=len(replan.plan.slots),
        value=value,
        bound=value + sum(earned[number] for number in replan.lost),
        idle_gaps=measure.gaps,
        table_moves=measure.moves,
        moved=len(replan.moved),
        moved_at_least=replan.moved_bound,
    )


def _reasons(given: PlanInput, replan: scheduling.Replan) -> dict[int, tuple[scheduling.Reason, ...]]:
    choice = scheduling.Choice(tuple(sorted(replan.plan.slots)), 0, 0, ())
    left = (number for number in range(len(given.engine.wishes)) if number not in replan.plan.slots)
    return {
        number: replan.reasons.get(number) or scheduling.why_not_chosen(given.engine, choice, number)
        for number in left
    }


def _apply(
    fair: Fair,
    run: PlanRun,
    given: PlanInput,
    numbers: dict[int, Meeting],
    replan: scheduling.Replan,
    said: str,
    by: User | None,
    now: datetime,
) -> tuple[list[MeetingChange], dict[str, Any]]:
    """Write the new plan over the old one: first everything that is hit lets go, then it takes its place."""
    before = {number: where(one) for number, one in numbers.items()}
    gone = [number for number in numbers if number not in replan.plan.slots]
    hit = [
        number
        for number, one in numbers.items()
        if number not in gone and _differs(given, replan, number, one)
    ]
    let_go = [numbers[number].pk for number in (*gone, *hit)]
    Meeting.objects.filter(pk__in=let_go).update(state=MeetingState.CANCELLED, end_reason=said)
    changes: list[MeetingChange | None] = []
    for number in gone:
        one = numbers[number]
        one.state, one.end_reason, one.is_pinned = MeetingState.CANCELLED, said, False
        one.save(update_fields=["state", "end_reason", "is_pinned"])
        keep_room(meeting=one, by=by, now=now)
        changes.append(_noted(one, ChangeKind.CANCELLED, before[number], by, now, said))
    for number in hit:
        one = numbers[number]
        new = meeting_of(fair, run, given, replan.plan, number)
        one.slot, one.starts_at, one.ends_at = new.slot, new.starts_at, new.ends_at
        one.table, one.run = new.table, run
        one.interpreter_id = interpreter_of(replan.plan, number)
        _save(one)
        one = _again(one)
        numbers[number] = one
        keep_room(meeting=one, by=by, now=now)
        changes.append(_noted(one, ChangeKind.MOVED, before[number], by, now, said))
    added = [
        meeting_of(fair, run, given, replan.plan, number, MeetingState.PLANNED) for number in replan.refilled
    ]
    for one in added:
        _save(one)
        keep_room(meeting=one, by=by, now=now)
        changes.append(_noted(_again(one), ChangeKind.ADDED, {}, by, now, said))
    outcome = {
        "moved": tuple(_moved(numbers[number], before[number]) for number in hit),
        "lost": tuple((numbers[number], _why(replan, number)) for number in gone),
        "added": tuple(added),
    }
    return [change for change in changes if change is not None], outcome


def _differs(given: PlanInput, replan: scheduling.Replan, number: int, one: Meeting) -> bool:
    plan = replan.plan
    new = (
        given.slots[plan.slots[number]].pk,
        given.places[plan.tables[number]].pk,
        interpreter_of(plan, number),
    )
    return new != (one.slot_id, one.table_id, one.interpreter_id)


def _moved(meeting: Meeting, was: dict[str, str | int]) -> Moved:
    return Moved(meeting, datetime.fromisoformat(str(was["slot"])), str(was["table"]))


def _why(replan: scheduling.Replan, number: int) -> str:
    return " ".join(reason.sentence.text(get_language() or "ko") for reason in replan.reasons.get(number, ()))


def _save(meeting: Meeting) -> None:
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise refused_by_guard(error) from error


def _again(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_related(
        "fair__agency", "partner__fair", "firm__fair", "table", "interpreter", "slot"
    )
    return rows.get(pk=meeting.pk)


def _noted(
    meeting: Meeting,
    kind: ChangeKind,
    before: dict[str, str | int],
    by: User | None,
    now: datetime,
    said: str,
) -> MeetingChange | None:
    return note_change(meeting, kind, before, by=by, now=now, reason=said, tell=False)
