from dataclasses import replace
from datetime import timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.fairs.domain.challenging import (
    ChallengeSaid,
    answer_proposal,
    propose,
    set_challenge,
    withdraw_proposal,
)
from didim.fairs.enums import ProposalState, RequestState, Side
from didim.fairs.models import MeetingRequest
from didim.kernel.refusals import RefusedError
from tests.fairs.attending.conftest import BEGINS

SAID = ChallengeSaid("포장재 줄이기", "택배 포장을 절반으로", "실증 5천만 원", BEGINS + timedelta(days=5))


@pytest.fixture
def partner(innovation_fair, take_part):
    return take_part(innovation_fair, Side.PARTNER, name="한빛물류", country="KR", email="oi@logis.example")


@pytest.fixture
def challenge(partner, now):
    return set_challenge(partner=partner, said=SAID, by=None, now=now)


@pytest.fixture
def proposal_of(challenge, innovation_fair, take_part, now):
    def make(name):
        firm = take_part(innovation_fair, name=name, email=f"{len(name)}@firm.example")
        return propose(challenge=challenge, firm=firm, idea="종이 완충재", proof="", by=None, now=now)

    return make


def test_challenge_is_said_anew_by_its_partner_alone(challenge, partner, innovation_fair, take_part, now):
    again = set_challenge(
        partner=partner, said=replace(SAID, places=2), by=None, now=now, challenge=challenge
    )
    assert (again.pk, again.places) == (challenge.pk, 2)
    other = take_part(innovation_fair, Side.PARTNER, name="다른 기업")
    with pytest.raises(type(challenge).DoesNotExist):
        set_challenge(partner=other, said=SAID, by=None, now=now, challenge=challenge)


def test_proposal_reaches_the_partner_and_is_made_once(proposal_of, challenge, now):
    proposal = proposal_of("상자")
    assert [row.address for row in OutboundMessage.objects.all()] == ["oi@logis.example"]
    with pytest.raises(RefusedError):
        propose(challenge=challenge, firm=proposal.firm, idea="또", proof="", by=None, now=now)
    withdraw_proposal(proposal=proposal, by=None, now=now)
    assert propose(challenge=challenge, firm=proposal.firm, idea="다시", proof="", by=None, now=now).pk


def test_meeting_a_firm_is_a_meeting_both_want(proposal_of, now):
    proposal = proposal_of("상자")
    answer_proposal(proposal=proposal, state=ProposalState.MEETING, answer="", by=None, now=now)
    assert [row.state for row in MeetingRequest.objects.all()] == [RequestState.ACCEPTED]


def test_meeting_is_not_planned_for_what_is_declined(proposal_of, now):
    proposal = proposal_of("상자")
    for state in (ProposalState.MEETING, ProposalState.DECLINED):
        answer_proposal(proposal=proposal, state=state, answer="", by=None, now=now)
    assert MeetingRequest.objects.get().state == RequestState.WITHDRAWN


def test_no_more_are_chosen_than_there_are_places(proposal_of, now):
    first, second = proposal_of("상자"), proposal_of("완충재")
    answer_proposal(proposal=first, state=ProposalState.CHOSEN, answer="함께합시다", by=None, now=now)
    with pytest.raises(RefusedError):
        answer_proposal(proposal=second, state=ProposalState.CHOSEN, answer="", by=None, now=now)
    declined = answer_proposal(
        proposal=second, state=ProposalState.DECLINED, answer="다음에", by=None, now=now
    )
    assert declined.state == ProposalState.DECLINED
    with pytest.raises(RefusedError):
        withdraw_proposal(proposal=second, by=None, now=now)


def test_proposal_is_refused_after_the_last_day_and_without_an_idea(
    challenge, innovation_fair, take_part, now
):
    firm = take_part(innovation_fair, name="상자")
    for idea, at in (("늦음", SAID.closes_at + timedelta(minutes=1)), (" ", now)):
        with pytest.raises(RefusedError):
            propose(challenge=challenge, firm=firm, idea=idea, proof="", by=None, now=at)


def test_file_of_another_firm_is_not_shown(challenge, innovation_fair, take_part, make_firm, make_user, now):
    firm, user = take_part(innovation_fair, name="상자"), make_user()
    said = {"size": 1, "content_type": "application/pdf", "sha256": "0" * 64, "scan": ScanState.CLEAN}
    files = [
        FirmFile.objects.create(enterprise=one, name="소개.pdf", uploaded_at=now, uploaded_by=user, **said)
        for one in (make_firm("남의상사"), firm.enterprise)
    ]
    with pytest.raises(RefusedError) as refused:
        propose(challenge=challenge, firm=firm, idea="종이", proof="", by=user, now=now, file=files[0])
    assert list(refused.value.by_field()) == ["file"]
    proposal = propose(challenge=challenge, firm=firm, idea="종이", proof="", by=user, now=now, file=files[1])
    assert proposal.file == files[1]


def test_only_answers_there_are_are_taken(proposal_of, now):
    with pytest.raises(RefusedError):
        answer_proposal(proposal=proposal_of("상자"), state=ProposalState.SENT, answer="", by=None, now=now)
