"""What experts are paid: a line a visit as its report is approved, a slip a month, approved by another."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.engines.expert_fees import FeeTable, FeeTableError, fee_table
from didim.experts.models import ExpertTerm, FeeLine, FeeSlip, PoolExpert, Visit, VisitReport
from didim.experts.visit_enums import FeeSlipState
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.refusals import refuse
from didim.registry.models import Agency

FEES = "expert-fees"
# A class of advisory locks: the slips of an agency are drawn one after the other.
_DRAWING = 6203


def fees_on(day: date) -> tuple[DefinitionVersion, FeeTable]:
    """Return the fee table of a day, and its version. DefinitionError before the first one."""
    version = shipped_definitions().as_of(FEES, day)
    return version, fee_table(version.values)


def note_fee(*, visit: Visit, report: VisitReport, now: datetime) -> FeeLine:
    """Write what a visit is paid, by the table and the grade of its day; once, whatever is corrected later.

    RefusedError where the expert had no contract on that day, or one of a grade the table does not have.
    """
    standing = FeeLine.objects.filter(visit=visit).first()
    if standing is not None:
        return standing
    day = visit.starts_at.astimezone(SEOUL).date()
    term = ExpertTerm.objects.filter(expert=visit.expert_id, valid_from__lte=day, valid_to__gte=day).first()
    if term is None:
        raise refuse("", _("방문한 날에 전문가의 계약이 없습니다. 계약 기간을 먼저 확인해 주세요."))
    version, table = fees_on(day)
    same_district = None is not visit.expert.base_id == visit.request.region_id
    km = visit.dispatch.distance_km
    try:
        fee = table.fee(term.fee_grade, minutes=report.minutes, km=km, same_district=same_district)
    except FeeTableError as error:
        raise refuse("", str(error)) from error
    return FeeLine.objects.create(
        agency_id=visit.agency_id,
        expert_id=visit.expert_id,
        visit=visit,
        report=report,
        grade=term.fee_grade,
        minutes=report.minutes,
        visit_won=fee.visit_won,
        more_hours=fee.more_hours,
        hour_won=fee.hour_won,
        travel_won=fee.travel_won,
        definition=version.id,
        recorded_at=now,
    )


@transaction.atomic
def draw_slips(*, agency: Agency, month: date, by: User | None, now: datetime) -> list[FeeSlip]:
    """Draw a slip for every expert with approved visits up to the end of a month that are on no slip yet.

    Visits approved too late for the slip of their month come with the next one. RefusedError for a month
    that is not over, or when there is nothing to draw.
    """
    first = month.replace(day=1)
    after = (first.replace(day=28) + (date.resolution * 4)).replace(day=1)
    if now.astimezone(SEOUL).date() < after:
        raise refuse("month", _("끝나지 않은 달입니다. 다음 달 1일부터 산정할 수 있습니다."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DRAWING, agency.pk % (1 << 31)])
    drawn = FeeSlip.objects.filter(agency=agency, month=first).exclude(state=FeeSlipState.CANCELLED)
    by_expert: defaultdict[int, list[FeeLine]] = defaultdict(list)
    for line in _open_lines(agency, after).exclude(expert__in=drawn.values("expert")):
        by_expert[line.expert_id].append(line)
    if not by_expert:
        raise refuse("month", _("이 달까지 승인된 방문 가운데 산정할 것이 없습니다."))
    last = FeeSlip.objects.filter(agency=agency, month=first).count()
    _version, table = fees_on(after - date.resolution)
    return [
        _draw(agency, expert, lines, table, f"{first:%Y-%m}-{last + at:04d}", by, now)
        for at, (expert, lines) in enumerate(sorted(by_expert.items()), start=1)
    ]


def _open_lines(agency: Agency, before: date) -> QuerySet[FeeLine]:
    ended = datetime.combine(before, datetime.min.time(), SEOUL)
    return (
        FeeLine.objects.filter(agency=agency, slip=None, visit__starts_at__lt=ended)
        .select_related("visit__enterprise", "visit__request")
        .order_by("visit__starts_at", "pk")
    )


def _draw(
    agency: Agency,
    expert_id: int,
    lines: list[FeeLine],
    table: FeeTable,
    number: str,
    by: User | None,
    now: datetime,
) -> FeeSlip:
    fee, travel = sum(line.fee_won for line in lines), sum(line.travel_won for line in lines)
    tax = table.tax.of(fee)
    slip = FeeSlip.objects.create(
        agency=agency,
        expert_id=expert_id,
        month=date.fromisoformat(f"{number[:7]}-01"),
        number=number,
        visits=len(lines),
        fee_won=fee,
        travel_won=travel,
        withheld_won=tax.won,
        pay_won=fee + travel - tax.won,
        working=_working(lines, tax.income_tax_won, tax.local_tax_won),
        drawn_at=now,
        drawn_by=by,
    )
    FeeLine.objects.filter(pk__in=[line.pk for line in lines]).update(slip=slip)
    return slip


def _working(lines: Iterable[FeeLine], income_tax_won: int, local_tax_won: int) -> list[dict[str, Any]]:
    """Return what the paper shows: each visit as it was, then the tax."""
    visits = [
        {
            "day": line.visit.starts_at.astimezone(SEOUL).date().isoformat(),
            "firm": line.visit.enterprise.name,
            "number": line.visit.number,
            "minutes": line.minutes,
            "visit_won": line.visit_won,
            "more_hours": line.more_hours,
            "hour_won": line.hour_won,
            "fee_won": line.fee_won,
            "travel_won": line.travel_won,
        }
        for line in lines
    ]
    return [*visits, {"income_tax_won": income_tax_won, "local_tax_won": local_tax_won}]


@transaction.atomic
def approve_slip(*, slip: FeeSlip, by: User, now: datetime) -> FeeSlip:
    """Approve a slip. RefusedError when it was decided before, and for the expert it pays."""
    locked = _locked(slip, FeeSlipState.DRAWN)
    if by.pk == PoolExpert.objects.get(pk=locked.expert_id).user_id:
        raise refuse("", _("자기 수당은 승인할 수 없습니다. 다른 담당자가 승인해 주세요."))
    locked.state, locked.approved_at, locked.approved_by = FeeSlipState.APPROVED, now, by
    locked.save(update_fields=["state", "approved_at", "approved_by"])
    return locked


@transaction.atomic
def pay_slip(*, slip: FeeSlip, paid_on: date, now: datetime) -> FeeSlip:
    """Record that a slip was paid. RefusedError unless it is approved, or for a day ahead or before that."""
    locked = _locked(slip, FeeSlipState.APPROVED)
    approved = locked.approved_at or now
    if not approved.astimezone(SEOUL).date() <= paid_on <= now.astimezone(SEOUL).date():
        raise refuse("paid_on", _("지급일은 승인한 날부터 오늘 사이여야 합니다."))
    locked.state, locked.paid_on = FeeSlipState.PAID, paid_on
    locked.save(update_fields=["state", "paid_on"])
    return locked


@transaction.atomic
def cancel_slip(*, slip: FeeSlip, reason: str) -> FeeSlip:
    """Take back a slip that is not approved; its visits can be drawn again. RefusedError without a reason."""
    locked = _locked(slip, FeeSlipState.DRAWN)
    said = " ".join(reason.split())[:200]
    if not said:
        raise refuse("reason", _("왜 취소하는지 적어 주세요."))
    FeeLine.objects.filter(slip=locked).update(slip=None)
    locked.state, locked.cancel_reason = FeeSlipState.CANCELLED, said
    locked.save(update_fields=["state", "cancel_reason"])
    return locked


def _locked(slip: FeeSlip, state: FeeSlipState) -> FeeSlip:
    locked = FeeSlip.objects.select_for_update(of=("self",)).get(pk=slip.pk)
    if locked.state != state:
        raise refuse("", _("이미 처리된 명세서입니다. 화면을 다시 열어 확인해 주세요."))
    return locked
