import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.assignment import (
    ApplicationProfile,
    ReviewerProfile,
    fit,
    fit_matrix,
    load_rule,
)
from didim.kernel.definitions import shipped_definitions
from didim.kernel.hash_chains import canonical_json

VERSION = shipped_definitions().as_of("reviewer-fit", date(2026, 3, 1))
RULE = load_rule(VERSION.values, VERSION.id)
CODES = ["26110", "26121", "2611", "26", "C", "58221", "99999", "00000"]
trades = st.lists(st.sampled_from(CODES), max_size=3).map(tuple)
regions = st.lists(st.sampled_from(["11", "11680", "11110", "26110"]), max_size=2).map(tuple)
words = st.lists(
    st.sampled_from(["인공지능", "AI 반도체", "수소", "로봇", "바이오 헬스", " "]), max_size=4
).map(tuple)
TEXTS = ["", "인공 지능 로봇", "필수 소재 개발", "AI로 반도체를", "수소와 바이오 헬스케어 로봇"]


def points_of(reviewer, application):
    return {part.key: part.points for part in fit(reviewer, application, RULE).parts}


reviewers = st.builds(ReviewerProfile, st.just("r"), trades, words, regions, st.integers(0, 80))
applications = st.builds(ApplicationProfile, st.just("a"), trades, st.sampled_from(TEXTS), regions)


@given(st.lists(reviewers, min_size=1, max_size=4), st.lists(applications, min_size=1, max_size=4))
def test_fit_of_all_pairs_at_once_is_the_fit_of_each(reviewers, applications):
    expected = [[fit(reviewer, one, RULE).value for reviewer in reviewers] for one in applications]
    assert fit_matrix(applications, reviewers, RULE).tolist() == expected
    assert all(0 <= value <= 1000 and value % RULE.grain == 0 for row in expected for value in row)


def test_fit_of_nobody_is_empty():
    assert fit_matrix([], [ReviewerProfile("r")], RULE).shape == (0, 1)
    assert fit_matrix([ApplicationProfile("a")], [], RULE).shape == (1, 0)


@pytest.mark.parametrize(
    ("mine", "asked", "points"),
    [
        ("26110", "26110", 1000),
        ("26112", "26111", 850),
        ("26121", "26110", 700),
        ("26", "26110", 500),
        ("10110", "26110", 250),
        ("58221", "26110", 0),
        ("99999", "00000", 0),
    ],
)
def test_trades_are_as_near_as_the_levels_they_share(mine, asked, points):
    found = points_of(ReviewerProfile("r", (mine,)), ApplicationProfile("a", (asked,)))
    assert found["trade"] == points


def test_keywords_count_once_each_and_only_as_words():
    application = ApplicationProfile("a", text="인공 지능 기반 필수 소재 개발, AI로 반도체를 설계")
    reviewer = ReviewerProfile("r", keywords=("인공지능", "인공 지능", "수소", "AI 반도체"))
    part = fit(reviewer, application, RULE).parts[1]
    assert part.points == 800  # 인공지능 stands apart and counts; 수소 spans two words and does not
    assert "AI 반도체" in part.reason.ko


def test_region_and_load_have_their_points():
    reviewer = ReviewerProfile("r", regions=("11680",), judged=15)
    assert points_of(reviewer, ApplicationProfile("a", regions=("11680",)))["region"] == 1000
    assert points_of(reviewer, ApplicationProfile("a", regions=("11110",)))["region"] == 600
    assert points_of(reviewer, ApplicationProfile("a", regions=("26110",)))["region"] == 0
    assert points_of(reviewer, ApplicationProfile("a"))["load"] == 750
    assert points_of(ReviewerProfile("r", judged=99), ApplicationProfile("a"))["load"] == 0


def test_fit_is_the_weighted_mean_of_its_parts_and_is_kept_with_reasons():
    reviewer = ReviewerProfile("r", ("26110",), ("로봇",), ("11680",), 30)
    found = fit(reviewer, ApplicationProfile("a", ("26110",), "로봇 팔", ("11680",)), RULE)
    # (1000 × 50 + 500 × 35 + 1000 × 5 + 500 × 10) ÷ 100 = 775
    assert found.value == 775
    content = found.as_json()
    assert json.loads(canonical_json(content)) == content
    assert [part["key"] for part in content["parts"]] == ["trade", "keywords", "region", "load"]
    assert all(part["reason"]["ko"] and part["reason"]["en"] for part in content["parts"])


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"trade": -1, "keywords": 1, "region": 1, "load": 1}},
        {"weights": {"trade": 0, "keywords": 0, "region": 0, "load": 0}},
        {"trade": [250, 1001]},
        {"grain": 0},
        {"full_load": 0},
    ],
)
def test_rule_with_impossible_numbers_is_refused(change):
    with pytest.raises(ValueError, match=r"적합도|full_load"):
        load_rule({**VERSION.values, **change})
