"""Networks and boards as they were on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from didim.registry.domain.days import lasting_on
from didim.registry.enums import Ownership
from didim.registry.models import Appointment, BoardField, Network, NetworkMember, Seat


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """How many members a network had on a day, by who runs them."""

    public: int
    private: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.public + self.private


@dataclass(frozen=True, slots=True)
class FieldSeats:
    """A field of a board (None: seats of the whole board), its quota, and each seat with its holder."""

    field: BoardField | None
    quota: int
    seats: list[tuple[Seat, Appointment | None]]

    @property
    def held(self) -> int:
        """How many seats have a holder."""
        return sum(appointment is not None for _seat, appointment in self.seats)


def members_on(*, network: Network, on: date) -> QuerySet[NetworkMember]:
    """Return the members of a network on a day whose doors were open then."""
    return (
        NetworkMember.objects.filter(
            lasting_on(on),
            Q(agency__opened_on=None) | Q(agency__opened_on__lte=on),
            Q(agency__closed_on=None) | Q(agency__closed_on__gte=on),
            network=network,
        )
        .select_related("agency__region")
        .order_by("agency__name", "pk")
    )


def member_counts(*, networks: Iterable[int], on: date) -> dict[int, MemberCounts]:
    """Return how many members networks (ids) had on a day: one query."""
    ids = list(networks)
    rows = (
        NetworkMember.objects.filter(
            lasting_on(on),
            Q(agency__opened_on=None) | Q(agency__opened_on__lte=on),
            Q(agency__closed_on=None) | Q(agency__closed_on__gte=on),
            network__in=ids,
        )
        .values("network")
        .annotate(
            public=Count("pk", filter=Q(agency__ownership=Ownership.PUBLIC)),
            private=Count("pk", filter=Q(agency__ownership=Ownership.PRIVATE)),
        )
        .order_by()
    )
    found = {row["network"]: MemberCounts(row["public"], row["private"]) for row in rows}
    return {network: found.get(network, MemberCounts(0, 0)) for network in ids}


def board_on(*, board: Network, on: date) -> list[FieldSeats]:
    """Return a board's seats by field with their holders on a day: three queries."""
    holders = {
        appointment.seat_id: appointment
        for appointment in Appointment.objects.filter(lasting_on(on), board=board).select_related("person")
    }
    seats: dict[int | None, list[tuple[Seat, Appointment | None]]] = {}
    for seat in Seat.objects.filter(board=board).order_by("field", "number"):
        seats.setdefault(seat.field_id, []).append((seat, holders.get(seat.pk)))
    parts = [
        FieldSeats(field, field.quota, seats.get(field.pk, []))
        for field in BoardField.objects.filter(board=board).order_by("pk")
    ]
    whole = seats.get(None)
    return [FieldSeats(None, len(whole), whole), *parts] if whole else parts
