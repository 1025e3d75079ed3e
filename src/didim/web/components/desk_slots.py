"""The page where a slot is picked, for owners and for staff."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from didim.desk.models import Counter
from didim.desk.queries.slots import counter_slots, slots_by_day
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse


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
