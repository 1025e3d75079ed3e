"""A consultation booked by video: each side finds the way into its room on its own page, nobody else does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from didim.desk.domain.booking import book_slot, cancel_booking
from didim.desk.domain.counters import CounterDetails, save_counter, set_hours
from didim.desk.domain.guests import book_as_guest
from didim.desk.domain.intake import Visitor
from didim.desk.domain.video import guest_seats
from didim.desk.enums import ContactChannel, DeskSide
from didim.rooms.models import Room
from didim.web.portal.views.desk_guest import OPENED
from didim.web.portal.views.rooms import address_of
from tests.registry.conftest import make_firm, new_number, now
from tests.sign_in import make_staff
from tests.sign_in import sign_in as signed_in
from tests.web.conftest import whole_page
from tests.web.test_desk_guests import guest
from tests.web.test_desk_pages import (
    FUNDING,
    WEEK,
    address,
    agency,
    counsellor,
    firm,
    officer,
    owner,
    slot,
    staff,
)

__all__ = [
    "agency", "counsellor", "firm", "guest", "make_firm", "new_number", "now", "officer", "owner", "slot",
    "staff", "whole_page",
]  # fmt: skip

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])


@pytest.fixture
def counter(agency):
    opened = timezone.localdate() - timedelta(days=9)
    counter = save_counter(agency=agency, details=CounterDetails("화상상담", "Advice by video"), on=opened)
    set_hours(counter=counter, week=WEEK, valid_from=opened)
    return counter


@pytest.fixture
def booking(counter, counsellor, firm, owner, slot):
    return book_slot(
        counter=counter,
        starts_at=slot,
        visitor=Visitor(firm),
        asked=FUNDING,
        channel=ContactChannel.VIDEO,
        side=DeskSide.FIRM,
        by=None,
        now=timezone.now(),
    )


def test_owner_books_by_video_and_finds_the_room(owner, counter, counsellor, slot):
    said = {"topic": "funding", "counter": counter.pk, "starts_at": slot.isoformat(), "channel": "video"}
    response = owner.post(address("portal:desk-book"), said)
    room = Room.objects.get()
    assert f'href="/rooms/{room.key}/own/"' in owner.get(response.url).content.decode()
    assert owner.get(f"/rooms/{room.key}/own/").status_code == 200


@LANGUAGES
def test_page_of_the_firm_leads_into_the_room(owner, booking, whole_page, language):
    page = owner.get(address("portal:desk-consultation", booking.consultation_id, language=language))
    whole_page(page)
    assert f"/rooms/{booking.room.key}/own/" in page.content.decode()
    cancel_booking(booking=booking, reason="출장", side=DeskSide.FIRM, now=timezone.now())
    page = owner.get(address("portal:desk-consultation", booking.consultation_id, language=language))
    assert "/rooms/" not in page.content.decode().partition("<main")[2].partition("</main")[0]


@LANGUAGES
def test_counsellor_alone_leads_and_other_staff_are_told(
    staff, agency, booking, whole_page, language, officer
):
    where = address("workbench:consultation", booking.consultation_id, language=language)
    page = staff.get(where)
    whole_page(page)
    assert f"/rooms/{booking.room.key}/own/" in page.content.decode()
    other = signed_in(make_staff(agency, "officer", email="other@example.org"), second_factor=True)
    page = other.get(where)
    whole_page(page)
    assert f"/rooms/{booking.room.key}/own/" not in page.content.decode()


@LANGUAGES
def test_guest_finds_their_link_and_staff_can_send_it(
    guest, staff, counter, counsellor, slot, whole_page, language
):
    made = book_as_guest(
        counter=counter,
        starts_at=slot,
        channel=ContactChannel.VIDEO,
        visitor=Visitor(person_name="이방문", phone="010-1234-5678"),
        asked=FUNDING,
        now=timezone.now(),
    )
    link = address_of(guest_seats(made.booking)[0])
    session = guest.session
    session[OPENED] = made.booking.consultation_id
    session.save()
    guest.cookies["sessionid"] = session.session_key
    page = guest.get(address("portal:desk-guest-mine", language=language))
    whole_page(page)
    assert link in page.content.decode()
    page = staff.get(address("workbench:consultation", made.booking.consultation_id, language=language))
    whole_page(page)
    assert link in page.content.decode()
    assert guest.get(link).status_code == 200
