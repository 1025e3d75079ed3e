"""The desk for people without an account: book with a name and a phone, find it again with a key."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.attempts import note_attempt
from didim.accounts.guards import PUBLIC, guarded
from didim.accounts.phones import phone_digits
from didim.accounts.places import client_ip
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.booking import BOOKED_CHANNELS, cancel_booking
from didim.desk.domain.consulting import answer_satisfaction
from didim.desk.domain.forgetting import guest_retention
from didim.desk.domain.guests import GuestBooking, book_as_guest
from didim.desk.domain.intake import Asked, Visitor
from didim.desk.domain.telling import tell_of_booking
from didim.desk.domain.video import guest_seats
from didim.desk.enums import BookingState, ContactChannel, DeskSide, Topic
from didim.desk.models import Booking, Consultation, Counter
from didim.desk.queries.access import guest_consultation, guest_consultation_id
from didim.desk.queries.slots import bookable_counters
from didim.kernel.refusals import RefusedError
from didim.registry.queries.visibility import NotVisible
from didim.web.components.act_page import act_page
from didim.web.components.desk_slots import move_page, picked_instant, slot_choice
from didim.web.components.refusals import done
from didim.web.portal.views.desk_booking import REASONS, CancelForm, calendar_answer, offers
from didim.web.portal.views.rooms import address_of

# Under which the session keeps what was opened with its key, and the key until it was shown once.
OPENED, SHOWN_KEY = "desk-guest", "desk-guest-key"
# Tries an hour from one address: bookings, and look-ups from there and of one number.
MOST_BOOKINGS, MOST_LOOKUPS = 5, 10
_MINE = reverse_lazy("portal:desk-guest-mine")


class GuestForm(forms.Form):
    """Who comes: a name, a phone, whether it may be written to."""

    person_name = forms.CharField(
        label=gettext_lazy("이름"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name", "lang": "ko"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("전화"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    phone_agreed = forms.BooleanField(
        label=gettext_lazy("예약 안내를 문자·알림톡으로 받겠습니다"), required=False, initial=True
    )
    subject = forms.CharField(label=gettext_lazy("미리 알려 줄 것"), max_length=300, required=False)


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Subject, name and phone, then day and time; done."""
    now = timezone.now()
    topic = request.POST.get("topic") or request.GET.get("topic", "")
    counters = bookable_counters(on=timezone.localdate(now))
    asked = request.POST.get("counter") or request.GET.get("counter", "")
    counter = next((one for one in counters if str(one.pk) == asked), counters[0] if counters else None)
    picked = "starts_at" in request.POST
    typed = {name: request.POST.get(name, "") for name in GuestForm.base_fields} if request.POST else None
    form = GuestForm(request.POST if picked else None, initial=typed)
    made: list[GuestBooking] = []
    valid = topic in Topic.values and counter is not None
    if picked and counter is not None and valid:
        done(form, lambda said: made.append(_book(request, counter, topic, said)))
    if made:
        tell_of_booking(made[0].booking, now=now)
        request.session[OPENED], request.session[SHOWN_KEY] = made[0].booking.consultation_id, made[0].key
        messages.success(request, _("예약했습니다."))
        return redirect(_MINE)
    context = {
        "topics": Topic,
        "topic": Topic(topic) if topic in Topic.values else None,
        "counters": counters,
        "counter": counter,
        "channels": [channel for channel in BOOKED_CHANNELS if offers(counter, channel)],
        "channel": request.POST.get("channel") or ContactChannel.WALK_IN,
        "form": form,
        "kept_days": guest_retention(timezone.localdate(now)).values["consultation_days"],
        "days": [],
        "shown": None,
    }
    if counter is not None and valid:
        context |= slot_choice(request, counter, now=now, topics=(topic,), notice=True)
    return render(request, "portal/desk/guest_book.html", context, status=422 if form.errors else 200)


def _book(request: HttpRequest, counter: Counter, topic: str, said: dict[str, Any]) -> GuestBooking:
    now = timezone.now()
    note_attempt(kind="desk-book", who=client_ip(request) or "", limit=MOST_BOOKINGS, now=now)
    channel = request.POST.get("channel") or ContactChannel.WALK_IN
    known = channel in BOOKED_CHANNELS and offers(counter, ContactChannel(channel))
    return book_as_guest(
        counter=counter,
        starts_at=picked_instant(request.POST.get("starts_at", "")),
        channel=ContactChannel(channel) if known else ContactChannel.WALK_IN,
        visitor=Visitor(
            person_name=said["person_name"], phone=said["phone"], phone_agreed=said["phone_agreed"]
        ),
        asked=Asked((topic,), said["subject"]),
        now=now,
    )


class FindForm(forms.Form):
    """The number and the key of a booking."""

    phone = forms.CharField(
        label=gettext_lazy("전화"),
        max_length=20,
        help_text=gettext_lazy("예약할 때 적은 번호입니다."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    key = forms.CharField(
        label=gettext_lazy("조회 번호"),
        max_length=20,
        help_text=gettext_lazy("예약을 마친 화면에 나온 여덟 자리입니다."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Open a booking with its number and key; a wrong pair says no more than that."""
    form = FindForm(request.POST or None)
    found: list[int] = []

    def look_up(said: dict[str, Any]) -> None:
        now, kind = timezone.now(), "desk-find"
        note_attempt(kind=kind, who=client_ip(request) or "", limit=MOST_LOOKUPS, now=now)
        note_attempt(kind=kind, who=phone_digits(said["phone"]), limit=MOST_LOOKUPS, now=now)
        pk = guest_consultation_id(phone=said["phone"], key=said["key"])
        if pk is not None:
            found.append(pk)

    if request.method == "POST" and done(form, look_up):
        if found:
            request.session[OPENED] = found[0]
            return redirect(_MINE)
        form.add_error(None, _("맞는 예약이 없습니다. 전화번호와 조회 번호를 다시 확인해 주세요."))
    return render(request, "portal/desk/guest_find.html", {"form": form}, status=422 if form.errors else 200)


def _opened(request: HttpRequest) -> Consultation:
    return guest_consultation(consultation_id=request.session.get(OPENED))


def _ahead(row: Consultation) -> Booking:
    booking = (
        row.bookings.filter(state=BookingState.BOOKED)
        .select_related("counter__agency", "consultation")
        .first()
    )
    if booking is None:
        raise NotVisible("booking")
    return booking


@guarded(PUBLIC)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show the booking this session has opened; its key stands there once."""
    with scoped(SYSTEM):
        return _page(request, _opened(request))


def _page(request: HttpRequest, row: Consultation, refused: RefusedError | None = None) -> HttpResponse:
    booking = row.bookings.filter(state=BookingState.BOOKED).select_related("counter").first()
    seats = guest_seats(booking) if booking is not None else []
    context = {
        "row": row,
        "room_address": address_of(seats[0]) if seats else "",
        "needs": list(row.needs.order_by("pk")),
        "booking": booking,
        "prescriptions": list(row.prescriptions.select_related("notice").order_by("pk")),
        "satisfaction": getattr(row, "satisfaction", None),
        "is_ahead": booking is not None and booking.starts_at > timezone.now(),
        "key": request.session.get(SHOWN_KEY, ""),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    response = render(request, "portal/desk/guest_mine.html", context, status=422 if refused else 200)
    request.session.pop(SHOWN_KEY, None)
    response["Cache-Control"] = "no-store"
    return response


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Move one's booking to another slot."""
    with scoped(SYSTEM):
        return move_page(
            request,
            _ahead(_opened(request)),
            side=DeskSide.FIRM,
            room="portal",
            said=_("예약을 바꿨습니다."),
            now=timezone.now(),
            back=str(_MINE),
            reasons=REASONS,
        )


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest) -> HttpResponse:
    """Cancel one's booking."""
    with scoped(SYSTEM):
        booking = _ahead(_opened(request))
        return act_page(
            request,
            form=CancelForm(request.POST or None),
            act=lambda said: cancel_booking(
                booking=booking, reason=said["reason"], side=DeskSide.FIRM, now=timezone.now()
            ),
            title=_("예약 취소"),
            subject=booking.counter.name,
            said=_("예약을 취소했습니다."),
            back=str(_MINE),
            button=_("예약 취소하기"),
        )


@guarded(PUBLIC)
@require_GET
def ics(request: HttpRequest) -> HttpResponse:
    """Give one's booking as a calendar file."""
    with scoped(SYSTEM):
        return calendar_answer(_ahead(_opened(request)), url=request.build_absolute_uri(str(_MINE)))


@guarded(PUBLIC)
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Say how the consultation was; once."""
    with scoped(SYSTEM):
        row = _opened(request)
        question, score = getattr(row, "satisfaction", None), request.POST.get("score", "")
        if question is not None:
            try:
                answer_satisfaction(
                    satisfaction=question,
                    score=int(score) if score.isdigit() else 0,
                    comment=request.POST.get("comment", ""),
                    now=timezone.now(),
                )
            except RefusedError as refusal:
                return _page(request, row, refusal)
            messages.success(request, _("의견을 남겨 주셔서 고맙습니다."))
        return redirect(_MINE)
