"""What is open and lies with nobody: cases, and what consultations left behind when a counsellor went."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from didim.desk.domain.grievances.assigning import without_officer
from didim.desk.enums import BookingState, ConsultationState, NeedState
from didim.desk.grievance_enums import RoutingCause
from didim.desk.models import Booking, Consultation, FollowUp, Grievance, Need, Routing
from didim.desk.queries.agenda import day_bounds
from didim.desk.queries.counsellors import gone_counsellors

OPEN = (
    ConsultationState.REQUESTED,
    ConsultationState.BOOKED,
    ConsultationState.WAITING,
    ConsultationState.UNDER_WAY,
)


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Rows of each kind that nobody has in charge, the oldest first."""

    grievances: QuerySet[Grievance]
    consultations: QuerySet[Consultation]
    needs: QuerySet[Need]
    follow_ups: QuerySet[FollowUp]
    bookings: QuerySet[Booking]

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind."""
        return {field.name: getattr(self, field.name).count() for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Moved:
    """How many cases went from one department to another, and to how many people."""

    before: str
    after: str
    cases: int
    people: int


def left_alone(*, agency_id: int, day: date) -> LeftAlone:
    """Return what of an agency is open on a day and lies with nobody who is there.

    A consultation is cared for by its counsellor, or by whom one of its needs was sent to; who waits with a
    number or has a slot is cared for by the counter as long as the slot's counsellor is there.
    """
    gone = gone_counsellors(agency_id=agency_id, day=day).values("pk")
    is_open = Q(agency=agency_id, state__in=OPEN)
    sent = Need.objects.filter(consultation=OuterRef("pk"), state=NeedState.SENT).exclude(sent_to__in=gone)
    alone = Consultation.objects.filter(is_open).filter(Q(counsellor=None) | Q(counsellor__in=gone))
    grievances = Grievance.objects.filter(without_officer(day), agency=agency_id, ended_at__isnull=True)
    needs = Need.objects.filter(agency=agency_id, consultation__state__in=OPEN)
    return LeftAlone(
        grievances=grievances.select_related("region", "department").order_by("due_at", "pk"),
        consultations=alone.exclude(Q(state=ConsultationState.WAITING) | Exists(sent))
        .select_related("enterprise")
        .order_by("asked_at", "pk"),
        needs=needs.filter(Q(state=NeedState.OPEN) | Q(state=NeedState.SENT, sent_to__in=gone))
        .select_related("consultation__enterprise")
        .order_by("consultation__asked_at", "pk"),
        follow_ups=FollowUp.objects.filter(agency=agency_id, done_at=None, counsellor__in=gone)
        .select_related("consultation__enterprise", "counsellor__user")
        .order_by("due_on", "pk"),
        bookings=Booking.objects.filter(
            agency=agency_id, state=BookingState.BOOKED, ends_at__gte=day_bounds(day)[0], counsellor__in=gone
        )
        .select_related("consultation__enterprise", "counter", "counsellor__user")
        .order_by("starts_at", "pk"),
    )


def handed_over(*, agency_id: int, since: date) -> QuerySet[Routing]:
    """Return the hand-overs of an agency's cases from a day on: by charges that ended and reorganisations."""
    return (
        Routing.objects.filter(agency=agency_id, cause=RoutingCause.HANDED_OVER, at__gte=day_bounds(since)[0])
        .select_related("grievance", "officer", "from_officer", "department", "from_department")
        .order_by("-at", "-pk")
    )


def moves(*, agency_id: int, since: date) -> list[Moved]:
    """Return the hand-overs of an agency from a day on by department, most cases first: one query."""
    rows: QuerySet[Routing, Any] = (
        handed_over(agency_id=agency_id, since=since)
        .select_related(None)
        .order_by("from_department__name", "department__name")
        .values("from_department__name", "department__name")
        .annotate(cases=Count("grievance", distinct=True), people=Count("officer", distinct=True))
    )
    found = [
        Moved(row["from_department__name"] or "", row["department__name"] or "", row["cases"], row["people"])
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.cases, row.before, row.after))
