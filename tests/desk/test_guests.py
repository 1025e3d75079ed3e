"""A person without an account books with a phone, and finds it again with the key alone."""

import re

import pytest

from didim.accounts.models import OutboundMessage
from didim.accounts.tenancy import NOBODY, SYSTEM, scoped
from didim.desk.domain.booking import cancel_booking, move_booking
from didim.desk.domain.guests import KEY_LETTERS, book_as_guest
from didim.desk.domain.intake import Visitor
from didim.desk.domain.reminding import remind_of_bookings
from didim.desk.domain.telling import tell_of_booking
from didim.desk.enums import BookingState, ContactChannel, DeskSide
from didim.desk.models import Booking
from didim.desk.queries.access import guest_consultation, guest_consultation_id
from didim.kernel.refusals import RefusedError
from didim.registry.queries.visibility import NotVisible

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db

PERSON = Visitor(person_name="이방문", phone="010-1234-5678", phone_agreed=True)


class Gateway:
    """Knows no templates: all goes as SMS."""

    def has_template(self, _template):
        return False


@pytest.fixture
def gateway(settings):
    settings.PHONE_GATEWAY = f"{__name__}.Gateway"


@pytest.fixture
def counter(make_counter, make_counsellor):
    counter = make_counter()
    make_counsellor(counter)
    return counter


def book(counter, starts_at, person=PERSON):
    return book_as_guest(
        counter=counter,
        starts_at=starts_at,
        channel=ContactChannel.WALK_IN,
        visitor=person,
        asked=FUNDING,
        now=NOW,
    )


def test_guest_books_in_nobodys_scope_and_finds_it_with_number_and_key(counter):
    with scoped(NOBODY):
        made = book(counter, at(MONDAY, 10))
        pk = made.booking.consultation_id
        assert guest_consultation_id(phone="01012345678", key=made.key) == pk
        assert guest_consultation_id(phone="+82 10-1234-5678", key=f" {made.key.lower()} ") == pk
        assert not Booking.objects.exists()
    assert re.fullmatch(f"[{KEY_LETTERS}]{{8}}", made.key)
    assert made.booking.consultation.phone == "01012345678"
    assert made.key not in made.booking.consultation.key_hash


def test_wrong_number_or_key_opens_nothing(counter):
    made = book(counter, at(MONDAY, 10))
    assert guest_consultation_id(phone="010-9999-9999", key=made.key) is None
    assert guest_consultation_id(phone=PERSON.phone, key="22222222") is None
    assert guest_consultation_id(phone="", key="") is None


def test_only_what_was_booked_with_a_key_opens_for_a_session(counter):
    made = book(counter, at(MONDAY, 10))
    with scoped(SYSTEM):
        assert guest_consultation(consultation_id=made.booking.consultation_id).person_name == "이방문"
        made.booking.consultation.key_hash = ""
        made.booking.consultation.save()
        for pk in (made.booking.consultation_id, None):
            with pytest.raises(NotVisible):
                guest_consultation(consultation_id=pk)


@pytest.mark.parametrize(
    ("person", "fields"),
    [
        (Visitor(person_name=" ", phone="010-1234-5678"), ["person_name"]),
        (Visitor(person_name="이방문", phone="전화"), ["phone"]),
        (Visitor(), ["person_name", "phone"]),
    ],
)
def test_name_and_number_are_asked(counter, person, fields):
    with pytest.raises(RefusedError) as refusal:
        book(counter, at(MONDAY, 10), person)
    assert sorted(refusal.value.by_field()) == fields
    assert Booking.objects.count() == 0


def test_taken_slot_is_refused_in_the_same_words_whoever_took_it(counter):
    book(counter, at(MONDAY, 10))
    with pytest.raises(RefusedError) as own:
        book(counter, at(MONDAY, 10))
    with pytest.raises(RefusedError) as others:
        book(counter, at(MONDAY, 10), Visitor(person_name="김", phone="010-2222-3333"))
    assert str(own.value) == str(others.value)


def test_guest_moves_and_cancels(counter):
    made = book(counter, at(MONDAY, 10))
    moved = move_booking(
        booking=made.booking,
        starts_at=at(MONDAY, 11),
        reason="다른 일정",
        side=DeskSide.FIRM,
        by=None,
        now=NOW,
    )
    cancel_booking(booking=moved, reason="해결됨", side=DeskSide.FIRM, now=NOW)
    assert [one.state for one in Booking.objects.order_by("pk")] == [
        BookingState.MOVED,
        BookingState.CANCELLED,
    ]


def test_guest_is_told_by_phone_once_and_reminded_in_office_hours(counter, gateway):
    made = book(counter, at(MONDAY, 15))
    assert tell_of_booking(made.booking, now=NOW) == 1
    assert tell_of_booking(made.booking, now=NOW) == 1
    assert remind_of_bookings(now=at(MONDAY, 7)) == 0
    assert remind_of_bookings(now=at(MONDAY, 9)) == 1
    told = OutboundMessage.objects.order_by("pk")
    assert [(one.template, one.channel, one.address) for one in told] == [
        ("desk-booked", "sms", "01012345678"),
        ("desk-reminder", "sms", "01012345678"),
    ]
    assert "예약 찾기" in told[0].body
    assert made.key not in told[0].body
    assert told[0].about == f"consultation-{made.booking.consultation_id}"


def test_guest_who_did_not_agree_is_told_nothing_by_phone(counter, gateway):
    made = book(counter, at(MONDAY, 10), Visitor(person_name="이방문", phone="010-1234-5678"))
    assert made.booking.consultation.phone_agreed_at is None
    assert tell_of_booking(made.booking, now=NOW) == 0
    assert OutboundMessage.objects.count() == 0
