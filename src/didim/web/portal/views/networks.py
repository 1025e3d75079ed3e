from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from didim.accounts.guards import PUBLIC, guarded
from didim.registry.enums import NetworkKind, Ownership
from didim.registry.models import Appointment, BoardField, Network, NetworkMember, Seat
from didim.registry.queries.commissions import target_progress


@dataclass(frozen=True)
class BoardPart:
    """The seats of one field of a board: who holds them and how many are meant to be held."""

    field: BoardField | None
    quota: int
    seats: list[tuple[Seat, Appointment | None]]

    @property
    def held(self) -> int:
        """Return how many seats have a holder."""
        return sum(appointment is not None for _, appointment in self.seats)


@guarded(PUBLIC)
def network_list(request: HttpRequest) -> HttpResponse:
    """Every network and board of today, by kind."""
    today = timezone.localdate()
    members_now = Q(members__valid_from__lte=today) & (
        Q(members__valid_to__isnull=True) | Q(members__valid_to__gte=today)
    )
    networks = (
        Network.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .select_related("hub", "region", "parent")
        .annotate(members_now=Count("members", filter=members_now))
        .order_by("kind", "name")
    )
    by_kind = [(kind.label, [n for n in networks if n.kind == kind]) for kind in NetworkKind]
    return render(request, "portal/network_list.html", {"by_kind": [pair for pair in by_kind if pair[1]]})


@guarded(PUBLIC)
def network_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One network or board: hub, members by ownership, parts, and seats by field."""
    today = timezone.localdate()
    network = get_object_or_404(Network.objects.select_related("hub", "region", "parent"), pk=pk)
    now = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    members = list(
        NetworkMember.objects.filter(now, network=network)
        .select_related("agency", "agency__region")
        .order_by("agency__name")
    )
    ownership = Counter(member.agency.ownership for member in members)
    return render(
        request,
        "portal/network_detail.html",
        {
            "network": network,
            "members": members,
            "members_count": len(members),
            "public": ownership[Ownership.PUBLIC],
            "private": ownership[Ownership.PRIVATE],
            "parts": network.parts.order_by("kind", "name"),
            "board": board_parts(network, today),
            # An agency's own figures: row-level security shows them to its staff only.
            "targets": target_progress(agency_id=network.hub_id, on=today),
        },
    )


def board_parts(network: Network, today: object) -> list[BoardPart]:
    """Return a board's seats by field with their holders on a day; empty for a body without seats."""
    holders = {
        appointment.seat_id: appointment
        for appointment in Appointment.objects.filter(
            board=network, valid_from__lte=today, valid_to__gte=today
        ).select_related("person")
    }
    seats: dict[int | None, list[tuple[Seat, Appointment | None]]] = {}
    for seat in Seat.objects.filter(board=network).order_by("field_id", "number"):
        seats.setdefault(seat.field_id, []).append((seat, holders.get(seat.pk)))
    parts = [BoardPart(None, len(seats[None]), seats[None])] if None in seats else []
    fields = BoardField.objects.filter(board=network).order_by("id")
    return parts + [BoardPart(field, field.quota, seats.get(field.pk, [])) for field in fields]
