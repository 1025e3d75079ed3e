"""The desk's day, the list of consultations, one consultation with what is known of its firm."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.desk.domain.answers import answer_state
from didim.desk.domain.consulting import BEGINS_FROM
from didim.desk.domain.video import guest_seats, seat_in_room
from didim.desk.enums import BookingState, ConsultationState, TicketState
from didim.desk.models import Booking, Consultation, Counsellor
from didim.desk.queries.access import access_consultation, access_thread
from didim.desk.queries.agenda import agenda_of, consultations_of_agency, counters_with_waiting
from didim.desk.queries.preparation import preparation_for
from didim.desk.queries.told import told_of
from didim.desk.rules import DESK_ROLES
from didim.experts.queries.pool import has_experts
from didim.registry.models import Agency
from didim.registry.rules import AGENCY_STAFF
from didim.rooms.domain.links import link_token
from didim.rooms.queries.seats import name_of
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import desk as forms
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today


def own_counsellor(request: HttpRequest, agency: Agency) -> Counsellor | None:
    """Return the visitor as a counsellor of an agency; None for staff who do not advise."""
    return Counsellor.objects.filter(agency=agency, user=request.user, valid_to=None).first()


def _asked_day(request: HttpRequest) -> date:
    try:
        return parse_date(request.GET.get("day", "")) or today()
    except ValueError:
        return today()


@guarded(AGENCY_STAFF)
@require_GET
def agenda(request: HttpRequest) -> HttpResponse:
    """Show a day: one's own, or with ?who=all the whole desk's."""
    agency = agency_choice(request)
    me = own_counsellor(request, agency.current)
    mine = me if request.GET.get("who") != "all" else None
    day = _asked_day(request)
    now = timezone.now()
    shown = agenda_of(agency_id=agency.current.pk, day=day, now=now, counsellor=mine)
    firms = {row.consultation.enterprise_id for row in shown.bookings}
    if firms:
        _note_list(agency.current, _("상담 일정"), len(firms))
    context = {
        "agency": agency,
        "agenda": shown,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "is_today": day == today(),
        "me": me,
        "mine": mine,
        "now": now,
        "counters": list(counters_with_waiting(agency_id=agency.current.pk, day=day)),
        "may_edit": agency.current.pk in request.actor.agencies_with(*DESK_ROLES),
    }
    return render(request, "workbench/desk/agenda.html", context)


def _note_list(agency: Agency, task: str, subjects: int) -> None:
    note_access(
        act=AccessAct.SEARCH,
        task=task,
        subject_kind=SubjectKind.MANY,
        subject_id=None,
        subject="",
        subjects=subjects,
        agency_id=agency.pk,
    )


@guarded(AGENCY_STAFF)
@require_GET
def consultation_list(request: HttpRequest) -> HttpResponse:
    """List the consultations of an agency."""
    agency = agency_choice(request)
    filters = forms.ConsultationFilterForm(request.GET)
    chosen = filters.chosen
    rows = consultations_of_agency(agency_id=agency.current.pk)
    for name in ("state", "channel"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("topic"):
        rows = rows.filter(needs__topic=chosen["topic"])
    if text := chosen.get("q"):
        rows = rows.filter(Q(enterprise__name__icontains=text) | Q(person_name__icontains=text))
    page = page_of(rows, request)
    if page.object_list:
        _note_list(agency.current, _("상담 목록"), len(page.object_list))
    context = {"agency": agency, "filters": filters, "page": page}
    return render(request, "workbench/desk/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def consultation(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Show one consultation: prepared from the registry, the thread, the record, what comes next."""
    row = access_consultation(actor=request.actor, consultation_id=consultation_id, task=_("상담 준비"))
    return consultation_page(request, row)


@guarded(AGENCY_STAFF)
@require_GET
def thread(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Return what was said so far: the page that is open asks every few seconds, so that it is a chat."""
    row = access_thread(actor=request.actor, consultation_id=consultation_id)
    return render(request, "workbench/desk/_thread.html", {"row": row, **_messages(row)})


def _messages(row: Consultation) -> dict[str, Any]:
    """Return what was said, and whether more may come while somebody looks."""
    return {
        "messages_of": list(row.messages.order_by("written_at", "pk")),
        "is_live": row.clock != ""
        and row.state in {ConsultationState.REQUESTED, ConsultationState.UNDER_WAY},
    }


def _video(request: HttpRequest, bookings: list[Booking], *, may_edit: bool) -> dict[str, Any] | None:
    """Return the way into the room of a booking that is ahead; None where it has none."""
    ahead = next((one for one in bookings if one.state == BookingState.BOOKED and one.room_id), None)
    if ahead is None:
        return None
    links = [
        {
            "name": name_of(seat),
            "address": request.build_absolute_uri(
                reverse("portal:room", args=[seat.room.key, link_token(seat)])
            ),
        }
        for seat in (guest_seats(ahead) if may_edit else [])
    ]
    return {"own": seat_in_room(ahead, request.user.pk), "links": links}


def consultation_page(request: HttpRequest, row: Consultation, **more: Any) -> HttpResponse:
    """Render a consultation; `more` are forms, or `problems`, of an act that was refused: then 422."""
    now, day = timezone.now(), today()
    prepared = preparation_for(actor=request.actor, consultation=row, today=day, now=now)
    notices = [notice.pk for notice in prepared.notices] if prepared else []
    may_edit = row.agency_id in request.actor.agencies_with(*DESK_ROLES)
    bookings = list(row.bookings.select_related("counter", "counsellor__user").order_by("pk"))
    context = {
        "row": row,
        "ticket": row.tickets.exclude(state=TicketState.MOVED).first(),
        "needs": [
            (need, getattr(need, "visit_request", None))
            for need in row.needs.select_related("sent_to__user", "visit_request").order_by("pk")
        ],
        "has_experts": may_edit
        and row.enterprise_id is not None
        and has_experts(agency_id=row.agency_id, on=day),
        "bookings": bookings,
        "video": _video(request, bookings, may_edit=may_edit),
        **_messages(row),
        "told": told_of(consultation_id=row.pk),
        "prescriptions": list(row.prescriptions.select_related("notice").order_by("pk")),
        "follow_ups": list(row.follow_ups.order_by("due_on", "pk")),
        "satisfaction": getattr(row, "satisfaction", None),
        "clock": answer_state(consultation=row, at=now),
        "prepared": prepared,
        "may_edit": may_edit,
        "may_start": may_edit and row.state in BEGINS_FROM,
        "may_record": may_edit and row.state == ConsultationState.UNDER_WAY,
        "may_answer": may_edit
        and row.clock != ""
        and row.state in {ConsultationState.REQUESTED, ConsultationState.UNDER_WAY},
        "prescription_form": forms.PrescriptionForm(notices=notices),
        "follow_up_form": forms.FollowUpForm(initial={"due_on": day + timedelta(days=14)}),
        "problems": [],
        "record": request.POST.get("record", row.record),
        "body": request.POST.get("body", ""),
        "until": request.POST.get("until", (day + timedelta(days=7)).isoformat()),
    }
    return render(
        request, "workbench/desk/consultation.html", {**context, **more}, status=422 if more else 200
    )
