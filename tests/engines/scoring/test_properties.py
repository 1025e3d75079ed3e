import dataclasses
import json
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.scoring import (
    BonusClaim,
    Candidate,
    Outcome,
    Review,
    ReviewsError,
    Rounding,
    RoundKind,
    first_difference,
    problems_of_points,
    rounded_ratio,
    score_round,
)
from tests.engines.scoring.building import cases, one_criterion, reviews_of, rounds_of

(RULE,) = rounds_of(RoundKind.WRITTEN)
RULE = dataclasses.replace(RULE, trim_from=4, cutoff=Decimal(40))
totals = st.lists(st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=9)


def sheet(case, **options):
    candidates, reviews = case
    return score_round(RULE, candidates, reviews, **({"seed": "씨", "places": 2, "reserves": 1} | options))


def base_of(rule, values):
    reviews = reviews_of("a", *map(str, values))
    return score_round(rule, [Candidate("a", len(values))], reviews, seed="", places=1).rows[0].tally.base


@given(cases(RULE), st.randoms())
def test_order_of_applications_and_reviews_changes_no_byte(case, random):
    before = sheet(case).canonical()
    for rows in case:
        random.shuffle(rows)
    assert sheet(case).canonical() == before


@given(cases(RULE), st.permutations([f"w{at}" for at in range(7)]))
def test_permutation_of_reviewers_changes_nothing_but_their_names(case, names):
    candidates, reviews = case
    renamed = [dataclasses.replace(one, reviewer=names[int(one.reviewer[1:])]) for one in reviews]

    def results(rows):
        return [
            (row.application, row.tally.base, row.tally.criteria, row.tally.total, row.place) for row in rows
        ]

    assert results(sheet((candidates, renamed)).rows) == results(sheet(case).rows)


@given(cases(RULE))
def test_recomputing_from_stored_values_gives_the_same_digits(case):
    candidates, reviews = case
    first = sheet(case)
    stored = json.loads(json.dumps(first.as_json()))
    # as a database gives them back: more digits after the point
    again = [
        dataclasses.replace(
            one, points={key: given.quantize(Decimal("0.01")) for key, given in one.points.items()}
        )
        for one in reviews
    ]
    assert first_difference(stored, sheet((candidates, again)).as_json()) is None
    assert sheet((candidates, again)).hash == first.hash


@given(cases(RULE), st.data())
def test_a_changed_point_is_named_by_its_path(case, data):
    candidates, reviews = case
    if not reviews:
        return
    at = data.draw(st.integers(0, len(reviews) - 1))
    points = dict(reviews[at].points)
    points["team"] = points["team"] + 1 if points["team"] < 25 else points["team"] - 1
    changed = [*reviews[:at], dataclasses.replace(reviews[at], points=points), *reviews[at + 1 :]]
    assert first_difference(sheet(case).as_json(), sheet((candidates, changed)).as_json()).startswith("rows[")


@given(totals, st.data())
def test_raising_one_review_never_lowers_the_mean(values, data):
    at = data.draw(st.integers(0, len(values) - 1))
    raised = [*values]
    raised[at] = data.draw(
        st.sampled_from([value for value in [*values, Decimal(100)] if value >= values[at]])
    )
    rule = one_criterion(cutoff=None)
    assert base_of(rule, raised) >= base_of(rule, values)


@given(totals)
def test_mean_is_the_exact_mean_of_the_kept_rounded_once(values):
    rule = one_criterion(cutoff=None)
    kept = sorted(values)[1:-1] if len(values) >= rule.trim_from else values
    exact = sum(map(Fraction, kept), Fraction(0)) / len(kept)
    base = base_of(rule, values)
    assert abs(Fraction(base) - exact) <= Fraction(1, 20_000)
    assert min(kept) <= base <= max(kept)


@given(st.integers(0, 10**12), st.integers(1, 999), st.integers(0, 6))
def test_half_up_is_the_floor_of_the_ratio_and_a_half(numerator, denominator, decimals):
    scaled = Fraction(numerator, denominator) * 10**decimals
    expected = Decimal(floor(scaled + Fraction(1, 2))).scaleb(-decimals)
    assert rounded_ratio(numerator, denominator, decimals, Rounding.HALF_UP) == expected


@pytest.mark.parametrize("ratio", [(-1, 2), (1, 0), (1, -2)])
def test_rounding_refuses_what_is_no_score(ratio):
    with pytest.raises(ValueError, match="0 이상"):
        rounded_ratio(*ratio, 2, Rounding.HALF_UP)


@given(cases(RULE))
def test_scores_stay_within_bounds_and_outcomes_within_places(case):
    result = sheet(case)
    for row in result.rows:
        if row.tally.base is not None:
            assert 0 <= row.tally.base <= RULE.full_marks
            assert row.tally.base <= row.tally.score <= row.tally.base + RULE.bonus_cap
    assert len(result.applications(Outcome.SELECTED)) <= 2
    assert len(result.applications(Outcome.RESERVE)) <= 1
    ranked = [row for row in result.rows if row.place.rank is not None]
    assert [row.tally.total for row in ranked] == sorted((row.tally.total for row in ranked), reverse=True)
    assert all(row.tally.quorum_met and row.tally.cutoff_passed for row in ranked)


@given(st.lists(st.tuples(st.integers(0, 50).map(lambda tenths: Decimal(tenths) / 10), st.booleans())))
def test_bonus_is_the_evidenced_sum_up_to_the_cap(claims):
    bonus = tuple(BonusClaim(f"b{at:02}", points, evidenced) for at, (points, evidenced) in enumerate(claims))
    candidate = Candidate("a", 1, bonus=bonus)
    (row,) = score_round(one_criterion(), [candidate], reviews_of("a", "80"), seed="", places=1).rows
    asked = sum((points for points, evidenced in claims if evidenced), Decimal(0))
    assert row.tally.score - row.tally.base == min(asked, RULE.bonus_cap)
    assert all(one.reason for one in row.tally.bonus if one.given < one.asked)


def test_lots_differ_by_seed_and_stay_with_it():
    (rule,) = rounds_of(RoundKind.WRITTEN)
    keys = [f"a{at}" for at in range(20)]
    points = {one.key: Decimal(20) for one in rule.criteria}

    def order(seed):
        reviews = [Review("w", key, points) for key in keys]
        return score_round(
            rule, [Candidate(key, 1) for key in keys], reviews, seed=seed, places=3
        ).applications(*Outcome)

    assert order("1") == order("1") != order("2")
    assert sorted(order("1")) == sorted(keys)


def test_reviews_that_do_not_fit_are_refused_with_their_place():
    good = {one.key: Decimal(20) for one in RULE.criteria}
    reviews = [
        Review("w1", "a", good),
        Review("w1", "a", good),
        Review("w2", "a", good | {"team": Decimal(26)}),
        Review("w1", "x", good),
        Review("w1", "b", good),
        Review("w2", "b", good),
    ]
    with pytest.raises(ReviewsError) as refusal:
        score_round(RULE, [Candidate("a", 3), Candidate("b", 1)], reviews, seed="", places=1)
    assert sorted(refusal.value.by_field()) == ["a/w1", "a/w2/team", "b", "x/w1"]
    with pytest.raises(ReviewsError, match="두 번"):
        score_round(RULE, [Candidate("a", 3), Candidate("a", 3)], [], seed="", places=1)


def test_points_are_checked_criterion_by_criterion():
    points = {"problem": Decimal("20.5"), "solution": Decimal(-1), "team": Decimal("NaN"), "more": Decimal(1)}
    problems = {one.field: str(one) for one in problems_of_points(RULE, points)}
    assert problems == {
        "problem": "1점 단위로 적으세요.",
        "solution": "0점부터 25점 사이로 적으세요.",
        "scale_up": "점수를 적으세요.",
        "team": "0점부터 25점 사이로 적으세요.",
        "more": "이 평가에 없는 항목입니다.",
    }
