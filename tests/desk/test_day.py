"""A counsellor's day: chat, what is owed, what was left open, numbers without a gap."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from didim.accounts.domain.consents import answer_consents, publish_shipped_documents
from didim.accounts.models import ConsentDocument, OutboundMessage
from didim.desk.domain.booking import book_slot
from didim.desk.domain.consulting import finish_consultation, start_consultation
from didim.desk.domain.counters import add_absence
from didim.desk.domain.intake import Asked, Visitor, ask_desk
from didim.desk.domain.threads import add_message, reply
from didim.desk.domain.tickets import call_next, take_ticket
from didim.desk.enums import AbsenceKind, ConsultationState, ContactChannel, DeskSide, Topic
from didim.desk.models import Consultation, Ticket
from didim.desk.queries.agenda import agenda_of
from didim.registry.models import EnterpriseMember

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def desk(make_counter, make_counsellor):
    counter = make_counter()
    return counter, make_counsellor(counter)


def ask(counter, visitor, channel=ContactChannel.ONLINE, **asked):
    return ask_desk(
        agency=counter.agency,
        visitor=visitor,
        asked=Asked((Topic.FUNDING,), **asked),
        channel=channel,
        message="운전자금이 있나요?",
        by=None,
        now=NOW,
    )


def day_of(counter, counsellor=None, *, now=NOW):
    return agenda_of(agency_id=counter.agency_id, day=now.date(), now=now, counsellor=counsellor)


@pytest.mark.parametrize(
    ("channel", "clock"),
    [
        (ContactChannel.ONLINE, "consultation-online"),
        (ContactChannel.BRANCH, "consultation-online"),
        (ContactChannel.CHAT, "consultation-chat"),
        (ContactChannel.PHONE, "consultation-callback"),
        (ContactChannel.VISIT, "consultation-callback"),
    ],
)
def test_whatever_is_asked_is_owed_and_stands_in_somebodys_day(desk, visitor, channel, clock):
    counter, counsellor = desk
    row = ask(counter, visitor, channel)
    assert (row.clock, row.answer_due_at > NOW) == (clock, True)
    assert day_of(counter, counsellor).answers == [row]
    assert day_of(counter).answers == [row]


def test_chat_goes_to_and_fro_until_it_is_finished(desk, visitor):
    counter, counsellor = desk
    row = ask(counter, visitor, ContactChannel.CHAT)
    reply(consultation=row, counsellor=counsellor, body="있습니다", by=counsellor.user, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.answer_status) == (ConsultationState.UNDER_WAY, "answered")
    add_message(consultation=row, body="서류는요?", by=counsellor.user, now=LATER)
    row.refresh_from_db()
    assert row.answer_status == "running"
    reply(consultation=row, counsellor=counsellor, body="신분증입니다", by=counsellor.user, now=LATER)
    finish_consultation(consultation=row, record="안내", by=counsellor.user, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.messages.count()) == (ConsultationState.FINISHED, 4)


def test_question_after_a_walk_in_is_owed_an_answer(desk, visitor):
    counter, counsellor = desk
    ticket = take_ticket(counter=counter, visitor=visitor, asked=FUNDING, by=None, now=NOW)
    row = ticket.consultation
    start_consultation(consultation=row, counsellor=counsellor, now=NOW)
    finish_consultation(consultation=row, record="안내", by=counsellor.user, now=NOW)
    add_message(consultation=row, body="하나 더 묻습니다", by=counsellor.user, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.clock, row.answer_status) == (
        ConsultationState.UNDER_WAY,
        "consultation-online",
        "running",
    )
    assert day_of(counter, counsellor).answers == [row]


def test_need_with_nobody_stands_in_the_desks_day(make_counter, visitor):
    counter = make_counter()
    row = ask(counter, visitor)
    assert [need.consultation for need in day_of(counter).needs] == [row]


def test_need_goes_to_who_is_there_before_who_is_away(make_counter, make_counsellor, visitor):
    counter = make_counter()
    away, there = make_counsellor(counter), make_counsellor(counter)
    add_absence(
        counsellor=away, kind=AbsenceKind.LEAVE, starts_at=at(NOW.date(), 9), ends_at=at(NOW.date(), 18)
    )
    assert ask(counter, visitor).needs.get().sent_to == there


def test_what_days_gone_by_left_open_is_shown_until_it_is_ended(desk, visitor, make_firm):
    counter, counsellor = desk
    booking = book_slot(
        counter=counter,
        starts_at=at(NOW.date(), 10),
        visitor=visitor,
        asked=FUNDING,
        channel=ContactChannel.WALK_IN,
        side=DeskSide.AGENCY,
        by=None,
        now=NOW,
    )
    waits, begun = (
        take_ticket(counter=counter, visitor=Visitor(make_firm(name)), asked=FUNDING, by=None, now=NOW)
        for name in ("나다", "다라")
    )
    start_consultation(consultation=begun.consultation, counsellor=counsellor, now=NOW)
    left = [booking.consultation, waits.consultation, begun.consultation]
    assert day_of(counter).unfinished == []
    assert [one.pk for one in day_of(counter, now=at(MONDAY, 9)).unfinished] == [one.pk for one in left]
    for one in left[:2]:
        start_consultation(consultation=one, counsellor=counsellor, now=at(MONDAY, 9))
    for one in left:
        finish_consultation(consultation=one, record="안내", by=None, now=at(MONDAY, 9))
    assert day_of(counter, now=at(MONDAY, 9)).unfinished == []


def test_owner_who_agreed_is_told_by_phone_too(desk, visitor, make_user, settings):
    settings.PHONE_GATEWAY = f"{__name__}.Gateway"
    counter, counsellor = desk
    owner = make_user()
    owner.phone = "010-1234-5678"
    owner.save()
    EnterpriseMember.objects.create(enterprise=visitor.enterprise, user=owner, role="owner", since=NOW)
    publish_shipped_documents()
    row = ask(counter, visitor, ContactChannel.CHAT)
    reply(consultation=row, counsellor=counsellor, body="있습니다", by=counsellor.user, now=LATER)
    assert list(OutboundMessage.objects.values_list("channel", flat=True)) == ["email"]
    answer_consents(user=owner, agreed=ConsentDocument.objects.all(), now=NOW)
    reply(consultation=row, counsellor=counsellor, body="또 있습니다", by=counsellor.user, now=LATER)
    told = OutboundMessage.objects.filter(channel="alimtalk").get()
    assert (told.template, told.recipient, told.address) == ("desk-message", owner, "01012345678")


class Gateway:
    """Knows every template."""

    def has_template(self, _template):
        return True


@pytest.mark.parametrize("number", [0, 1, 3])
def test_database_refuses_a_gap_and_a_double_in_the_numbers(desk, visitor, number):
    counter, _counsellor = desk
    first = take_ticket(counter=counter, visitor=visitor, asked=FUNDING, by=None, now=NOW)
    row = Consultation.objects.get(pk=first.consultation_id)
    row.pk = None
    row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(
            agency=counter.agency,
            counter=counter,
            day=NOW.date(),
            number=number,
            consultation=row,
            taken_at=NOW,
        )


def test_number_stays_and_is_never_taken_away(desk, visitor):
    counter, counsellor = desk
    ticket = take_ticket(counter=counter, visitor=visitor, asked=FUNDING, by=None, now=NOW)
    for change in ({"number": 2}, {"day": MONDAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.filter(pk=ticket.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).delete()
    assert call_next(counter=counter, counsellor=counsellor, seat=1, now=NOW) == ticket
