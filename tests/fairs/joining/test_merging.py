import pytest

from didim.fairs.enums import MeetingOrigin, MeetingState, ParticipantState, Side
from didim.fairs.models import Meeting, Participant
from didim.registry.domain.merging import merge_firms
from didim.registry.enums import TaxStatus
from tests.fairs.joining.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(make_firm):
    winner, loser = make_firm("가나상사"), make_firm("가나 상사")
    loser.tax_status = TaxStatus.UNREGISTERED
    loser.save()
    return winner, loser


def merge(winner, loser):
    return merge_firms(actor=None, winner_id=winner.pk, loser_id=loser.pk, reason="같은 기업", now=NOW)


def meet(fair, firm, buyer, slot, table, state=MeetingState.PLANNED):
    return Meeting.objects.create(
        agency=fair.agency, fair=fair, partner=buyer, firm=firm, enterprise=firm.enterprise, slot=slot,
        starts_at=slot.starts_at, ends_at=slot.ends_at, table=table, origin=MeetingOrigin.OFFICER,
        state=state,
    )  # fmt: skip


def test_firm_that_takes_part_twice_keeps_the_winners_place(fair, join, two):
    winner, loser = two
    kept, gone = join(fair, enterprise=winner), join(fair, enterprise=loser)
    record = merge(winner, loser)
    rows = {row.pk: (row.state, row.enterprise_id) for row in Participant.objects.all()}
    assert rows == {
        kept.pk: (ParticipantState.ACCEPTED, winner.pk),
        gone.pk: (ParticipantState.WITHDRAWN, winner.pk),
    }
    assert record.moved["fairs.Participant.enterprise"]["settled"][0]["state"] == "accepted"


def test_firm_of_one_row_only_takes_part_on(fair, join, two):
    winner, loser = two
    row = join(fair, enterprise=loser)
    merge(winner, loser)
    row.refresh_from_db()
    assert (row.state, row.enterprise) == (ParticipantState.ACCEPTED, winner)


@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.DONE])
def test_of_two_meetings_at_once_the_losers_is_cancelled_unless_it_was_held(fair, join, two, state):
    winner, loser = two
    ours, theirs = join(fair, enterprise=winner), join(fair, enterprise=loser)
    buyers = [join(fair, name, Side.PARTNER) for name in ("Alpha", "Beta")]
    slots, tables = list(fair.slots.all()), list(fair.tables.all())
    meet(fair, ours, buyers[0], slots[0], tables[0])
    clash = meet(fair, theirs, buyers[1], slots[0], tables[1], state)
    other = meet(fair, theirs, buyers[0], slots[1], tables[1])
    merge(winner, loser)
    clash.refresh_from_db()
    other.refresh_from_db()
    expected = ("cancelled", winner) if state == MeetingState.PLANNED else ("done", loser)
    assert (clash.state, clash.enterprise) == expected
    assert (other.state, other.enterprise) == (MeetingState.PLANNED, winner)
