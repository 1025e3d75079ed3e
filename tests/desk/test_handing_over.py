"""What a counsellor who has gone leaves behind: given to others, or on the list of what lies with nobody."""

from datetime import date, timedelta

import pytest

from didim.desk.domain.booking import book_slot
from didim.desk.domain.consulting import add_follow_up, finish_consultation, start_consultation
from didim.desk.domain.handing_over import hand_over_desk, hand_over_desks
from didim.desk.domain.intake import Asked, ask_desk
from didim.desk.enums import ContactChannel, DeskSide, NeedState, Topic
from didim.desk.models import Consultation, Need
from didim.desk.queries.left_alone import left_alone
from didim.registry.models import AgencyMember

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db

DAY = NOW.date()
NOTHING = {"grievances": 0, "consultations": 0, "needs": 0, "follow_ups": 0, "bookings": 0}


@pytest.fixture
def counter(make_counter):
    return make_counter()


@pytest.fixture
def going(counter, make_counsellor):
    return make_counsellor(counter, topics=(Topic.FUNDING, Topic.MARKET))


@pytest.fixture
def work(counter, going, visitor):
    """An open request, a follow-up of a finished consultation and a booking of whoever goes."""
    agency = counter.agency
    asked = ask_desk(
        agency=agency, visitor=visitor, asked=Asked((Topic.FUNDING, Topic.MARKET)), message="자금이 있나요?",
        channel=ContactChannel.ONLINE, by=None, now=NOW,
    )  # fmt: skip
    held = ask_desk(
        agency=agency, visitor=visitor, asked=Asked((Topic.FUNDING,)), message="서류를 묻습니다",
        channel=ContactChannel.ONLINE, by=None, now=NOW,
    )  # fmt: skip
    start_consultation(consultation=held, counsellor=going, now=NOW)
    due = DAY + timedelta(days=7)
    add_follow_up(consultation=held, counsellor=going, what="확인 전화", due_on=due, now=NOW)
    finish_consultation(consultation=held, record="안내함", by=None, now=NOW)
    booking = book_slot(
        counter=counter, starts_at=at(MONDAY, 10), visitor=visitor, asked=FUNDING,
        channel=ContactChannel.PHONE, side=DeskSide.FIRM, by=None, now=NOW,
    )  # fmt: skip
    return asked, held, booking


def left(counter, day: date = DAY) -> dict[str, int]:
    return left_alone(agency_id=counter.agency_id, day=day).counts()


def leave(counsellor) -> None:
    AgencyMember.objects.filter(user=counsellor.user).update(until=NOW - timedelta(days=1))


def test_nothing_lies_alone_while_its_people_are_there(counter, work):
    assert left(counter) == NOTHING
    assert hand_over_desks(now=NOW) == 0


@pytest.mark.parametrize("how", ["member", "last_day"])
def test_what_a_counsellor_leaves_is_listed_at_once(counter, going, work, how):
    if how == "member":
        leave(going)
    else:
        going.valid_to = DAY - timedelta(days=1)
        going.save()
    assert left(counter) == {**NOTHING, "consultations": 2, "needs": 3, "follow_ups": 1, "bookings": 1}


def test_others_who_advise_on_the_same_take_over(counter, going, work, make_counsellor):
    asked, held, booking = work
    taker = make_counsellor(counter, topics=(Topic.FUNDING,))
    leave(going)

    assert hand_over_desk(agency_id=counter.agency_id, by=None, now=NOW) == 3

    asked.refresh_from_db()
    needs = {need.topic: (need.state, need.sent_to) for need in asked.needs.all()}
    assert needs == {
        Topic.FUNDING: (NeedState.SENT, taker),
        Topic.MARKET: (NeedState.OPEN, None),
    }
    assert asked.counsellor == taker
    assert held.follow_ups.get().counsellor == taker
    # Nobody else advises on markets; another time is the visitor's to choose.
    alone = left_alone(agency_id=counter.agency_id, day=DAY)
    assert [need.topic for need in alone.needs] == [Topic.MARKET]
    assert list(alone.bookings) == [booking]
    assert left(counter) == {**NOTHING, "needs": 1, "bookings": 1}
    assert hand_over_desk(agency_id=counter.agency_id, by=None, now=NOW) == 0


def test_no_open_work_of_the_desk_is_left_unnoticed(counter, going, work):
    """Whoever goes: each open row has somebody who is there, or is on the list."""
    leave(going)
    hand_over_desk(agency_id=counter.agency_id, by=None, now=NOW)
    alone = left_alone(agency_id=counter.agency_id, day=DAY)
    assert set(Need.objects.exclude(state=NeedState.MET)) == set(alone.needs)
    open_ones = Consultation.objects.exclude(state="finished")
    assert set(open_ones) == set(alone.consultations)
    assert alone.follow_ups.count() == alone.bookings.count() == 1
