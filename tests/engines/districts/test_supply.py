from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.districts.ranking import RankingError
from didim.engines.districts.ranking_rules import load_ranking
from didim.engines.districts.supply import PlaceStores, Verdict, undersupplied
from didim.kernel.definitions import shipped_definitions

RULE = load_ranking(shipped_definitions().as_of("districts_ranking", date(2026, 11, 22))).supply
TRADES = ["CS100001", "CS100010", "CS200001", "CS300001", "CS300002"]


def city(seed, size=150, scatter=0.15):
    """Return places whose shops follow their people and scatter with a known spread."""
    chance = np.random.default_rng(seed)
    places = []
    for at in range(size):
        footfall, workers = np.exp(chance.normal(13, 1)), np.exp(chance.normal(7, 1))
        level = (footfall / 450_000) ** 0.6 * (workers / 1_100) ** 0.2
        means = level * np.array([30, 12, 8, 15, 5]) * chance.gamma(1 / scatter, scatter, len(TRADES))
        stores = dict(zip(TRADES, chance.poisson(means).tolist(), strict=True))
        places.append(
            PlaceStores(
                f"{at:04}",
                kind="AD"[at % 2],
                footfall=int(footfall),
                workers=int(workers),
                residents=None if at % 3 else int(chance.integers(100, 9_000)),
                area_m2=float(chance.integers(20_000, 200_000)),
                stores=stores,
                sales={"CS100010": (10**7 * (stores["CS100010"] + 1), stores["CS100010"] + 1)},
            )
        )
    return places


def test_intervals_hold_what_they_say():
    held = total = 0
    for seed in range(3):
        places = city(seed)
        for one in places[::10]:
            for supply in undersupplied(places, one.place, RULE).trades:
                held += supply.low <= supply.stores <= supply.high
                total += 1
    assert total == 225
    assert 0.72 <= held / total <= 0.92  # whole shops: an 80 % interval holds a little more


def test_place_whose_cafes_were_taken_away_lacks_cafes_first():
    places = city(1)
    largest = max(places, key=lambda one: one.stores["CS100010"])
    robbed = replace(largest, stores=largest.stores | {"CS100010": 1})
    rows = [robbed if one is largest else one for one in places]
    found = undersupplied(rows, largest.place, RULE)
    assert (found.trades[0].trade, found.trades[0].verdict) == ("CS100010", Verdict.FEWER)
    assert found.trades[0].ratio < 0.6
    assert len(found.similar) == RULE.similar
    assert largest.place not in found.similar
    assert found.compared == 149
    flooded = replace(largest, stores=largest.stores | {"CS100010": 900})
    found = undersupplied([flooded if one is largest else one for one in places], largest.place, RULE)
    assert (found.trades[-1].trade, found.trades[-1].verdict) == ("CS100010", Verdict.MORE)


@given(st.randoms())
def test_order_of_rows_changes_nothing(chance):
    places = city(2, size=40)
    mixed = list(places)
    chance.shuffle(mixed)
    assert undersupplied(mixed, "0003", RULE) == undersupplied(places, "0003", RULE)


def test_similar_places_are_like_it_in_people_and_kind():
    places = city(3)
    by_code = {place.place: place for place in places}
    away, usual, same_kind = [], [], []
    for one in places[:60:5]:
        alike = [by_code[code] for code in undersupplied(places, one.place, RULE).similar[:10]]
        away += [abs(np.log(place.footfall / one.footfall)) for place in alike]
        usual += [abs(np.log(place.footfall / one.footfall)) for place in places]
        same_kind += [place.kind == one.kind for place in alike]
    assert np.mean(away) < np.mean(usual) / 1.5
    assert np.mean(same_kind) > 0.7


def test_sales_per_store_stand_beside_those_of_similar_places():
    found = {one.trade: one for one in undersupplied(city(4), "0000", RULE).trades}
    assert found["CS100010"].sales_per_store == 10**7
    assert found["CS100010"].similar_sales_per_store == 10**7
    assert found["CS100001"].sales_per_store is None


def test_unknown_place_and_too_few_places_are_refused_in_a_sentence():
    with pytest.raises(RankingError, match="9999"):
        undersupplied(city(5), "9999", RULE)
    with pytest.raises(RankingError, match="표본 부족"):
        undersupplied(city(5, size=9), "0000", RULE)
    with pytest.raises(RankingError, match="0000"):
        undersupplied([replace(city(5)[0], stores={}), *city(5)[1:]], "0000", RULE)


def test_one_trade_alone_is_held_against_people_only():
    places = [replace(one, stores={"CS100010": one.stores["CS100010"]}) for one in city(6)]
    found = undersupplied(places, "0001", RULE)
    assert [one.trade for one in found.trades] == ["CS100010"]
    assert found.trades[0].expected > 0
