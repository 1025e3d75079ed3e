"""The time of a visit: proposed, taken, moved, called off; the database has the last word.

Locks are taken in one order, the person of the expert before the firm, so that two who book at once wait for
each other instead of ending in a deadlock (docs/decisions/0016-bookings.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.enums import DispatchState
from didim.experts.models import Dispatch, ExpertAbsence, ExpertTerm, Visit, VisitReport
from didim.experts.models.visits import COUNTS
from didim.experts.visit_enums import VisitSide, VisitState
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

from .telling import tell_of_ended_visit, tell_of_planned_visit, tell_of_proposed_visit

# Classes of advisory locks; the trigger of the visits takes the first one, too.
_PERSON, _EXPERT, _FIRM = 6200, 6201, 6202
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=8)
_AHEAD = (VisitState.PROPOSED, VisitState.PLANNED)
_SENTENCES = {
    "visit_expert_once": _("그 시간에 전문가의 다른 방문이 있습니다. 다른 시간을 골라 주세요."),
    "visit_firm_once": _("그 시간에 기업의 다른 방문이 있습니다. 다른 시간을 골라 주세요."),
    "visit_within_capacity": _(
        "그 달에는 전문가가 맡을 수 있는 방문이 모두 찼습니다. 다른 달을 골라 주세요."
    ),
    "visit_within_plan": _("계획한 방문 횟수를 모두 정했습니다."),
    "visit_number_once": _("같은 회차의 방문이 방금 정해졌습니다. 화면을 다시 열어 확인해 주세요."),
}


@dataclass(frozen=True, slots=True)
class VisitTime:
    """When and where a visit is, and what it is to do; `agreed`: both sides know already."""

    starts_at: datetime
    minutes: int
    place: str = ""
    aim: str = ""
    agreed: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@transaction.atomic
def propose_visit(
    *, dispatch: Dispatch, time: VisitTime, side: VisitSide, now: datetime, is_sample: bool = False
) -> Visit:
    """Hold a time for the next visit of a dispatch and ask the firm; one that is agreed is planned at once.

    RefusedError (starts_at) for a time that is over or taken, in a month that is full, or beyond the plan.
    """
    _check(time, now, backdated=is_sample)
    # Held, so that a request taken back at the same instant calls this visit off, too; requests and
    # dispatches without their keys: rows that refer to them do not wait, and nobody ends in a deadlock.
    rows = Dispatch.objects.select_for_update(of=("self",), no_key=True).select_related("expert", "request")
    locked = rows.get(pk=dispatch.pk)
    if locked.state != DispatchState.CONFIRMED:
        raise refuse("", _("확정된 배정이 아닙니다. 담당자에게 물어봐 주세요."))
    _refuse_days_away(locked.expert_id, time)
    lock_both(profile_id=locked.expert.profile_id, expert_id=locked.expert_id, firm_id=locked.enterprise_id)
    visit = Visit(
        agency_id=locked.agency_id,
        enterprise_id=locked.enterprise_id,
        expert_id=locked.expert_id,
        profile_id=locked.expert.profile_id,
        request_id=locked.request_id,
        dispatch=locked,
        number=_next_number(locked),
        is_sample=is_sample,
    )
    _hold(visit, time, side, now)
    return visit


@transaction.atomic
def accept_visit(*, visit: Visit, now: datetime) -> Visit:
    """Agree to a proposed time. RefusedError when it is over, was changed or was answered."""
    locked = _locked(visit)
    if locked.state != VisitState.PROPOSED:
        raise refuse("", _("이미 답한 시간이거나 바뀐 방문입니다. 화면을 다시 열어 확인해 주세요."))
    if locked.starts_at <= now:
        raise refuse("", _("지난 시간입니다. 다른 시간을 부탁해 주세요."))
    locked.state, locked.accepted_at = VisitState.PLANNED, now
    locked.save(update_fields=["state", "accepted_at"])
    tell_of_planned_visit(locked, now=now)
    return locked


@transaction.atomic
def move_visit(*, visit: Visit, time: VisitTime, side: VisitSide, now: datetime) -> Visit:
    """Give a visit that is ahead another time; the firm is asked again unless both know already."""
    _check(time, now)
    locked = _locked(visit)
    if locked.state not in _AHEAD:
        raise refuse("", _("이미 끝났거나 취소한 방문입니다."))
    _refuse_days_away(locked.expert_id, time)
    lock_both(profile_id=locked.profile_id, expert_id=locked.expert_id, firm_id=locked.enterprise_id)
    locked.reminded_at = locked.accepted_at = None
    _hold(locked, time, side, now)
    return locked


@transaction.atomic
def cancel_visit(*, visit: Visit, reason: str, side: VisitSide, now: datetime) -> Visit:
    """Call a visit off, with why; its number is free again. RefusedError once a report was begun."""
    locked = _locked(visit)
    if locked.state not in _AHEAD or VisitReport.objects.filter(visit=locked).exists():
        raise refuse("", _("이미 끝났거나 취소한 방문입니다."))
    _end(locked, VisitState.CANCELLED, reason, side)
    tell_of_ended_visit(locked, now=now)
    return locked


@transaction.atomic
def miss_visit(*, visit: Visit, reason: str, side: VisitSide, now: datetime) -> Visit:
    """Record that one side did not come; the number is free again, the expert's month is not.

    RefusedError before its time, without a word of what happened, or once a report was begun.
    """
    locked = _locked(visit)
    if locked.state != VisitState.PLANNED or now < locked.starts_at:
        raise refuse("", _("시작 시각이 지난 방문만 불참으로 적을 수 있습니다."))
    if VisitReport.objects.filter(visit=locked).exists():
        raise refuse("", _("보고서를 쓰기 시작한 방문입니다."))
    _end(locked, VisitState.NO_SHOW, reason, side)
    tell_of_ended_visit(locked, now=now)
    return locked


def call_off_visits(*, dispatch: Dispatch, reason: str, side: VisitSide, now: datetime) -> int:
    """Call off what is still ahead of a dispatch whose expert does not go on; return how many."""
    ahead = Visit.objects.filter(dispatch=dispatch, state__in=_AHEAD, starts_at__gt=now, reports=None)
    visits = list(ahead.order_by("pk"))
    for visit in visits:
        cancel_visit(visit=visit, reason=reason, side=side, now=now)
    return len(visits)


def lock_both(*, profile_id: int, expert_id: int, firm_id: int) -> None:
    """Wait for whoever books this person or this firm; held until the transaction ends."""
    keys = ((_PERSON, profile_id), (_EXPERT, expert_id), (_FIRM, firm_id))
    with connection.cursor() as cursor:
        for kind, number in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number % (1 << 31)])


def _check(time: VisitTime, now: datetime, *, backdated: bool = False) -> None:
    if time.starts_at <= now and not backdated:
        raise refuse("starts_at", _("지난 시간입니다. 앞으로의 시간을 골라 주세요."))
    if not SHORTEST <= timedelta(minutes=time.minutes) <= LONGEST:
        raise refuse("minutes", _("방문은 30분에서 8시간 사이입니다."))
    if time.starts_at.astimezone(SEOUL).date() != time.ends_at.astimezone(SEOUL).date():
        raise refuse("starts_at", _("방문은 하루 안에 끝나야 합니다."))


def _refuse_days_away(expert_id: int, time: VisitTime) -> None:
    """Refuse a day on which the expert is away, or not under contract: no fee could be paid for it."""
    day = time.starts_at.astimezone(SEOUL).date()
    with scoped(SYSTEM):
        covers = {"expert": expert_id, "valid_from__lte": day, "valid_to__gte": day}
        if ExpertAbsence.objects.filter(**covers).exists():
            raise refuse("starts_at", _("전문가가 자리를 비우는 날입니다. 다른 날을 골라 주세요."))
        if not ExpertTerm.objects.filter(**covers).exists():
            raise refuse("starts_at", _("전문가의 계약 기간이 아닌 날입니다. 다른 날을 골라 주세요."))


def _next_number(dispatch: Dispatch) -> int:
    """Return the first number of the request that no visit uses; RefusedError when all are used."""
    # Visits of an expert who was replaced count, too, and are not seen by the next one.
    with scoped(SYSTEM):
        used = set(Visit.objects.filter(COUNTS, request=dispatch.request_id).values_list("number", flat=True))
    planned = dispatch.request.visits_planned
    free = next((number for number in range(1, planned + 1) if number not in used), None)
    if free is None:
        raise refuse("", _SENTENCES["visit_within_plan"])
    return free


def _hold(visit: Visit, time: VisitTime, side: VisitSide, now: datetime) -> None:
    visit.starts_at, visit.ends_at = time.starts_at, time.ends_at
    visit.place, visit.aim = " ".join(time.place.split())[:200], " ".join(time.aim.split())[:200]
    visit.state = VisitState.PLANNED if time.agreed else VisitState.PROPOSED
    visit.proposed_side, visit.proposed_at = side, now
    visit.accepted_at = now if time.agreed else None
    try:
        with transaction.atomic():
            visit.save()
    except IntegrityError as error:
        _say_why(error)
    if time.agreed:
        tell_of_planned_visit(visit, now=now)
    else:
        tell_of_proposed_visit(visit, now=now)


def _say_why(error: IntegrityError) -> NoReturn:
    """Raise what the database refused, in words; what has no words is a fault of ours."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", "") or ""
    if name not in _SENTENCES:
        raise error
    raise refuse("starts_at", _SENTENCES[name]) from error


def _locked(visit: Visit) -> Visit:
    return Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)


def _end(visit: Visit, state: VisitState, reason: str, side: VisitSide) -> None:
    said = " ".join(reason.split())[:200]
    if not said:
        raise refuse("reason", _("사유를 적어 주세요."))
    visit.state, visit.end_reason, visit.ended_side = state, said, side
    visit.save(update_fields=["state", "end_reason", "ended_side"])
