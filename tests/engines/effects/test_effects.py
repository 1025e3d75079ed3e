from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.effects import (
    Effect,
    NotEnough,
    Panel,
    PanelError,
    Region,
    estimate,
    load_rule,
    match,
    simulated,
)
from didim.kernel.definitions import shipped_definitions

RULE = load_rule(shipped_definitions().as_of("effects", date(2026, 11, 22)))
SMALL = Region(firms=600, cells=4)
SEEDS = st.integers(0, 10_000)


def shifted(panel: Panel, by: float, *, only_supported: bool) -> Panel:
    outcome = panel.outcome.copy()
    if only_supported:
        outcome[panel.supported, panel.before :] += by
    else:
        outcome += by
    return replace(panel, outcome=outcome)


@given(SEEDS)
def test_matching_stays_within_cells_uses_nobody_twice_and_never_a_supported_firm(seed):
    panel = simulated(SMALL, seed)
    matching = match(panel, RULE)
    assert len(set(matching.firms.tolist())) == len(matching.firms)
    for number in np.unique(matching.sets):
        rows = matching.firms[matching.sets == number]
        weights = matching.weights[matching.sets == number]
        assert len(set(panel.cells[rows].tolist())) == 1
        assert panel.supported[rows].tolist() == [True] + [False] * (len(rows) - 1)
        assert 2 <= len(rows) <= 1 + RULE.controls_a_firm
        assert weights[1:].sum() == pytest.approx(1)
    assert matching.matched + len(matching.unmatched) == panel.supported.sum()


@given(SEEDS, st.floats(-2, 2))
def test_what_everybody_gains_changes_nothing_and_what_the_supported_gain_is_found(seed, by):
    panel = simulated(SMALL, seed)
    rule = replace(RULE, minimum_firms=2, minimum_percent_matched=0)
    plain = estimate(panel, rule)
    assert isinstance(plain, Effect)
    everybody = estimate(shifted(panel, by, only_supported=False), rule)
    supported = estimate(shifted(panel, by, only_supported=True), rule)
    assert everybody.estimate.value == pytest.approx(plain.estimate.value, abs=1e-6)
    assert supported.estimate.value == pytest.approx(plain.estimate.value + by, abs=1e-6)


def test_effect_is_found_where_a_plain_comparison_misses_it():
    region = Region()
    panels = [simulated(region, seed) for seed in range(40)]
    found = [estimate(panel, RULE) for panel in panels]
    plain = [panel.change[panel.supported].mean() - panel.change[~panel.supported].mean() for panel in panels]
    inside = [one.estimate.low <= region.effect <= one.estimate.high for one in found]
    assert abs(np.mean([one.estimate.value for one in found]) - region.effect) < 0.015
    assert np.mean(plain) - region.effect > 0.025
    assert sum(inside) >= 36


def test_matching_balances_what_was_unlike():
    effect = estimate(simulated(Region(), 7), RULE)
    assert max(abs(one.before) for one in effect.balance) > 0.2
    assert max(abs(one.after) for one in effect.balance) <= RULE.balance_limit
    assert effect.balanced


def test_too_few_comparable_firms_give_a_sentence_instead_of_a_figure():
    panel = simulated(Region(firms=200, cells=4), 3)
    answer = estimate(panel, RULE)
    assert isinstance(answer, NotEnough)
    assert (answer.supported, answer.matched) == (int(panel.supported.sum()), match(panel, RULE).matched)
    assert "비교할 기업이 부족합니다" in answer.sentence.ko


def test_firms_of_a_cell_without_others_are_unmatched():
    panel = simulated(SMALL, 1)
    alone = replace(panel, cells=np.where(panel.supported, 100, panel.cells))
    assert match(alone, RULE).matched == 0
    assert isinstance(estimate(alone, RULE), NotEnough)


def test_difference_before_the_support_fails_the_placebo_test():
    panel = simulated(Region(), 5)
    outcome = panel.outcome.copy()
    outcome[panel.supported, 0] -= 1
    effect = estimate(replace(panel, outcome=outcome), RULE)
    assert effect.placebo_fails
    assert not estimate(panel, RULE).placebo_fails


def test_placebo_is_left_out_where_no_earlier_time_is_known():
    panel = simulated(Region(), 5)
    later = replace(panel, outcome=panel.outcome[:, 1:], before=2)
    assert estimate(later, RULE).placebo is None


@pytest.mark.parametrize(
    "change",
    [
        {"before": 1},
        {"before": 5},
        {"cells": np.zeros(3, dtype=np.int64)},
        {"traits": np.zeros(600)},
        {"traits": np.full((600, 1), np.nan)},
    ],
)
def test_panel_that_contradicts_itself_is_refused(change):
    with pytest.raises(PanelError):
        replace(simulated(SMALL, 1), **change)
