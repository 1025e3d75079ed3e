"""What is free at a counter. It reads bookings of everybody and returns only spans and who could serve."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.hours import opening_of
from didim.desk.models import Absence, Booking, Counsellor, Counter
from didim.desk.models.bookings import HOLDS
from didim.engines.openings import Counter as OpenCounter
from didim.engines.openings import Opening, Person, Slot, SlotRule, Span, Spans, free_slots
from didim.kernel.calendar import ONE_DAY, SEOUL, WorkingCalendar
from didim.registry.domain.days import lasting_on


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day of a counter with its free slots; none: full or closed."""

    day: date
    slots: tuple[Slot, ...]


def bookable_counters(*, on: date, agency_id: int | None = None) -> list[Counter]:
    """Return the counters where a firm may book, by agency and name: one query."""
    rows = Counter.objects.filter(lasting_on(on), takes_bookings=True).select_related("agency", "branch")
    if agency_id is not None:
        rows = rows.filter(agency=agency_id)
    return list(rows.order_by("agency__name", "name", "pk"))


def slot_rule(counter: Counter, *, notice: bool) -> SlotRule:
    """Return how a counter's slots are cut; staff book without the counter's notice."""
    return SlotRule(
        length=timedelta(minutes=counter.slot_minutes),
        step=timedelta(minutes=counter.step_minutes),
        pause=timedelta(minutes=counter.pause_minutes),
        notice=timedelta(minutes=counter.notice_minutes if notice else 0),
    )


def counter_slots(
    *,
    counter: Counter,
    first: date,
    last: date,
    now: datetime,
    topics: tuple[str, ...] = (),
    notice: bool = True,
    counsellor_id: int | None = None,
) -> tuple[Slot, ...]:
    """Return the free slots of a counter from one day to another: five queries whatever their number.

    With `topics` those who advise on one of them are asked first; where nobody does, anybody. Days beyond
    `days_ahead` or the counter's last day are not offered.
    """
    today = now.astimezone(SEOUL).date()
    last = min(last, today + timedelta(days=counter.days_ahead), counter.valid_to or last)
    first = max(first, today, counter.valid_from)
    if last < first:
        return ()
    span = (
        datetime.combine(first, datetime.min.time(), SEOUL),
        datetime.combine(last + ONE_DAY, datetime.min.time(), SEOUL),
    )
    with scoped(SYSTEM):
        opening = _opening(counter)
        staff = _staff(counter, first, last, counsellor_id)
        people = _people(staff, opening, topics, span)
        booked = tuple(
            Span(*row)
            for row in Booking.objects.filter(
                HOLDS, counter=counter, starts_at__lt=span[1], ends_at__gt=span[0]
            ).values_list("starts_at", "ends_at")
        )
    open_counter = OpenCounter(opening, seats=counter.seats, booked=booked)
    rule = slot_rule(counter, notice=notice)
    return free_slots(open_counter, people, rule, WorkingCalendar(), first=first, last=last, now=now)


def slots_by_day(slots: tuple[Slot, ...]) -> list[OpenDay]:
    """Return slots under their day in Seoul."""
    days: defaultdict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        days[slot.span.starts_at.astimezone(SEOUL).date()].append(slot)
    return [OpenDay(day, tuple(found)) for day, found in days.items()]


def _opening(counter: Counter) -> Opening:
    editions = counter.hours.order_by("valid_from").values_list("valid_from", "week")
    days = dict(counter.days.values_list("day", "hours"))
    return opening_of(editions, days)


def _staff(counter: Counter, first: date, last: date, counsellor_id: int | None) -> list[Counsellor]:
    rows = Counsellor.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=first), posts__counter=counter, valid_from__lte=last
    )
    return list(rows.filter(pk=counsellor_id) if counsellor_id else rows)


def _people(
    staff: list[Counsellor], opening: Opening, topics: tuple[str, ...], span: tuple[datetime, datetime]
) -> list[Person]:
    wanted = [one for one in staff if set(topics) & set(one.topics)] or staff
    ids = [one.pk for one in wanted]
    within: dict[str, Any] = {"counsellor__in": ids, "starts_at__lt": span[1], "ends_at__gt": span[0]}
    away, booked = defaultdict(list), defaultdict(list)
    for counsellor, *ends in Absence.objects.filter(**within).values_list(
        "counsellor", "starts_at", "ends_at"
    ):
        away[counsellor].append(Span(*ends))
    for counsellor, *ends in Booking.objects.filter(HOLDS, **within).values_list(
        "counsellor", "starts_at", "ends_at"
    ):
        booked[counsellor].append(Span(*ends))
    return [
        Person(
            str(one.pk),
            _own_hours(one, opening),
            away=Spans.of((*away[one.pk], *_before_and_after(one, span))),
            booked=tuple(booked[one.pk]),
        )
        for one in wanted
    ]


def _own_hours(counsellor: Counsellor, opening: Opening) -> Opening:
    if counsellor.week is None:
        return opening
    return opening_of([(counsellor.valid_from, counsellor.week)], {})


def _before_and_after(counsellor: Counsellor, span: tuple[datetime, datetime]) -> list[Span]:
    """Return when somebody does not work here yet, or no longer, as absences."""
    begins = datetime.combine(counsellor.valid_from, datetime.min.time(), SEOUL)
    found = [Span(span[0], begins)] if begins > span[0] else []
    if counsellor.valid_to is not None:
        ends = datetime.combine(counsellor.valid_to + ONE_DAY, datetime.min.time(), SEOUL)
        if ends < span[1]:
            found.append(Span(ends, span[1]))
    return found
