from datetime import datetime, timedelta

import pytest

from didim.fairs.domain.recommending import fairs_to_recommend, recommend
from didim.fairs.enums import FairKind, FairState, Interest, MeetingOrigin, MeetingState, RequestState, Side
from didim.fairs.models import (
    Fair,
    FairSlot,
    FairTable,
    Meeting,
    MeetingRecord,
    MeetingRequest,
    Participant,
    Recommendation,
)
from didim.kernel.calendar import SEOUL
from didim.registry.domain.directory import partner_named
from didim.registry.enums import PartnerKind
from tests.registry.conftest import make_agency, make_firm, new_number, now

__all__ = ["make_agency", "make_firm", "new_number", "now"]

NOW = datetime(2026, 11, 20, 10, tzinfo=SEOUL)
BOXES = {"offers": "친환경 포장재를 만듭니다", "trades": ["17223"]}
CLINIC = {"offers": "의료 영상 인공지능 판독", "trades": ["62010"]}

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair_named(make_agency):
    agency = make_agency()

    def make(name):
        until = NOW + timedelta(days=7)
        return Fair.objects.create(
            agency=agency,
            name=name,
            kind=FairKind.SALES,
            state=FairState.OPEN,
            register_until=until,
            request_until=until,
            answer_until=until,
            seed=1,
            recorded_at=NOW,
        )

    return make


@pytest.fixture
def retailer():
    return partner_named(name="한빛유통", kind=PartnerKind.RETAILER)


@pytest.fixture
def take_part(make_firm):
    def make(fair, name, *, side=Side.FIRM, **said):
        if side == Side.FIRM and "enterprise" not in said:
            said["enterprise"] = make_firm(name)
        return Participant.objects.create(
            agency=fair.agency,
            fair=fair,
            side=side,
            state="accepted",
            name=name,
            applied_at=NOW,
            decided_at=NOW,
            **said,
        )

    return make


def buyer(fair, take_part, retailer):
    return take_part(
        fair,
        "한빛유통",
        side=Side.PARTNER,
        partner=retailer,
        seeks="친환경 포장재",
        sought_trades=["17223"],
    )


def asked(fair, partner, firm, state, *, side=Side.FIRM):
    return MeetingRequest.objects.create(
        agency=fair.agency,
        fair=fair,
        partner=partner,
        firm=firm,
        side=side,
        state=state,
        sent_at=NOW,
        answered_at=None if state == RequestState.SENT else NOW,
    )


def met(fair, partner, firm, interest):
    slot = FairSlot.objects.create(
        agency=fair.agency,
        fair=fair,
        number=0,
        session="morning",
        starts_at=NOW,
        ends_at=NOW + timedelta(minutes=30),
    )
    meeting = Meeting.objects.create(
        agency=fair.agency,
        fair=fair,
        partner=partner,
        firm=firm,
        enterprise=firm.enterprise,
        slot=slot,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        table=FairTable.objects.create(agency=fair.agency, fair=fair, number=0, name="1"),
        state=MeetingState.DONE,
        origin=MeetingOrigin.FIRM,
    )
    MeetingRecord.objects.create(
        agency=fair.agency, meeting=meeting, side=Side.PARTNER, interest=interest, written_at=NOW
    )


def pairs():
    return list(Recommendation.objects.order_by("pk").values_list("participant__name", "other__name"))


def test_buyer_and_firm_that_fit_are_recommended_to_each_other_with_reasons(fair_named, take_part, retailer):
    fair = fair_named("봄")
    buyer(fair, take_part, retailer)
    take_part(fair, "상자", **BOXES)
    take_part(fair, "진료", **CLINIC)
    assert recommend(fair=fair, now=NOW) == 2
    assert pairs() == [("한빛유통", "상자"), ("상자", "한빛유통")]
    row = Recommendation.objects.first()
    assert row.definition.startswith("meeting-fit")
    assert [
        "찾는 것과 내놓는 것이 맞습니다(친환경, 포장재).",
        "What is sought is offered (친환경, 포장재).",
    ] in row.reasons


def test_whom_somebody_asked_is_left_out_until_the_request_is_withdrawn(fair_named, take_part, retailer):
    fair = fair_named("봄")
    partner, firm = buyer(fair, take_part, retailer), take_part(fair, "상자", **BOXES)
    request = asked(fair, partner, firm, RequestState.SENT)
    assert recommend(fair=fair, now=NOW) == 0
    request.state, request.answered_at = RequestState.WITHDRAWN, NOW
    request.save()
    assert recommend(fair=fair, now=NOW) == 2


def test_what_came_of_an_earlier_fair_counts_for_the_same_partner_and_firm(fair_named, take_part, retailer):
    before, fair = fair_named("봄"), fair_named("가을")
    known, new = take_part(before, "상자", **BOXES), buyer(before, take_part, retailer)
    met(before, new, known, Interest.NONE)
    buyer(fair, take_part, retailer)
    take_part(fair, "상자", enterprise=known.enterprise, **BOXES)
    take_part(fair, "다른 상자", **BOXES)
    recommend(fair=fair, now=NOW)
    values = dict(
        Recommendation.objects.filter(participant__side=Side.PARTNER).values_list("other__name", "value")
    )
    assert values["상자"] < values["다른 상자"]


def test_recommendations_are_replaced_not_added_to(fair_named, take_part, retailer):
    fair = fair_named("봄")
    buyer(fair, take_part, retailer)
    take_part(fair, "상자", **BOXES)
    assert [recommend(fair=fair, now=NOW) for _ in range(2)] == [2, 2]
    assert Recommendation.objects.count() == 2


def test_only_fairs_that_take_requests_are_worked_on(fair_named):
    fair = fair_named("봄")
    assert fairs_to_recommend(now=NOW) == [fair]
    assert fairs_to_recommend(now=fair.request_until) == []
