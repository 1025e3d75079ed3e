"""Things followed for years: asked to be given away, refused, gone by a consent on paper; who is barred."""

from datetime import timedelta

import pytest

from didim.agreements.domain.assets import (
    ask_disposal,
    dispose_asset,
    refuse_disposal,
    see_asset,
)
from didim.agreements.domain.banned import Ban, ban_counterparty, end_ban
from didim.agreements.domain.checking import check_expenditure, latest_findings
from didim.agreements.enums import FindingResult
from didim.agreements.models import Asset
from didim.agreements.queries.assets import ASKED, DISPOSED, OVER, UNSEEN, WATCHED, narrow_assets
from didim.kernel.refusals import RefusedError

from .spending import NOW, PAYEE, TODAY, make_agreement, officers, owner_of, registered_asset, requested

pytestmark = pytest.mark.django_db
BAN = Ban(PAYEE, "대양부품", "spouse", "대표자 배우자의 기업", "가족관계증명서")


def refused_fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_asset_goes_within_its_years_by_a_consent_on_paper_only():
    agreement = make_agreement()
    asset, officer = registered_asset(agreement), officers(agreement)[0]
    ask_disposal(asset=asset, wish="고장", by=owner_of(agreement), now=NOW)
    given = {"asset": asset, "disposed_on": TODAY, "reason": "고장", "by": officer, "now": NOW}
    with pytest.raises(RefusedError) as refusal:
        dispose_asset(approval=" ", **given)
    assert refused_fields(refusal) == ["approval"]
    gone = dispose_asset(approval="총무과-12", **given)
    assert (gone.disposal_approval, gone.disposal_answered_at) == ("총무과-12", NOW)
    for act in (
        lambda: dispose_asset(approval="총무과-13", **given),
        lambda: see_asset(asset=asset, seen_on=TODAY, location="", by=officer, now=NOW),
        lambda: ask_disposal(asset=asset, wish="고장", by=officer, now=NOW),
    ):
        with pytest.raises(RefusedError):
            act()


def test_firm_asks_again_after_a_refusal_and_not_before():
    agreement = make_agreement()
    asset, owner = registered_asset(agreement), owner_of(agreement)
    officer = officers(agreement)[0]
    with pytest.raises(RefusedError):
        refuse_disposal(asset=asset, answer="관리 기간", by=officer, now=NOW)
    ask_disposal(asset=asset, wish="이전", by=owner, now=NOW)
    with pytest.raises(RefusedError):
        ask_disposal(asset=asset, wish="이전", by=owner, now=NOW)
    refuse_disposal(asset=asset, answer="관리 기간", by=officer, now=NOW)
    again = ask_disposal(asset=asset, wish="고장", by=owner, now=NOW)
    assert (again.disposal_answer, again.disposal_answered_at) == ("", None)


def test_register_is_narrowed_by_how_things_stand():
    agreement = make_agreement()
    names = ("watched", "asked", "unseen", "over", "disposed")
    rows = {name: registered_asset(agreement, serial=name) for name in names}
    ask_disposal(asset=rows["asked"], wish="고장", by=owner_of(agreement), now=NOW)
    long_ago = TODAY - timedelta(days=3000)
    Asset.objects.filter(pk=rows["over"].pk).update(
        acquired_on=long_ago, tracked_until=TODAY - timedelta(days=1)
    )
    Asset.objects.filter(pk=rows["unseen"].pk).update(acquired_on=TODAY - timedelta(days=366))
    Asset.objects.filter(pk=rows["disposed"].pk).update(disposed_on=TODAY, disposal_reason="고장")

    def narrowed(state):
        return set(narrow_assets(Asset.objects, state, today=TODAY).values_list("serial_number", flat=True))

    assert narrowed(WATCHED) == {"watched", "asked", "unseen"}
    assert [narrowed(state) for state in (ASKED, UNSEEN, OVER, DISPOSED)] == [
        {"asked"},
        {"unseen"},
        {"over"},
        {"disposed"},
    ]


def test_barred_supplier_fails_the_check_until_the_ban_ends():
    agreement = make_agreement()
    officer = officers(agreement)[0]
    banned = ban_counterparty(agreement=agreement, ban=BAN, by=officer, now=NOW)
    row = requested(agreement)

    def result():
        check_expenditure(expenditure=row, by=None, now=NOW)
        return {finding.rule: finding.result for finding in latest_findings(row)}["banned_supplier"]

    assert result() == FindingResult.FAIL
    end_ban(banned=banned, until=row.used_from - timedelta(days=1), by=officer)
    assert result() == FindingResult.PASS
    again = ban_counterparty(agreement=agreement, ban=BAN, by=officer, now=NOW)
    assert (again.pk, again.until, result()) == (banned.pk, None, FindingResult.FAIL)


def test_employer_on_the_list_fails_the_rule_over_employers():
    agreement = make_agreement()
    ban = Ban(PAYEE, "대양부품", "employer", "대표자 재직", "4대보험 가입이력")
    ban_counterparty(agreement=agreement, ban=ban, by=officers(agreement)[0], now=NOW)
    row = requested(agreement)
    check_expenditure(expenditure=row, by=None, now=NOW)
    found = {finding.rule: finding.result for finding in latest_findings(row)}
    assert found["former_employer"] == FindingResult.FAIL


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"business_number": "123"}, "business_number"),
        ({"name": " "}, "name"),
        ({"rule": "neighbour"}, "rule"),
        ({"reason": ""}, "reason"),
        ({"evidence": ""}, "evidence"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({}, "business_number"),
    ],
)
def test_ban_without_ground_reason_or_evidence_and_one_said_twice_are_refused(changes, field):
    agreement = make_agreement()
    officer = officers(agreement)[0]
    ban_counterparty(agreement=agreement, ban=BAN, by=officer, now=NOW)
    wanted = {name: getattr(BAN, name) for name in BAN.__slots__} | changes
    with pytest.raises(RefusedError) as refusal:
        ban_counterparty(agreement=agreement, ban=Ban(**wanted), by=officer, now=NOW)
    assert refused_fields(refusal) == [field]
