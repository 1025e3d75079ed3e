from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.introductions import Introductions, Past, Profile, load_rule, shared_words
from didim.kernel.definitions import shipped_definitions

VALUES = shipped_definitions().as_of("meeting-fit", date(2026, 1, 1)).values
RULE = load_rule(VALUES)

RETAILER = Profile(
    "retailer",
    offers="전국 매장 320곳 입점",
    seeks="친환경 포장재와 간편식 신제품을 찾습니다",
    trades=("47111",),
    sought=("17223", "10759"),
)
INVESTOR = Profile("investor", offers="시드 투자 3억 원", seeks="의료 인공지능 초기 기업", sought=("62010",))
BOX = Profile(
    "box",
    offers="친환경 포장재를 만듭니다. 종이 완충재",
    seeks="수출",
    trades=("17223",),
    sought=("47111",),
)
CLINIC = Profile("clinic", offers="의료 영상 인공지능 판독", seeks="시드 투자", trades=("62010",))
QUIET = Profile("quiet")


def meetings(*past):
    return Introductions([RETAILER, INVESTOR], [BOX, CLINIC, QUIET], RULE, past)


def test_each_partner_is_introduced_to_the_firm_that_offers_what_it_seeks():
    found = meetings()
    assert [one.other for one in found.of_partner("retailer", most=1)] == ["box"]
    assert [one.other for one in found.of_partner("investor", most=1)] == ["clinic"]
    assert [one.other for one in found.of_firm("box", most=1)] == ["retailer"]
    assert [one.other for one in found.of_firm("clinic", most=1)] == ["investor"]


def test_reasons_name_words_and_trades_both_have():
    best = meetings().of_partner("retailer", most=1)[0]
    assert [reason.ko for reason in best.reasons] == [
        "찾는 업종 17223와(과) 업종 17223의 세세분류가 같습니다.",
        "찾는 것과 내놓는 것이 맞습니다(친환경, 포장재).",
    ]


def test_who_was_asked_already_is_left_out():
    assert "box" not in [one.other for one in meetings().of_partner("retailer", most=9, without={"box"})]


def test_who_wrote_nothing_is_not_recommended_and_refused_by_nobody():
    pair = meetings().of_pair("retailer", "quiet")
    assert [part.points for part in pair.parts] == [
        RULE.no_words,
        RULE.no_trade,
        RULE.history_usual,
    ]
    assert pair.value < RULE.least


def test_meeting_that_led_nowhere_takes_all_points_of_history():
    liked, not_liked = (
        meetings(Past("retailer", BOX.trades, liked, "box")).of_pair("retailer", "box")
        for liked in (True, False)
    )
    assert (liked.parts[2].points, not_liked.parts[2].points) == (1000, 0)
    assert liked.value > meetings().of_pair("retailer", "box").value > not_liked.value


def test_answers_to_firms_of_the_same_division_count_beside_usual_ones():
    past = [Past("retailer", ("17110",), liked) for liked in (True, True, False)]
    past.append(Past("retailer", ("62010",), False))
    part = meetings(*past).of_pair("retailer", "box").parts[2]
    assert part.points == (2 * 1000 + RULE.history_usual * RULE.history_prior) // (3 + RULE.history_prior)
    assert part.reason.ko == "비슷한 업종과의 지난 상담 3건 가운데 2건이 이어졌습니다."


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("포장재를 찾음", "포장재", ("포장재",)),
        ("AI 의료", "의료용 AI", ("의료",)),
        ("packaging films", "Packaged food", ("packag",)),
        ("a b c", "a b c", ()),
        ("", "포장재", ()),
    ],
)
def test_words_are_shared_by_their_beginnings(one, other, words):
    assert shared_words(one, other) == words


texts = st.text(alphabet="가나다라 abc.", max_size=20)
codes = st.lists(st.sampled_from(["17223", "17110", "62010", "47111"]), max_size=2).map(tuple)


def profiles(prefix):
    rows = st.lists(st.tuples(texts, texts, codes, codes), min_size=1, max_size=4)
    return rows.map(lambda rows: [Profile(f"{prefix}{at}", *row) for at, row in enumerate(rows)])


@settings(max_examples=30, deadline=None)
@given(profiles("p"), profiles("f"))
def test_both_sides_see_the_same_value_best_first_and_never_below_the_least(partners, firms):
    found = Introductions(partners, firms, RULE)
    for partner in partners:
        listed = found.of_partner(partner.id, most=10)
        assert [one.value for one in listed] == sorted((one.value for one in listed), reverse=True)
        for one in listed:
            assert RULE.least <= one.value <= 1000
            same = {other.other: other.value for other in found.of_firm(one.other, most=10)}
            assert same[partner.id] == one.value


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {"words": 0, "trade": 0, "history": 0}},
        {"weights": {"words": -1, "trade": 1, "history": 1}},
        {"no_trade": 1001},
        {"full_likeness": 0},
        {"trade": []},
    ],
)
def test_rule_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"추천의|이상이어야"):
        load_rule({**VALUES, **wrong})
