import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.districts.ranking import (
    RankingError,
    TradePlace,
    compare,
    growth_quarters,
    rank_districts,
    rows_of,
    sentence,
    shares_of,
)
from didim.engines.districts.ranking_rules import load_ranking
from didim.kernel.definitions import shipped_definitions

RULE = load_ranking(shipped_definitions().as_of("districts_ranking", date(2026, 11, 22)))
PARTS = [one.id for one in RULE.parts]
maybe = st.one_of(st.none(), st.integers(0, 10**9))


def place(code, **changes):
    usual = {
        "borough": str(int(code) % 3),
        "stores": 20,
        "amount": 10**9,
        "stores_with_sales": 20,
        "amount_year": 4 * 10**9,
        "amount_year_before": 4 * 10**9,
        "growth_quarters": 4,
        "closings": 5,
        "store_quarters": 160,
        "opened_3": 30,
        "survived_3": 15,
        "footfall": 10**6,
        "workers": 1_000,
        "residents": 2_000,
        "area_m2": 50_000.0,
        "rent": 100_000.0,
    }
    return TradePlace(code, **(usual | changes))


@st.composite
def cities(draw, least=10, most=16):
    return [
        place(
            f"{at:03}",
            stores=draw(st.integers(3, 60)),
            amount=draw(maybe),
            amount_year=draw(maybe),
            closings=draw(st.integers(0, 40)),
            survived_3=draw(st.one_of(st.none(), st.integers(0, 30))),
            footfall=draw(st.one_of(st.none(), st.integers(1_000, 10**9))),
            workers=draw(maybe),
            residents=draw(maybe),
            rent=draw(st.one_of(st.none(), st.integers(1, 10**6))),
        )
        for at in range(draw(st.integers(least, most)))
    ]


weights = st.fixed_dictionaries({name: st.floats(0, 100) for name in PARTS}).filter(
    lambda one: max(one.values()) > 0
)


@given(cities(), weights, st.randoms())
def test_order_of_rows_changes_nothing(city, given_weights, chance: random.Random):
    mixed = list(city)
    chance.shuffle(mixed)
    assert rank_districts(mixed, RULE, given_weights) == rank_districts(city, RULE, given_weights)


@given(cities(), weights, st.sampled_from([2.0, 3.0, 0.25, 1e6]))
def test_scale_of_weights_changes_nothing(city, given_weights, scale):
    one = rank_districts(city, RULE, given_weights)
    other = rank_districts(city, RULE, {name: weight * scale for name, weight in given_weights.items()})
    assert [found.place for found in one.ranked] == [found.place for found in other.ranked]
    for found, again in zip(one.ranked, other.ranked, strict=True):
        assert found.score == pytest.approx(again.score, abs=1e-6)


@given(
    cities(),
    weights,
    st.sampled_from(["amount", "amount_year", "survived_3", "footfall", "workers", "residents"]),
    st.integers(1, 10**9),
)
def test_better_figure_never_lowers_a_district(city, given_weights, name, more):
    first = next((one for one in city if getattr(one, name) is not None), None)
    if first is None:
        return
    better = replace(first, **{name: getattr(first, name) + more})
    before = {one.place: one for one in rank_districts(city, RULE, given_weights).ranked}
    changed = [better if one is first else one for one in city]
    after = {one.place: one for one in rank_districts(changed, RULE, given_weights).ranked}
    if first.place in before:
        assert after[first.place].rank <= before[first.place].rank
        assert after[first.place].score >= before[first.place].score


@given(cities(), weights)
def test_scores_shares_and_reasons_keep_together(city, given_weights):
    ranking = rank_districts(city, RULE, given_weights)
    assert sorted(one.place for one in (*ranking.ranked, *ranking.not_ranked)) == [one.place for one in city]
    scores = [one.score for one in ranking.ranked]
    assert scores == sorted(scores, reverse=True)
    for one in ranking.ranked:
        assert 0 <= one.score <= 100
        assert sum(part.share for part in one.parts) == pytest.approx(1)
        assert all(part.share == 0 for part in one.parts if part.score is None)
        assert one.score == pytest.approx(sum(part.share * (part.score or 0) for part in one.parts))
        known = sum(
            part.share
            * (found.score - 50)
            * found.weight
            / sum(other.weight for other in part.measures if other.score is not None)
            for part in one.parts
            for found in part.measures
            if found.score is not None
        )
        assert one.score == pytest.approx(50 + known)
        assert all(reason.lifts == (reason.points > 0) for reason in one.reasons)


def test_missing_part_leaves_its_weight_to_the_others():
    city = [place(f"{at:03}", amount=at * 10**8, closings=at) for at in range(12)]
    whole = rank_districts(city, RULE)
    city[5] = replace(city[5], rent=None)
    found = next(one for one in rank_districts(city, RULE).ranked if one.place == "005")
    assert found.missing == ("rent",)
    assert [part.share for part in found.parts] == [0.25, 0.25, 0.25, 0.25, 0]
    assert [part.share for part in whole.ranked[0].parts] == [0.2] * 5


def test_equal_districts_share_a_rank_and_stand_by_code():
    ranking = rank_districts([place(f"{at:03}") for at in reversed(range(12))], RULE)
    assert [one.place for one in ranking.ranked] == [f"{at:03}" for at in range(12)]
    assert {one.rank for one in ranking.ranked} == {1}
    assert {one.score for one in ranking.ranked} == {50.0}


def test_slice_of_a_ranking_is_what_one_gets_one_by_one():
    ranked = rank_districts([place(f"{at:03}", stores=5 + at) for at in range(12)], RULE).ranked
    assert ranked[2:4] == (ranked[2], ranked[3])
    assert ranked[-1].place == ranked.codes[-1]
    assert [one.place for one in ranked] == list(ranked.codes)


def test_too_few_shops_or_too_little_known_is_not_ranked_but_told():
    city = [place(f"{at:03}") for at in range(12)]
    city[0] = replace(city[0], stores=4)
    city[1] = TradePlace("001", stores=20, rent=5.0)
    ranking = rank_districts(city, RULE)
    assert [(one.place, one.note.ko) for one in ranking.not_ranked] == [
        ("000", "표본 부족"),
        ("001", "표본 부족"),
    ]
    assert not rank_districts(city[:9], RULE).ranked


def test_rates_are_sums_over_sums_and_unknown_below_their_minimum():
    city = [place(f"{at:03}") for at in range(12)]
    city[0] = replace(city[0], amount=7 * 10**8, stores_with_sales=7)
    city[1] = replace(city[1], stores_with_sales=2)
    by_place = {one.place: one for one in rank_districts(city, RULE).ranked}
    sales = {code: by_place[code].parts[0].measures[0] for code in ("000", "001")}
    assert (sales["000"].value, sales["000"].numerator, sales["000"].denominator) == (10**8, 7 * 10**8, 7)
    assert (sales["001"].value, sales["001"].score, sales["001"].districts) == (None, None, 11)
    assert sales["000"].definition == "districts_ranking@2026-01-01/market/sales_per_store"


def test_reasons_say_value_median_and_direction():
    city = [place(f"{at:03}", amount=10**9 + at) for at in range(12)]
    city[3] = replace(city[3], amount=5 * 10**9, closings=60)
    found = next(one for one in rank_districts(city, RULE).ranked if one.place == "003")
    reasons = {one.measure: one for one in found.reasons}
    assert reasons["sales_per_store"].lifts
    assert not reasons["closing_rate"].lifts
    assert reasons["sales_per_store"].value == 250_000_000
    told = sentence(reasons["sales_per_store"], RULE)
    assert told.ko.startswith("점포당 매출(분기) 250,000,000원 (중앙값 50,000,000원)")
    assert told.ko.endswith("비교한 12곳 가운데 좋은 쪽 1% 안")
    assert told.en.endswith("among the best 1% of 12 districts")


@pytest.mark.parametrize(
    ("given_weights", "words"),
    [
        ({"market": -1}, "0 이상"),
        ({"market": float("nan")}, "0 이상"),
        ({"market": float("inf")}, "0 이상"),
        ({"luck": 1}, "모르는 항목"),
        (dict.fromkeys(PARTS, 0), "모두 0"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(given_weights, words):
    with pytest.raises(RankingError, match=words):
        shares_of(given_weights, RULE)


def test_part_that_is_not_named_weighs_one():
    assert shares_of({"market": 4}, RULE) == {
        "market": 0.5,
        "competition": 0.125,
        "growth": 0.125,
        "stability": 0.125,
        "rent": 0.125,
    }


def test_compared_districts_stand_in_the_order_asked_with_the_best_of_each_measure():
    city = [place(f"{at:03}", amount=10**9 + at) for at in range(12)]
    found = compare(city, ["007", "002", "009"], RULE)
    assert [one.place for one in found.places] == ["007", "002", "009"]
    assert found.best["sales_per_store"] == ("009",)
    assert found.best["rent"] == ("007", "002", "009")
    assert found.compared_with == 12
    for codes, words in (
        ([], "1곳에서 6곳"),
        ([f"{at:03}" for at in range(7)], "1곳에서 6곳"),
        (["001", "001"], "두 번"),
        (["999"], "999"),
    ):
        with pytest.raises(RankingError, match=words):
            compare(city, codes, RULE)


def test_columns_become_rows_and_nan_is_not_known():
    found = rows_of({"place": ["a"], "stores": [3], "area_m2": [float("nan")], "name": ["이름"]})
    assert found == (TradePlace("a", stores=3, area_m2=None),)


def test_growth_takes_the_quarters_whose_season_was_known_in_the_city_a_year_before():
    last = 2024 * 4 + 3
    assert growth_quarters({last - at: 1_000 for at in range(6)}, last) == 2
    assert growth_quarters({last - at: 1_000 for at in range(8)}, last) == 4
    assert growth_quarters({last - at: 1_000 if at < 6 else 8 for at in range(8)}, last) == 2
    assert growth_quarters({last - at: 1_000 for at in range(4)}, last) == 0
    assert growth_quarters({}, last) == 0
