from itertools import product

from hypothesis import given, settings

from didim.engines.eligibility import AllOf, AnyOf, Likely, Not, Verdict, verdict_of
from didim.engines.eligibility.verdicts import all_of, any_of, likely, negation

from .strategies import days, fillings, firms, rules

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
STRENGTH = {NOT_MET: 0, UNKNOWN: 1, MET: 2}


def test_kleene_tables_are_minimum_and_maximum_of_strength():
    for left, right in product(Verdict, Verdict):
        assert all_of([left, right]) is min(left, right, key=STRENGTH.__getitem__)
        assert any_of([left, right]) is max(left, right, key=STRENGTH.__getitem__)
    assert [negation(v) for v in (MET, UNKNOWN, NOT_MET)] == [NOT_MET, UNKNOWN, MET]
    assert [likely(v) for v in (MET, UNKNOWN, NOT_MET)] == [MET, UNKNOWN, UNKNOWN]
    assert (all_of([]), any_of([])) == (MET, NOT_MET)


@given(rules, rules, firms, days)
@settings(deadline=None)
def test_de_morgan_and_double_negation_hold(left, right, facts, day):
    def verdict(rule):
        return verdict_of(rule, facts, day)

    assert verdict(Not(AllOf((left, right)))) is verdict(AnyOf((Not(left), Not(right))))
    assert verdict(Not(AnyOf((left, right)))) is verdict(AllOf((Not(left), Not(right))))
    assert verdict(Not(Not(left))) is verdict(left)
    assert verdict(AllOf((left, left))) is verdict(left)
    assert verdict(AllOf((left, AnyOf((left, right))))) is verdict(left)


def without_likely(rule):
    """Likely turns a miss into unknown on purpose, so under "not" it may become known again."""
    parts = getattr(rule, "parts", ()) or ((rule.part,) if hasattr(rule, "part") else ())
    return not isinstance(rule, Likely) and all(without_likely(part) for part in parts)


@given(rules.filter(without_likely), fillings(), days)
@settings(max_examples=200, deadline=None)
def test_filling_an_unknown_never_takes_back_a_verdict(rule, filling, day):
    before, after = (verdict_of(rule, facts, day) for facts in filling)

    assert before is UNKNOWN or after is before


@given(rules, firms, days)
@settings(deadline=None)
def test_likely_never_gives_not_met(rule, facts, day):
    assert verdict_of(Likely(rule), facts, day) is not NOT_MET
