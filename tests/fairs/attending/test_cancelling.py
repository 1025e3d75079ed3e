"""One side cancels its own meeting: the other and the officer are told why, and by whom."""

import pytest

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.cancelling import cancel_own_meeting
from didim.fairs.enums import MeetingState, Side
from didim.fairs.models import Meeting, MeetingChange
from didim.kernel.refusals import RefusedError
from didim.registry.enums import AgencyRole
from tests.sign_in import make_staff

from .conftest import AFTER, BEFORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(fair, take_part):
    buyer = take_part(fair, Side.PARTNER, language="en", email="buyer@example.org")
    return {"partner": buyer, "firm": take_part(fair, email="firm@example.org")}


def told(template):
    rows = OutboundMessage.objects.filter(template=template).order_by("address")
    return [(row.address, "Alpha: 비행기가 늦음" in row.body) for row in rows]


def test_other_side_and_the_officers_are_told_why(fair, sides, meet):
    sides["partner"].name = "Alpha"
    sides["partner"].save()
    make_staff(fair.agency, AgencyRole.OFFICER, email="officer@example.org")
    make_staff(fair.agency, AgencyRole.VIEWER, email="viewer@example.org")
    meeting = meet(fair, **sides)
    kept = cancel_own_meeting(
        meeting=meeting, participant=sides["partner"], reason=" 비행기가 늦음 ", by=None, now=BEFORE
    )
    assert (kept.state, kept.end_reason) == (MeetingState.CANCELLED, "Alpha: 비행기가 늦음")
    assert MeetingChange.objects.get().reason == "Alpha: 비행기가 늦음"
    assert told("fair-change") == [("buyer@example.org", True), ("firm@example.org", True)]
    assert told("fair-own-cancellation") == [("officer@example.org", True)]


def test_officer_of_the_fair_alone_is_told(fair, sides, meet):
    make_staff(fair.agency, AgencyRole.OFFICER, email="other@example.org")
    fair.officer = make_staff(fair.agency, AgencyRole.DIRECTOR, email="named@example.org")
    fair.save()
    cancel_own_meeting(
        meeting=meet(fair, **sides), participant=sides["firm"], reason="감기", by=None, now=BEFORE
    )
    assert [address for address, _said in told("fair-own-cancellation")] == ["named@example.org"]


@pytest.mark.parametrize(
    ("reason", "now", "sentence"),
    [(" ", BEFORE, "취소하는 까닭"), ("감기", AFTER, "이미 시작한 상담")],
)
def test_neither_without_a_reason_nor_once_it_began(fair, sides, meet, reason, now, sentence):
    meeting = meet(fair, **sides)
    with pytest.raises(RefusedError, match=sentence):
        cancel_own_meeting(meeting=meeting, participant=sides["firm"], reason=reason, by=None, now=now)
    assert Meeting.objects.get().state == MeetingState.PLANNED
    assert not OutboundMessage.objects.exists()


def test_neither_somebody_else_s_nor_a_draft(fair, sides, meet, take_part):
    meeting, draft = meet(fair, **sides), meet(fair, slot=1, state=MeetingState.DRAFT)
    other = take_part(fair, Side.PARTNER, name="Beta")
    for one, who in ((meeting, other), (draft, draft.firm)):
        with pytest.raises(RefusedError, match="취소할 수 있는 상담이 아닙니다"):
            cancel_own_meeting(meeting=one, participant=who, reason="감기", by=None, now=BEFORE)
