"""Calendar files (iCalendar, RFC 5545) that any calendar program takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What happens on one day: a deadline, an opening. ``uid`` stays the same when it is changed."""

    uid: str
    day: date
    title: str
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """What happens from one instant to another: a booking. ``uid`` stays the same when it is changed.

    A cancelled one takes what stood under its ``uid`` out of a calendar that has it.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str = ""
    place: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_file(
    days: Iterable[CalendarDay], *, name: str, now: datetime, spans: Iterable[CalendarSpan] = ()
) -> bytes:
    """Return a calendar of days and spans; a program that subscribes to it asks again after some hours."""
    calendar = Calendar()
    calendar.add("prodid", "-//Didim//calendar//KO")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), {"value": "DURATION"})
    for each in days:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", now)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.title)
        event.add("transp", "TRANSPARENT")
        if each.description:
            event.add("description", each.description)
        if each.url:
            event.add("url", each.url)
        calendar.add_component(event)
    for span in spans:
        event = Event()
        event.add("uid", span.uid)
        event.add("dtstamp", now)
        event.add("dtstart", span.starts_at)
        event.add("dtend", span.ends_at)
        event.add("summary", span.title)
        for field, text in (("description", span.description), ("location", span.place), ("url", span.url)):
            if text:
                event.add(field, text)
        if span.is_cancelled:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
