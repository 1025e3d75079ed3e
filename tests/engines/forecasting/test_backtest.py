import csv
import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.forecasting import (
    CHOSEN,
    LEVELS,
    PanelError,
    as_csv,
    backtest,
    forecast,
    load_rule,
    scores_after,
)
from didim.engines.forecasting.intervals import Proved, Spread, bounds, learn_spread
from didim.engines.forecasting.simulated import City, simulated
from didim.kernel.definitions import shipped_definitions

RULE = load_rule(shipped_definitions().as_of("forecasting", date(2026, 11, 22)))
QUICK = replace(RULE, first_origin=6, choosing_origins=2)
CITY = City(districts=60, quarters=14)


@pytest.fixture(scope="module")
def panel():
    return simulated(CITY, 7)[0]


@pytest.fixture(scope="module")
def done(panel):
    return backtest(panel, QUICK, seed=3)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.1, 400), min_size=1, max_size=30),
    st.floats(1, 3),
    st.floats(0, 0.2),
    st.floats(0, 0.2),
)
def test_intervals_are_nested_whole_and_not_negative(means, chance, own, together):
    held = [bounds(np.array(means), Spread(chance, own, together), level) for level in LEVELS]
    for (inner_low, inner_high), (outer_low, outer_high) in pairwise(held):
        assert (outer_low <= inner_low).all()
        assert (inner_high <= outer_high).all()
    low, high = held[-1]
    assert (low >= 0).all()
    assert (low == low.round()).all()
    assert (low <= high).all()


@pytest.mark.parametrize("level", LEVELS)
def test_intervals_hold_what_they_say_of_counts_scattered_as_learnt(level):
    chance = np.random.default_rng(1)
    means = np.exp(chance.normal(2, 0.8, 600))

    def quarter():
        true = means * np.exp(chance.normal(0, 0.1))
        return Proved(chance.poisson(true * chance.gamma(30, 1 / 30, len(means))).astype(float), means)

    spread = learn_spread([quarter() for _each in range(12)], 0.01)
    held = []
    for _each in range(60):
        low, high = bounds(means, spread, level)
        counts = quarter().counts
        held.append(np.mean((low <= counts) & (counts <= high)))
    assert np.mean(held) == pytest.approx(level / 100, abs=0.03)


def test_the_same_seed_and_any_order_of_districts_give_the_same(panel, done):
    order = np.random.default_rng(1).permutation(len(panel.codes))
    again = backtest(panel.only(order), QUICK, seed=3)
    assert forecast(again) == forecast(done)
    assert again.scores == done.scores


def test_every_model_is_scored_at_every_horizon(done):
    models = {one.model for one in done.scores}
    assert models == {
        "persistence", "seasonal_naive", "recent_mean", "hierarchical", "regression", "lightgbm",
        "combination", CHOSEN,
    }  # fmt: skip
    for model in models:
        assert [done.score(model, ahead).origins for ahead in range(1, 5)] == [6, 5, 4, 3]
    assert [origin - done.panel.first + 1 for origin in done.origins] == [8, 9, 10, 11, 12, 13]


def test_the_chosen_model_beats_persistence_on_simulated_districts(done):
    for ahead in range(1, 5):
        assert done.score(CHOSEN, ahead).deviance < done.score("persistence", ahead).deviance
    for one in done.shortfalls:
        assert one.rival == "lightgbm"
        assert one.chosen_value >= one.rival_value


def test_a_choice_knows_only_what_had_come_true(panel, done):
    later = panel.closings.copy()
    later[:, 11:] *= 5
    changed = backtest(replace(panel, closings=later), QUICK, seed=3)
    for origin in done.origins:
        if origin - panel.first < 11:
            assert changed.choices[origin] == done.choices[origin]


def test_the_file_has_a_line_for_each_district_and_quarter(panel, done):
    rows = list(csv.DictReader(io.StringIO(as_csv(forecast(done)))))
    assert list(rows[0]) == ["quarter", "district", "mean", "lo90", "hi90"]
    assert {row["quarter"] for row in rows} == {"20223", "20224", "20231", "20232"}
    assert len(rows) == 4 * len(panel.codes)
    assert all(float(row["lo90"]) <= float(row["mean"]) <= float(row["hi90"]) for row in rows)


def test_what_came_afterwards_is_scored_apart(panel):
    cut = backtest(panel.until(panel.last - 2), replace(QUICK, minimum_origins=3), seed=3)
    after = scores_after(cut, panel)
    assert sorted({one.horizon for one in after}) == [1, 2]
    assert all(one.origins == 1 for one in after)


def test_small_samples_say_so():
    panel, _means = simulated(replace(CITY, districts=12, quarters=5), 2)
    stores = panel.stores.copy()
    stores[0] = 6.0
    told = forecast(backtest(replace(panel, stores=stores), RULE, seed=1))
    assert [one.enough for one in told.rows[:3]] == [False, True, True]
    assert told.errors == ()
    assert "표본 부족" in told.note(told.rows[0].quarter).ko


def test_a_note_states_the_error_and_the_date_of_the_data(done):
    note = forecast(done).note(done.panel.last + 1)
    error = done.score(CHOSEN, 1)
    assert note.ko.startswith("2022년 2분기까지의 자료. 지난 6개 시점에서 1분기 뒤")
    assert f"{error.mae:.1f}곳" in note.ko
    assert note.en.startswith("Data until Q2 2022.")


def test_one_quarter_is_not_enough():
    panel, _means = simulated(replace(CITY, quarters=1), 2)
    with pytest.raises(PanelError, match="두 분기"):
        backtest(panel, RULE, seed=1)
