"""Staff write for somebody: a booking by phone, a number, a request of a branch."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.desk.domain.booking import BOOKED_CHANNELS, book_slot
from didim.desk.domain.intake import ask_desk
from didim.desk.domain.telling import tell_of_booking
from didim.desk.domain.tickets import take_ticket
from didim.desk.enums import ContactChannel, DeskSide, Topic
from didim.desk.queries.access import access_booking
from didim.desk.queries.slots import bookable_counters
from didim.desk.rules import DESK_ROLES, DESK_STAFF
from didim.web.components.desk_slots import move_page, picked_instant, slot_choice
from didim.web.components.refusals import done
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import desk as forms
from didim.web.workbench.views.boards import today

if TYPE_CHECKING:
    from didim.desk.models import Booking, Consultation, Ticket

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@guarded(DESK_STAFF)
@READ_AND_WRITE
def book(request: HttpRequest) -> HttpResponse:
    """Book for somebody who calls: who, what for, then a time."""
    agency = agency_choice(request, *DESK_ROLES)
    now = timezone.now()
    counters = bookable_counters(on=today(), agency_id=agency.current.pk)
    asked = request.POST.get("counter") or request.GET.get("counter", "")
    counter = next((one for one in counters if str(one.pk) == asked), counters[0] if counters else None)
    picked = "starts_at" in request.POST
    form = forms.VisitorForm(request.POST if picked else None, initial=_typed(request))
    channel = request.POST.get("channel") or ContactChannel.WALK_IN
    booked: list[Booking] = []

    def act(_said: dict[str, Any]) -> None:
        booked.append(
            book_slot(
                counter=counter,
                starts_at=picked_instant(request.POST["starts_at"]),
                visitor=form.visitor(),
                asked=form.asked(),
                channel=ContactChannel(channel) if channel in BOOKED_CHANNELS else ContactChannel.WALK_IN,
                side=DeskSide.AGENCY,
                by=request.user,
                now=now,
            )
        )

    if picked and counter is not None and done(form, act):
        tell_of_booking(booked[0], now=now)
        messages.success(request, _("예약을 넣었습니다."))
        return redirect("workbench:consultation", booked[0].consultation_id)
    context = {
        "agency": agency,
        "form": form,
        "counters": counters,
        "counter": counter,
        "channels": BOOKED_CHANNELS,
        "channel": channel,
        "days": [],
        "shown": None,
    }
    if counter is not None:
        topics = tuple(topic for topic in request.POST.getlist("topics") if topic in Topic.values)
        context |= slot_choice(request, counter, now=now, topics=topics, notice=False)
    return render(request, "workbench/desk/book.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed before another day or counter was chosen."""
    said = {name: request.POST.get(name, "") for name in forms.VisitorForm.base_fields}
    return {**said, "topics": request.POST.getlist("topics")}


@guarded(DESK_STAFF)
@READ_AND_WRITE
def move(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Move a booking for the agency; the firm is told."""
    return move_page(
        request,
        access_booking(actor=request.actor, booking_id=booking_id),
        side=DeskSide.AGENCY,
        room="workbench",
        said=_("예약을 바꾸고 알렸습니다."),
        now=timezone.now(),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def intake(request: HttpRequest) -> HttpResponse:
    """Take in a request by phone, at a branch, on a visit."""
    agency = agency_choice(request, *DESK_ROLES)
    form = forms.IntakeForm(request.POST or None, agency=agency.current)
    taken: list[Consultation] = []

    def act(said: dict[str, Any]) -> None:
        taken.append(
            ask_desk(
                agency=agency.current,
                visitor=form.visitor(),
                asked=form.asked(),
                channel=ContactChannel(said["channel"]),
                message=said["message"],
                by=request.user,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, _("접수했습니다."))
        return redirect("workbench:consultation", taken[0].pk)
    context = {
        "agency": agency,
        "form": form,
        "title": _("상담 접수"),
        "button": pgettext("상담", "접수하기"),
    }
    return render(request, "workbench/desk/form.html", context, status=422 if form.errors else 200)


@guarded(DESK_STAFF)
@READ_AND_WRITE
def ticket(request: HttpRequest) -> HttpResponse:
    """Give somebody who walked in the next number."""
    agency = agency_choice(request, *DESK_ROLES)
    form = forms.TicketForm(request.POST or None, agency=agency.current)
    given: list[Ticket] = []

    def act(said: dict[str, Any]) -> None:
        given.append(
            take_ticket(
                counter=said["counter"],
                visitor=form.visitor(),
                asked=form.asked(),
                by=request.user,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, _("대기 번호는 %(number)s번입니다.") % {"number": given[0].number})
        return redirect("workbench:desk")
    context = {"agency": agency, "form": form, "title": _("번호표 뽑기"), "button": _("번호 주기")}
    return render(request, "workbench/desk/form.html", context, status=422 if form.errors else 200)
