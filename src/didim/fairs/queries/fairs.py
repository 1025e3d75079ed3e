"""Lists of fairs: what everybody may read, and what staff work on."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import FairState, ParticipantState, RequestState, Side
from didim.fairs.models import Fair, FairSlot, MeetingRequest, Participant
from didim.registry.models import Agency


def with_days(rows: QuerySet[Fair]) -> QuerySet[Fair]:
    """Add `first` and `last`: when the first meeting time begins and the last ends; None without times."""
    slots = FairSlot.objects.filter(fair=OuterRef("pk")).order_by().values("fair")
    return rows.annotate(
        first=Subquery(slots.annotate(at=Min("starts_at")).values("at")),
        last=Subquery(slots.annotate(at=Max("ends_at")).values("at")),
    )


def takes_in(fair: Fair, *, now: datetime) -> bool:
    """Return whether one may (still) apply to take part in a fair."""
    return fair.state == FairState.OPEN and now <= fair.register_until


def public_fairs() -> QuerySet[Fair]:
    """Return the fairs that are no draft, with their days; the latest first."""
    rows = Fair.objects.exclude(state=FairState.DRAFT).select_related("agency")
    return with_days(rows).order_by("-first", "-pk")


def fairs_of_agency(agency: Agency) -> QuerySet[Fair]:
    """Return the fairs an agency holds, alone or together, with their days and how many take part."""
    held = Fair.objects.filter(hosts__agency=agency).values("pk")
    rows = Fair.objects.filter(Q(agency=agency) | Q(pk__in=held)).select_related("agency")
    accepted = Q(participants__state=ParticipantState.ACCEPTED)
    return with_days(rows).annotate(
        partners=Count("participants", filter=accepted & Q(participants__side=Side.PARTNER)),
        firms=Count("participants", filter=accepted & Q(participants__side=Side.FIRM)),
        waiting=Count("participants", filter=Q(participants__state=ParticipantState.APPLIED)),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How many take part, wait for a decision, and ask for meetings."""

    partners: int
    firms: int
    waiting: int
    asked: int
    both: int


def standing_of(fair: Fair) -> Standing:
    """Return how far a fair is, in three numbers of people and two of requests: two queries."""
    people = Participant.objects.filter(fair=fair).aggregate(
        partners=Count("pk", filter=Q(state=ParticipantState.ACCEPTED, side=Side.PARTNER)),
        firms=Count("pk", filter=Q(state=ParticipantState.ACCEPTED, side=Side.FIRM)),
        waiting=Count("pk", filter=Q(state=ParticipantState.APPLIED)),
    )
    live = [RequestState.SENT, RequestState.ACCEPTED, RequestState.EXPIRED]
    asked = MeetingRequest.objects.filter(fair=fair).aggregate(
        asked=Count("pk", filter=Q(state__in=live)),
        both=Count("pk", filter=Q(state=RequestState.ACCEPTED)),
    )
    return Standing(**people, **asked)


def taking_part(fair: Fair) -> tuple[int, int]:
    """Return how many partners and firms take part, for everybody to read: people who look for work, too."""
    with scoped(SYSTEM):
        standing = standing_of(fair)
    return standing.partners, standing.firms
