from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.utils import ProgrammingError

from didim.agreements.domain.changing import approve_change, last_day_to_change, merged_terms, request_change
from didim.agreements.domain.drafting import revise_draft
from didim.agreements.domain.endings import end_agreement, let_lapse
from didim.agreements.domain.gates import GateDecision, decide_gate, open_gate
from didim.agreements.domain.instalments import Part, pay_instalment, plan_instalments
from didim.agreements.domain.signing import offer_agreement, take_offer_back
from didim.agreements.domain.terms import LineAmount, as_values, from_values, terms_of
from didim.agreements.enums import AgreementState, EndKind, GateKind, GateOutcome, LimitKind, Side
from didim.agreements.models import SpendingLimit
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.refusals import RefusedError
from didim.support.models import SupportRecord

from .builders import TERMS, drafted, in_force, render, selected, signed

pytestmark = pytest.mark.django_db
GRANT = 40_000_000


@pytest.fixture
def officer(make_user):
    return make_user()


@pytest.fixture
def decision(make_agency, make_firm, officer, now):
    return selected(make_agency(), make_firm(), by=officer, now=now)


def counters(kind):
    return list(
        SpendingLimit.objects.filter(kind=kind)
        .order_by("pk")
        .values_list("limit_won", "committed_won", "spent_won")
    )


def test_agreement_in_force_binds_the_grant_and_writes_the_ledger(decision, officer, now):
    agreement = in_force(decision, by=officer, now=now)
    record = SupportRecord.objects.get(reference=f"agreement-{agreement.pk}")
    assert (agreement.state, agreement.number) == (AgreementState.ACTIVE, "2026-협약-0001")
    assert counters(LimitKind.PROGRAMME) == [(500_000_000, GRANT, 0)]
    assert counters(LimitKind.CALL) == [(100_000_000, GRANT, 0)]
    assert counters(LimitKind.AGREEMENT) == [(50_000_000, 0, 0)]
    assert counters(LimitKind.LINE) == [(22_000_000, 0, 0), (22_000_000, 0, 0), (6_000_000, 0, 0)]
    assert (record.amount_won, record.enterprise_id) == (GRANT, agreement.enterprise_id)


def test_agreement_is_not_concluded_beyond_the_budget_of_its_call(make_agency, make_firm, officer, now):
    agency = make_agency()
    first = selected(agency, make_firm(), by=officer, now=now, call_budget=GRANT + 1)
    in_force(first, by=officer, now=now)
    second = selected(agency, make_firm(), by=officer, now=now, call=first.call)
    with pytest.raises(RefusedError) as refusal:
        in_force(second, by=officer, now=now)
    assert [problem.field for problem in refusal.value.problems] == ["amount"]
    assert counters(LimitKind.CALL) == [(GRANT + 1, GRANT, 0)]


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ((), "lines"),
        ((LineAmount("bribes", grant_won=10),), "lines.1"),
        ((LineAmount("materials", grant_won=1), LineAmount("materials", grant_won=1)), "lines.2"),
        ((LineAmount("materials", grant_won=-1),), "lines.1"),
        ((LineAmount("materials", grant_won=GRANT + 1),), "lines"),
        ((LineAmount("materials", grant_won=69, own_cash_won=10, own_in_kind_won=21),), "lines"),
        ((LineAmount("materials", grant_won=89, own_cash_won=11),), "lines"),
    ],
)
def test_terms_that_break_a_rule_are_refused_where_they_do(decision, officer, now, lines, field):
    with pytest.raises(RefusedError) as refusal:
        drafted(decision, by=officer, now=now, terms=replace(TERMS, lines=lines))
    assert {problem.field for problem in refusal.value.problems} == {field}


def test_shares_at_the_edge_of_their_bands_are_taken(decision, officer, now):
    lines = (LineAmount("materials", grant_won=70, own_cash_won=10, own_in_kind_won=20),)
    agreement = drafted(decision, by=officer, now=now, terms=replace(TERMS, lines=lines))
    assert terms_of(agreement.version).lines == lines


def test_terms_come_back_as_they_were_written():
    assert sorted(from_values(as_values(TERMS)).lines, key=lambda line: line.key) == sorted(
        TERMS.lines, key=lambda line: line.key
    )


def test_offered_text_keeps_its_hash_and_never_changes(decision, officer, now):
    agreement = drafted(decision, by=officer, now=now)
    revise_draft(agreement=agreement, terms=replace(TERMS, title="다른 이름"), by=officer, now=now)
    agreement = offer_agreement(agreement=agreement, render=render, by=officer, now=now)
    version = agreement.version
    version.refresh_from_db()
    assert version.content_sha256 == sha256_hex(version.content.encode())
    assert agreement.sign_by == date(2026, 11, 25)
    version.grant_won = 1
    with pytest.raises(ProgrammingError):
        version.save()


def test_offer_taken_back_leaves_its_text_and_begins_another_version(decision, officer, now):
    agreement = drafted(decision, by=officer, now=now)
    agreement = offer_agreement(agreement=agreement, render=render, by=officer, now=now)
    agreement = take_offer_back(agreement=agreement, by=officer, now=now)
    assert (agreement.state, agreement.version.number) == (AgreementState.DRAFT, 2)
    assert terms_of(agreement.version) == terms_of(agreement.versions.get(number=1))


def test_firm_signs_until_the_end_of_the_last_day(decision, officer, now):
    agreement = offer_agreement(
        agreement=drafted(decision, by=officer, now=now), render=render, by=officer, now=now
    )
    agreement.version.refresh_from_db()
    with pytest.raises(RefusedError):
        signed(agreement, Side.ENTERPRISE, by=officer, now=now + timedelta(days=6))
    agreement = signed(agreement, Side.ENTERPRISE, by=officer, now=now + timedelta(days=5))
    with pytest.raises(RefusedError):
        signed(agreement, Side.ENTERPRISE, by=officer, now=now)
    assert agreement.state == AgreementState.OFFERED


def moved(terms, **lines):
    return replace(terms, lines=tuple(replace(line, **lines.get(line.code, {})) for line in terms.lines))


def change(agreement, terms, *, by, now, base=None):
    return request_change(
        agreement=agreement, base=base or agreement.version, terms=terms, reason="계획이 바뀜", by=by, now=now
    )


def approve(request, *, by, now, **chosen):
    return approve_change(change=request, chosen=chosen, answer="", render=render, by=by, now=now)


def test_two_changes_of_other_fields_are_merged(decision, officer, now):
    agreement = in_force(decision, by=officer, now=now)
    base = agreement.version
    money = moved(TERMS, materials={"grant_won": 15_000_000}, outsourcing={"grant_won": 25_000_000})
    first = change(agreement, money, by=officer, now=now)
    later = replace(TERMS, ends_on=date(2027, 9, 30))
    second = change(agreement, later, by=officer, now=now, base=base)
    approve(first, by=officer, now=now)
    approve(second, by=officer, now=now)
    agreement.refresh_from_db()
    terms = terms_of(agreement.version)
    assert (agreement.version.number, terms.ends_on) == (3, date(2027, 9, 30))
    assert {line.code: line.grant_won for line in terms.lines}["materials"] == 15_000_000
    assert counters(LimitKind.LINE) == [(17_000_000, 0, 0), (27_000_000, 0, 0), (6_000_000, 0, 0)]


def test_field_that_both_changed_waits_for_the_officers_choice(decision, officer, now):
    agreement = in_force(decision, by=officer, now=now)
    base = agreement.version
    first = change(agreement, replace(TERMS, ends_on=date(2027, 8, 31)), by=officer, now=now)
    second = change(agreement, replace(TERMS, ends_on=date(2027, 9, 30)), by=officer, now=now, base=base)
    approve(first, by=officer, now=now)
    second.refresh_from_db()
    _terms, clashes = merged_terms(second)
    with pytest.raises(RefusedError):
        approve(second, by=officer, now=now)
    assert [(one.field, one.asked, one.current) for one in clashes] == [
        ("ends_on", "2027-09-30", "2027-08-31")
    ]
    approve(second, by=officer, now=now, ends_on=False)
    agreement.refresh_from_db()
    assert agreement.version.ends_on == date(2027, 8, 31)


def test_change_is_asked_for_until_a_month_before_the_end(decision, officer, now):
    agreement = in_force(decision, by=officer, now=now)
    later = replace(TERMS, ends_on=date(2027, 9, 30))
    assert last_day_to_change(TERMS.ends_on) == date(2027, 6, 30)
    with pytest.raises(RefusedError):
        change(agreement, later, by=officer, now=now.replace(year=2027, month=7, day=1))
    change(agreement, later, by=officer, now=now.replace(year=2027, month=6, day=30))


def test_grant_is_paid_in_parts_and_the_second_waits_for_its_examination(decision, officer, now):
    agreement = drafted(decision, by=officer, now=now)
    gate = open_gate(agreement=agreement, kind=GateKind.MIDTERM, due_on=date(2027, 3, 31), by=officer)
    half = GRANT // 2
    parts = [Part(half, date(2026, 12, 10)), Part(half, date(2027, 4, 10), gate)]
    plan_instalments(agreement=agreement, parts=parts, by=officer)
    agreement = offer_agreement(agreement=agreement, render=render, by=officer, now=now)
    for side in (Side.ENTERPRISE, Side.AGENCY):
        agreement = signed(agreement, side, by=officer, now=now)
    first, second = agreement.instalments.order_by("number")
    pay_instalment(instalment=first, paid_on=date(2026, 12, 10), reference="T1", by=officer, now=now)
    with pytest.raises(RefusedError):
        pay_instalment(instalment=second, paid_on=date(2027, 4, 10), reference="T2", by=officer, now=now)
    assert counters(LimitKind.CALL) == [(100_000_000, GRANT, half)]
    good = GateDecision(GateOutcome.CONTINUE, "계획대로 진행 중입니다.")
    decide_gate(gate=gate, decision=good, by=officer, now=now)
    pay_instalment(instalment=second, paid_on=date(2027, 4, 10), reference="T2", by=officer, now=now)
    assert counters(LimitKind.CALL) == [(100_000_000, GRANT, GRANT)]


def test_parts_must_sum_up_to_the_grant(decision, officer, now):
    agreement = drafted(decision, by=officer, now=now)
    with pytest.raises(RefusedError):
        plan_instalments(agreement=agreement, parts=[Part(GRANT - 1, date(2026, 12, 10))], by=officer)


def test_broken_off_agreement_gives_back_what_was_not_paid(decision, officer, now):
    parts = (Part(10_000_000, date(2026, 12, 10)), Part(30_000_000, date(2027, 4, 10)))
    agreement = in_force(decision, by=officer, now=now, parts=parts)
    first = agreement.instalments.get(number=1)
    pay_instalment(instalment=first, paid_on=date(2026, 12, 10), reference="T1", by=officer, now=now)
    agreement = end_agreement(
        agreement=agreement,
        kind=EndKind.GIVEN_UP,
        ended_on=date(2027, 1, 31),
        reason="대표자의 사정",
        by=officer,
        now=now,
    )
    assert agreement.state == AgreementState.TERMINATED
    assert counters(LimitKind.CALL) == [(100_000_000, 10_000_000, 10_000_000)]
    assert set(agreement.instalments.values_list("state", flat=True)) == {"paid", "cancelled"}


def test_agreement_never_concluded_lapses_and_binds_nothing(decision, officer, now):
    agreement = let_lapse(
        agreement=drafted(decision, by=officer, now=now), reason="기업이 포기함", by=officer, now=now
    )
    assert agreement.state == AgreementState.LAPSED
    assert SpendingLimit.objects.count() == 0
