"""A firm says whom it follows; an officer decides; it learns nothing of other firms."""

from datetime import date

import pytest

from didim.accounts.models import OutboundMessage
from didim.kernel.refusals import RefusedError
from didim.lifecycle.domain.claiming import accept_claim, claim_restart, earlier_firm_of, refuse_claim
from didim.lifecycle.domain.restarting import earlier_firms
from didim.lifecycle.enums import ClaimState, RestartGround
from didim.lifecycle.models import RestartClaim
from didim.registry.domain.firms import close_firm
from didim.registry.enums import FirmRole
from didim.registry.models import AgencyRelation, EnterpriseMember

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier(make_firm):
    firm = make_firm("앞가게", representative_name="박 대표")
    close_firm(enterprise=firm, closed_on=date(2026, 6, 30), now=NOW)
    firm.refresh_from_db()
    return firm


@pytest.fixture
def new(make_firm, make_user):
    firm = make_firm("새가게", representative_name="박 대표")
    EnterpriseMember.objects.create(
        enterprise=firm, user=make_user(name="박대표"), role=FirmRole.OWNER, since=NOW
    )
    return firm


@pytest.fixture
def claim(agency, new):
    def make(number, story="같은 사람이 다시 열었습니다"):
        return claim_restart(
            agency=agency, enterprise=new, earlier_number=number, story=story, by=None, now=NOW
        )

    return make


def accept(claim, officer):
    return accept_claim(
        claim=claim,
        ground=RestartGround.REPRESENTATIVE,
        note="사업자등록증 대조",
        carries_bars=True,
        by=officer,
        now=NOW,
    )


def told():
    return list(OutboundMessage.objects.filter(template="restart-claim").values_list("subject", flat=True))


def test_claim_lets_the_agency_see_the_firm_and_is_linked_by_an_officer(claim, earlier, new, agency, officer):
    row = claim(earlier.business_number)
    assert AgencyRelation.objects.filter(agency=agency, enterprise=new).exists()
    found = earlier_firm_of(claim=row)
    assert (found.name, found.is_closed, found.same_representative) == ("앞가게", True, True)
    made = accept(row, officer)
    row.refresh_from_db()
    assert (row.state, row.restart, row.decided_by) == (ClaimState.LINKED, made, officer)
    assert earlier_firms(enterprise_id=new.pk) == [earlier.pk]
    assert told() == ["앞 기업과 이력을 이었습니다"]
    with pytest.raises(RefusedError):
        accept(row, officer)


def test_claim_is_refused_with_words_the_firm_reads(claim, earlier, officer):
    row = claim(earlier.business_number)
    with pytest.raises(RefusedError):
        refuse_claim(claim=row, reason=" ", by=officer, now=NOW)
    refuse_claim(claim=row, reason="대표자가 다릅니다", by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.reason) == (ClaimState.REFUSED, "대표자가 다릅니다")
    assert told() == ["앞 기업과 잇지 못했습니다"]
    # What was refused may be asked again, with other words.
    assert claim(earlier.business_number).state == ClaimState.ASKED


@pytest.mark.parametrize("number", ["", "123", "12-345-67890"])
def test_claim_wants_a_number_that_can_be(claim, number):
    with pytest.raises(RefusedError) as refusal:
        claim(number)
    assert list(refusal.value.by_field()) == ["earlier_number"]


def test_claim_wants_words_another_firm_and_to_be_asked_once(claim, earlier, new):
    with pytest.raises(RefusedError):
        claim(earlier.business_number, story=" ")
    with pytest.raises(RefusedError):
        claim(new.business_number)
    claim(earlier.business_number)
    with pytest.raises(RefusedError):
        claim(earlier.business_number)


def test_number_nobody_has_is_taken_and_cannot_be_linked(claim, new_number, officer):
    row = claim(new_number())
    assert earlier_firm_of(claim=row) is None
    with pytest.raises(RefusedError):
        accept(row, officer)


def test_firm_that_is_not_closed_cannot_be_linked(claim, make_firm, officer):
    row = claim(make_firm("다른가게").business_number)
    found = earlier_firm_of(claim=row)
    assert (found.is_closed, found.same_representative) == (False, None)
    with pytest.raises(RefusedError):
        accept(row, officer)
    assert RestartClaim.objects.get().state == ClaimState.ASKED
