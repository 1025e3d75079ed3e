from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.forecasting import Panel, PanelError, load_rule
from didim.engines.forecasting.common import expected_effects, quarter_effects
from didim.engines.forecasting.models import (
    hierarchical,
    persistence,
    recent_mean,
    regression,
    seasonal_naive,
)
from didim.engines.forecasting.outlooks import outlook
from didim.engines.forecasting.scores import deviance
from didim.engines.forecasting.simulated import City, simulated
from didim.kernel.definitions import shipped_definitions

RULE = load_rule(shipped_definitions().as_of("forecasting", date(2026, 11, 22)))
SMALL = City(districts=40, quarters=14)
SEEDS = st.integers(0, 10_000)
OURS = (hierarchical, regression)


def test_naive_models_say_what_they_say():
    panel, _means = simulated(replace(SMALL, districts=3), 1)
    closings = np.arange(3 * 14, dtype=float).reshape(3, 14)
    known = outlook(replace(panel, closings=closings, stores=np.full((3, 14), 100.0)), RULE)
    assert persistence(known)[0].tolist() == [13.0] * 4
    assert seasonal_naive(known)[0].tolist() == [10.0, 11.0, 12.0, 13.0]
    assert recent_mean(known)[0].tolist() == pytest.approx([11.5] * 4)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_order_of_districts_changes_nothing(seed):
    panel, _means = simulated(SMALL, seed)
    order = np.random.default_rng(seed).permutation(len(panel.codes))
    for model in OURS:
        plain, mixed = model(outlook(panel, RULE)), model(outlook(panel.only(order), RULE))
        np.testing.assert_allclose(mixed, plain[order], rtol=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(2, 9))
def test_counting_every_shop_as_so_many_changes_rates_not_closings(seed, times):
    panel, _means = simulated(SMALL, seed)
    more = replace(panel, stores=panel.stores * times)
    for model in OURS:
        np.testing.assert_allclose(
            model(outlook(more, RULE)), model(outlook(panel, RULE)), rtol=1e-3
        )  # the empty shops that keep logarithms finite are not multiplied


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_shops_that_double_at_the_end_double_the_hierarchical_forecast(seed):
    panel, _means = simulated(SMALL, seed)
    stores = panel.stores.copy()
    grown = np.column_stack([stores, 2 * stores[:, -1]])
    nothing = np.full((len(stores), 1), np.nan)
    longer = replace(
        panel,
        **{
            name: np.column_stack([table, nothing])
            for name, table in panel.tables.items()
            if name != "stores"
        },
        stores=grown,
    )
    same = replace(longer, stores=np.column_stack([stores, stores[:, -1]]))
    np.testing.assert_allclose(
        hierarchical(outlook(longer, RULE)), 2 * hierarchical(outlook(same, RULE)), rtol=1e-9
    )


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_what_comes_later_changes_no_forecast(seed):
    panel, _means = simulated(SMALL, seed)
    middle = panel.first + 9
    changed = {name: table.copy() for name, table in panel.tables.items()}
    for table in changed.values():
        table[:, 10:] *= 7
    for model in OURS:
        before = model(outlook(panel.until(middle), RULE))
        after = model(outlook(replace(panel, **changed).until(middle), RULE))
        np.testing.assert_array_equal(before, after)


def test_gaps_and_districts_without_shops_are_borne():
    panel, _means = simulated(replace(SMALL, gaps=0.15), 3)
    stores, closings = panel.stores.copy(), panel.closings.copy()
    stores[0], closings[0] = 0.0, 0.0
    stores[1], closings[1] = np.nan, np.nan
    known = outlook(replace(panel, stores=stores, closings=closings), RULE)
    for model in OURS:
        means = model(known)
        assert np.isfinite(means).all()
        assert (means[0] == 0).all()


def test_a_single_quarter_is_enough_for_an_outlook():
    panel, _means = simulated(replace(SMALL, quarters=1), 3)
    assert np.isfinite(regression(outlook(panel, RULE))).all()


def test_shrinkage_is_nearer_the_truth_than_persistence():
    city = City(districts=300, quarters=16, shock=0.02, season=0.0)
    panel, means = simulated(city, 5)
    known = outlook(panel.until(panel.last - 1), RULE)
    ours, naive = (np.abs(one(known)[:, 0] - means[:, -1]).mean() for one in (hierarchical, persistence))
    assert ours < naive / 2


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_quarter_effects_are_those_that_were_put_in(seed):
    panel, _means = simulated(City(districts=300, quarters=12, drift=0.0, own=0.0), seed)
    found = quarter_effects(panel).log
    level = np.log(panel.closings.sum(axis=0) / panel.stores.sum(axis=0))
    np.testing.assert_allclose(found - found.mean(), level - level.mean(), atol=0.02)


def test_a_calm_city_is_expected_to_stay_calmer_than_a_stormy_one():
    calm, stormy = (
        expected_effects(
            quarter_effects(simulated(City(districts=300, quarters=20, shock=shock, season=0.0), 2)[0]), RULE
        ).variance
        for shock in (0.02, 0.3)
    )
    assert (calm < 0.06**2).all()
    assert (stormy > 0.2**2).all()


def test_deviance_of_nothing_is_twice_the_mean_and_of_a_hit_nothing():
    assert deviance(np.array([0.0, 3.0]), np.array([2.0, 3.0])).tolist() == [4.0, 0.0]


def test_a_panel_that_contradicts_itself_is_refused():
    panel, _means = simulated(SMALL, 1)
    with pytest.raises(PanelError):
        replace(panel, closings=panel.closings[:, 1:])
    with pytest.raises(PanelError):
        panel.until(panel.first - 1)
    with pytest.raises(PanelError):
        Panel(**{name: getattr(panel.only([]), name) for name in panel.__slots__})
