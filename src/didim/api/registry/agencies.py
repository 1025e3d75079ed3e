"""Agencies and their departments; networks and boards with their members and seats."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.lists import TextQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.registry.enums import AgencyKind, NetworkKind, SeatTitle
from didim.registry.models import Agency, Department, Network, NetworkMember
from didim.registry.queries.agencies import departments_on, open_agencies
from didim.registry.queries.networks import FieldSeats, board_on, member_counts, members_on


class AgencyQuery(TextQuery):
    """What a list of agencies is narrowed to."""

    kind = serializers.ChoiceField(AgencyKind.choices, default="")
    region = serializers.RegexField(r"^[0-9]{2,10}$", default="", help_text="지역 코드 / region code")


class AgencySerializer(serializers.ModelSerializer):
    """An agency as it stands in lists."""

    region_name = serializers.CharField(source="region.name", default="", read_only=True)

    class Meta:
        model = Agency
        fields = (
            "id",
            "name",
            "name_en",
            "kind",
            "ownership",
            "region",
            "region_name",
            "specialised_field",
            "website",
            "phone",
            "opened_on",
            "is_sample",
        )


class DepartmentSerializer(serializers.ModelSerializer):
    """A department as it is today, and what it is responsible for."""

    duties = serializers.SerializerMethodField()

    class Meta:
        model = Department
        fields = ("id", "name", "name_en", "kind", "parent", "valid_from", "duties")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_duties(self, department: Department) -> list[str]:
        """Return the names of the duties of today."""
        return [duty.name for duty in department.duties_now]


class AgencyDetailSerializer(AgencySerializer):
    """An agency and its departments of today."""

    departments = DepartmentSerializer(source="departments_now", many=True)

    class Meta:
        model = Agency
        fields = (*AgencySerializer.Meta.fields, "introduction", "departments")


class NetworkQuery(TextQuery):
    """What a list of networks is narrowed to."""

    kind = serializers.ChoiceField(NetworkKind.choices, default="")


class NetworkSerializer(serializers.ModelSerializer):
    """A network or board, and how many members it has today by who runs them."""

    hub_name = serializers.CharField(source="hub.name", read_only=True)
    public_members = serializers.IntegerField()
    private_members = serializers.IntegerField()

    class Meta:
        model = Network
        fields = (
            "id",
            "kind",
            "name",
            "name_en",
            "hub",
            "hub_name",
            "parent",
            "region",
            "valid_from",
            "valid_to",
            "public_members",
            "private_members",
            "is_sample",
        )


class MemberSerializer(serializers.ModelSerializer):
    """An agency in a network."""

    name = serializers.CharField(source="agency.name", read_only=True)
    ownership = serializers.CharField(source="agency.ownership", read_only=True)

    class Meta:
        model = NetworkMember
        fields = ("agency", "name", "ownership", "valid_from")


class SeatSerializer(serializers.Serializer):
    """A seat and who holds it today."""

    number = serializers.IntegerField()
    title = serializers.ChoiceField(SeatTitle.choices)
    holder = serializers.CharField(allow_null=True)
    affiliation = serializers.CharField(allow_blank=True)
    until = serializers.DateField(allow_null=True)


class FieldSerializer(serializers.Serializer):
    """A field of a board ("" for the whole board), its quota, and its seats."""

    name = serializers.CharField(allow_blank=True)
    name_en = serializers.CharField(allow_blank=True)
    quota = serializers.IntegerField()
    held = serializers.IntegerField()
    seats = SeatSerializer(many=True)


class NetworkDetailSerializer(NetworkSerializer):
    """A network with its members, or a board with its seats."""

    members = MemberSerializer(source="members_now", many=True)
    fields_of_board = FieldSerializer(many=True)

    class Meta:
        model = Network
        fields = (*NetworkSerializer.Meta.fields, "introduction", "members", "fields_of_board")


class AgencyList(Operation):
    """The agencies that are open today."""

    guard = PUBLIC

    @extend_schema(operation_id="agencies_list", parameters=[AgencyQuery], responses=paged(AgencySerializer))
    def get(self, request: Request) -> Response:
        """List agencies by name."""
        asked = read(AgencyQuery, request.query_params)
        agencies = open_agencies(on=timezone.localdate(), words=asked["q"])
        if asked["kind"]:
            agencies = agencies.filter(kind=asked["kind"])
        if asked["region"]:
            agencies = agencies.filter(region__path__contains=[asked["region"]])
        rows, numbers = cut(agencies, page=asked["page"], size=asked["size"])
        return listed(AgencySerializer, rows, **numbers)


class AgencyDetail(Operation):
    """One agency."""

    guard = PUBLIC

    @extend_schema(operation_id="agencies_read", responses=AgencyDetailSerializer)
    def get(self, request: Request, agency_id: int) -> Response:
        """Show an agency with its departments and their duties of today."""
        del request
        agency = get_object_or_404(Agency.objects.select_related("region"), pk=agency_id)
        agency.departments_now = departments_on(agency_id=agency_id, on=timezone.localdate())
        return Response(AgencyDetailSerializer(agency).data)


class NetworkList(Operation):
    """Networks, councils, working groups and advisory boards."""

    guard = PUBLIC

    @extend_schema(
        operation_id="networks_list", parameters=[NetworkQuery], responses=paged(NetworkSerializer)
    )
    def get(self, request: Request) -> Response:
        """List networks by kind and name, with their members of today counted."""
        asked = read(NetworkQuery, request.query_params)
        networks = Network.objects.select_related("hub").order_by("kind", "name", "pk")
        if asked["kind"]:
            networks = networks.filter(kind=asked["kind"])
        if text := asked["q"].strip():
            networks = networks.filter(name__icontains=text)
        rows, numbers = cut(networks, page=asked["page"], size=asked["size"])
        return listed(NetworkSerializer, _counted(list(rows)), **numbers)


class NetworkDetail(Operation):
    """One network or board."""

    guard = PUBLIC

    @extend_schema(operation_id="networks_read", responses=NetworkDetailSerializer)
    def get(self, request: Request, network_id: int) -> Response:
        """Show a network's members, and a board's seats by field with their holders, as of today."""
        del request
        today = timezone.localdate()
        network = get_object_or_404(Network.objects.select_related("hub"), pk=network_id)
        _counted([network])
        network.members_now = members_on(network=network, on=today)
        network.fields_of_board = [_field(part) for part in board_on(board=network, on=today)]
        return Response(NetworkDetailSerializer(network).data)


def _counted(networks: list[Network]) -> list[Network]:
    counts = member_counts(networks=[network.pk for network in networks], on=timezone.localdate())
    for network in networks:
        network.public_members = counts[network.pk].public
        network.private_members = counts[network.pk].private
    return networks


def _field(part: FieldSeats) -> dict[str, Any]:
    return {
        "name": part.field.name if part.field else "",
        "name_en": part.field.name_en if part.field else "",
        "quota": part.quota,
        "held": part.held,
        "seats": [
            {
                "number": seat.number,
                "title": seat.title,
                "holder": held.person.name if held else None,
                "affiliation": held.person.affiliation if held else "",
                "until": held.valid_to if held else None,
            }
            for seat, held in part.seats
        ],
    }
