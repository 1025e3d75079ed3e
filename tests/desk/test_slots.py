"""What is offered is what can be booked: no slot outside hours, on an absence, over another booking."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.desk.domain.booking import book_slot
from didim.desk.domain.counters import CounterDetails, add_absence, save_counter, set_day, set_hours
from didim.desk.domain.intake import Visitor
from didim.desk.enums import AbsenceKind, ContactChannel, DeskSide, Topic
from didim.desk.models import Absence, Booking
from didim.desk.models.bookings import HOLDS
from didim.desk.queries.slots import counter_slots
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError

from .conftest import FUNDING, MONDAY, NOW, WEEK, at

pytestmark = pytest.mark.django_db

DAYS = [NOW.date(), MONDAY, MONDAY + timedelta(days=1)]
QUARTERS = st.integers(32, 76)
TIMES = st.tuples(st.sampled_from(DAYS), QUARTERS)
DETAILS = st.fixed_dictionaries(
    {
        "seats": st.integers(1, 2),
        "slot_minutes": st.sampled_from([20, 30, 60]),
        "step_minutes": st.sampled_from([15, 30, 60]),
        "pause_minutes": st.sampled_from([0, 10]),
        "notice_minutes": st.sampled_from([0, 60, 1440]),
    }
)
ABSENCES = st.lists(st.tuples(st.integers(0, 1), TIMES, st.integers(1, 20)), max_size=3)
property_test = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def instant(day: date, quarter: int) -> datetime:
    return datetime.combine(day, time(quarter // 4, quarter % 4 * 15), SEOUL)


def book(counter, starts_at, *, side=DeskSide.FIRM):
    return book_slot(
        counter=counter,
        starts_at=starts_at,
        visitor=Visitor(person_name="이방문"),
        asked=FUNDING,
        channel=ContactChannel.WALK_IN,
        side=side,
        by=None,
        now=NOW,
    )


@pytest.fixture
def desk(make_counter, make_counsellor):
    counter = make_counter()
    return counter, [make_counsellor(counter), make_counsellor(counter, topics=(Topic.MARKET,))]


@contextmanager
def undone():
    """Run an example of which nothing stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def set_up(desk, details, absences, lunch):
    counter, staff = desk
    counter = save_counter(
        agency=counter.agency, details=CounterDetails(counter.name, **details), on=NOW.date(), counter=counter
    )
    set_hours(counter=counter, week=WEEK, valid_from=date(2026, 1, 1))
    if lunch:
        set_day(counter=counter, day=MONDAY, hours=[["10:00", "12:00"], ["15:00", "16:00"]], reason="행사")
    for who, (day, quarter), length in absences:
        starts_at = instant(day, quarter)
        add_absence(
            counsellor=staff[who],
            kind=AbsenceKind.LEAVE,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=15 * length),
        )
    return counter


def offered(counter, *, notice=True):
    slots = counter_slots(
        counter=counter, first=DAYS[0], last=DAYS[-1], now=NOW, topics=FUNDING.topics, notice=notice
    )
    return {slot.span.starts_at for slot in slots}


@property_test
@given(DETAILS, ABSENCES, st.booleans(), st.data())
def test_every_slot_offered_can_be_booked_and_no_other_time_can(desk, details, absences, lunch, data):
    with undone():
        counter = set_up(desk, details, absences, lunch)
        for _booking in range(4):
            slots = sorted(offered(counter))
            if not slots:
                break
            wanted = data.draw(st.sampled_from(slots))
            booking = book(counter, wanted)
            assert (booking.starts_at, booking.ends_at - wanted) == (
                wanted, timedelta(minutes=counter.slot_minutes),
            )  # fmt: skip
        left = offered(counter)
        strange = instant(*data.draw(TIMES))
        if strange not in left:
            with pytest.raises(RefusedError):
                book(counter, strange)


@property_test
@given(DETAILS, ABSENCES, st.booleans(), st.lists(TIMES, max_size=6))
def test_no_booking_lies_outside_hours_on_an_absence_or_over_another(desk, details, absences, lunch, tries):
    with undone():
        counter = set_up(desk, details, absences, lunch)
        for day, quarter in tries:
            try:
                book(counter, instant(day, quarter), side=DeskSide.AGENCY)
            except RefusedError:
                continue
        for booking in Booking.objects.filter(HOLDS):
            starts_at, ends_at = (one.astimezone(SEOUL) for one in (booking.starts_at, booking.ends_at))
            hours = (
                [["10:00", "12:00"], ["15:00", "16:00"]]
                if lunch and starts_at.date() == MONDAY
                else WEEK["0"]
            )
            assert any(
                opens <= f"{starts_at:%H:%M}" and f"{ends_at:%H:%M}" <= closes for opens, closes in hours
            )
            assert starts_at >= NOW
            during = {"starts_at__lt": booking.ends_at, "ends_at__gt": booking.starts_at}
            assert not Absence.objects.filter(counsellor=booking.counsellor_id, **during).exists()
            assert Booking.objects.filter(HOLDS, counsellor=booking.counsellor_id, **during).count() == 1
            assert Booking.objects.filter(HOLDS, counter=counter, seat=booking.seat, **during).count() == 1


@property_test
@given(DETAILS, ABSENCES, st.booleans())
def test_what_a_firm_is_offered_staff_are_offered_too(desk, details, absences, lunch):
    with undone():
        counter = set_up(desk, details, absences, lunch)
        firm, staff = offered(counter), offered(counter, notice=False)
        assert firm <= staff
        assert all(slot >= NOW + timedelta(minutes=counter.notice_minutes) for slot in firm)


def test_counter_that_takes_no_bookings_is_refused(make_counter, make_counsellor):
    counter = make_counter(takes_bookings=False)
    make_counsellor(counter)
    with pytest.raises(RefusedError) as refusal:
        book(counter, at(MONDAY, 10))
    assert list(refusal.value.by_field()) == ["counter"]
