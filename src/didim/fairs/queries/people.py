"""Whom a participant may meet, and what stands between them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import RequestState, Side
from didim.fairs.models import MeetingRequest, Participant, Recommendation
from didim.fairs.queries.access import browsed_by
from didim.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody of the other side, with what was asked: by the reader, and of the reader."""

    row: Participant
    sent: MeetingRequest | None = None
    received: MeetingRequest | None = None


def others_of(*, own: Participant, text: str = "", country: str = "") -> list[Other]:
    """Return whom a participant may browse, narrowed by words and country, by name: two queries."""
    with scoped(SYSTEM):
        rows = browsed_by(own)
        for word in text.split():
            rows = rows.filter(
                Q(name__icontains=word)
                | Q(name_en__icontains=word)
                | Q(offers__icontains=word)
                | Q(seeks__icontains=word)
            )
        if country:
            rows = rows.filter(country=country)
        found = list(rows.order_by("name", "pk"))
        between = _between(own)
    return [Other(row, *between.get(row.pk, (None, None))) for row in found]


@dataclass(frozen=True, slots=True)
class Recommended:
    """Somebody worth meeting: 0 to 1000 points, and why, the weightiest reason first."""

    other: Participant
    value: int
    reasons: tuple[Text, ...]


def recommended_to(*, own: Participant, other: Participant | None = None) -> list[Recommended]:
    """Return whom the hourly job recommends a participant to meet (`domain/recommending.py`), best first.

    Only whom they may browse and nobody asked for yet, on either side; with `other`, that one alone.
    """
    with scoped(SYSTEM):
        rows = _recommendations(own).filter(other__in=browsed_by(own))
        if other is not None:
            rows = rows.filter(other=other)
        found, known = list(rows), _between(own, other)
    return [_said(row) for row in found if row.other_id not in known]


def recommendations_for_staff(*, participant: Participant) -> list[Recommended]:
    """Return whom the hourly job recommended a participant to meet, asked for or not, best first."""
    return [_said(row) for row in _recommendations(participant)]


def _recommendations(participant: Participant) -> QuerySet[Recommendation]:
    rows = Recommendation.objects.filter(participant=participant).select_related("other")
    return rows.order_by("-value", "other__name", "other")


def _said(row: Recommendation) -> Recommended:
    return Recommended(row.other, row.value, tuple(Text(ko, en) for ko, en in row.reasons))


def other_of(*, own: Participant, other: Participant) -> Other:
    """Return what stands between a participant and another one."""
    with scoped(SYSTEM):
        return Other(other, *_between(own, other).get(other.pk, (None, None)))


def requests_of(*, own: Participant) -> list[MeetingRequest]:
    """Return what a participant sent and was sent, with both parties, newest first: one query."""
    with scoped(SYSTEM):
        rows = MeetingRequest.objects.filter(Q(partner=own) | Q(firm=own)).select_related("partner", "firm")
        return list(rows.order_by("-sent_at", "-pk"))


def countries_of(*, own: Participant) -> list[str]:
    """Return the countries of those a participant may browse."""
    with scoped(SYSTEM):
        return sorted(set(browsed_by(own).order_by().values_list("country", flat=True)))


_Pair = tuple[MeetingRequest | None, MeetingRequest | None]


def _between(own: Participant, other: Participant | None = None) -> dict[int, _Pair]:
    rows = MeetingRequest.objects.filter(Q(partner=own) | Q(firm=own)).exclude(state=RequestState.WITHDRAWN)
    if other is not None:
        rows = rows.filter(Q(partner=other) | Q(firm=other))
    found: dict[int, _Pair] = {}
    for request in rows.order_by("pk"):
        number = request.firm_id if own.side == Side.PARTNER else request.partner_id
        sent, received = found.get(number, (None, None))
        found[number] = (request, received) if request.side == own.side else (sent, request)
    return found
