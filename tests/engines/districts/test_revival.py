import math
from datetime import date

import numpy as np
import pytest

from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.revival import (
    NOT_COMPARABLE,
    TOO_SHORT,
    NotComparable,
    Revival,
    Series,
    load_revival,
    revival,
    told,
)
from didim.kernel.definitions import shipped_definitions

RULE = load_revival(shipped_definitions().as_of("districts_revival", date(2026, 11, 22)))
FIRST, QUARTERS = 2021 * 4, 16
BEGINS = FIRST + 10


def markets(seed, effect=1.0, size=120):
    """Return markets with a season, a trend of their own, a common movement and lasting noise."""
    chance = np.random.default_rng(seed)
    times = np.arange(QUARTERS)
    level = chance.normal(12, 0.8, size)[:, None]
    trend = chance.normal(0, 0.02, size)[:, None] * times
    season = (np.array([0.0, 0.1, -0.05, 0.15])[times % 4]) * chance.normal(1, 0.1, size)[:, None]
    common = chance.normal(0, 0.05, QUARTERS).cumsum()
    noise = np.zeros((size, QUARTERS))
    for at in range(1, QUARTERS):
        noise[:, at] = 0.5 * noise[:, at - 1] + chance.normal(0, 0.04, size)
    logs = level + trend + season + common + noise
    logs[0, 10:] += math.log(effect)
    return Series(
        "sales",
        tuple(f"{at:03}" for at in range(size)),
        ("R",) * size,
        tuple(range(FIRST, FIRST + QUARTERS)),
        np.exp(logs),
    )


@pytest.mark.parametrize("effect", [1.0, 1.2])
def test_known_effect_is_found_without_bias_and_the_interval_covers_it(effect):
    found = [revival(markets(seed, effect), "000", BEGINS, RULE) for seed in range(150)]
    errors = [math.log(one.ratio / effect) for one in found if isinstance(one, Revival)]
    covered = [one.low <= effect <= one.high for one in found if isinstance(one, Revival)]
    assert len(errors) >= 120  # the others are too unlike their fellows
    assert abs(np.mean(errors)) < 3 * np.std(errors) / math.sqrt(len(errors))
    assert 0.84 <= np.mean(covered) <= 0.96


def test_what_all_markets_do_is_no_effect():
    plain = markets(1)
    common = Series(plain.measure, plain.places, plain.kinds, plain.quarters, plain.values.copy())
    common.values[:, 10:] *= 3
    one, other = revival(plain, "000", BEGINS, RULE), revival(common, "000", BEGINS, RULE)
    assert isinstance(one, Revival)
    assert isinstance(other, Revival)
    assert other.ratio == pytest.approx(one.ratio)
    assert other.own == pytest.approx(3 * one.own)


def test_other_projects_other_kinds_and_the_place_itself_are_not_compared_with():
    series = markets(2)
    kinds = tuple("A" if at % 3 == 1 else "R" for at in range(120))
    series = Series(series.measure, series.places, kinds, series.quarters, series.values)
    plain = revival(series, "000", BEGINS, RULE)
    assert isinstance(plain, Revival)
    shunned = plain.similar[0]
    found = revival(series, "000", BEGINS, RULE, left_out=[shunned, "000"])
    assert isinstance(found, Revival)
    assert shunned not in found.similar
    assert not {"000", *(f"{at:03}" for at in range(1, 120, 3))} & set(found.similar)
    assert len(found.similar) == RULE.similar
    assert found.after == RULE.after
    assert np.exp(np.mean(np.log(found.own_index[4:8]))) == pytest.approx(100)


def test_too_few_or_too_unlike_markets_are_told():
    few = markets(3, size=8)
    found = revival(few, "000", BEGINS, RULE)
    assert isinstance(found, NotComparable)
    assert found.note == NOT_COMPARABLE
    giant = markets(3)
    giant.values[0] *= 1_000
    found = revival(giant, "000", BEGINS, RULE)
    assert isinstance(found, NotComparable)
    assert found.note.en == "Not enough comparable markets"


def test_with_one_year_before_markets_are_alike_in_level_and_it_is_said():
    begins = FIRST + 4
    found = [revival(markets(seed), "000", begins, RULE) for seed in range(150)]
    known = [one for one in found if isinstance(one, Revival)]
    assert len(known) > 120
    assert {one.before for one in known} == {4}
    assert 0.84 <= np.mean([one.low <= 1 <= one.high for one in known]) <= 0.96
    assert "level alone" in told(known[0]).en
    assert "level alone" not in told(revival(markets(0), "000", BEGINS, RULE)).en


def test_quarters_that_few_markets_know_do_not_shorten_what_many_know():
    series = markets(5)
    series.values[5:, :3] = np.nan  # a file of one neighbourhood
    found = revival(series, "000", BEGINS, RULE)
    assert isinstance(found, Revival)
    assert found.before == 7


def test_too_short_or_broken_series_are_told():
    series = markets(4)
    for begins in (FIRST + 3, FIRST + QUARTERS):
        found = revival(series, "000", begins, RULE)
        assert isinstance(found, NotComparable)
        assert found.note == TOO_SHORT
    series.values[0, 9] = np.nan
    assert revival(series, "000", BEGINS, RULE).note == TOO_SHORT
    with pytest.raises(DistrictsError, match="999"):
        revival(series, "999", BEGINS, RULE)
