"""Acts on boards, networks, partners, departments and people in charge: one page each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.desk.domain.grievances.reorganising import reorganise_with_cases
from didim.registry.domain import charges, departments, networks, partners
from didim.registry.domain.days import lasting_on
from didim.registry.domain.directory import partner_named, person_named
from didim.registry.enums import AgencyRole
from didim.registry.models import Appointment, Commission, Department, Network, NetworkMember, Place, Seat
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import bodies as forms
from didim.web.workbench.guards import DIRECTOR, WRITER, WRITERS
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])


def _board(request: HttpRequest, board_id: int) -> Network:
    """Return a body that an agency of the actor leads; 404 for any other."""
    return get_object_or_404(Network, pk=board_id, hub__in=request.actor.agencies_with(*WRITERS))


def _page_of(board: Network) -> str:
    return reverse("workbench:board-detail", args=[board.pk])


@guarded(WRITER)
@READ_AND_WRITE
def appoint(request: HttpRequest, board_id: int, seat_id: int) -> HttpResponse:
    """Appoint somebody to a seat."""
    board = _board(request, board_id)
    seat = get_object_or_404(Seat.objects.select_related("field"), pk=seat_id, board=board)

    def act(typed: dict[str, Any]) -> None:
        person = person_named(name=typed["person"], affiliation=typed["affiliation"])
        networks.appoint(seat=seat, person=person, valid_from=typed["valid_from"], valid_to=typed["valid_to"])

    field = f" · {seat.field.name}" if seat.field else ""
    return act_page(
        request,
        form=forms.AppointForm(request.POST or None, initial={"valid_from": today()}),
        act=act,
        title=_("위원 위촉"),
        subject=f"{board.name}{field} #{seat.number}",
        said=_("위촉했습니다."),
        back=_page_of(board),
    )


@guarded(WRITER)
@READ_AND_WRITE
def end_term(request: HttpRequest, board_id: int, appointment_id: int) -> HttpResponse:
    """End a term early."""
    board = _board(request, board_id)
    appointment = get_object_or_404(
        Appointment.objects.select_related("person"), pk=appointment_id, board=board
    )
    return act_page(
        request,
        form=forms.EndForm(request.POST or None, initial={"last_day": today()}),
        act=lambda typed: networks.end_term(appointment=appointment, **typed),
        title=_("임기 끝내기"),
        subject=f"{board.name} · {appointment.person.name}",
        said=_("임기를 끝냈습니다."),
        back=_page_of(board),
    )


@guarded(WRITER)
@READ_AND_WRITE
def set_field(request: HttpRequest, board_id: int) -> HttpResponse:
    """Give a board a field, or change its quota."""
    board = _board(request, board_id)
    return act_page(
        request,
        form=forms.BoardFieldForm(request.POST or None),
        act=lambda typed: networks.set_field(board=board, **typed),
        title=_("분야와 정원"),
        subject=board.name,
        said=_("분야와 정원을 저장했습니다."),
        back=_page_of(board),
    )


@guarded(WRITER)
@READ_AND_WRITE
def join(request: HttpRequest, board_id: int) -> HttpResponse:
    """Record that an agency joined a network."""
    board = _board(request, board_id)
    return act_page(
        request,
        form=forms.JoinForm(request.POST or None, initial={"on": today()}),
        act=lambda typed: networks.join_network(network=board, **typed),
        title=_("회원 기관 더하기"),
        subject=board.name,
        said=_("회원 기관을 더했습니다."),
        back=_page_of(board),
    )


@guarded(WRITER)
@READ_AND_WRITE
def leave(request: HttpRequest, board_id: int, member_id: int) -> HttpResponse:
    """Record the last day of a member of a network."""
    board = _board(request, board_id)
    member = get_object_or_404(NetworkMember.objects.select_related("agency"), pk=member_id, network=board)
    return act_page(
        request,
        form=forms.LastDayForm(request.POST or None, initial={"last_day": today()}),
        act=lambda typed: networks.leave_network(network=board, agency=member.agency, **typed),
        title=_("회원 끝내기"),
        subject=f"{board.name} · {member.agency.name}",
        said=_("회원의 마지막 날을 기록했습니다."),
        back=_page_of(board),
    )


@guarded(WRITER)
@READ_AND_WRITE
def commission(request: HttpRequest) -> HttpResponse:
    """Commission a partner."""
    agency = agency_choice(request, *WRITERS).current

    def act(typed: dict[str, Any]) -> None:
        partner = partner_named(name=typed.pop("partner"), kind=typed.pop("partner_kind"))
        name = typed.pop("person")
        person = person_named(name=name, affiliation=partner.name) if name else None
        partners.commission_partner(agency=agency, partner=partner, person=person, **typed)

    return act_page(
        request,
        form=forms.CommissionForm(request.POST or None, initial={"valid_from": today()}),
        act=act,
        title=_("파트너 위촉하기"),
        subject=agency.name,
        said=_("위촉했습니다."),
        back=f"{reverse('workbench:commission-list')}?agency={agency.pk}",
    )


@guarded(WRITER)
@READ_AND_WRITE
def end_commission(request: HttpRequest, commission_id: int) -> HttpResponse:
    """End a commission early."""
    row = get_object_or_404(
        Commission.objects.select_related("partner", "agency"),
        pk=commission_id,
        agency__in=request.actor.agencies_with(*WRITERS),
    )
    return act_page(
        request,
        form=forms.EndForm(request.POST or None, initial={"last_day": today()}),
        act=lambda typed: partners.end_commission(commission=row, **typed),
        title=_("위촉 끝내기"),
        subject=f"{row.partner.name} · {row.letter_number}",
        said=_("위촉을 끝냈습니다."),
        back=f"{reverse('workbench:commission-list')}?agency={row.agency_id}",
    )


@guarded(DIRECTOR)
@READ_AND_WRITE
def target(request: HttpRequest) -> HttpResponse:
    """Set how many partners are to be commissioned by a day."""
    agency = agency_choice(request, AgencyRole.DIRECTOR).current
    return act_page(
        request,
        form=forms.TargetForm(request.POST or None),
        act=lambda typed: partners.set_commission_target(
            agency=agency, **typed | {"kind": typed["kind"] or None}
        ),
        title=_("위촉 목표 정하기"),
        subject=agency.name,
        said=_("목표를 저장했습니다."),
        back=f"{reverse('workbench:commission-list')}?agency={agency.pk}",
    )


@guarded(DIRECTOR)
@READ_AND_WRITE
def reorganise(request: HttpRequest) -> HttpResponse:
    """Close and open departments on one day; what each was responsible for follows."""
    agency = agency_choice(request, AgencyRole.DIRECTOR).current
    there = list(Department.objects.filter(lasting_on(today()), agency=agency).order_by("name", "pk"))
    form = forms.ReorganiseForm(request.POST or None, departments=there, initial={"on": today()})
    by_name = {department.name: department for department in there}

    def act(typed: dict[str, Any]) -> None:
        opening = [departments.NewDepartment(key=name, name=name, kind=kind) for name, kind in form.opened()]
        new = {part.key for part in opening}
        closing = {pk: heir if heir in new else by_name[heir] for pk, heir in form.closing().items()}
        reorganise_with_cases(
            agency=agency,
            on=typed["on"],
            opening=opening,
            closing=closing,
            by=request.user,
            now=timezone.now(),
        )

    return act_page(
        request,
        form=form,
        act=act,
        title=pgettext("할 일", "조직 개편"),
        subject=agency.name,
        said=_("조직 개편을 저장했습니다."),
        back=f"{reverse('workbench:handover')}?agency={agency.pk}",
        more={"options": [department.name for department in there]},
    )


@guarded(DIRECTOR)
@READ_AND_WRITE
def assign_duty(request: HttpRequest) -> HttpResponse:
    """Make a department responsible for something."""
    agency = agency_choice(request, AgencyRole.DIRECTOR).current
    there = Department.objects.filter(lasting_on(today()), agency=agency).order_by("name", "pk")
    return act_page(
        request,
        form=forms.DutyForm(request.POST or None, departments=there, initial={"on": today()}),
        act=lambda typed: departments.assign_duty(**typed),
        title=_("담당 업무 정하기"),
        subject=agency.name,
        said=_("담당 업무를 저장했습니다."),
        back=f"{reverse('workbench:department-list')}?agency={agency.pk}",
    )


@guarded(WRITER)
@READ_AND_WRITE
def assign_officer(request: HttpRequest, place_id: int) -> HttpResponse:
    """Put somebody in charge of a place for an agency."""
    agency = agency_choice(request, *WRITERS).current
    place = get_object_or_404(Place, pk=place_id)
    there = Department.objects.filter(lasting_on(today()), agency=agency).order_by("name", "pk")

    def act(typed: dict[str, Any]) -> None:
        person = person_named(name=typed.pop("person"), affiliation=typed.pop("affiliation"))
        charges.assign_case_officer(agency=agency, person=person, place=place, **typed)

    return act_page(
        request,
        form=forms.OfficerForm(request.POST or None, departments=there, initial={"on": today()}),
        act=act,
        title=_("담당자 정하기"),
        subject=f"{place.name} · {agency.name}",
        said=_("담당자를 정했습니다."),
        back=f"{reverse('workbench:place-list')}?agency={agency.pk}",
    )
