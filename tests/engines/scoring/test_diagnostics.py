import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given

from didim.engines.scoring import (
    Candidate,
    Outcome,
    Review,
    RoundKind,
    diagnose,
    score_round,
)
from tests.engines.scoring.building import cases, one_criterion, rounds_of

(RULE,) = rounds_of(RoundKind.WRITTEN)
RULE = dataclasses.replace(RULE, trim_from=4, cutoff=Decimal(40), tie_break=())


def diagnosed(totals, places=1):
    """Diagnose reviewers from {application: {reviewer: total}}."""
    candidates = [Candidate(key, len(given)) for key, given in totals.items()]
    reviews = [
        Review(reviewer, key, {"whole": Decimal(total)})
        for key, given in totals.items()
        for reviewer, total in given.items()
    ]
    found = diagnose(one_criterion(cutoff=None), candidates, reviews, seed="", places=places)
    return {one.reviewer: one for one in found}


def test_leniency_spread_and_correlation_are_told_against_the_others_of_the_same_applications():
    found = diagnosed(
        {
            "a": {"kind": 90, "strict": 70, "odd": 60},
            "b": {"kind": 80, "strict": 60, "odd": 70},
            "c": {"kind": 70, "strict": 50, "odd": 80},
        }
    )
    assert found["kind"].leniency == pytest.approx(15)
    assert found["strict"].leniency == pytest.approx(-15)
    assert (found["kind"].mean, found["kind"].spread, found["kind"].reviews) == (80, 10, 3)
    assert found["odd"].correlation == -1
    assert found["kind"].correlation is None  # the mean of the others is 65 everywhere


def test_a_reviewer_alone_has_no_others_to_be_held_against():
    alone = diagnosed({"a": {"w": 90}})["w"]
    assert (alone.leniency, alone.spread, alone.others_spread, alone.correlation) == (None, None, None, None)
    assert alone.without.moved_out == ("a",)


def test_ranking_without_a_reviewer_says_who_moves_in_and_out():
    found = diagnosed({"a": {"x": 90, "y": 60}, "b": {"x": 70, "y": 75}, "c": {"z": 50}})
    assert (found["x"].without.moved_in, found["x"].without.moved_out) == (("b",), ("a",))
    assert (found["x"].without.reranked, found["x"].without.furthest) == (2, 1)
    assert found["y"].without.reranked == 0


def test_dropped_extremes_are_counted():
    given = {"u": 90, "v": 80, "w": 80, "x": 80, "y": 20}
    found = diagnosed({"a": given, "b": given})
    counts = {key: (one.highest, one.lowest) for key, one in found.items()}
    assert counts == {"u": (2, 0), "v": (0, 0), "w": (0, 0), "x": (0, 0), "y": (0, 2)}


@given(cases(RULE))
def test_ranking_without_agrees_with_scoring_without(case):
    candidates, reviews = case

    def taken(candidates, reviews):
        sheet = score_round(RULE, candidates, reviews, seed="", places=2)
        ranked = [row.application for row in sheet.rows if row.place.rank is not None]
        return set(sheet.applications(Outcome.SELECTED)), ranked

    before, ranked_before = taken(candidates, reviews)
    for found in diagnose(RULE, candidates, reviews, seed="", places=2):
        judged = {one.application for one in reviews if one.reviewer == found.reviewer}
        rest = [dataclasses.replace(one, seated=one.seated - (one.id in judged)) for one in candidates]
        after, ranked_after = taken(rest, [one for one in reviews if one.reviewer != found.reviewer])
        assert set(found.without.moved_in) == after - before
        assert set(found.without.moved_out) == before - after
        ranks = [dict(zip(order, range(9), strict=False)) for order in (ranked_before, ranked_after)]
        keys = {*ranked_before, *ranked_after}
        assert found.without.reranked == sum(ranks[0].get(key) != ranks[1].get(key) for key in keys)
