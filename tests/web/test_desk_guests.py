"""A person without an account books, finds, moves and cancels; nobody learns who else booked."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from didim.desk.domain.consulting import finish_consultation, start_consultation
from didim.desk.enums import BookingState
from didim.desk.models import Booking, Consultation
from tests.registry.conftest import make_firm, new_number, now
from tests.web.conftest import whole_page
from tests.web.test_desk_pages import address, agency, book, counsellor, counter, firm, officer, slot

__all__ = [
    "agency", "counsellor", "counter", "firm", "make_firm", "new_number", "now", "officer", "slot",
    "whole_page",
]  # fmt: skip

pytestmark = pytest.mark.django_db

PERSON = {"person_name": "이방문", "phone": "010-1234-5678", "phone_agreed": "on", "subject": "적은 말"}


@pytest.fixture
def guest():
    return Client()


@pytest.fixture
def typed(counter, counsellor, slot):
    return {**PERSON, "topic": "funding", "counter": counter.pk, "starts_at": slot.isoformat()}


@pytest.fixture
def key(guest, typed):
    guest.post(address("portal:desk-guest"), typed)
    page = guest.get(address("portal:desk-guest-mine")).content.decode()
    return re.search(r'id="guest-key">([^<]+)<', page).group(1)


def test_guest_books_and_sees_the_key_once(guest, typed, slot):
    assert "starts_at" in guest.get(address("portal:desk-guest"), {"topic": "funding"}).content.decode()
    response = guest.post(address("portal:desk-guest"), typed)
    assert response.url == address("portal:desk-guest-mine")
    row = Booking.objects.get().consultation
    assert (row.person_name, row.phone, row.phone_agreed_at is not None) == ("이방문", "01012345678", True)
    pages = [guest.get(response.url).content.decode() for _time in range(2)]
    assert ["guest-key" in page for page in pages] == [True, False]
    assert all("이방문" in page for page in pages)


def test_guest_finds_the_booking_from_elsewhere(key):
    elsewhere = Client()
    wrong = {"phone": "010-1234-5678", "key": "22222222"}
    assert elsewhere.get(address("portal:desk-guest-mine")).status_code == 404
    refused = elsewhere.post(address("portal:desk-guest-find"), wrong)
    assert refused.status_code == 422
    assert "이방문" not in refused.content.decode()
    assert elsewhere.post(address("portal:desk-guest-find"), {**wrong, "key": key.lower()}).status_code == 302
    assert "이방문" in elsewhere.get(address("portal:desk-guest-mine")).content.decode()


def test_guest_moves_cancels_and_takes_it_into_a_calendar(guest, key, slot):
    assert b"BEGIN:VEVENT" in guest.get(address("portal:desk-guest-ics")).content
    later = (slot + timedelta(minutes=30)).isoformat()
    said = {"starts_at": later, "reason": "다른 일정이 생김"}
    assert guest.post(address("portal:desk-guest-move"), said).url == address("portal:desk-guest-mine")
    assert guest.post(address("portal:desk-guest-cancel"), {"reason": "해결됨"}).status_code == 302
    assert [one.state for one in Booking.objects.order_by("pk")] == [
        BookingState.MOVED,
        BookingState.CANCELLED,
    ]
    assert guest.get(address("portal:desk-guest-move")).status_code == 404


def test_guest_says_once_how_it_was(guest, key, counsellor):
    row = Consultation.objects.get()
    assert guest.post(address("portal:desk-guest-rate"), {"score": "5"}).status_code == 302
    start_consultation(consultation=row, counsellor=counsellor, now=timezone.now())
    finish_consultation(consultation=row, record="안내", by=None, now=timezone.now())
    for score, status in (("", 422), ("5", 302), ("4", 422)):
        assert guest.post(address("portal:desk-guest-rate"), {"score": score}).status_code == status
    row.refresh_from_db()
    assert row.satisfaction.score == 5


@pytest.mark.parametrize("missing", ["person_name", "phone"])
def test_what_is_missing_is_said_and_the_rest_is_kept(guest, typed, missing):
    response = guest.post(address("portal:desk-guest"), {**typed, missing: ""})
    assert response.status_code == 422
    assert 'value="적은 말"' in response.content.decode()
    assert Booking.objects.count() == 0


def test_pages_for_guests_never_name_who_booked(guest, typed, counter, firm, slot):
    book(counter, firm, slot)
    pages = [
        guest.get(address("portal:desk-guest"), {"topic": "funding"}),
        guest.post(address("portal:desk-guest"), typed),
        guest.get(address("portal:desk")),
    ]
    assert [page.status_code for page in pages] == [200, 422, 200]
    assert not any(firm.name in page.content.decode() for page in pages)
    offered = re.findall(r'name="starts_at" value="([^"]*)"', pages[0].content.decode())
    assert offered
    assert slot.isoformat() not in offered


def test_from_one_address_only_so_many_bookings_and_look_ups_an_hour(guest, typed):
    for _number in range(5):
        guest.post(address("portal:desk-guest"), {**typed, "starts_at": "x"})
    refused = guest.post(address("portal:desk-guest"), typed)
    assert refused.status_code == 422
    assert Booking.objects.count() == 0
    said = {"phone": "010-1234-5678", "key": "22222222"}
    pages = [guest.post(address("portal:desk-guest-find"), said).content.decode() for _number in range(11)]
    assert ["맞는 예약이 없습니다" in page for page in pages] == [True] * 10 + [False]
    assert "짧은 시간에 너무 여러 번" in pages[-1]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_for_guests_are_whole_in_both_languages(whole_page, guest, key, language):
    for name in (
        "desk",
        "desk-guest",
        "desk-guest-find",
        "desk-guest-mine",
        "desk-guest-move",
        "desk-guest-cancel",
    ):
        response = guest.get(address(f"portal:{name}", language=language))
        assert response.status_code == 200
        whole_page(response)
    whole_page(guest.get(address("portal:desk-guest", language=language), {"topic": "funding"}))
