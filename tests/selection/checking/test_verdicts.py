from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from didim.accounts.models import User
from didim.kernel.refusals import RefusedError
from didim.registry.enums import TaxStatus
from didim.registry.queries.visibility import NotVisible
from didim.selection.domain.checking.checking import check_application
from didim.selection.domain.checking.claims import decide_claim
from didim.selection.domain.checking.verdicts import (
    confirm_items,
    decide_check,
    override_items,
    pass_all_met,
    refer_to_committee,
    reopen_check,
    withdraw_override,
)
from didim.selection.enums import BonusState, CheckState, CheckVerdict
from didim.selection.models import BonusClaim, CheckItem, EligibilityCheck
from didim.selection.queries.checks import (
    access_check,
    all_met,
    checks_of_call,
    granted_bonus,
    passed_applications,
)
from didim.selection.queries.similar_plans import side_by_side, similar_plans
from tests.applications.builders import NOW, make_agency, make_firm, staff_of

from .building import INVESTED, call_with, give, hand_in, made_text

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 12, 5, tzinfo=UTC)


@pytest.fixture
def officers() -> list[User]:
    return [User.objects.create_user(f"officer{n}@example.org") for n in (1, 2)]


@pytest.fixture
def make_check():
    agency = make_agency()
    call = call_with(agency, bonus_points=[INVESTED])
    serial = iter(range(1, 100))

    def make(status: TaxStatus | None = TaxStatus.ACTIVE, **answers: object) -> EligibilityCheck:
        number = next(serial)
        firm = make_firm(f"기업{number}", serial=number)
        firm.tax_status, firm.tax_checked_at = status, NOW if status else None
        firm.save()
        return check_application(application_id=hand_in(call, firm, **answers).pk, now=AFTER)

    return make


def tax(check: EligibilityCheck) -> CheckItem:
    return check.items.get(key="tax_status")


def over(check: EligibilityCheck, by: User, verdict: CheckVerdict = CheckVerdict.MET) -> CheckItem:
    return override_items(items=[tax(check)], verdict=verdict, reason="증명서 확인", by=by, now=AFTER)[0]


def sentence(act) -> str:
    with pytest.raises(RefusedError) as refusal, transaction.atomic():
        act()
    return str(refusal.value)


def decide(check: EligibilityCheck, state: CheckState, by: User, reason: str = "") -> EligibilityCheck:
    return decide_check(check=check, state=state, reason=reason, by=by, now=AFTER)


def test_override_counts_only_once_another_officer_confirms_it(make_check, officers):
    check, (one, two) = make_check(None), officers
    over(check, one)
    assert "확인을 기다리는" in sentence(lambda: decide(check, CheckState.PASSED, one))
    assert "스스로 확인할 수 없습니다" in sentence(
        lambda: confirm_items(items=[tax(check)], by=one, now=AFTER)
    )
    confirm_items(items=[tax(check)], by=two, now=AFTER)
    assert decide(check, CheckState.PASSED, one).state == CheckState.PASSED


def test_database_refuses_one_person_for_both(make_check, officers):
    item = over(make_check(None), officers[0])
    with pytest.raises(IntegrityError, match="check_item_confirmed_by_another"), transaction.atomic():
        CheckItem.objects.filter(pk=item.pk).update(confirmed_by=officers[0], confirmed_at=AFTER)
    CheckItem.objects.filter(pk=item.pk).update(override=None, reason="", overridden_by=None)
    with pytest.raises(IntegrityError, match="check_item_confirms_an_override"), transaction.atomic():
        CheckItem.objects.filter(pk=item.pk).update(confirmed_by=officers[1], confirmed_at=AFTER)


def test_changed_override_needs_a_new_confirmation(make_check, officers):
    check, (one, two) = make_check(None), officers
    over(check, one)
    confirm_items(items=[tax(check)], by=two, now=AFTER)
    over(check, two, CheckVerdict.NOT_MET)
    assert tax(check).confirmed_by_id is None
    withdraw_override(item=tax(check), by=one)
    assert (tax(check).override, tax(check).reason) == (None, "")


def test_override_needs_a_reason_and_an_undecided_check(make_check, officers):
    check = make_check()
    one = officers[0]
    assert "사유를" in sentence(
        lambda: override_items(items=[tax(check)], verdict=CheckVerdict.MET, reason=" ", by=one, now=AFTER)
    )
    decide(check, CheckState.PASSED, one)
    assert "이미 확정한" in sentence(lambda: over(check, one))


def test_open_items_keep_a_check_from_being_decided(make_check, officers):
    check = make_check(None)
    for state in (CheckState.PASSED, CheckState.FAILED):
        assert "확인이 필요한 항목" in sentence(lambda s=state: decide(check, s, officers[0], "사유"))


def test_application_fails_with_a_reason_on_what_is_not_met(make_check, officers):
    met, unmet = make_check(), make_check(TaxStatus.CLOSED)
    one = officers[0]
    assert "모든 항목을 충족해" in sentence(lambda: decide(met, CheckState.FAILED, one, "사유"))
    assert "적격으로 확정할 수 없습니다" in sentence(lambda: decide(unmet, CheckState.PASSED, one))
    assert "부적격 사유를" in sentence(lambda: decide(unmet, CheckState.FAILED, one))
    failed = decide(unmet, CheckState.FAILED, one, "폐업한 기업입니다.")
    assert (failed.state, failed.reason, failed.decided_by) == (CheckState.FAILED, "폐업한 기업입니다.", one)


def test_new_submission_is_checked_before_it_is_decided(make_check, officers):
    check = make_check()
    hand_in(check.application.call, check.application.enterprise)
    assert "새로 제출한 내용" in sentence(lambda: decide(check, CheckState.PASSED, officers[0]))


def test_all_that_is_met_passes_at_once_and_nothing_else(make_check, officers):
    good, closed, open_, over_ = (
        make_check(),
        make_check(TaxStatus.CLOSED),
        make_check(None),
        make_check(None),
    )
    over(over_, officers[0])
    call = good.application.call
    assert list(all_met(call)) == [good]
    ids = [row.pk for row in (good, closed, open_, over_)]
    passed = pass_all_met(call=call, check_ids=ids, by=officers[0], now=AFTER)
    assert passed == [good]
    assert [row.pk for row in passed_applications(call)] == [good.application_id]
    assert pass_all_met(call=call, check_ids=ids, by=officers[0], now=AFTER) == []


def test_decision_is_taken_back_with_a_reason(make_check, officers):
    check = decide(make_check(), CheckState.PASSED, officers[0])
    assert "취소하는 사유" in sentence(lambda: reopen_check(check=check, reason="", by=officers[0]))
    assert reopen_check(check=check, reason="서류 재확인", by=officers[0]).state == CheckState.WAITING
    events = EligibilityCheck.pgh_event_models["insert"].objects.filter(pgh_obj=check).order_by("pgh_id")
    assert [event.state for event in events][-2:] == [CheckState.PASSED, CheckState.WAITING]


def test_officer_may_ask_the_committee(make_check, officers):
    check = make_check()
    assert "위원회에 올리는 사유" in sentence(
        lambda: refer_to_committee(check=check, reason="", by=officers[0])
    )
    assert refer_to_committee(check=check, reason="유사 사업", by=officers[0]).state == CheckState.COMMITTEE
    again = check_application(application_id=check.application_id, now=AFTER)
    assert (again.state, again.reason) == (CheckState.COMMITTEE, "유사 사업")


def test_bonus_is_granted_on_evidence_and_denied_with_a_reason(make_check, officers):
    check, one = make_check(bonus=["invested"]), officers[0]
    claim = BonusClaim.objects.get()

    def say(state: BonusState, **told: object) -> BonusClaim:
        return decide_claim(claim=claim, state=state, by=one, now=AFTER, **told)

    assert "증빙이 없는" in sentence(lambda: say(BonusState.GRANTED))
    assert "사유를" in sentence(lambda: say(BonusState.DENIED))
    give(check.application, "bonus_invested")
    check_application(application_id=check.application_id, now=AFTER)
    assert "신청 점수" in sentence(lambda: say(BonusState.GRANTED, allowed=Decimal(2), reason="x"))
    assert "사유를" in sentence(lambda: say(BonusState.GRANTED, allowed=Decimal("0.5")))
    say(BonusState.GRANTED)
    assert granted_bonus(check.application.call) == {check.application_id: [("invested", Decimal("1.00"))]}
    say(BonusState.DENIED, reason="기한이 지남")
    assert granted_bonus(check.application.call) == {}


def test_only_staff_of_the_agency_with_a_second_factor_see_a_check(make_check):
    check = make_check()
    staff, stranger = staff_of(check.agency), staff_of(make_agency("다른 기관"))
    found = access_check(actor=staff, application_id=check.application_id)
    assert (found.unmet, found.unknown, found.unconfirmed, found.is_current) == (0, 0, 0, True)
    for actor in (stranger, staff_of(check.agency, mfa=False)):
        with pytest.raises(NotVisible):
            access_check(actor=actor, application_id=check.application_id)
    with pytest.raises(NotVisible):
        checks_of_call(actor=stranger, call=check.application.call)


def test_plan_of_another_agency_is_told_without_its_firm(make_check):
    text = made_text(77)
    other = make_agency("다른진흥원")
    hand_in(
        call_with(other, "앞선 공고"),
        make_firm("비밀기업", serial=90),
        plan=text,
        at=datetime(2026, 1, 5, tzinfo=UTC),
    )
    check = make_check(plan=text)
    (plan,) = similar_plans(check=check)
    assert (plan.is_own, plan.agency_name, plan.year, plan.firm, plan.call_title) == (
        False,
        "다른진흥원",
        2026,
        "",
        "",
    )
    own, other_side = side_by_side(check=check, plan=plan)
    assert [segment.passage for segment in own[0].segments] == [1]
    assert [part.segments[0].text for part in other_side] == [text]


def test_own_agencys_earlier_plan_stands_whole_beside(make_check):
    shared = made_text(5, 300)
    first = make_check(plan=f"{made_text(6, 100)} {shared}")
    second = make_check(plan=f"{shared} {made_text(7, 50)}")
    (plan,) = similar_plans(check=second)
    assert (plan.is_own, plan.firm, plan.number) == (True, first.application.enterprise.name, 1)
    own, other = side_by_side(check=second, plan=plan)
    assert [segment.passage for segment in own[0].segments] == [1, None]
    assert [segment.passage for segment in other[0].segments] == [None, 1]
    assert "".join(segment.text for segment in other[0].segments) == f"{made_text(6, 100)} {shared}"
