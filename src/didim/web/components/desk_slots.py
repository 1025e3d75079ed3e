"""The pages where a slot is picked and a booking is moved, for owners and for staff."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from didim.desk.domain.booking import move_booking
from didim.desk.domain.telling import tell_of_booking
from didim.desk.enums import DeskSide
from didim.desk.models import Booking, Counter
from didim.desk.queries.slots import counter_slots, slots_by_day
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse

_CONSULTATIONS = {"portal": "portal:desk-consultation", "workbench": "workbench:consultation"}


def slot_choice(
    request: HttpRequest, counter: Counter, *, now: datetime, topics: tuple[str, ...], notice: bool
) -> dict[str, Any]:
    """Return the days that have free slots and the one shown (the day asked for, else the first)."""
    today = now.astimezone(SEOUL).date()
    last = today + timedelta(days=counter.days_ahead)
    slots = counter_slots(counter=counter, first=today, last=last, now=now, topics=topics, notice=notice)
    days = slots_by_day(slots)
    picked = request.POST.get("starts_at", "")[:10]
    asked = _day(picked or request.POST.get("day") or request.GET.get("day", ""))
    shown = next((one for one in days if one.day == asked), days[0] if days else None)
    return {"counter": counter, "days": days, "shown": shown}


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def picked_instant(text: str) -> datetime:
    """Return the start of the slot that was picked. RefusedError for what is no instant."""
    try:
        picked = datetime.fromisoformat(text)
    except ValueError:
        picked = None
    if picked is None or picked.tzinfo is None:
        raise refuse("starts_at", _("시간을 골라 주세요."))
    return picked


def move_page(
    request: HttpRequest,
    booking: Booking,
    *,
    side: DeskSide,
    room: str,
    said: str,
    now: datetime,
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """Move a booking to the slot that was picked, or show the slots there are, in the words of a room.

    `said` is told once it is moved, and `back` (or the consultation's page) shown; `context` is what the
    room's page shows besides.
    """
    problems: list[str] = []
    if "starts_at" in request.POST:
        try:
            moved = move_booking(
                booking=booking,
                starts_at=picked_instant(request.POST["starts_at"]),
                reason=request.POST.get("reason", ""),
                side=side,
                by=request.user if request.user.is_authenticated else None,
                now=now,
            )
        except RefusedError as refusal:
            problems = [str(problem) for problem in refusal.problems]
        else:
            tell_of_booking(moved, now=now)
            messages.success(request, said)
            return redirect(back or reverse(_CONSULTATIONS[room], args=[moved.consultation_id]))
    topics = tuple(booking.consultation.needs.values_list("topic", flat=True))
    context |= {
        "booking": booking,
        "problems": problems,
        "reason": request.POST.get("reason", ""),
        **slot_choice(request, booking.counter, now=now, topics=topics, notice=side == DeskSide.FIRM),
    }
    return render(request, f"{room}/desk/move.html", context, status=422 if problems else 200)
