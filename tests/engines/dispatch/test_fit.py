from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.dispatch import ExpertProfile, RequestProfile, distance_km, fit, fit_matrix, load_rule
from didim.kernel.definitions import shipped_definitions

RULE = load_rule(shipped_definitions().as_of("expert-fit", date(2026, 1, 1)).values)
TRADES = ("56111", "56112", "56191", "47912", "96112", "")
REGIONS = ("11010", "11020", "26010", "")
TOPICS = ("funding", "market", "people")
POINTS = ((126.97, 37.57), (127.05, 37.50), (129.07, 35.18))

experts = st.builds(
    ExpertProfile,
    id=st.just("e"),
    trades=st.lists(st.sampled_from(TRADES[:-1]), max_size=2).map(tuple),
    topics=st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple),
    regions=st.lists(st.sampled_from(REGIONS[:-1]), max_size=2).map(tuple),
    points=st.lists(st.sampled_from(POINTS), max_size=2).map(tuple),
    languages=st.sampled_from([("ko",), ("ko", "en")]),
    praise=st.integers(5, 25),
    praised=st.just(5),
    visits=st.integers(0, 60),
    own_trade=st.sampled_from(TRADES),
    own_region=st.sampled_from(REGIONS),
)
requests = st.builds(
    RequestProfile,
    id=st.just("r"),
    trade=st.sampled_from(TRADES),
    topics=st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple),
    region=st.sampled_from(REGIONS),
    point=st.sampled_from([None, *POINTS]),
    language=st.sampled_from(["ko", "en"]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(experts, min_size=1, max_size=4), st.lists(requests, min_size=1, max_size=4))
def test_matrix_says_of_each_pair_what_fit_says(pool, asked):
    values, barred, reasons = fit_matrix(pool, asked, RULE)
    for row, request in enumerate(asked):
        for column, expert in enumerate(pool):
            one = fit(expert, request, RULE)
            assert values[row, column] == one.value
            code = barred[row, column]
            assert (reasons[code - 1] if code else None) == (one.bars[0] if one.bars else None)


@given(experts, requests)
def test_fit_lies_within_its_bounds_and_names_every_part(expert, request):
    found = fit(expert, request, RULE)
    assert 0 <= found.value <= 1000
    assert [part.key for part in found.parts] == ["trade", "topic", "way", "praise", "turn"]
    assert all(0 <= part.points <= 1000 for part in found.parts)


def test_closer_trade_fits_better():
    asked = RequestProfile("r", trade="56111")
    near, far, other = (
        fit(ExpertProfile("e", trades=(code,)), asked, RULE) for code in ("56111", "56191", "96112")
    )
    assert [one.parts[0].points for one in (near, far, other)] == [1000, 750, 0]


def test_way_counts_less_the_further_it_is():
    asked = RequestProfile("r", region="11020", point=(127.05, 37.50))
    served = ExpertProfile("e", regions=("11020",), points=((127.05, 37.50),))
    next_door = ExpertProfile("e", regions=("11010",), points=((126.97, 37.57),))
    busan = ExpertProfile("e", regions=("26010",), points=((129.07, 35.18),))
    assert [fit(one, asked, RULE).parts[2].points for one in (served, next_door, busan)] == [1000, 559, 0]
    assert fit(busan, asked, RULE).bars[0].en == "Further away than 40 km."


def test_one_bad_answer_of_a_new_expert_counts_little():
    asked = RequestProfile("r")
    new = fit(ExpertProfile("e"), asked, RULE)
    once = fit(ExpertProfile("e", praise=1, praised=1), asked, RULE)
    often = fit(ExpertProfile("e", praise=20, praised=20), asked, RULE)
    assert [one.parts[3].points for one in (new, once, often)] == [800, 667, 160]


def test_owner_of_the_shop_next_door_is_a_rival():
    asked = RequestProfile("r", trade="56111", region="11010")
    rival = ExpertProfile("e", trades=("56111",), regions=("11010",), own_trade="56111", own_region="11010")
    elsewhere = ExpertProfile(
        "e", trades=("56111",), regions=("11010",), own_trade="56111", own_region="11020"
    )
    assert len(fit(rival, asked, RULE).bars) == 1
    assert fit(elsewhere, asked, RULE).bars == ()


def test_language_nobody_speaks_bars():
    found = fit(ExpertProfile("e"), RequestProfile("r", language="en"), RULE)
    assert found.bars[0].en == "Does not speak the language of the visit."


def test_distance_of_seoul_and_busan():
    assert round(distance_km((126.9780, 37.5665), (129.0756, 35.1796))) == 325


@pytest.mark.parametrize("wrong", [{"near_km": 30}, {"grain": 0}, {"least": 1001}])
def test_wrong_rule_is_refused(wrong):
    values = shipped_definitions().as_of("expert-fit", date(2026, 1, 1)).values
    with pytest.raises(ValueError, match=r"."):
        load_rule({**values, **wrong})
