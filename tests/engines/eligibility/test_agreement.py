"""The row form and both set forms give the same verdicts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.eligibility import (
    ANYONE,
    AnyOf,
    Compare,
    FirmFacts,
    FirmTable,
    Operator,
    RuleBook,
    Stage,
    Stated,
    Verdict,
    count_fits,
    expected,
    fits,
    judge,
    sets,
    verdict_of,
)

from .strategies import DAY, days, firms, rules

dated_rules = st.lists(st.tuples(rules, days), min_size=1, max_size=6)


@given(dated_rules, st.lists(firms, min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_set_forms_agree_with_the_row_form(asked, rows):
    by_row = [[verdict_of(rule, facts, day) for facts in rows] for rule, day in asked]

    table = FirmTable.of(rows)
    assert [fit.verdicts() for fit in fits(table, asked)] == by_row

    book = RuleBook(asked)
    by_book = [list(book.verdicts(facts)) for facts in rows]
    assert by_book == [list(column) for column in zip(*by_row, strict=True)]

    counts = [
        [row.count(verdict) for verdict in (Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET)] for row in by_row
    ]
    assert count_fits(table, asked).tolist() == counts
    assert [
        [fit.count(v) for v in (Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET)] for fit in fits(table, asked)
    ] == (counts)


@given(rules, firms, days)
@settings(max_examples=100, deadline=None)
def test_judgement_with_reasons_agrees_with_the_bare_verdict(rule, facts, day):
    judgement = judge(rule, facts, day)

    assert judgement.verdict is verdict_of(rule, facts, day)
    assert judgement.words.ko
    assert judgement.words.en
    conditions = [part.verdict for part in judgement.conditions()]
    assert judgement.unknowns == conditions.count(Verdict.UNKNOWN)
    assert bool(judgement.decisive()) == bool(conditions)


def test_blocks_and_threads_give_the_same_planes_as_one_block(monkeypatch):
    rows = [FirmFacts(stage=[*Stage, None][at % 5], employees=at % 7 or None) for at in range(100)]
    rule = AnyOf(
        (Compare("employees", Operator.GE, 4), Compare("stage", Operator.EQ, "pre_founder"), Stated("가"))
    )
    whole = fits(FirmTable.of(rows), [(rule, DAY)])
    monkeypatch.setattr(sets, "BLOCK", 16)
    assert [fit.verdicts() for fit in fits(FirmTable.of(rows), [(rule, DAY)], threads=2)] == [
        fit.verdicts() for fit in whole
    ]
    assert count_fits(FirmTable.of(rows), [(rule, DAY)], threads=2).sum() == len(rows)


def test_no_firms_and_no_rules_give_empty_answers():
    assert count_fits(FirmTable.of([]), []).shape == (0, 3)
    assert len(RuleBook([]).verdicts(FirmFacts())) == 0


@given(dated_rules, firms)
@settings(max_examples=60, deadline=None)
def test_book_counts_open_conditions_and_tells_unlikely_ones_as_the_row_form_does(asked, facts):
    verdicts = RuleBook(asked).verdicts(facts)

    judgements = [judge(rule, facts, day) for rule, day in asked]
    assert verdicts.unknowns.tolist() == [judgement.unknowns for judgement in judgements]
    probable = [verdict_of(expected(rule) or ANYONE, facts, day) for rule, day in asked]
    assert verdicts.unlikely.tolist() == [
        judgement.verdict is Verdict.UNKNOWN and verdict is Verdict.NOT_MET
        for judgement, verdict in zip(judgements, probable, strict=True)
    ]
