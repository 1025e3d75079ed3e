"""An owner books, asks and rates; a counsellor prepares, records and finishes; others see nothing."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.accounts.models import AccessLogEntry
from didim.desk.domain.booking import book_slot
from didim.desk.domain.consulting import finish_consultation, start_consultation
from didim.desk.domain.counters import (
    BranchDetails,
    CounterDetails,
    save_branch,
    save_counsellor,
    save_counter,
    set_hours,
)
from didim.desk.domain.intake import Asked, Visitor, ask_desk
from didim.desk.domain.tickets import call_next, take_ticket
from didim.desk.enums import BookingState, ConsultationState, ContactChannel, DeskSide, Topic
from didim.desk.models import Absence, Booking, Consultation, Satisfaction, Ticket
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency
from didim.support.models import SupportRecord
from tests.registry.conftest import make_firm, new_number, now
from tests.sign_in import make_firm_member, make_staff, sign_in
from tests.web.conftest import whole_page

__all__ = ["make_firm", "new_number", "now", "whole_page"]

pytestmark = pytest.mark.django_db

WEEK = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}
FUNDING = Asked((Topic.FUNDING,), "운전자금")


@pytest.fixture
def agency(db):
    return Agency.objects.create(name="한빛자영업센터", name_en="Hanbit centre", kind=AgencyKind.CENTRE)


@pytest.fixture
def officer(agency):
    user = make_staff(agency, AgencyRole.OFFICER)
    user.name = "김상담"
    user.save()
    return user


@pytest.fixture
def counter(agency):
    counter = save_counter(
        agency=agency,
        details=CounterDetails(
            "종합상담", "General advice", place="한빛로 1", video_link="https://meet.example.org/a"
        ),
        on=timezone.localdate() - timedelta(days=9),
    )
    set_hours(counter=counter, week=WEEK, valid_from=timezone.localdate() - timedelta(days=9))
    return counter


@pytest.fixture
def counsellor(agency, officer, counter):
    return save_counsellor(
        agency=agency, user=officer, counters=[counter], topics=Topic.values, on=timezone.localdate()
    )


@pytest.fixture
def firm(make_firm):
    return make_firm()


@pytest.fixture
def owner(firm):
    return sign_in(make_firm_member(firm))


@pytest.fixture
def staff(officer):
    return sign_in(officer, second_factor=True)


@pytest.fixture
def slot():
    day = WorkingCalendar().next_working_day(timezone.localdate() + timedelta(days=2))
    return datetime.combine(day, time(10), SEOUL)


@pytest.fixture
def booking(counter, counsellor, firm, slot):
    return book(counter, firm, slot)


def book(counter, firm, starts_at):
    return book_slot(
        counter=counter,
        starts_at=starts_at,
        visitor=Visitor(firm),
        asked=FUNDING,
        channel=ContactChannel.WALK_IN,
        side=DeskSide.FIRM,
        by=None,
        now=timezone.now(),
    )


def ask(agency, firm):
    return ask_desk(
        agency=agency,
        visitor=Visitor(firm),
        asked=FUNDING,
        channel=ContactChannel.ONLINE,
        message="운전자금이 있나요?",
        by=None,
        now=timezone.now(),
    )


def address(name, *args, language="ko"):
    with override(language):
        return reverse(name, args=args)


def test_owner_books_with_a_subject_and_a_time(owner, counter, counsellor, slot):
    page = owner.get(address("portal:desk-book"), {"topic": "funding"})
    assert "starts_at" in page.content.decode()
    said = {"topic": "funding", "counter": counter.pk, "channel": "walk_in", "starts_at": slot.isoformat()}
    response = owner.post(address("portal:desk-book"), said)
    booking = Booking.objects.get()
    assert response.url == address("portal:desk-consultation", booking.consultation_id)
    assert (booking.starts_at, booking.state) == (slot, BookingState.BOOKED)
    again = owner.post(address("portal:desk-book"), {**said, "subject": "적은 말"})
    assert again.status_code == 422
    assert 'value="적은 말"' in again.content.decode()


def test_choosing_another_day_keeps_what_was_typed(owner, counter, counsellor, slot):
    said = {"topic": "funding", "counter": counter.pk, "day": slot.date().isoformat(), "subject": "적은 말"}
    page = owner.post(address("portal:desk-book"), said)
    assert page.status_code == 200
    assert 'value="적은 말"' in page.content.decode()
    assert slot.isoformat() in page.content.decode()


def test_owner_moves_and_cancels(owner, booking, slot):
    later = slot + timedelta(minutes=30)
    moved = owner.post(
        address("portal:desk-move", booking.pk), {"starts_at": later.isoformat(), "reason": "일정"}
    )
    assert moved.status_code == 302
    now_held = Booking.objects.get(state=BookingState.BOOKED)
    assert now_held.starts_at == later
    owner.post(address("portal:desk-cancel", now_held.pk), {"reason": "일정"})
    assert Consultation.objects.get().state == ConsultationState.CANCELLED


def test_owner_asks_and_adds_and_rates(owner, agency, counter, counsellor, officer):
    form = {"agency": agency.pk, "topics": ["funding"], "message": "있나요?", "channel": "online"}
    assert owner.post(address("portal:desk-ask"), {**form, "message": ""}).status_code == 422
    assert owner.post(address("portal:desk-ask"), form).status_code == 302
    row = Consultation.objects.get()
    assert owner.post(address("portal:desk-write", row.pk), {"body": "덧붙임"}).status_code == 302
    start_consultation(consultation=row, counsellor=counsellor, now=timezone.now())
    finish_consultation(consultation=row, record="안내", by=officer, now=timezone.now())
    assert owner.post(address("portal:desk-rate", row.pk), {"score": "5"}).status_code == 302
    assert Satisfaction.objects.get().score == 5
    assert owner.post(address("portal:desk-rate", row.pk), {"score": "4"}).status_code == 422


def test_another_firm_and_another_agency_see_nothing(booking, make_firm):
    stranger = sign_in(make_firm_member(make_firm("나다"), email="other@example.org"))
    other = Agency.objects.create(name="다른기관", kind=AgencyKind.CENTRE)
    clerk = sign_in(make_staff(other, AgencyRole.DIRECTOR, email="clerk@example.org"), second_factor=True)
    shown = [
        stranger.get(address("portal:desk-consultation", booking.consultation_id)),
        stranger.post(address("portal:desk-cancel", booking.pk), {"reason": "x"}),
        clerk.get(address("workbench:consultation", booking.consultation_id)),
        clerk.post(address("workbench:booking-cancel", booking.pk), {"reason": "x"}),
    ]
    assert [response.status_code for response in shown] == [404] * 4
    assert "운전자금" not in clerk.get(address("workbench:consultation-list")).content.decode()
    booking.refresh_from_db()
    assert booking.state == BookingState.BOOKED


def test_counsellor_works_through_a_consultation(staff, booking, firm):
    row = booking.consultation_id
    said = address("workbench:consultation-record", row)
    assert staff.post(said, {"record": "말", "go": "finish"}).status_code == 422
    staff.post(address("workbench:consultation-start", row))
    staff.post(address("workbench:consultation-prescribe", row), {"kind": "own_action", "text": "장부"})
    due = timezone.localdate() + timedelta(days=7)
    staff.post(address("workbench:consultation-follow-up", row), {"what": "전화", "due_on": due.isoformat()})
    assert staff.post(said, {"record": "자금 안내", "go": "finish"}).status_code == 302
    done = Consultation.objects.get(pk=row)
    assert (done.state, done.prescriptions.count(), done.follow_ups.count()) == ("finished", 1, 1)
    assert SupportRecord.objects.get().enterprise == firm
    promise = done.follow_ups.get()
    staff.post(address("workbench:follow-up", promise.pk), {"outcome": "신청함"})
    promise.refresh_from_db()
    assert promise.outcome == "신청함"


def test_counsellor_asks_for_more_and_answers(staff, agency, counter, counsellor, firm):
    row = ask(agency, firm)
    until = (timezone.localdate() + timedelta(days=7)).isoformat()
    said = address("workbench:consultation-answer", row.pk)
    assert staff.post(said, {"body": "", "go": "answer"}).status_code == 422
    assert staff.post(said, {"body": "매출은?", "go": "ask", "until": until}).status_code == 302
    row.refresh_from_db()
    assert row.answer_status == "paused"
    staff.post(said, {"body": "있습니다", "go": "answer"})
    row.refresh_from_db()
    assert (row.state, row.answer_status) == (ConsultationState.FINISHED, "answered")


def test_staff_book_take_numbers_and_call(staff, agency, counter, counsellor, slot):
    visitor = {"topics": ["funding"], "person_name": "이방문", "phone": "010-0000-0000"}
    said = {**visitor, "counter": counter.pk, "channel": "phone", "starts_at": slot.isoformat()}
    assert staff.post(address("workbench:booking-create"), said).status_code == 302
    assert staff.post(address("workbench:ticket-create"), {"counter": counter.pk}).status_code == 422
    staff.post(address("workbench:ticket-create"), {**visitor, "counter": counter.pk})
    assert (
        staff.post(address("workbench:ticket-call"), {"counter": counter.pk, "seat": "1"}).status_code == 302
    )
    assert Ticket.objects.get().state == "called"
    branch = save_branch(agency=agency, details=BranchDetails("동부지점"), on=timezone.localdate())
    taken = {**visitor, "channel": "branch", "branch": branch.pk, "message": "신청"}
    assert staff.post(address("workbench:desk-intake"), {**taken, "branch": ""}).status_code == 422
    assert staff.post(address("workbench:desk-intake"), taken).status_code == 302
    assert Consultation.objects.filter(branch=branch).count() == 1


def test_desk_is_set_up(staff, agency, counter, counsellor, officer):
    edit = {
        "name": "야간상담", "seats": 2, "slot_minutes": 20, "step_minutes": 20, "pause_minutes": 0,
        "notice_minutes": 30, "days_ahead": 14, "takes_bookings": "on",
    }  # fmt: skip
    assert staff.post(address("workbench:counter-create"), edit).status_code == 302
    hours = {"valid_from": timezone.localdate().isoformat(), "day0": "18:00-21:00", "day1": "x"}
    url = address("workbench:counter-hours", counter.pk)
    assert staff.post(url, hours).status_code == 422
    assert staff.post(url, {**hours, "day1": ""}).status_code == 302
    day = {"day": timezone.localdate().isoformat(), "hours": "", "reason": "휴무"}
    assert staff.post(address("workbench:counter-day", counter.pk), day).status_code == 302
    chosen = {"user": officer.pk, "counters": [counter.pk], "topics": ["funding"]}
    assert staff.post(address("workbench:counsellor-edit", counsellor.pk), chosen).status_code == 302
    away = {
        "kind": "leave", "starts_at_day": timezone.localdate().isoformat(), "starts_at_time": "09:00",
        "ends_at_day": timezone.localdate().isoformat(), "ends_at_time": "18:00",
    }  # fmt: skip
    assert staff.post(address("workbench:counsellor-away", counsellor.pk), away).status_code == 302
    absence = Absence.objects.get()
    assert staff.post(address("workbench:absence-remove", absence.pk)).status_code == 302
    assert Absence.objects.count() == 0


def test_counter_is_closed_and_opened_again(staff, counter, counsellor, booking):
    url = address("workbench:counter-close", counter.pk)
    said = {"when": "after", "last_day": "", "reason": "이전"}
    assert staff.post(url, said).status_code == 422
    said["last_day"] = timezone.localdate().isoformat()
    assert staff.post(url, said).status_code == 302
    counter.refresh_from_db()
    booking.refresh_from_db()
    assert (counter.valid_to, booking.state) == (timezone.localdate(), BookingState.CANCELLED)
    page = staff.get(address("workbench:consultation", booking.consultation_id)).content.decode()
    assert "이전" in page
    assert staff.post(address("workbench:counter-reopen", counter.pk)).status_code == 302
    assert staff.post(url, {"when": "now", "reason": "정전"}).status_code == 302
    counter.refresh_from_db()
    assert counter.takes_tickets is False


def test_thread_is_asked_for_again_without_filling_the_access_log(owner, staff, agency, counsellor, firm):
    row = ask(agency, firm)
    noted = AccessLogEntry.objects.count()
    for client, name in ((owner, "portal:desk-thread"), (staff, "workbench:consultation-thread")):
        response = client.get(address(name, row.pk))
        assert "운전자금이 있나요?" in response.content.decode()
        assert "hx-get" in response.content.decode()
    assert AccessLogEntry.objects.count() == noted


def test_counsellor_goes_on_in_the_chat(staff, agency, counter, counsellor, firm):
    row = ask(agency, firm)
    staff.post(address("workbench:consultation-answer", row.pk), {"body": "있습니다", "go": "reply"})
    row.refresh_from_db()
    assert (row.state, row.answer_status) == (ConsultationState.UNDER_WAY, "answered")


def test_staff_note_a_mobile_that_may_be_written_to(staff, agency, counter, counsellor, slot):
    said = {
        "topics": ["funding"], "person_name": "이방문", "phone": "02-123-4567", "phone_agreed": "on",
        "counter": counter.pk, "channel": "phone", "starts_at": slot.isoformat(),
    }  # fmt: skip
    assert staff.post(address("workbench:booking-create"), said).status_code == 422
    said["phone"] = "010-1234-5678"
    assert staff.post(address("workbench:booking-create"), said).status_code == 302
    assert Consultation.objects.get().phone_agreed_at is not None


def test_board_shows_numbers_and_no_names(counter, counsellor):
    visitor = Visitor(person_name="이방문")
    for _number in range(2):
        take_ticket(counter=counter, visitor=visitor, asked=FUNDING, by=None, now=timezone.now())
    call_next(counter=counter, counsellor=counsellor, seat=1, now=timezone.now())
    text = Client().get(address("portal:desk-board", counter.board_token)).content.decode()
    assert re.search(r"<li><span>1</span>", text)
    assert "이방문" not in text
    assert Client().get(address("portal:desk-board", "nobody")).status_code == 404


def test_calendar_feed_names_nobody(counsellor, booking, firm):
    text = Client().get(address("portal:desk-calendar", counsellor.calendar_token)).content.decode()
    assert f"UID:booking-{booking.pk}@didim" in text
    assert firm.name not in text
    assert Client().get(address("portal:desk-calendar", "nobody")).status_code == 404


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_are_whole_in_both_languages(
    whole_page, owner, staff, agency, counter, counsellor, booking, firm, officer, language
):
    row = ask(agency, firm)
    start_consultation(consultation=row, counsellor=counsellor, now=timezone.now())
    branch = save_branch(agency=agency, details=BranchDetails("동부지점"), on=timezone.localdate())
    ticket = take_ticket(counter=counter, visitor=Visitor(firm), asked=FUNDING, by=None, now=timezone.now())
    call_next(counter=counter, counsellor=counsellor, seat=1, now=timezone.now())
    pages = [
        (owner, "portal:desk"),
        (owner, "portal:desk-book"),
        (owner, "portal:desk-book?topic=funding"),
        (owner, "portal:desk-ask"),
        (owner, "portal:desk-move", booking.pk),
        (owner, "portal:desk-cancel", booking.pk),
        (owner, "portal:desk-consultation", booking.consultation_id),
        (owner, "portal:desk-consultation", row.pk),
        (owner, "portal:desk-withdraw", row.pk),
        (owner, "portal:desk-board", counter.board_token),
        (staff, "workbench:desk"),
        (staff, "workbench:desk?who=all"),
        (staff, "workbench:consultation-list"),
        (staff, "workbench:consultation", booking.consultation_id),
        (staff, "workbench:consultation", row.pk),
        (staff, "workbench:consultation", ticket.consultation_id),
        (staff, "workbench:need-hand-on", row.needs.get().pk),
        (staff, "workbench:need-expert", row.needs.get().pk),
        (staff, "workbench:booking-create"),
        (staff, "workbench:booking-move", booking.pk),
        (staff, "workbench:booking-cancel", booking.pk),
        (staff, "workbench:desk-intake"),
        (staff, "workbench:ticket-create"),
        (staff, "workbench:desk-setup"),
        (staff, "workbench:counter-create"),
        (staff, "workbench:counter-edit", counter.pk),
        (staff, "workbench:counter-close", counter.pk),
        (staff, "workbench:counter-hours", counter.pk),
        (staff, "workbench:counter-day", counter.pk),
        (staff, "workbench:branch-create"),
        (staff, "workbench:branch-edit", branch.pk),
        (staff, "workbench:counsellor-create"),
        (staff, "workbench:counsellor-edit", counsellor.pk),
        (staff, "workbench:counsellor-away", counsellor.pk),
    ]
    for client, asked, *args in pages:
        name, _mark, query = asked.partition("?")
        url = address(name, *args, language=language)
        response = client.get(f"{url}?{query}" if query else url)
        assert response.status_code == 200
        whole_page(response)


def _queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_lists_cost_the_same_with_one_and_with_three(
    owner, staff, agency, counter, counsellor, firm, make_firm, slot
):
    pages = [
        (owner, address("portal:desk")),
        (staff, address("workbench:consultation-list")),
        (staff, f"{address('workbench:desk')}?day={slot.date()}"),
        (staff, f"{address('workbench:desk')}?who=all&day={slot.date()}"),
        (staff, address("workbench:desk-setup")),
    ]
    book(counter, firm, slot)
    ask(agency, firm)
    for client, url in pages:
        client.get(url)
    one = [_queries(client, url) for client, url in pages]
    for number in (1, 2):
        book(counter, firm, slot + timedelta(minutes=30 * number))
        book(counter, make_firm(f"가게 {number}"), slot + timedelta(minutes=180 + 30 * number))
        ask(agency, firm)
    assert [_queries(client, url) for client, url in pages] == one
