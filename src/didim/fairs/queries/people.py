"""Whom a participant may meet, and what stands between them."""

from dataclasses import dataclass

from django.db.models import Q

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import RequestState, Side
from didim.fairs.models import MeetingRequest, Participant
from didim.fairs.queries.access import browsed_by


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
