import warnings
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from didim.engines.forecasting import PanelError
from didim.engines.forecasting.survival import (
    MODELS,
    Spells,
    brier_scores,
    calibration,
    compare,
    integrated,
    kaplan_meier,
    load_survival_rule,
    marginal_brier_scores,
    parse_licences,
)
from didim.kernel.definitions import shipped_definitions

from .licences import made_up

RULE = load_survival_rule(shipped_definitions().as_of("forecasting_survival", date(2026, 11, 22)))
SEEDS = st.integers(0, 10_000)


def spells_of(age, ended, reach=None):
    n = len(age)
    words, unknown = np.array(["가"] * n), np.full(n, np.nan)
    opened = np.array(["2020-01-01"] * n, dtype="datetime64[D]")
    followed = np.full(n, 10.0) if reach is None else reach
    return Spells(words, words, words, opened, np.zeros(n), age, ended, followed, unknown, unknown, unknown)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.booleans())
def test_kaplan_meier_is_that_of_lifelines(seed, late):
    chance = np.random.default_rng(seed)
    age = np.round(chance.exponential(3, 80), 1) + 0.1
    ended = chance.random(80) < 0.6
    ended[0] = True
    entry = np.where(chance.random(80) < 0.4, age * chance.random(80) * 0.9, 0.0) if late else np.zeros(80)
    curve = kaplan_meier(entry, age, ended)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = KaplanMeierFitter().fit(age, ended, entry=entry if late else None)
    np.testing.assert_allclose(
        curve.survival, theirs.survival_function_at_times(curve.ages).to_numpy(), atol=1e-12
    )
    band = theirs.confidence_interval_.loc[curve.ages].to_numpy()
    sure = (curve.survival > 0) & (curve.survival < 1)
    np.testing.assert_allclose(np.column_stack([curve.low, curve.high])[sure], band[sure], atol=1e-9)


def test_without_censoring_the_brier_score_is_the_plain_mean_square():
    age, told = np.array([0.5, 1.5, 2.5, 3.5]), np.full((4, 2), 0.75)
    for scored in (brier_scores, marginal_brier_scores):
        scores = scored(spells_of(age, np.ones(4, dtype=bool)), told, np.array([1.0, 2.0]))
        assert scores.tolist() == pytest.approx([(0.75**2 + 3 * 0.25**2) / 4, (0.75**2 + 0.25**2) / 2])
    assert integrated(np.array([0.0, 0.1, 0.2]), np.array([0.0, 1.0, 2.0])) == pytest.approx(0.1)


def test_censoring_does_not_move_the_brier_score_of_the_truth():
    chance = np.random.default_rng(4)
    life, seen = chance.exponential(4, 20_000), chance.uniform(0, 8, 20_000)
    ages = np.array([1.0, 3.0, 5.0])
    told = np.tile(np.exp(-ages / 4), (20_000, 1))
    spells = spells_of(np.minimum(life, seen), life <= seen, seen)
    for scored in (brier_scores, marginal_brier_scores):
        scores = scored(spells, told, ages)
        np.testing.assert_allclose(scores, np.exp(-ages / 4) * (1 - np.exp(-ages / 4)), atol=0.01)


def test_weights_that_know_the_opening_day_prefer_the_truth_when_young_shops_last_longer():
    chance = np.random.default_rng(4)
    seen = chance.uniform(0, 8, 20_000)
    rate = np.where(seen < 4, 0.02, 0.4)  # those that opened lately last far longer
    life = chance.exponential(1 / rate)
    spells, ages = spells_of(np.minimum(life, seen), life <= seen, seen), np.array([1.0, 3.0])
    truth = np.exp(-np.outer(rate, ages))
    everybody = np.tile(kaplan_meier(spells.entry, spells.age, spells.ended).at(ages), (20_000, 1))
    assert (brier_scores(spells, truth, ages) < brier_scores(spells, everybody, ages)).all()
    assert np.isnan(brier_scores(spells, truth, np.array([9.0]))).all()


def test_what_is_foretold_truly_is_calibrated_and_small_groups_say_so():
    chance = np.random.default_rng(4)
    rate = chance.choice([0.1, 0.4], 6_000)
    life, seen = chance.exponential(1 / rate), chance.uniform(0, 8, 6_000)
    spells = spells_of(np.minimum(life, seen), life <= seen, seen)
    found = calibration(spells, np.exp(-3 * rate), 3, 4, 30)
    assert found.miss < 0.03
    assert all(group.enough and group.low <= group.observed <= group.high for group in found.groups)
    assert len(found.groups) == 2  # two rates: shops foretold the same are not parted
    few = calibration(spells.only(np.arange(40)), np.exp(-3 * rate[:40]), 3, 4, 30)
    assert [group.enough for group in few.groups] == [False] * 2
    assert np.isnan(few.miss)


@pytest.fixture(scope="module")
def spells():
    return parse_licences(made_up(1_600, 3), RULE)[0]


@pytest.fixture(scope="module")
def compared(spells):
    return compare(spells, "1000001", RULE, seed=1)


def test_the_region_left_out_teaches_nothing(spells, compared):
    inside = spells.regions == "1000001"
    assert compared.taught == (~inside).sum()
    assert compared.judged == (inside & (spells.entry == 0)).sum()


def test_models_that_know_the_size_beat_those_that_do_not(compared):
    scores = {one.model: one.integrated for one in compared.scores}
    assert tuple(scores) == MODELS
    assert scores["cox"] < scores["kaplan_meier"]
    assert scores["boosted_hazard"] < scores["kaplan_meier"]
    assert compared.best != "kaplan_meier"


def test_the_same_seed_gives_the_same_scores(spells, compared):
    assert compare(spells, "1000001", RULE, seed=1).scores == compared.scores


def test_survival_falls_with_age_and_stays_a_share(compared):
    for one in compared.trades:
        told = [one.survival[years] for years in RULE.years]
        assert [share for share, _low, _high in told] == sorted((share for share, *_ in told), reverse=True)
        assert all(0 <= low <= share <= high <= 1 for share, low, high in told)


def test_a_region_that_is_not_there_is_answered_with_those_that_are(spells):
    with pytest.raises(PanelError, match="있는 지역: 1000000, 1000001, 1000002, 1000003"):
        compare(spells, "서울", RULE, seed=1)


def test_a_trade_that_only_the_region_has_is_foretold_from_all(spells):
    only_here = Spells(
        np.where(spells.regions == "1000002", "숙박업", spells.trades),
        *(getattr(spells, name) for name in spells.__slots__[1:]),
    )
    found = compare(only_here, "1000002", RULE, seed=1)
    assert found.trades_only_here == ("숙박업",)
    assert all(np.isfinite(one.integrated) for one in found.scores)


def test_one_region_alone_cannot_be_left_out(spells):
    with pytest.raises(PanelError, match="하나뿐"):
        compare(spells.only(spells.regions == "1000002"), "1000002", RULE, seed=1)
