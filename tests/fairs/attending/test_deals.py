from datetime import timedelta
from decimal import Decimal

import pytest

from didim.fairs.domain.deals import DealSaid, advance_deal, answer_follow_up, cancel_contract, indicator_of
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.enums import DealStage, FairKind, Interest, Side
from didim.fairs.models import Deal, DealFollowUp
from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.periods import close_period
from didim.outcomes.models import Observation

from .conftest import AFTER, DAY

LATER = AFTER + timedelta(days=90)
SIGNED_ON = DAY + timedelta(days=30)


@pytest.fixture
def deal(meeting):
    write_record(
        meeting=meeting, side=Side.FIRM, written=Written(Interest.CONTRACT_TALKS), by=None, now=AFTER
    )
    return Deal.objects.get()


def signed(stage=DealStage.CONTRACT, amount=12_345_67, currency="USD", **said):
    return DealSaid(stage, amount, currency, **{"signed_on": SIGNED_ON, "evidence": "수출계약서", **said})


def counted():
    return [
        (row.indicator.code, row.value, row.currency, row.breakdown)
        for row in Observation.objects.filter(is_effective=True).select_related("indicator").order_by("pk")
    ]


def test_mou_and_then_contract_are_counted_by_currency_and_country(deal):
    advance_deal(deal=deal, said=signed(DealStage.MOU, 36_000_000), by=None, now=LATER)
    done = advance_deal(deal=deal, said=signed(), by=None, now=LATER)
    assert counted() == [
        ("agreement_value", Decimal(360_000), "USD", "베트남"),
        ("export_contracts", Decimal("12345.67"), "USD", "베트남"),
    ]
    assert done.observation.support_record_id == done.support_record_id
    assert (done.observation.enterprise_id, done.observation.period_end) == (deal.enterprise_id, SIGNED_ON)


def test_contract_said_again_corrects_what_was_counted(deal):
    first = advance_deal(deal=deal, said=signed(), by=None, now=LATER).observation
    again = advance_deal(deal=deal, said=signed(amount=20_000_00), by=None, now=LATER)
    assert again.observation == first
    assert counted() == [("export_contracts", Decimal(20_000), "USD", "베트남")]


def test_cancelled_contract_counts_no_longer(deal, make_user):
    advance_deal(deal=deal, said=signed(), by=None, now=LATER)
    with pytest.raises(RefusedError):
        advance_deal(deal=deal, said=DealSaid(DealStage.LOST), by=None, now=LATER)
    lost = cancel_contract(deal=deal, reason="구매사 사정", by=make_user(), now=LATER)
    assert (lost.stage, counted()) == (DealStage.LOST, [])


def test_contract_signed_anew_after_it_was_taken_back_counts_again(deal, make_user):
    for amount in (100_00, 200_00, 300_00):
        advance_deal(deal=deal, said=signed(amount=amount), by=None, now=LATER)
        assert counted() == [("export_contracts", Decimal(amount // 100), "USD", "베트남")]
        cancel_contract(deal=deal, reason="구매사 사정", by=make_user(), now=LATER)
    assert counted() == []


def test_contract_in_a_closed_period_is_refused_and_changes_nothing(deal, make_user):
    close_period(
        agency=deal.meeting.fair.agency,
        period_start=SIGNED_ON.replace(month=1, day=1),
        period_end=SIGNED_ON.replace(month=12, day=31),
        reason="연간 실적 마감",
        by=make_user(),
        now=LATER,
    )
    with pytest.raises(RefusedError) as refused:
        advance_deal(deal=deal, said=signed(), by=None, now=LATER)
    assert [one.field for one in refused.value.problems] == ["signed_on"]
    deal.refresh_from_db()
    assert (deal.stage, counted()) == (DealStage.TALKS, [])


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (DealSaid(DealStage.CONTRACT), ["amount", "signed_on", "evidence"]),
        (signed(signed_on=DAY - timedelta(days=1)), ["signed_on"]),
        (signed(signed_on=LATER.date() + timedelta(days=1)), ["signed_on"]),
        (signed(currency="XXX"), ["currency"]),
        (signed(amount=0), ["amount"]),
    ],
)
def test_deal_that_cannot_be(deal, said, fields):
    with pytest.raises(RefusedError) as refused:
        advance_deal(deal=deal, said=said, by=None, now=LATER)
    assert [one.field for one in refused.value.problems] == fields


def test_follow_up_answer_takes_the_deal_on(deal):
    first = DealFollowUp.objects.get(deal=deal, months=3)
    with pytest.raises(RefusedError):
        answer_follow_up(follow_up=first, said=DealSaid(DealStage.LOST), note="", by=None, now=AFTER)
    answered = answer_follow_up(follow_up=first, said=signed(), note="3개월 뒤 계약", by=None, now=LATER)
    deal.refresh_from_db()
    assert (answered.stage, answered.note, answered.answered_at) == ("contract", "3개월 뒤 계약", LATER)
    assert (deal.stage, len(counted())) == (DealStage.CONTRACT, 1)


@pytest.mark.parametrize(
    ("kind", "stage", "country", "code"),
    [
        (FairKind.EXPORT, DealStage.MOU, "VN", "agreement_value"),
        (FairKind.INVESTMENT, DealStage.CONTRACT, "KR", "investment"),
        (FairKind.SALES, DealStage.CONTRACT, "KR", "sales_contracts"),
        (FairKind.OPEN_INNOVATION, DealStage.CONTRACT, "US", "export_contracts"),
    ],
)
def test_signed_deal_counts_as(kind, stage, country, code):
    assert indicator_of(kind=kind, stage=stage, country=country) == code
