"""From a firm's request to the officer's decision."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from didim.agreements.domain.checking import (
    approve_expenditure,
    check_expenditure,
    confirm_override,
    effective,
    latest_findings,
    override_finding,
    record_prior_approval,
    reject_expenditure,
    release_expenditure,
    return_expenditure,
    withdraw_override,
)
from didim.agreements.domain.expenditures import (
    attach_evidence,
    remove_evidence,
    request_expenditure,
    take_back_expenditure,
    write_expenditure,
)
from didim.agreements.enums import AgreementState, ExpenditureState, FindingResult, PaymentMethod
from didim.agreements.models import Agreement, BannedCounterparty, ExpenditureEvidence
from didim.agreements.queries.budgets import budget_of
from didim.agreements.queries.expenditure_cases import case_of
from didim.agreements.tasks import check_expenditure as check_task
from didim.applications.enums import ScanState
from didim.kernel.refusals import RefusedError
from tests.applications.builders import make_firm

from .spending import (
    NOW,
    PAYEE,
    SOUND,
    TODAY,
    approved,
    counters,
    details,
    line_of,
    make_agreement,
    make_file,
    officers,
    owner_of,
    requested,
)

pytestmark = pytest.mark.django_db


def refused_fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def by_rule(expenditure):
    return {finding.rule: finding for finding in latest_findings(expenditure)}


def test_request_splits_its_amount_by_the_ratio_of_the_agreement():
    agreement = make_agreement()
    row = requested(agreement)
    assert (row.state, row.number) == (ExpenditureState.REQUESTED, 1)
    assert (row.grant_won, row.own_cash_won, row.own_in_kind_won) == (700_000, 100_000, 0)


def test_wages_in_kind_take_nothing_from_grant_and_cash():
    agreement = make_agreement()
    said = details(agreement, "wages", method=PaymentMethod.IN_KIND, payee_number="", vat_won=0)
    row = write_expenditure(agreement=agreement, expenditure=None, details=said, by=owner_of(agreement))
    assert (row.grant_won, row.own_cash_won, row.own_in_kind_won) == (0, 0, 800_000)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"charged_won": 0}, "charged_won"),
        ({"charged_won": 880_001}, "charged_won"),
        ({"payee_number": "1234567890"}, "payee_number"),
        ({"payee_name": " "}, "payee_name"),
        ({"purpose": ""}, "purpose"),
        ({"advance_won": 880_001}, "advance_won"),
        ({"used_until": TODAY.replace(month=1)}, "used_until"),
    ],
)
def test_impossible_request_is_refused_at_its_field(changes, field):
    agreement = make_agreement()
    with pytest.raises(RefusedError) as refusal:
        write_expenditure(
            agreement=agreement,
            expenditure=None,
            details=details(agreement, **changes),
            by=owner_of(agreement),
        )
    assert refused_fields(refusal) == [field]


def test_line_of_another_agreement_is_refused():
    agreement = make_agreement()
    other = make_agreement(agency=agreement.agency, firm=make_firm("다라상사", 2))
    with pytest.raises(RefusedError) as refusal:
        write_expenditure(
            agreement=agreement,
            expenditure=None,
            details=details(agreement, line=line_of(other)),
            by=owner_of(agreement),
        )
    assert refused_fields(refusal) == ["line"]


def test_nothing_is_spent_under_an_agreement_that_is_not_carried_out():
    agreement = make_agreement()
    Agreement.objects.update(state=AgreementState.SETTLED)
    with pytest.raises(RefusedError):
        write_expenditure(
            agreement=agreement, expenditure=None, details=details(agreement), by=owner_of(agreement)
        )


def test_second_of_two_who_save_at_once_is_told():
    agreement = make_agreement()
    owner = owner_of(agreement)
    row = write_expenditure(agreement=agreement, expenditure=None, details=details(agreement), by=owner)
    again = {"agreement": agreement, "expenditure": row, "version": row.version, "by": owner}
    write_expenditure(**again, details=details(agreement, purpose="첫째"))
    with pytest.raises(RefusedError, match="먼저 저장"):
        write_expenditure(**again, details=details(agreement, purpose="둘째"))


def test_request_without_evidence_is_refused():
    agreement = make_agreement()
    owner = owner_of(agreement)
    row = write_expenditure(agreement=agreement, expenditure=None, details=details(agreement), by=owner)
    with pytest.raises(RefusedError) as refusal:
        request_expenditure(expenditure=row, version=row.version, by=owner, now=NOW)
    assert refused_fields(refusal) == ["evidence"]


def test_evidence_is_of_a_known_kind_and_of_the_firm_itself():
    agreement = make_agreement()
    owner, stranger = owner_of(agreement), make_firm("다라상사", 2)
    row = write_expenditure(agreement=agreement, expenditure=None, details=details(agreement), by=owner)
    own = make_file(agreement.enterprise, owner)
    infected = make_file(agreement.enterprise, owner, digest="c")
    infected.scan = ScanState.INFECTED
    for kind, file, field in (
        ("holiday_photo", own, "kind"),
        ("quote", make_file(stranger, owner, digest="b"), "file"),
        ("quote", infected, "file"),
    ):
        with pytest.raises(RefusedError) as refusal:
            attach_evidence(expenditure=row, kind=kind, file=file, by=owner, now=NOW)
        assert refused_fields(refusal) == [field]


def test_evidence_taken_out_no_longer_counts_and_stays_on_record():
    agreement = make_agreement()
    owner = owner_of(agreement)
    row = write_expenditure(agreement=agreement, expenditure=None, details=details(agreement), by=owner)
    file = make_file(agreement.enterprise, owner)
    twice = [attach_evidence(expenditure=row, kind="quote", file=file, by=owner, now=NOW) for _ in range(2)]
    assert twice[0] == twice[1]
    assert case_of(row, day=TODAY).expenditure.quotes == 1
    remove_evidence(expenditure=row, evidence_id=twice[0].pk, by=owner, now=NOW)
    assert case_of(row, day=TODAY).facts.evidence == frozenset()
    assert ExpenditureEvidence.objects.get().removed_at == NOW


def test_handed_in_request_is_only_changed_after_it_was_taken_back():
    agreement = make_agreement()
    owner = owner_of(agreement)
    row = requested(agreement)
    change = {"agreement": agreement, "details": details(agreement, purpose="다른 용도"), "by": owner}
    with pytest.raises(RefusedError):
        write_expenditure(**change, expenditure=row)
    row = take_back_expenditure(expenditure=row, by=owner)
    assert write_expenditure(**change, expenditure=row).purpose == "다른 용도"


def test_check_keeps_every_rule_with_sentence_and_citation():
    row = requested(make_agreement())
    check_task(row.pk)
    findings = latest_findings(row)
    assert {finding.result for finding in findings} == {FindingResult.PASS}
    assert {finding.rule_pack for finding in findings} == {"startup-funds@2024-01-01"}
    assert all(one.citation and one.wording["ko"] and one.wording["en"] for one in findings)
    assert by_rule(row)["funding_share"].citation.endswith("제49조 제7항")


def test_barred_supplier_is_known_from_the_list_of_the_agreement():
    agreement = make_agreement()
    row = requested(agreement)
    BannedCounterparty.objects.create(
        agency=agreement.agency,
        enterprise=agreement.enterprise,
        agreement=agreement,
        business_number=PAYEE,
        name="대양부품",
        rule="spouse",
        reason="대표자 배우자의 기업",
        declared_at=NOW,
    )
    check_expenditure(expenditure=row, by=None, now=NOW)
    assert by_rule(row)["banned_supplier"].result == FindingResult.FAIL


def test_firm_of_the_same_programme_is_known_from_its_agreement():
    agreement = make_agreement()
    supplier = make_firm("다라상사", 2)
    make_agreement(agency=agreement.agency, firm=supplier)
    row = requested(agreement, payee_number=supplier.business_number)
    check_expenditure(expenditure=row, by=None, now=NOW)
    assert by_rule(row)["banned_supplier"].result == FindingResult.FAIL


def test_what_the_firm_did_not_say_asks_a_person():
    row = requested(make_agreement(), facts=replace(SOUND, relations={}, employment=None))
    check_expenditure(expenditure=row, by=None, now=NOW)
    assert {rule: one.result for rule, one in by_rule(row).items() if one.result != FindingResult.PASS} == {
        "banned_supplier": FindingResult.PERSON,
        "former_employer": FindingResult.PERSON,
    }


def test_override_counts_once_another_officer_has_confirmed_it():
    agreement = make_agreement()
    first, second = officers(agreement)
    row = requested(agreement, facts=replace(SOUND, employment=None))
    check_expenditure(expenditure=row, by=first, now=NOW)
    finding = by_rule(row)["former_employer"]
    said = override_finding(
        finding=finding, result=FindingResult.PASS, reason="경력증명서 확인", by=first, now=NOW
    )
    assert effective(said) == FindingResult.PERSON
    with pytest.raises(RefusedError, match="확인을 기다리는"):
        approve_expenditure(expenditure=row, by=second, now=NOW)
    with pytest.raises(RefusedError, match="스스로"):
        confirm_override(finding=finding, by=first, now=NOW)
    assert effective(confirm_override(finding=finding, by=second, now=NOW)) == FindingResult.PASS
    assert approve_expenditure(expenditure=row, by=first, now=NOW).state == ExpenditureState.APPROVED


def test_database_refuses_an_officer_who_confirms_their_own_word():
    agreement = make_agreement()
    first, _second = officers(agreement)
    row = requested(agreement)
    check_expenditure(expenditure=row, by=first, now=NOW)
    finding = override_finding(
        finding=latest_findings(row)[0], result=FindingResult.FAIL, reason="다름", by=first, now=NOW
    )
    finding.confirmed_by = first
    with pytest.raises(IntegrityError, match="two_pairs_of_eyes"), transaction.atomic():
        finding.save()


def test_override_stays_through_another_check_while_the_rule_says_the_same():
    agreement = make_agreement()
    first, second = officers(agreement)
    row = requested(agreement, facts=replace(SOUND, employment=None))
    check_expenditure(expenditure=row, by=first, now=NOW)
    finding = by_rule(row)["former_employer"]
    override_finding(finding=finding, result=FindingResult.PASS, reason="확인", by=first, now=NOW)
    confirm_override(finding=finding, by=second, now=NOW)
    check_expenditure(expenditure=row, by=second, now=NOW)
    kept = by_rule(row)["former_employer"]
    assert (kept.check_number, effective(kept)) == (2, FindingResult.PASS)
    withdraw_override(finding=kept, by=first)
    assert effective(by_rule(row)["former_employer"]) == FindingResult.PERSON


@pytest.mark.parametrize(
    ("result", "reason", "field"),
    [(FindingResult.PASS, " ", "reason"), (FindingResult.PERSON, "까닭", "result")],
)
def test_override_needs_a_reason_and_a_side(result, reason, field):
    agreement = make_agreement()
    first, _second = officers(agreement)
    row = requested(agreement)
    check_expenditure(expenditure=row, by=first, now=NOW)
    with pytest.raises(RefusedError) as refusal:
        override_finding(finding=latest_findings(row)[0], result=result, reason=reason, by=first, now=NOW)
    assert refused_fields(refusal) == [field]


def test_request_is_not_approved_unchecked_nor_with_a_broken_rule():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    row = requested(agreement, charged_won=880_000)
    with pytest.raises(RefusedError, match="먼저 집행 기준으로"):
        approve_expenditure(expenditure=row, by=officer, now=NOW)
    check_expenditure(expenditure=row, by=officer, now=NOW)
    with pytest.raises(RefusedError, match="부가세 불인정"):
        approve_expenditure(expenditure=row, by=officer, now=NOW)


def test_rule_that_changed_since_the_check_asks_for_another_check():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    rows = [requested(agreement, charged_won=8_000_000, supply_won=8_000_000) for _ in range(2)]
    for row in rows:
        check_expenditure(expenditure=row, by=officer, now=NOW)
    approve_expenditure(expenditure=rows[0], by=officer, now=NOW)
    with pytest.raises(RefusedError, match="결과가 달라졌습니다"):
        approve_expenditure(expenditure=rows[1], by=officer, now=NOW)
    assert counters(agreement, "materials") == (8_000_000, 8_000_000, 0)


def test_approval_reserves_on_line_and_agreement_and_release_frees_it():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    row = approved(agreement, officer)
    assert counters(agreement, "materials") == (8_000_000, 800_000, 0)
    assert counters(agreement) == (20_000_000, 800_000, 0)
    release_expenditure(expenditure=row, answer="계약 취소", by=officer, now=NOW)
    assert counters(agreement, "materials") == (8_000_000, 0, 0)
    assert counters(agreement) == (20_000_000, 0, 0)


def test_grant_follows_the_ratio_over_all_that_was_approved():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    rows = [approved(agreement, officer, charged_won=3, supply_won=3) for _ in range(8)]
    assert sum(row.grant_won for row in rows) == 21
    assert sum(row.own_cash_won for row in rows) == 3


@pytest.mark.parametrize("act", [return_expenditure, reject_expenditure])
def test_answer_without_words_is_refused(act):
    agreement = make_agreement()
    officer, _second = officers(agreement)
    with pytest.raises(RefusedError) as refusal:
        act(expenditure=requested(agreement), answer=" ", by=officer, now=NOW)
    assert refused_fields(refusal) == ["answer"]


def test_returned_request_is_mended_and_handed_in_again_a_rejected_one_is_not():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    owner = owner_of(agreement)
    back = return_expenditure(expenditure=requested(agreement), answer="견적서 날짜", by=officer, now=NOW)
    again = request_expenditure(expenditure=back, version=back.version, by=owner, now=NOW)
    assert again.state == ExpenditureState.REQUESTED
    gone = reject_expenditure(expenditure=again, answer="목적 외", by=officer, now=NOW)
    with pytest.raises(RefusedError):
        request_expenditure(expenditure=gone, version=gone.version, by=owner, now=NOW)


def test_prior_approval_on_record_is_what_the_rule_looks_for():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    row = requested(agreement)
    given = {"expenditure": row, "decided_on": TODAY, "by": officer, "now": NOW}
    record_prior_approval(approval="committee_review", reference="소위원회 2026-11", **given)
    assert case_of(row, day=TODAY).facts.approvals == {"committee_review"}
    with pytest.raises(RefusedError) as refusal:
        record_prior_approval(approval="whim", reference="1", **given)
    assert refused_fields(refusal) == ["approval"]


def test_budget_shows_what_is_left_line_by_line():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    approved(agreement, officer)
    sheet = budget_of(agreement)
    assert [(row.label.ko, row.left_won) for row in sheet.rows] == [
        ("재료비", 7_200_000),
        ("기계장치", 8_000_000),
        ("인건비", 4_000_000),
    ]
    assert (sheet.left_won, sheet.bound.grant) == (19_200_000, 700_000)
