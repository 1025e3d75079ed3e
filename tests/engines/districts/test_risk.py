from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.districts.risk import Survivors, entry_risk, index_of, load_risk, shrink
from didim.engines.districts.running import DuckEngine, stored
from didim.kernel.definitions import shipped_definitions

from .stores import random_store

RULE = load_risk(shipped_definitions().as_of("districts_risk", date(2026, 11, 22)))


def rows(seed, districts=40, stores=50, rate=0.03):
    chance = np.random.default_rng(seed)
    quarters = [20231, 20232, 20233, 20234, 20241, 20242, 20243, 20244]
    own = rate * chance.gamma(4, 0.25, districts)
    closings = chance.poisson(stores * own[:, None], (districts, 8))
    return {
        "place": [f"{at:03}" for at in range(districts) for _quarter in quarters],
        "borough": [str(at % 4) for at in range(districts) for _quarter in quarters],
        "quarter": quarters * districts,
        "stores": [stores] * 8 * districts,
        "closings": closings.ravel().tolist(),
    }, own


@given(st.integers(0, 500))
def test_index_lies_between_its_bounds_and_its_label_in_its_band(seed):
    for one in index_of(rows(seed)[0], RULE, {}):
        assert 0 <= one.low <= one.index <= one.high <= 100
        assert one.label == RULE.labels[sum(one.index >= band for band in RULE.bands)]
        assert one.definition == RULE.definition


@given(st.integers(0, 500))
def test_more_closings_never_lower_a_district(seed):
    content, _own = rows(seed)
    rule = replace(RULE, along_time=0.0)
    before = index_of(content, rule, {})
    closings = list(content["closings"])
    closings[:8] = [one + 3 for one in closings[:8]]
    after = index_of(content | {"closings": closings}, rule, {})
    assert after[0].index >= before[0].index - 1e-9


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 400), st.integers(0, 3)), min_size=5, max_size=40)
)
def test_shrunk_rate_lies_between_the_district_and_its_borough(cells):
    events, exposure = (np.array([cell[at] for cell in cells], float) for at in (0, 1))
    groups = np.unique([cell[2] for cell in cells], return_inverse=True)[1]
    rate, variance = shrink(events, exposure, groups)
    borough = (np.bincount(groups, events) / np.bincount(groups, exposure))[groups]
    raw = events / exposure
    assert np.all(rate >= np.minimum(raw, borough) - 1e-9)
    assert np.all(rate <= np.maximum(raw, borough) + 1e-9)
    assert np.all(variance >= 0)


def test_shrunk_rates_are_nearer_to_the_truth_than_counted_ones():
    better = 0
    for seed in range(20):
        content, own = rows(seed, stores=12)
        found = index_of(content, RULE, {})
        counted = np.array([one.closing_rate for one in found]) / 100
        shrunk = np.array([one.shrunk_rate for one in found]) / 100
        better += np.mean((shrunk - own) ** 2) < np.mean((counted - own) ** 2)
    assert better >= 18


def test_below_the_minimum_there_is_no_index_but_a_word():
    content, _own = rows(1)
    stores = [5] * 8 + list(content["stores"][8:])
    found = index_of(content | {"stores": stores}, RULE, {})
    assert (found[0].index, found[0].low, found[0].label.ko) == (None, None, "표본 부족")
    assert found[1].index is not None
    assert {one.label.ko for one in index_of(rows(1, districts=5)[0], RULE, {})} == {"표본 부족"}


def test_survival_is_used_where_it_is_known():
    content, _own = rows(2)
    survivors = {f"{at:03}": Survivors(40, 10 if at == 0 else 30) for at in range(30)}
    plain, found = index_of(content, RULE, {}), index_of(content, RULE, survivors)
    assert "three_years" in found[0].parts
    assert "three_years" not in found[35].parts
    assert found[0].index > plain[0].index


def test_risk_is_computed_from_the_store(tmp_path):
    engine, store = DuckEngine(), random_store(tmp_path, 3)
    rule = replace(RULE, minimum_districts=2)
    found = entry_risk(
        engine,
        stored(engine, store, "stores"),
        stored(engine, store, "areas"),
        rule,
        trade="CS100010",
        quarter=20244,
    )
    assert len(found) == 8
    assert (
        entry_risk(
            engine,
            stored(engine, store, "stores"),
            stored(engine, store, "areas"),
            rule,
            trade="CS999999",
            quarter=20244,
        )
        == ()
    )
    assert any(one.index is not None for one in found)


def test_survival_that_fell_against_the_own_past_raises_the_index():
    content, _own = rows(4)
    steady = {f"{at:03}": Survivors(40, 20 + at % 7, past=((40, 20),) * 8) for at in range(40)}
    fallen = {
        code: replace(one, past=(*((40, 24), (40, 26)) * 3, (40, 25), (40, 15)))
        for code, one in steady.items()
    }
    plain, found = index_of(content, RULE, steady), index_of(content, RULE, fallen)
    assert "three_years_own_past" not in plain[0].parts  # eight equal quarters tell no deviation
    assert all(one.parts["three_years_own_past"] > 0 for one in found)
    assert np.mean([one.index for one in found]) > np.mean([one.index for one in plain])
    assert found[3].survivors == fallen["003"]


def test_own_past_of_survival_wants_shops_in_every_quarter():
    content, _own = rows(4)
    few = {f"{at:03}": Survivors(40, 20 + at % 7, past=((9, 3), (40, 20), (40, 30))) for at in range(40)}
    assert "three_years" in index_of(content, RULE, few)[0].parts
    assert "three_years_own_past" not in index_of(content, RULE, few)[0].parts


def test_first_version_of_the_formula_knows_no_past_of_survival():
    content, _own = rows(4)
    first = load_risk(shipped_definitions().as_of("districts_risk", date(2026, 1, 1)))
    past = ((40, 24), (40, 26), (40, 15))
    lived = {f"{at:03}": Survivors(40, 20 + at % 7, past=past) for at in range(40)}
    assert "three_years_own_past" not in index_of(content, first, lived)[0].parts
