from datetime import timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.desk.domain.booking import book_slot
from didim.desk.domain.consulting import (
    add_follow_up,
    answer_satisfaction,
    finish_consultation,
    finish_follow_up,
    prescribe,
    start_consultation,
)
from didim.desk.domain.intake import Asked, Visitor, ask_desk, hand_on_need
from didim.desk.domain.reminding import remind_of_answers, remind_of_due_follow_ups
from didim.desk.domain.threads import add_message, answer_request, ask_more, withdraw_request
from didim.desk.domain.tickets import call_next, leave_ticket, take_ticket
from didim.desk.enums import (
    BookingState,
    ConsultationState,
    ContactChannel,
    DeskSide,
    NeedState,
    PrescriptionKind,
    TicketState,
    Topic,
)
from didim.desk.models import Satisfaction, Ticket
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError
from didim.registry.models import EnterpriseMember
from didim.support.enums import SupportForm
from didim.support.models import SupportRecord

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_counter, make_counsellor):
    counter = make_counter()
    return counter, make_counsellor(counter)


def ask(counter, visitor, *, channel=ContactChannel.ONLINE, topics=(Topic.FUNDING,), by=None):
    return ask_desk(
        agency=counter.agency,
        visitor=visitor,
        asked=Asked(topics),
        channel=channel,
        message="운전자금이 있나요?",
        by=by,
        now=NOW,
    )


def test_finished_consultation_becomes_a_support_and_asks_once(desk, visitor, make_user):
    counter, counsellor = desk
    owner = make_user()
    EnterpriseMember.objects.create(enterprise=visitor.enterprise, user=owner, role="owner", since=NOW)
    booking = book_slot(
        counter=counter,
        starts_at=at(MONDAY, 10),
        visitor=visitor,
        asked=FUNDING,
        channel=ContactChannel.WALK_IN,
        side=DeskSide.FIRM,
        by=owner,
        now=NOW,
    )
    began = at(MONDAY, 10)
    start_consultation(consultation=booking.consultation, counsellor=counsellor, now=began)
    prescribe(
        consultation=booking.consultation, kind=PrescriptionKind.OWN_ACTION, text="장부 정리", now=began
    )
    done = finish_consultation(
        consultation=booking.consultation, record="자금 안내", by=counsellor.user, now=at(MONDAY, 10, 25)
    )
    booking.refresh_from_db()
    record = SupportRecord.objects.get(enterprise=visitor.enterprise)
    assert (done.state, booking.state) == (ConsultationState.FINISHED, BookingState.KEPT)
    assert (record.form, record.received_on, record.detail) == (SupportForm.ADVICE, MONDAY, "자금")
    assert done.needs.get().state == NeedState.MET
    assert Satisfaction.objects.filter(consultation=done).count() == 1
    assert OutboundMessage.objects.filter(template="desk-satisfaction").count() == 1


def test_consultation_without_a_record_is_not_finished(desk, visitor):
    counter, counsellor = desk
    consultation = ask(counter, visitor)
    start_consultation(consultation=consultation, counsellor=counsellor, now=NOW)
    with pytest.raises(RefusedError):
        finish_consultation(consultation=consultation, record=" ", by=None, now=NOW)
    assert SupportRecord.objects.count() == 0


def test_person_without_a_firm_is_served_without_a_ledger(desk):
    counter, counsellor = desk
    ticket = take_ticket(
        counter=counter, visitor=Visitor(person_name="이방문"), asked=FUNDING, by=None, now=NOW
    )
    call_next(counter=counter, counsellor=counsellor, seat=1, now=NOW)
    start_consultation(consultation=ticket.consultation, counsellor=counsellor, now=NOW)
    finish_consultation(consultation=ticket.consultation, record="창업 절차", by=None, now=NOW)
    ticket.refresh_from_db()
    assert (ticket.state, SupportRecord.objects.count()) == (TicketState.SERVED, 0)


def test_tickets_are_numbered_by_day_and_called_in_order(desk):
    counter, counsellor = desk
    for day in (NOW, NOW, NOW + timedelta(days=3)):
        take_ticket(counter=counter, visitor=Visitor(person_name="이"), asked=FUNDING, by=None, now=day)
    numbers = Ticket.objects.order_by("day", "number").values_list("number", flat=True)
    called = [call_next(counter=counter, counsellor=counsellor, seat=1, now=NOW) for _time in range(3)]
    assert list(numbers) == [1, 2, 1]
    assert [ticket and ticket.number for ticket in called] == [1, 2, None]
    assert leave_ticket(ticket=called[0]).state == TicketState.LEFT
    with pytest.raises(RefusedError):
        leave_ticket(ticket=called[0])


def test_every_need_goes_to_who_advises_on_it_and_a_strange_one_stays_open(
    make_counter, make_counsellor, visitor
):
    counter = make_counter()
    banker = make_counsellor(counter, topics=(Topic.FUNDING,))
    seller = make_counsellor(counter, topics=(Topic.MARKET,))
    topics = (Topic.FUNDING, Topic.MARKET, Topic.PEOPLE)
    consultation = ask(counter, visitor, topics=topics)
    sent = {need.topic: need.sent_to for need in consultation.needs.all()}
    assert sent == {Topic.FUNDING: banker, Topic.MARKET: seller, Topic.PEOPLE: None}
    need = consultation.needs.get(topic=Topic.PEOPLE)
    assert hand_on_need(need=need, to=seller, now=NOW).state == NeedState.SENT


def test_online_request_is_answered_in_three_working_days(desk, visitor, make_user):
    counter, counsellor = desk
    consultation = ask(counter, visitor)
    # Friday to Wednesday: the weekend is not counted.
    assert consultation.answer_due_at.astimezone(SEOUL).date() == MONDAY + timedelta(days=2)
    answer_request(
        consultation=consultation, counsellor=counsellor, body="있습니다", by=counsellor.user, now=NOW
    )
    consultation.refresh_from_db()
    assert (consultation.state, consultation.answer_status) == (ConsultationState.FINISHED, "answered")
    assert SupportRecord.objects.count() == 1


def test_more_asked_for_stops_the_clock_until_it_comes(desk, visitor, make_user):
    counter, counsellor = desk
    consultation = ask(counter, visitor)
    ask_more(
        consultation=consultation,
        counsellor=counsellor,
        body="매출을 알려 주세요",
        until=MONDAY + timedelta(days=4),
        by=counsellor.user,
        now=at(MONDAY, 10),
    )
    consultation.refresh_from_db()
    assert consultation.answer_status == "paused"
    add_message(consultation=consultation, body="2억", by=make_user(), now=at(MONDAY + timedelta(days=2), 10))
    consultation.refresh_from_db()
    assert consultation.answer_status == "running"
    assert consultation.answer_due_at > at(MONDAY + timedelta(days=3), 0)


def test_asking_again_after_the_answer_begins_the_promise_anew(desk, visitor, make_user):
    counter, counsellor = desk
    consultation = ask(counter, visitor)
    answer_request(consultation=consultation, counsellor=counsellor, body="예", by=counsellor.user, now=NOW)
    add_message(consultation=consultation, body="하나 더요", by=make_user(), now=at(MONDAY, 10))
    consultation.refresh_from_db()
    assert (consultation.state, consultation.answer_status) == (ConsultationState.UNDER_WAY, "running")
    answer_request(
        consultation=consultation, counsellor=counsellor, body="네", by=counsellor.user, now=at(MONDAY, 11)
    )
    assert (SupportRecord.objects.count(), Satisfaction.objects.count()) == (1, 1)


def test_withdrawn_request_is_owed_no_answer(desk, visitor, make_user):
    counter, _counsellor = desk
    consultation = ask(counter, visitor)
    done = withdraw_request(consultation=consultation, reason="해결", by=make_user(), now=at(MONDAY, 10))
    assert (done.state, done.next_look_at) == (ConsultationState.CANCELLED, None)


def test_answer_owed_is_reminded_of_once_in_office_hours(desk, visitor):
    counter, counsellor = desk
    consultation = ask(counter, visitor)
    tuesday = MONDAY + timedelta(days=1)
    sent = [remind_of_answers(now=at(tuesday, hour)) for hour in (7, 9, 10)]
    assert sent == [0, 1, 0]
    message = OutboundMessage.objects.get(template="desk-answer-due")
    assert message.recipient == counsellor.user
    consultation.refresh_from_db()
    assert consultation.next_look_at > at(tuesday, 10)


def test_follow_up_is_reminded_of_once_and_done_once(desk, visitor):
    counter, counsellor = desk
    consultation = ask(counter, visitor)
    start_consultation(consultation=consultation, counsellor=counsellor, now=NOW)
    promise = add_follow_up(
        consultation=consultation, counsellor=counsellor, what="전화", due_on=MONDAY, now=NOW
    )
    assert [remind_of_due_follow_ups(now=at(MONDAY, hour)) for hour in (8, 9, 10)] == [0, 1, 0]
    assert finish_follow_up(follow_up=promise, outcome="신청함", now=at(MONDAY, 11)).done_at is not None
    with pytest.raises(RefusedError):
        finish_follow_up(follow_up=promise, outcome="또", now=at(MONDAY, 11))


def test_satisfaction_is_answered_once(desk, visitor):
    counter, counsellor = desk
    consultation = ask(counter, visitor)
    answer_request(consultation=consultation, counsellor=counsellor, body="예", by=counsellor.user, now=NOW)
    question = Satisfaction.objects.get()
    with pytest.raises(RefusedError):
        answer_satisfaction(satisfaction=question, score=6, comment="", now=NOW)
    assert answer_satisfaction(satisfaction=question, score=5, comment="", now=NOW).score == 5
    with pytest.raises(RefusedError):
        answer_satisfaction(satisfaction=question, score=4, comment="", now=NOW)
