"""The officer's hand: what stands against a move is said by name, what is public is told, the rest is not."""

from datetime import timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.moving import add_meeting, cancel_meeting, move_meeting, pin_meeting
from didim.fairs.domain.planning import plan_fair
from didim.fairs.domain.publishing import publish_plan
from didim.fairs.domain.video import seat_of
from didim.fairs.enums import ChangeKind, FairState, MeetingOrigin, MeetingState, ParticipantState, Side
from didim.fairs.models import Meeting, MeetingChange, ParticipantPerson, TableOutage
from didim.kernel.refusals import RefusedError
from didim.rooms.domain.links import link_token
from didim.rooms.models import Room

from .conftest import NOW, OPENING, ask, interpreter_for, seats, stay_away

pytestmark = pytest.mark.django_db
BY = {"by": None, "now": NOW}


@pytest.fixture
def fair(make_fair):
    return make_fair()


@pytest.fixture
def people(fair, join):
    """Two partners and two firms, each with an address; the first partner speaks English."""
    found = {}
    for name, side, language in (
        ("Acme", Side.PARTNER, "en"),
        ("한강", Side.PARTNER, "ko"),
        ("가나", Side.FIRM, "ko"),
        ("다라", Side.FIRM, "ko"),
    ):
        found[name] = join(fair, name, side=side, language=language)
        ParticipantPerson.objects.create(
            agency=fair.agency, participant=found[name], name="담당", email=f"p{len(found)}@example.org"
        )
    return found


@pytest.fixture
def meet(fair, people):
    def add(partner, firm, slot=0, table=0, **fields):
        where = {"slot": fair.slots.get(number=slot), "table": fair.tables.get(number=table)}
        given = {"fair": fair, "partner": people[partner], "firm": people[firm], **where, **BY}
        return add_meeting(**{**given, **fields})

    return add


def to(fair, slot, table=0):
    return {"slot": fair.slots.get(number=slot), "table": fair.tables.get(number=table), **BY}


def sentences(act):
    with pytest.raises(RefusedError) as refused:
        act()
    return refused.value.by_field()


def test_added_meeting_is_a_pinned_draft_and_nobody_is_told(fair, meet):
    meeting = meet("한강", "가나")
    assert (meeting.state, meeting.origin, meeting.is_pinned) == (
        MeetingState.DRAFT,
        MeetingOrigin.OFFICER,
        True,
    )
    assert not MeetingChange.objects.exists()
    assert not OutboundMessage.objects.exists()


def test_what_is_taken_is_named(fair, meet):
    meet("한강", "가나")
    assert sentences(lambda: meet("한강", "다라")) == {
        "slot": ["한강은(는) 그 시간에 상담이 있습니다: 한강 – 가나"],
        "table": ["1번 자리에는 그 시간에 상담이 있습니다: 한강 – 가나"],
    }
    assert sentences(lambda: meet("한강", "가나", slot=1)) == {"": ["두 참가자의 상담이 이미 있습니다."]}


def test_absence_outage_and_who_takes_no_part_are_named(fair, people, meet):
    stay_away(fair, 0, participant=people["가나"])
    slot = fair.slots.get(number=0)
    TableOutage.objects.create(
        agency=fair.agency,
        fair=fair,
        table=fair.tables.get(number=0),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        reason="조명 고장",
        recorded_at=NOW,
    )
    people["한강"].state = ParticipantState.WITHDRAWN
    people["한강"].save()
    assert sentences(lambda: meet("한강", "가나")) == {
        "": ["한강은(는) 이 상담회에 참가하지 않습니다."],
        "slot": ["가나은(는) 그 시간에 나올 수 없다고 했습니다."],
        "table": ["1번 자리는 그 시간에 쓸 수 없습니다: 조명 고장"],
    }


def test_whoever_comes_by_video_is_not_put_at_a_table(make_fair, join):
    fair = make_fair("혼합 상담회", tables=1, video=1)
    people = {"partner": join(fair, "Acme", side=Side.PARTNER, by_video=True), "firm": join(fair, "가나")}
    assert sentences(lambda: add_meeting(fair=fair, **people, **to(fair, 0))) == {
        "table": ["화상으로 참가하는 상대가 있습니다. 화상회의실을 골라 주세요."]
    }
    assert add_meeting(fair=fair, **people, **to(fair, 0, 1)).table.is_video


def test_firm_at_another_fair_is_elsewhere(fair, people, meet, make_fair, make_agency, join):
    other = make_fair("다른 상담회", agency=make_agency("다른기관"))
    firm = join(other, "가나", enterprise=people["가나"].enterprise)
    buyer = join(other, "구매자", side=Side.PARTNER)
    add_meeting(fair=other, partner=buyer, firm=firm, **to(other, 0))
    assert sentences(lambda: meet("한강", "가나")) == {
        "slot": ["기업이 그 시간에 다른 상담회에서 상담을 합니다."]
    }


def test_interpreter_comes_along_or_is_missed(fair, people, meet):
    interpreter = interpreter_for(fair, "이영어", "en")
    meeting = meet("Acme", "가나")
    assert meeting.interpreter == interpreter
    assert meet("한강", "다라", table=1).interpreter is None
    stay_away(fair, 1, interpreter=interpreter)
    assert sentences(lambda: move_meeting(meeting=meeting, **to(fair, 1))) == {
        "slot": ["그 시간에 통역할 사람이 없습니다."]
    }
    assert move_meeting(meeting=meeting, **to(fair, 2)).interpreter == interpreter


def test_moved_draft_is_pinned_and_the_plan_leaves_it_there(fair, people, meet):
    ask(people["한강"], people["가나"])
    plan_fair(fair=fair, **BY)
    move_meeting(meeting=Meeting.objects.get(), **to(fair, 3, 1))
    plan_fair(fair=fair, **BY)
    assert seats(fair) == [(3, 1, "한강", "가나")]
    pin_meeting(meeting=Meeting.objects.get(), pinned=False, **BY)
    plan_fair(fair=fair, **BY)
    assert seats(fair) == [(0, 0, "한강", "가나")]


def test_publishing_tells_everybody_their_day_with_link_and_calendar(fair, people, meet):
    meet("Acme", "가나")
    assert publish_plan(fair=fair, **BY) == 4
    fair.refresh_from_db()
    assert (fair.state, fair.published_at) == (FairState.PUBLISHED, NOW)
    assert Meeting.objects.get().state == MeetingState.PLANNED
    acme = OutboundMessage.objects.get(address="p1@example.org")
    assert "Mon 23 Nov 2026 10:00 KST · 가나 · 대회의실 1번" in acme.body
    assert "/en/fairs/link/" in acme.body
    assert "SUMMARY:가나" in acme.calendar
    assert acme.is_secret
    idle = OutboundMessage.objects.get(address="p4@example.org")
    assert idle.body.startswith("상담은 모두 0건입니다.")


@pytest.mark.parametrize("hinder", ["early", "empty", "past", "twice"])
def test_plan_that_cannot_be_published_says_why(fair, meet, hinder):
    now = NOW
    if hinder != "empty":
        meet("한강", "가나")
    if hinder == "early":
        now = fair.answer_until - timedelta(minutes=1)
    elif hinder == "past":
        now = OPENING + timedelta(minutes=1)
    elif hinder == "twice":
        publish_plan(fair=fair, **BY)
    said = {
        "early": "마감이 지나야",
        "empty": "공개할 상담이 없습니다",
        "past": "이미 지난 시간",
        "twice": "이미 공개",
    }
    with pytest.raises(RefusedError, match=said[hinder]):
        publish_plan(fair=fair, by=None, now=now)


def test_change_of_a_public_meeting_is_written_and_told_to_both(fair, meet):
    meeting = meet("한강", "가나")
    publish_plan(fair=fair, **BY)
    OutboundMessage.objects.all().delete()
    move_meeting(meeting=meeting, reason="요청", **to(fair, 2, 1))
    change = MeetingChange.objects.get()
    assert (change.kind, change.before["table"], change.after["table"]) == (ChangeKind.MOVED, "1번", "2번")
    told = OutboundMessage.objects.order_by("address")
    assert [one.address for one in told] == ["p2@example.org", "p3@example.org"]
    assert told[0].body.startswith(
        "변경: 가나 · 2026-11-23(월) 10:00 1번 → 2026-11-23(월) 11:00 · 대회의실 2번 (요청)"
    )
    cancel_meeting(meeting=meeting, reason="참가 취소", by=None, now=NOW + timedelta(minutes=1))
    last = OutboundMessage.objects.filter(address="p3@example.org").latest("pk")
    assert last.body.startswith("취소: 2026-11-23(월) 11:00 · 한강 (참가 취소)")
    assert "STATUS:CANCELLED" in last.calendar


def test_meeting_that_began_is_left_where_it_is(fair, meet):
    meeting = meet("한강", "가나")
    publish_plan(fair=fair, **BY)
    begun = {"by": None, "now": OPENING + timedelta(minutes=1)}
    with pytest.raises(RefusedError, match="이미 시작한 상담"):
        cancel_meeting(meeting=meeting, reason="늦음", **begun)
    with pytest.raises(RefusedError, match="이미 시작한 상담"):
        move_meeting(meeting=meeting, **{**to(fair, 2), **begun})


def test_cancelling_wants_a_reason_and_frees_everything(fair, meet):
    meeting = meet("한강", "가나")
    with pytest.raises(RefusedError, match="사유"):
        cancel_meeting(meeting=meeting, reason=" ", **BY)
    cancel_meeting(meeting=meeting, reason="담당자 판단", **BY)
    assert meet("한강", "다라").table.number == 0


def test_everybody_is_told_the_address_of_their_own_seat(make_fair, join):
    fair = make_fair("화상 상담회", tables=0, video=2, place="")
    people = {"partner": join(fair, "Acme", side=Side.PARTNER, language="en"), "firm": join(fair, "가나")}
    for side, one in people.items():
        one.people.create(agency=fair.agency, name="담당", email=f"{side}@example.org")
    meeting = add_meeting(fair=fair, **people, **to(fair, 0))
    publish_plan(fair=fair, **BY)
    meeting.refresh_from_db()
    seats = {side: seat_of(meeting=meeting, participant=one) for side, one in people.items()}
    for side, prefix, other in (("partner", "/en", "firm"), ("firm", "", "partner")):
        message = OutboundMessage.objects.get(address=f"{side}@example.org", template="fair-plan")
        own = f"{prefix}/rooms/{meeting.room_key}/{link_token(seats[side])}/"
        calendar = message.calendar.replace("\r\n ", "")
        assert (own in message.body, own in calendar, seats[side].email) == (True, True, message.address)
        assert link_token(seats[other]) not in message.body + calendar


def test_video_meeting_has_a_room_that_follows_it(make_fair, join):
    fair = make_fair("화상 상담회", tables=0, video=2, place="")
    people = {"partner": join(fair, "Acme", side=Side.PARTNER, language="en"), "firm": join(fair, "가나")}
    meeting = add_meeting(fair=fair, **people, **to(fair, 0))
    assert meeting.room_key == ""
    publish_plan(fair=fair, **BY)
    meeting.refresh_from_db()
    room = Room.objects.get(key=meeting.room_key)
    assert (room.starts_at, room.ends_at, room.closed_at) == (meeting.starts_at, meeting.ends_at, None)
    names = [seat_of(meeting=meeting, participant=people[side]).name for side in ("partner", "firm")]
    assert names == ["Acme", "가나"]
    moved = move_meeting(meeting=meeting, **to(fair, 2, 1))
    room.refresh_from_db()
    assert (moved.room_key, room.starts_at) == (room.key, moved.starts_at)
    cancel_meeting(meeting=meeting, reason="취소", **BY)
    room.refresh_from_db()
    assert room.closed_at == NOW
