"""Each rule of the pack that ships: at its border, one won or one day to either side."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from didim.engines.expenditure import (
    Asset,
    Counterparty,
    Employment,
    Funds,
    Insurance,
    Outcome,
    Relation,
    Spent,
    Stage,
    WorkerTie,
    check,
    outcome_of,
)
from tests.engines.expenditure.building import (
    BUDGET,
    ENDS,
    FACTS,
    MACHINERY,
    MATERIALS,
    OUTSOURCING,
    PACK,
    SOUND_SUPPLIER,
    SOUND_WORKER,
    STARTS,
    WAGE_FACTS,
    WAGES,
    finding,
    found,
)


@pytest.mark.parametrize(
    ("expenditure", "facts"),
    [(MATERIALS, FACTS), (OUTSOURCING, FACTS), (MACHINERY, FACTS), (WAGES, WAGE_FACTS)],
)
def test_sound_expenditure_passes_every_rule(expenditure, facts):
    findings = check(PACK, BUDGET, Spent(), expenditure, facts)
    assert {one.outcome for one in findings} == {Outcome.PASS}
    assert outcome_of(findings) is Outcome.PASS


def test_every_finding_cites_document_and_article_in_both_languages():
    for one in check(PACK, BUDGET, Spent(), MACHINERY, FACTS):
        words = (one.sentence, one.label, one.citation.document, one.citation.article)
        assert all(text.ko and text.en for text in words)
        assert not any("가" <= letter <= "힣" for text in words for letter in text.en)


def test_line_lasts_to_the_won():
    spent = Spent(Funds(19_250_000, 2_750_000), {"materials": 22_000_000})
    assert found(spent=spent)["within_line"] == "pass"
    more = replace(spent, lines={"materials": 22_000_001})
    assert found(spent=more)["within_line"] == "fail"
    assert "1원 초과" in finding("within_line", spent=more).sentence.ko


def test_line_without_budget_takes_nothing():
    assert found(replace(MATERIALS, line="training", sub_item="courses"))["within_line"] == "fail"


def test_source_lasts_to_the_won():
    spent = Spent(Funds(63_000_000, 9_000_000))
    assert found(spent=spent)["source_limit"] == "pass"
    assert found(spent=Spent(Funds(63_000_001, 8_999_999)))["source_limit"] == "fail"


def test_grant_beyond_its_share_fails_and_less_asks_a_person():
    assert found(replace(MATERIALS, funds=Funds(7_000_001, 999_999)))["funding_share"] == "fail"
    assert found(replace(MATERIALS, funds=Funds(6_999_999, 1_000_001)))["funding_share"] == "person"
    assert "funding_share" not in found(replace(MATERIALS, funds=Funds(in_kind=8_000_000)))


def test_what_others_left_out_of_the_ratio_is_not_held_against_the_payment_that_mends_it():
    ahead = Spent(Funds(8_000_000, 0))
    assert found(replace(MATERIALS, funds=Funds(0, 1_000_000)), spent=ahead)["funding_share"] == "pass"


def test_vat_is_not_borne():
    assert found(replace(MATERIALS, supply_won=7_999_999, vat_won=800_001))["no_vat"] == "fail"


@pytest.mark.parametrize(("pre_founder", "outcome"), [(False, "fail"), (True, "pass"), (None, "person")])
def test_refunded_customs_are_borne_for_founders_without_a_business_only(pre_founder, outcome):
    bought = replace(MATERIALS, customs_refund_won=1)
    assert found(bought, replace(FACTS, pre_founder=pre_founder))["no_refunded_customs"] == outcome
    assert found(replace(bought, supply_won=8_000_001))["no_refunded_customs"] == "pass"


@pytest.mark.parametrize(
    ("first", "last", "outcome"),
    [
        (STARTS, ENDS, "pass"),
        (STARTS - timedelta(days=1), ENDS, "fail"),
        (STARTS, ENDS + timedelta(days=1), "fail"),
        (ENDS, STARTS, "fail"),
    ],
)
def test_use_outside_the_agreement_fails(first, last, outcome):
    assert found(replace(MATERIALS, used_from=first, used_to=last))["use_period"] == outcome


def test_cash_is_no_means_of_payment():
    assert found(replace(MATERIALS, means="cash"))["means"] == "fail"
    assert "means" not in found(replace(MATERIALS, means="", funds=Funds(in_kind=1)))


def test_advance_is_half_at_most():
    advance = replace(
        OUTSOURCING, stage=Stage.ADVANCE, supply_won=4_000_000, vat_won=400_000, advance_won=4_400_000
    )
    assert found(replace(advance, contract_won=8_800_000))["advance"] == "pass"
    assert found(replace(advance, contract_won=8_799_999))["advance"] == "fail"
    assert found(advance)["advance"] == "person"
    assert "advance" not in found(OUTSOURCING)


@pytest.mark.parametrize(("won", "outcome"), [(4_400_000, "pass"), (4_400_001, "fail")])
def test_part_paid_before_delivery_is_half_of_the_invoice_at_most(won, outcome):
    assert found(replace(OUTSOURCING, advance_won=won))["advance"] == outcome


@pytest.mark.parametrize(("won", "outcome"), [(4_999_999, "pass"), (5_000_000, "fail")])
def test_advance_from_five_million_needs_guarantee_insurance(won, outcome):
    advance = replace(
        OUTSOURCING, stage=Stage.ADVANCE, supply_won=won, vat_won=0, advance_won=won, contract_won=20_000_000
    )
    without = replace(FACTS, evidence=FACTS.evidence - {"advance_guarantee"})
    assert found(advance, without)["advance"] == outcome
    assert found(advance)["advance"] == "pass"


@pytest.mark.parametrize(
    ("supply", "quotes", "outcome"),
    [(19_999_999, 0, "pass"), (20_000_000, 1, "fail"), (20_000_000, 2, "pass")],
)
def test_comparison_quotes_from_twenty_million(supply, quotes, outcome):
    bought = replace(MATERIALS, supply_won=supply, vat_won=supply // 10, quotes=quotes)
    assert found(bought)["comparison_quotes"] == outcome


def test_contract_cut_into_parts_counts_as_a_whole():
    part = replace(MATERIALS, contract_won=22_000_000)
    assert found(part)["comparison_quotes"] == "fail"
    assert found(replace(part, contract_won=21_999_998))["comparison_quotes"] == "pass"


@pytest.mark.parametrize(("vat", "outcome"), [(1_818_182, "pass"), (1_818_183, "fail")])
def test_outsourcing_above_twenty_million_with_vat_needs_review_and_two_quotes(vat, outcome):
    bought = replace(OUTSOURCING, supply_won=18_181_818, vat_won=vat, quotes=1)
    unreviewed = replace(FACTS, approvals=frozenset())
    assert found(bought, unreviewed)["outsourcing_review"] == outcome
    assert found(bought)["outsourcing_review"] == "pass"
    assert found(bought)["outsourcing_quotes"] == outcome
    assert found(replace(bought, quotes=2))["outsourcing_quotes"] == "pass"


@pytest.mark.parametrize("relation", list(Relation))
def test_each_barred_relation_fails_and_an_unknown_one_asks_a_person(relation):
    barred = Counterparty({**SOUND_SUPPLIER.relations, relation: True}, SOUND_SUPPLIER.employment)
    assert found(facts=replace(FACTS, counterparty=barred))["banned_supplier"] == "fail"
    known = {key: value for key, value in SOUND_SUPPLIER.relations.items() if key != relation}
    asked = replace(FACTS, counterparty=Counterparty(known, SOUND_SUPPLIER.employment))
    assert found(facts=asked)["banned_supplier"] == "person"


@pytest.mark.parametrize(
    ("employment", "outcome"),
    [
        (None, "person"),
        (Employment(worked=False), "pass"),
        (Employment(worked=True), "fail"),
        (Employment(worked=True, left_on=date(2024, 5, 1)), "pass"),
        (Employment(worked=True, left_on=date(2024, 5, 2)), "fail"),
    ],
)
def test_employer_is_barred_until_two_years_after_leaving(employment, outcome):
    supplier = Counterparty(SOUND_SUPPLIER.relations, employment)
    assert found(facts=replace(FACTS, counterparty=supplier))["former_employer"] == outcome


def test_supplier_not_entered_asks_a_person():
    outcomes = found(facts=replace(FACTS, counterparty=None))
    assert (outcomes["banned_supplier"], outcomes["former_employer"]) == ("person", "person")


@pytest.mark.parametrize("tie", [WorkerTie.REPRESENTATIVE, WorkerTie.SPOUSE, WorkerTie.LINEAL_KIN])
def test_no_wages_for_the_representative_and_close_family(tie):
    facts = replace(WAGE_FACTS, worker=replace(SOUND_WORKER, tie=tie))
    assert found(WAGES, facts)["banned_workers"] == "fail"


def test_working_time_is_full_at_a_hundred_percent():
    over = replace(WAGE_FACTS, worker=replace(SOUND_WORKER, percent_elsewhere=Decimal("40.1")))
    assert found(WAGES, over)["participation"] == "fail"


@pytest.mark.parametrize("insurance", list(Insurance))
def test_each_of_the_four_insurances_is_needed(insurance):
    without = replace(SOUND_WORKER, insurances=frozenset(Insurance) - {insurance})
    assert found(WAGES, replace(WAGE_FACTS, worker=without))["insured"] == "fail"


def test_in_kind_worker_of_another_project_is_barred():
    facts = replace(WAGE_FACTS, worker=replace(SOUND_WORKER, in_kind_elsewhere=True))
    assert found(WAGES, facts)["not_in_kind_elsewhere"] == "fail"


def test_worker_not_known_asks_a_person():
    rules = ("banned_workers", "participation", "insured", "not_in_kind_elsewhere")
    outcomes = found(WAGES, replace(WAGE_FACTS, worker=None))
    assert [outcomes[rule] for rule in rules] == ["person"] * 4


@pytest.mark.parametrize("mark", ["deposit", "management_fee", "vehicle"])
def test_deposits_fees_and_vehicles_are_not_eligible(mark):
    assert found(replace(MATERIALS, marks=frozenset({mark})))["banned_items"] == "fail"


def test_air_fare_above_economy_is_not_eligible_for_travel():
    trip = replace(MATERIALS, line="travel", sub_item="abroad", marks=frozenset({"upper_class"}))
    assert found(trip)["economy_class"] == "fail"
    assert "economy_class" not in found()


@pytest.mark.parametrize(
    ("registered", "day", "outcome"),
    [
        (date(2026, 2, 28), date(2026, 6, 1), "pass"),
        (date(2026, 3, 1), date(2026, 6, 1), "fail"),
        (None, date(2026, 2, 28), "person"),
        (None, date(2026, 3, 1), "fail"),
    ],
)
def test_asset_is_registered_within_a_month(registered, day, outcome):
    facts = replace(FACTS, day=day, asset=Asset(1, date(2026, 1, 31), registered))
    assert found(MACHINERY, facts)["asset_register"] == outcome


@pytest.mark.parametrize(("won", "until"), [(5_000_000, None), (5_000_001, "2031-05-20")])
def test_asset_above_five_million_is_looked_after_for_five_years(won, until):
    facts = replace(FACTS, asset=replace(FACTS.asset, unit_won=won))
    one = finding("asset_tracking", facts=facts)
    assert one.outcome is Outcome.PASS
    assert (until or "이하") in one.sentence.ko
    unregistered = replace(FACTS, asset=Asset(won, date(2026, 5, 20)))
    assert found(facts=unregistered)["asset_tracking"] == ("person" if until else "pass")


def test_missing_evidence_is_named():
    without = replace(FACTS, evidence=FACTS.evidence - {"inspection", "quote"})
    one = finding("evidence_materials", facts=without)
    assert one.outcome is Outcome.FAIL
    assert one.sentence.ko == "없는 증빙: 견적서, 검수조서(사진)"
    assert "표-10" in one.citation.article.ko


def test_evidence_of_wages_differs_by_stage():
    monthly = replace(WAGE_FACTS, evidence=frozenset({"payroll", "transfer_proof"}))
    outcomes = [
        found(replace(WAGES, stage=stage), monthly)["evidence_wages"]
        for stage in (Stage.FIRST_MONTH, Stage.MONTHLY, Stage.LAST_MONTH)
    ]
    assert outcomes == ["fail", "pass", "fail"]
