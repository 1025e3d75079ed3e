"""On the day the plan changes as little as can be: what began stays, only those hit are told."""

from datetime import timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.planning import plan_fair
from didim.fairs.domain.publishing import publish_plan
from didim.fairs.domain.replanning import (
    OnTheDay,
    break_table,
    participant_late,
    participant_leaves,
    preview_replan,
)
from didim.fairs.enums import ChangeKind, MeetingState, Side
from didim.fairs.models import Absence, Meeting, MeetingChange, ParticipantPerson, PlanRun, TableOutage
from didim.kernel.refusals import RefusedError

from .conftest import HALF_AN_HOUR, NOW, OPENING, ask, seats

pytestmark = pytest.mark.django_db
# In the middle of the first meetings.
DURING = OPENING + timedelta(minutes=10)
BY = {"by": None, "now": DURING}


@pytest.fixture
def fair(make_fair, join):
    """Two partners with two meetings each, at two tables, in four slots; published."""
    fair = make_fair()
    for name in ("갑", "을"):
        partner = join(fair, name, side=Side.PARTNER)
        for number in (1, 2):
            ask(partner, join(fair, f"{name}{number}"))
    for number, one in enumerate(fair.participants.order_by("pk")):
        ParticipantPerson.objects.create(
            agency=fair.agency, participant=one, name="담당", email=f"p{number}@example.org"
        )
    plan_fair(fair=fair, by=None, now=NOW)
    publish_plan(fair=fair, by=None, now=NOW)
    OutboundMessage.objects.all().delete()
    return fair


def second(fair):
    """Return the meetings after the first slot."""
    return Meeting.objects.filter(fair=fair, slot__number=1).order_by("table__number")


def test_broken_table_moves_only_what_was_to_be_at_it(fair):
    stays, hit = second(fair)[0], second(fair)[1]
    before = seats(fair, slot__number=0)
    outcome = break_table(table=fair.tables.get(number=1), until=None, reason="조명 고장", **BY)
    assert [one.meeting.pk for one in outcome.moved] == [hit.pk]
    assert (outcome.lost, outcome.added, outcome.bound) == ((), (), 1)
    assert seats(fair, slot__number=0) == before
    stays.refresh_from_db()
    hit.refresh_from_db()
    assert (stays.slot.number, hit.slot.number, hit.table.number) == (1, 2, 0)
    assert TableOutage.objects.get().starts_at == OPENING + HALF_AN_HOUR
    addresses = set(OutboundMessage.objects.values_list("address", flat=True))
    people = ParticipantPerson.objects.filter(participant__in=[hit.partner, hit.firm])
    assert addresses == set(people.values_list("email", flat=True))
    assert list(MeetingChange.objects.values_list("kind", "reason")) == [(ChangeKind.MOVED, "조명 고장")]
    assert (outcome.run.moved, outcome.run.moved_at_least) == (1, 1)


def test_preview_says_the_same_and_keeps_nothing(fair):
    before = seats(fair)
    table = fair.tables.get(number=1)
    happened = OnTheDay("조명 고장", tables=(table,))
    preview = preview_replan(fair=fair, happened=happened, **BY)
    assert len(preview.moved) == 1
    assert seats(fair) == before
    kept = (TableOutage, MeetingChange, OutboundMessage)
    assert [model.objects.count() for model in kept] == [0, 0, 0]
    assert PlanRun.objects.count() == 1
    applied = break_table(table=table, until=None, reason="조명 고장", **BY)
    assert [one.meeting.pk for one in applied.moved] == [one.meeting.pk for one in preview.moved]


def test_who_leaves_loses_what_is_left_and_a_waiting_wish_comes_in(fair, join):
    leaver = second(fair)[0]
    late = join(fair, "기다림")
    ask(leaver.partner, late)
    outcome = participant_leaves(participant=leaver.firm, reason="급한 일", **BY)
    assert [(one.pk, why) for one, why in outcome.lost] == [
        (leaver.pk, "남은 시간에 둘 다 나올 수 있는 때가 없습니다.")
    ]
    assert [one.firm.name for one in outcome.added] == ["기다림"]
    leaver.refresh_from_db()
    assert (leaver.state, leaver.end_reason) == (MeetingState.CANCELLED, "급한 일")
    assert set(Meeting.objects.filter(firm=late).values_list("state", flat=True)) == {MeetingState.PLANNED}
    assert Absence.objects.filter(participant=leaver.firm).count() == 3


def test_who_comes_late_is_met_later(fair):
    hit = second(fair)[0]
    outcome = participant_late(participant=hit.firm, until=OPENING + 2 * HALF_AN_HOUR, reason="교통", **BY)
    assert [one.meeting.pk for one in outcome.moved] == [hit.pk]
    hit.refresh_from_db()
    assert hit.slot.number == 2


def test_meeting_of_somebody_who_withdrew_is_cancelled(fair):
    hit = second(fair)[0]
    hit.firm.state = "withdrawn"
    hit.firm.save()
    preview = preview_replan(fair=fair, happened=OnTheDay("참가 취소"), **BY)
    assert [one.pk for one, _why in preview.lost] == [hit.pk]


@pytest.mark.parametrize(
    ("happened", "when", "said"),
    [
        (OnTheDay(" "), DURING, "무슨 일인지"),
        (OnTheDay("늦음", until=DURING), DURING, "다음 상담이 시작하기 전"),
        (OnTheDay("늦음"), OPENING + timedelta(hours=5), "남은 상담 시간이 없습니다"),
    ],
)
def test_what_cannot_be_is_said(fair, happened, when, said):
    with pytest.raises(RefusedError, match=said):
        preview_replan(fair=fair, happened=happened, by=None, now=when)


def test_plan_that_is_not_public_is_not_changed_this_way(make_fair):
    with pytest.raises(RefusedError, match="공개한 일정만"):
        preview_replan(fair=make_fair(), happened=OnTheDay("고장"), **BY)
