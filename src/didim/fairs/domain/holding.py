"""Holding a fair: what it is and when, its slots, tables and hosts, opening and ending it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import FairKind, FairState, RequestState, Session
from didim.fairs.models import (
    Fair,
    FairHost,
    FairSlot,
    FairTable,
    Meeting,
    MeetingRequest,
)
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.programmes.models import Programme
from didim.registry.models import Agency, AgencyMember

MOST_SLOTS, MOST_TABLES = 200, 400
_NOON = time(13)
_FAR = 10_000


@dataclass(frozen=True, slots=True)
class FairDetails:
    """What is said of a fair; instants until which something may be done, numbers of meetings."""

    name: str
    kind: FairKind
    register_until: datetime
    request_until: datetime
    answer_until: datetime
    name_en: str = ""
    summary: str = ""
    summary_en: str = ""
    place: str = ""
    programme: Programme | None = None
    officer: User | None = None
    partner_most: int = 12
    partner_least: int = 0
    firm_most: int = 6
    firm_least: int = 0


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Days of meetings, each with the same spans (from, until); lengths and pauses in minutes."""

    days: tuple[date, ...]
    spans: tuple[tuple[time, time], ...]
    minutes: int = 30
    pause: int = 0


def make_fair(
    *,
    agency: Agency,
    details: FairDetails,
    seed: int,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> Fair:
    """Begin a fair, as a draft nobody else sees. `seed` is drawn by the caller. RefusedError by field."""
    with recorded("make_fair", by):
        if problems := _problems(agency, details):
            raise RefusedError(problems)
        kept = Fair(agency=agency, seed=seed, recorded_at=now, recorded_by=by, is_sample=is_sample)
        _say(kept, details)
        kept.save()
        return kept


def change_fair(*, fair: Fair, details: FairDetails, by: User | None) -> Fair:
    """Say anew what a fair is. RefusedError by field, and for one that is over."""
    with recorded("change_fair", by):
        kept = _locked(fair)
        if problems := _problems(kept.agency, details, fair=kept):
            raise RefusedError(problems)
        _say(kept, details)
        kept.save()
        return kept


def slot_spans(plan: DayPlan) -> Iterator[tuple[datetime, datetime]]:
    """Yield beginning and end of each meeting time of a plan, in the order of time (Seoul)."""
    step = timedelta(minutes=plan.minutes + plan.pause)
    for day in sorted(set(plan.days)):
        for first, last in sorted(plan.spans):
            at = datetime.combine(day, first, SEOUL)
            end = datetime.combine(day, last, SEOUL)
            while at + timedelta(minutes=plan.minutes) <= end:
                yield at, at + timedelta(minutes=plan.minutes)
                at += step


def set_slots(*, fair: Fair, plan: DayPlan, by: User | None) -> list[FairSlot]:
    """Lay the meeting times of a fair anew; times that stay keep who is away then and who meets.

    RefusedError for no time at all, too many, spans that overlap, and where a time that goes has a meeting.
    """
    if plan.minutes < 5 or plan.pause < 0:  # noqa: PLR2004 - nobody meets for less
        raise refuse("minutes", _("상담은 5분 이상으로 적어 주세요."))
    wanted = list(slot_spans(plan))
    if not wanted:
        raise refuse("days", _("상담할 날과 시간을 적어 주세요."))
    if len(wanted) > MOST_SLOTS:
        raise refuse("days", _("상담 시간이 200개를 넘습니다. 날이나 시간을 줄여 주세요."))
    if any(later[0] < earlier[1] for earlier, later in pairwise(wanted)):
        raise refuse("spans", _("시간대가 서로 겹칩니다."))
    with scoped(SYSTEM), recorded("set_fair_slots", by):
        kept = _locked(fair)
        by_span = {(slot.starts_at, slot.ends_at): slot for slot in kept.slots.all()}
        gone = [slot.pk for span, slot in by_span.items() if span not in set(wanted)]
        if Meeting.objects.filter(slot__in=gone).exists():
            raise refuse("days", _("상담이 정해진 시간은 없앨 수 없습니다."))
        FairSlot.objects.filter(pk__in=gone).delete()
        # Numbers are unique: those that stay step aside before they are counted anew.
        kept.slots.update(number=F("number") + _FAR)
        for number, (starts_at, ends_at) in enumerate(wanted):
            slot = by_span.get((starts_at, ends_at)) or FairSlot(
                agency_id=kept.agency_id, fair=kept, starts_at=starts_at, ends_at=ends_at
            )
            slot.number = number
            morning = starts_at.astimezone(SEOUL).time() < _NOON
            slot.session = Session.MORNING if morning else Session.AFTERNOON
            slot.save()
        return list(kept.slots.order_by("number"))


def add_tables(
    *, fair: Fair, count: int, name: str, room: str = "", is_video: bool = False, by: User | None
) -> list[FairTable]:
    """Add tables (or video rooms) called `name` and a number. RefusedError for none or too many."""
    with scoped(SYSTEM), recorded("add_fair_tables", by):
        kept = _locked(fair)
        there = kept.tables.count()
        if not name.strip():
            raise refuse("name", _("자리 이름을 적어 주세요. 예: 테이블"))
        if count < 1 or there + count > MOST_TABLES:
            raise refuse("count", _("자리는 1개부터 400개까지 둘 수 있습니다."))
        last = kept.tables.aggregate(last=Max("number"))["last"]
        number = 0 if last is None else last + 1
        names = set(kept.tables.values_list("name", flat=True))
        free = (f"{name.strip()[:34]} {n}" for n in range(1, MOST_TABLES + there + 2))
        fresh = (called for called in free if called not in names)
        return FairTable.objects.bulk_create(
            FairTable(
                agency_id=kept.agency_id,
                fair=kept,
                number=number + step,
                name=next(fresh),
                room=room.strip()[:60],
                is_video=is_video,
            )
            for step in range(count)
        )


def remove_table(*, table: FairTable, by: User | None) -> None:
    """Take a table away. RefusedError where somebody meets, or met, at it."""
    with scoped(SYSTEM), recorded("remove_fair_table", by):
        _locked(table.fair)
        if Meeting.objects.filter(table=table).exists():
            raise refuse(
                "", _("상담이 정해진 자리는 없앨 수 없습니다. 고장이면 쓸 수 없는 시간으로 적어 주세요.")
            )
        FairTable.objects.filter(pk=table.pk).delete()


def set_hosts(*, fair: Fair, agencies: Collection[Agency], by: User | None) -> None:
    """Say with which other agencies a fair is held; their staff work on it alike."""
    with scoped(SYSTEM), recorded("set_fair_hosts", by):
        kept = _locked(fair)
        wanted = {agency.pk for agency in agencies} - {kept.agency_id}
        kept.hosts.exclude(agency__in=wanted).delete()
        there = set(kept.hosts.values_list("agency_id", flat=True))
        FairHost.objects.bulk_create(
            FairHost(fair=kept, agency_id=agency) for agency in sorted(wanted - there)
        )


def open_fair(*, fair: Fair, by: User | None, now: datetime) -> Fair:
    """Show a draft to everybody and take registrations. RefusedError without times, or with days gone by."""
    with recorded("open_fair", by):
        kept = _locked(fair)
        if kept.state != FairState.DRAFT:
            raise refuse("", _("이미 연 상담회입니다."))
        if kept.register_until <= now:
            raise refuse("", _("참가 신청 마감이 지났습니다. 날짜를 고쳐 주세요."))
        if not kept.slots.exists():
            raise refuse("", _("상담 시간을 먼저 정해 주세요."))
        kept.state = FairState.OPEN
        kept.save(update_fields=["state"])
        return kept


def call_off_fair(*, fair: Fair, reason: str, by: User | None, now: datetime) -> Fair:
    """Call a fair off before its plan is published; what was asked ends. RefusedError without a reason."""
    with scoped(SYSTEM), recorded("call_off_fair", by):
        kept = _locked(fair)
        if kept.state in (FairState.PUBLISHED, FairState.CLOSED, FairState.CALLED_OFF):
            raise refuse("", _("일정을 공개하기 전의 상담회만 취소할 수 있습니다."))
        if not reason.strip():
            raise refuse("reason", _("취소하는 까닭을 적어 주세요."))
        kept.state, kept.end_reason = FairState.CALLED_OFF, reason.strip()[:200]
        kept.save(update_fields=["state", "end_reason"])
        MeetingRequest.objects.filter(fair=kept, state=RequestState.SENT).update(
            state=RequestState.WITHDRAWN, answered_at=now
        )
        return kept


def close_fair(*, fair: Fair, by: User | None, now: datetime) -> Fair:
    """End a fair after its last meeting time. RefusedError before."""
    with recorded("close_fair", by):
        kept = _locked(fair)
        last = kept.slots.aggregate(last=Max("ends_at"))["last"]
        if kept.state != FairState.PUBLISHED or last is None or last > now:
            raise refuse("", _("마지막 상담 시간이 지난 뒤에 끝낼 수 있습니다."))
        kept.state = FairState.CLOSED
        kept.save(update_fields=["state"])
        return kept


def _locked(fair: Fair) -> Fair:
    rows = Fair.objects.select_for_update(of=("self",), no_key=True).select_related("agency")
    return rows.get(pk=fair.pk)


def _say(kept: Fair, details: FairDetails) -> None:
    for field in FairDetails.__dataclass_fields__:
        value = getattr(details, field)
        setattr(kept, field, value.strip() if isinstance(value, str) else value)


def _problems(agency: Agency, details: FairDetails, *, fair: Fair | None = None) -> list[Problem]:
    problems = []
    same = Fair.objects.filter(agency=agency, name=details.name.strip())
    if not details.name.strip():
        problems.append(Problem("name", _("상담회 이름을 적어 주세요.")))
    elif (same.exclude(pk=fair.pk) if fair else same).exists():
        problems.append(Problem("name", _("같은 이름의 상담회가 있습니다.")))
    if details.request_until < details.register_until:
        problems.append(Problem("request_until", _("참가 신청 마감보다 빠릅니다.")))
    if details.answer_until < details.request_until:
        problems.append(Problem("answer_until", _("상담 신청 마감보다 빠릅니다.")))
    if details.partner_least > details.partner_most:
        problems.append(Problem("partner_least", _("최소 상담이 최대 상담보다 많습니다.")))
    if details.firm_least > details.firm_most:
        problems.append(Problem("firm_least", _("최소 상담이 최대 상담보다 많습니다.")))
    if details.programme is not None and details.programme.agency_id != agency.pk:
        problems.append(Problem("programme", _("이 기관의 사업 가운데 골라 주세요.")))
    officers = AgencyMember.objects.filter(agency=agency, until=None)
    if details.officer is not None and not officers.filter(user=details.officer).exists():
        problems.append(Problem("officer", _("이 기관의 구성원 가운데 골라 주세요.")))
    if fair is not None and fair.state in (FairState.CLOSED, FairState.CALLED_OFF):
        problems.append(Problem("", _("끝났거나 취소된 상담회입니다.")))
    return problems
