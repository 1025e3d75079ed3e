"""Visits as they are shown: an expert's day, a firm's visits, an agency's lists, and what firms thought."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.enums import DispatchState, RequestState
from didim.experts.models import (
    Dispatch,
    FeeLine,
    FeeSlip,
    PoolExpert,
    Visit,
    VisitCalendar,
    VisitReport,
)
from didim.experts.models.visits import HOLDS
from didim.experts.visit_enums import FeeSlipState, ReportState, VisitState
from didim.kernel.calendar import SEOUL
from didim.registry.queries.visibility import NotVisible

# A version in one of these leaves its expert nothing to do.
_SETTLED = (ReportState.FILED, ReportState.APPROVED)
# One of these uses up a visit of the plan.
_COUNTED = (VisitState.PROPOSED, VisitState.PLANNED, VisitState.DONE)


@dataclass(frozen=True, slots=True)
class ExpertDay:
    """What an expert has to do: today, the coming days, times to propose, reports to write, the month."""

    today: list[Visit]
    coming: list[Visit]
    to_arrange: list[Dispatch]
    to_report: list[Visit]
    booked: int
    capacity: int


def expert_day(*, user_id: int, now: datetime) -> ExpertDay:
    """Return an expert's day over all pools they stand in: five queries whatever their number."""
    today = now.astimezone(SEOUL).date()
    pools = list(PoolExpert.objects.filter(user=user_id).values_list("pk", "capacity_month"))
    mine = Q(expert__in=[pk for pk, _capacity in pools])
    latest = VisitReport.objects.order_by("-version")
    visits = list(
        Visit.objects.filter(mine, HOLDS)
        .filter(~Q(state=VisitState.NO_SHOW))
        .select_related("enterprise", "request", "agency")
        .prefetch_related(Prefetch("reports", latest, to_attr="versions"))
        .exclude(Exists(VisitReport.objects.filter(visit=OuterRef("pk"), state__in=_SETTLED)))
        .order_by("starts_at", "pk")
    )
    waiting = (
        Dispatch.objects.filter(mine, state=DispatchState.CONFIRMED, request__state=RequestState.ASSIGNED)
        .annotate(arranged=Count("request__visits", filter=Q(request__visits__state__in=_COUNTED)))
        .select_related("enterprise", "request", "agency")
        .order_by("month", "pk")
    )
    return ExpertDay(
        today=[one for one in visits if _on(one, today) and one.state != VisitState.DONE],
        coming=[one for one in visits if one.starts_at > now and not _on(one, today)],
        to_arrange=[one for one in waiting if one.arranged < one.request.visits_planned],
        to_report=[one for one in visits if one.starts_at <= now and owes_report(one)],
        booked=Visit.objects.filter(mine, HOLDS, **_month(today)).count(),
        capacity=sum(capacity for _pk, capacity in pools),
    )


def owes_report(visit: Visit) -> bool:
    """Whether a visit that began has no filed report, or one that was given back (`versions` prefetched)."""
    versions: list[VisitReport] = getattr(visit, "versions", [])
    return not versions or versions[0].state in {ReportState.WRITING, ReportState.RETURNED}


def _on(visit: Visit, day: date) -> bool:
    return visit.starts_at.astimezone(SEOUL).date() == day


def _month(day: date) -> dict[str, int]:
    return {"starts_at__year": day.year, "starts_at__month": day.month}


def visits_of_calendar(*, token: str, now: datetime) -> list[Visit]:
    """Return an expert's visits from a month ago on, in every pool; NotVisible for a wrong address."""
    with scoped(SYSTEM):
        kept = VisitCalendar.objects.filter(token=token, user__is_active=True).first()
        if kept is None:
            raise NotVisible("calendar")
        rows = Visit.objects.filter(
            HOLDS, expert__user=kept.user_id, starts_at__gte=now - timedelta(days=31)
        ).exclude(state=VisitState.NO_SHOW)
        return list(rows.select_related("request__region__parent").order_by("starts_at", "pk"))


def visits_of_firms(*, enterprise_ids: frozenset[int]) -> QuerySet[Visit]:
    """Return the visits to firms, the latest first, called-off ones left out."""
    return (
        Visit.objects.filter(HOLDS, enterprise__in=enterprise_ids)
        .select_related("agency", "enterprise", "profile__person", "request", "dispatch__satisfaction")
        .order_by("-starts_at", "-pk")
    )


def reports_of_agency(*, agency_id: int, state: str = "") -> QuerySet[VisitReport]:
    """Return an agency's reports that were filed, those that wait longest first; of one state if named."""
    rows = VisitReport.objects.filter(agency=agency_id).exclude(state=ReportState.WRITING)
    rows = rows.filter(state=state).order_by("filed_at", "pk") if state else rows.order_by("-filed_at", "-pk")
    return rows.select_related("visit__enterprise", "visit__profile__person", "visit__request").annotate(
        photo_count=Count("photos")
    )


def visits_of_agency(*, agency_id: int) -> QuerySet[Visit]:
    """Return an agency's visits for a list, the latest first."""
    return (
        Visit.objects.filter(agency=agency_id)
        .select_related("enterprise", "profile__person", "request")
        .order_by("-starts_at", "-pk")
    )


def approved_report(visit: Visit) -> VisitReport | None:
    """Return what stands of a visit: the latest version that was approved."""
    return VisitReport.objects.filter(visit=visit, state=ReportState.APPROVED).order_by("-version").first()


def slips_of_agency(*, agency_id: int, month: date | None = None) -> QuerySet[FeeSlip]:
    """Return an agency's fee slips, of one month if named, by number."""
    rows = FeeSlip.objects.filter(agency=agency_id)
    rows = rows.filter(month=month) if month else rows
    return rows.select_related("expert__profile__person", "approved_by").order_by("-month", "number")


def slips_of_expert(*, user_id: int) -> QuerySet[FeeSlip]:
    """Return the fee slips of a person, the latest first."""
    return (
        FeeSlip.objects.filter(expert__user=user_id)
        .exclude(state=FeeSlipState.CANCELLED)
        .select_related("agency", "expert")
        .order_by("-month", "-pk")
    )


def lines_not_on_a_slip(*, user_id: int) -> QuerySet[FeeLine]:
    """Return approved visits of a person that no slip has yet, in order."""
    return (
        FeeLine.objects.filter(expert__user=user_id, slip=None)
        .select_related("visit__enterprise", "agency")
        .order_by("visit__starts_at", "pk")
    )


def lines_of_slip(*, slip: FeeSlip) -> QuerySet[FeeLine]:
    """Return the visits of a slip, in order."""
    return slip.lines.select_related("visit__enterprise", "visit__request").order_by("visit__starts_at", "pk")
