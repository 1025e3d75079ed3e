from datetime import datetime, timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.asking import ask_follow_ups
from didim.fairs.domain.deals import DealSaid, advance_deal
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.enums import DealStage, Interest, Side
from didim.fairs.models import Deal
from didim.kernel.calendar import SEOUL

from .conftest import AFTER

# The Monday after three months, in and before office hours.
DUE = datetime(2027, 2, 22, 10, tzinfo=SEOUL)
EARLY = DUE - timedelta(hours=4)


@pytest.fixture
def deal(fair, meet, take_part):
    meeting = meet(fair, firm=take_part(fair, email="kim@firm.example"))
    write_record(
        meeting=meeting, side=Side.FIRM, written=Written(Interest.CONTRACT_TALKS), by=None, now=AFTER
    )
    return Deal.objects.get()


def test_firm_is_asked_once_in_office_hours(deal):
    assert [ask_follow_ups(now=at) for at in (AFTER, EARLY, DUE, DUE)] == [0, 0, 1, 0]
    message = OutboundMessage.objects.get(template="fair-follow-up")
    assert message.address == "kim@firm.example"
    assert f"/fairs/{deal.fair_id}/deals/{deal.pk}/" in message.body
    assert deal.follow_ups.get(months=3).asked_at == DUE


def test_lost_deal_is_let_be(deal):
    advance_deal(deal=deal, said=DealSaid(DealStage.LOST), by=None, now=AFTER)
    assert ask_follow_ups(now=DUE) == 0
