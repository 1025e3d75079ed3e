"""Booking a slot in a few taps, moving it, cancelling it, taking it into one's own calendar."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.desk.domain.booking import BOOKED_CHANNELS, book_slot, cancel_booking
from didim.desk.domain.intake import Asked
from didim.desk.domain.telling import tell_of_booking
from didim.desk.enums import ContactChannel, DeskSide, Topic
from didim.desk.models import Booking, Counter
from didim.desk.queries.access import access_own_booking
from didim.desk.queries.slots import bookable_counters
from didim.documents.calendar_files import CalendarSpan, calendar_file
from didim.kernel.refusals import RefusedError, refuse
from didim.registry.models import AgencyRelation
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.desk_slots import move_page, picked_instant, slot_choice
from didim.web.portal.views.desk import ReasonForm, own_visitor

REASONS = (
    gettext_lazy("다른 일정이 생김"),
    gettext_lazy("더 이른 시간을 원함"),
    gettext_lazy("몸이 아픔"),
    gettext_lazy("문제가 해결됨"),
)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Subject, then day and time; done."""
    now = timezone.now()
    topic = request.POST.get("topic") or request.GET.get("topic", "")
    counters = _counters(request)
    asked = request.POST.get("counter") or request.GET.get("counter", "")
    counter = next((one for one in counters if str(one.pk) == asked), counters[0] if counters else None)
    problems: list[str] = []
    if "starts_at" in request.POST:
        try:
            booking = _book(request, counter, topic)
        except RefusedError as refusal:
            problems = [str(problem) for problem in refusal.problems]
        else:
            tell_of_booking(booking, now=now)
            messages.success(request, _("예약했습니다. 시간이 다가오면 알려 드립니다."))
            return redirect("portal:desk-consultation", booking.consultation_id)
    topics = (topic,) if topic in Topic.values else ()
    context = {
        "topics": Topic,
        "topic": Topic(topic) if topics else None,
        "counters": counters,
        "counter": counter,
        "channels": [channel for channel in BOOKED_CHANNELS if offers(counter, channel)],
        "channel": request.POST.get("channel") or ContactChannel.WALK_IN,
        "subject": request.POST.get("subject", ""),
        "problems": problems,
        "days": [],
        "shown": None,
    }
    if counter is not None and topics:
        context |= slot_choice(request, counter, now=now, topics=topics, notice=True)
    return render(request, "portal/desk/book.html", context, status=422 if problems else 200)


def offers(counter: Counter | None, channel: ContactChannel) -> bool:
    """Whether a counter holds consultations in this way."""
    return channel != ContactChannel.VIDEO or bool(counter and counter.takes_video)


def _counters(request: HttpRequest) -> list[Counter]:
    """Return the counters, those of agencies that know the firm first."""
    known = set(
        AgencyRelation.objects.filter(
            enterprise__in=request.actor.enterprises_with(), until=None
        ).values_list("agency", flat=True)
    )
    return sorted(bookable_counters(on=timezone.localdate()), key=lambda one: one.agency_id not in known)


def _book(request: HttpRequest, counter: Counter | None, topic: str) -> Booking:
    if counter is None:
        raise refuse("counter", _("예약을 받는 창구가 없습니다."))
    channel = request.POST.get("channel") or ContactChannel.WALK_IN
    if channel not in BOOKED_CHANNELS or not offers(counter, ContactChannel(channel)):
        raise refuse("channel", _("방문, 전화, 화상 가운데 하나를 골라 주세요."))
    return book_slot(
        counter=counter,
        starts_at=picked_instant(request.POST.get("starts_at", "")),
        visitor=own_visitor(request),
        asked=Asked((topic,), request.POST.get("subject", "")),
        channel=ContactChannel(channel),
        side=DeskSide.FIRM,
        by=request.user,
        now=timezone.now(),
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Move a booking to another slot."""
    return move_page(
        request,
        access_own_booking(actor=request.actor, booking_id=booking_id),
        side=DeskSide.FIRM,
        room="portal",
        said=_("예약을 바꿨습니다."),
        now=timezone.now(),
        reasons=REASONS,
    )


class CancelForm(ReasonForm):
    """Why a booking is cancelled."""

    reason = forms.CharField(
        label=gettext_lazy("사유"), max_length=200, help_text=gettext_lazy("예: 다른 일정이 생김")
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Cancel a booking."""
    booking = access_own_booking(actor=request.actor, booking_id=booking_id)
    return act_page(
        request,
        form=CancelForm(request.POST or None),
        act=lambda said: cancel_booking(
            booking=booking, reason=said["reason"], side=DeskSide.FIRM, now=timezone.now()
        ),
        title=_("예약 취소"),
        subject=booking.counter.name,
        said=_("예약을 취소했습니다."),
        back=reverse("portal:desk-consultation", args=[booking.consultation_id]),
        button=_("예약 취소하기"),
    )


@guarded(FIRM_MEMBER)
@require_GET
def booking_ics(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Give a booking as a calendar file."""
    booking = access_own_booking(actor=request.actor, booking_id=booking_id)
    page = reverse("portal:desk-consultation", args=[booking.consultation_id])
    return calendar_answer(booking, url=request.build_absolute_uri(page))


def calendar_answer(booking: Booking, *, url: str) -> HttpResponse:
    """Return a booking as a calendar file that leads back to its page."""
    span = CalendarSpan(
        uid=f"consultation-{booking.consultation_id}@didim",
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        title=f"{_('상담')} · {booking.counter.agency.name}",
        description=booking.consultation.subject,
        place=f"{booking.counter.name} {booking.counter.place}".strip(),
        url=url,
    )
    body = calendar_file([], name=_("상담 예약"), now=timezone.now(), spans=[span])
    headers = {"Content-Disposition": 'attachment; filename="didim-booking.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
