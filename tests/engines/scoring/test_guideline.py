"""Worked examples, named by the article they show.

The review guideline is 제안서평가 지침, the pre-founder package 예비창업패키지, the call its 공고.
"""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from didim.engines.scoring import (
    OPEN_TIE,
    BonusClaim,
    Candidate,
    CutoffOn,
    Outcome,
    Review,
    Rounding,
    RoundKind,
    TieBreak,
    TieKind,
    lot,
    score_round,
)
from tests.engines.scoring.building import OPENED, one_criterion, reviews_of, rounds_of


def row_of(rule, *totals, seated=None, bonus=(), **options):
    candidate = Candidate("a", seated or len(totals), bonus=bonus)
    sheet = score_round(rule, [candidate], reviews_of("a", *totals), seed="", places=1, **options)
    return sheet.rows[0]


def dropped_of(row):
    """The reviewers whose totals were dropped: the highest and the lowest."""
    reviews = row.tally.reviews
    places = (row.tally.highest, row.tally.lowest)
    return tuple(None if at is None else reviews[at].reviewer for at in places)


def test_review_guideline_article_23_drops_one_highest_and_one_lowest_and_averages():
    row = row_of(one_criterion(), "95", "80", "82", "87", "40")
    assert dropped_of(row) == ("w1", "w5")
    assert row.tally.base == Decimal("83.0000")


def test_review_guideline_article_23_drops_one_of_several_equal_highest():
    row = row_of(one_criterion(), "90", "90", "90", "80", "70")
    assert sorted(dropped_of(row)) == ["w3", "w5"]
    assert row.tally.base == Decimal("86.6667")  # (90 + 90 + 80) ÷ 3


def test_review_guideline_article_23_drops_one_of_several_equal_lowest():
    row = row_of(one_criterion(), "60", "60", "60", "80", "90")
    assert row.tally.base == Decimal("66.6667")  # (60 + 60 + 80) ÷ 3


def test_review_guideline_article_23_drops_two_of_all_equal():
    row = row_of(one_criterion(), "77", "77", "77", "77", "77")
    assert len(set(dropped_of(row))) == 2
    assert row.tally.base == Decimal("77.0000")


def test_review_guideline_article_23_small_panel_drops_nobody():
    row = row_of(one_criterion(), "95", "80", "82", "40")
    assert dropped_of(row) == (None, None)
    assert row.tally.base == Decimal("74.2500")


@pytest.mark.parametrize(
    ("totals", "mean"),
    [
        (("88.88", "88.89", "88.89"), "88.8867"),  # 88.88666… up
        (("88.88", "88.88", "88.89"), "88.8833"),  # 88.88333… down
        (("70.01", "70", "70", "70", "70", "70.01", "70", "70"), "70.0017"),  # 70.01 ÷ 6 of the rest
    ],
)
def test_review_guideline_article_23_rounds_at_the_fifth_decimal(totals, mean):
    assert str(row_of(one_criterion(), *totals).tally.base) == mean


@pytest.mark.parametrize(
    ("mode", "mean"), [("half_up", "0.5"), ("half_even", "0.4"), ("down", "0.4"), ("up", "0.5")]
)
def test_rounding_digit_and_mode_are_the_calls(mode, mean):
    rule = one_criterion(decimals=1, rounding=Rounding(mode), cutoff=None)
    assert str(row_of(rule, "0.40", "0.50").tally.base) == mean  # 0.45


def test_pre_founder_package_2026_excludes_below_70():
    (standard,) = rounds_of(RoundKind.WRITTEN, cutoff="review-cutoff-pre-founder")
    rule = one_criterion(cutoff=standard.cutoff)
    assert row_of(rule, "69.99", "70").place.outcome is Outcome.BELOW_CUTOFF
    assert row_of(rule, "70", "70").place.outcome is Outcome.SELECTED


def test_pre_founder_package_2025_excludes_below_60():
    (standard,) = rounds_of(
        RoundKind.WRITTEN, cutoff="review-cutoff-pre-founder", day=OPENED.date().replace(year=2025)
    )
    assert standard.cutoff == 60
    assert standard.definitions == ("review-scoring@2024-01-01", "review-cutoff-pre-founder@2024-01-01")


def test_cutoff_is_held_against_the_rounded_mean():
    rule = one_criterion(cutoff=Decimal(70))
    thirds = ("70", "70", "69.99985")
    row = row_of(dataclasses.replace(rule, step=Decimal("0.00001")), *thirds)
    assert (str(row.tally.base), row.tally.cutoff_passed) == ("70.0000", True)  # 69.99995


def test_cutoff_leaves_bonus_out_unless_the_call_says_otherwise():
    bonus = (BonusClaim("women", Decimal(1), evidenced=True),)
    base = one_criterion(cutoff=Decimal(70))
    with_bonus = dataclasses.replace(base, cutoff_on=CutoffOn.SCORE)
    assert row_of(base, "69.5", bonus=bonus).place.outcome is Outcome.BELOW_CUTOFF
    assert row_of(with_bonus, "69.5", bonus=bonus).place.outcome is Outcome.SELECTED


def test_call_bonus_is_three_points_at_most_and_needs_evidence():
    claims = (
        BonusClaim("1_invested", Decimal(1), evidenced=True),
        BonusClaim("2_patent", Decimal("1.5"), evidenced=False),
        BonusClaim("3_women", Decimal(1), evidenced=True),
        BonusClaim("4_region", Decimal(2), evidenced=True),
    )
    row = row_of(one_criterion(), "80", bonus=claims)
    given = [(one.key, one.given, one.reason) for one in row.tally.bonus]
    assert given == [
        ("1_invested", 1, ""),
        ("2_patent", 0, "evidence"),
        ("3_women", 1, ""),
        ("4_region", 1, "cap"),
    ]
    assert row.tally.score == Decimal("83.0000")


def test_call_bonus_does_not_count_in_a_presentation():
    rule = one_criterion(kind=RoundKind.PRESENTATION, bonus_cap=Decimal(0))
    row = row_of(rule, "80", bonus=(BonusClaim("women", Decimal(1), evidenced=True),))
    assert [(one.given, one.reason) for one in row.tally.bonus] == [(0, "round")]
    assert row.tally.score == Decimal("80.0000")


@pytest.mark.parametrize(("seated", "needed"), [(1, 1), (3, 2), (5, 4), (6, 4), (7, 5), (9, 6)])
def test_review_guideline_article_23_quorum_is_two_thirds(seated, needed):
    rule = one_criterion()
    assert rule.quorum == Fraction(2, 3)
    assert rule.needed(seated) == needed
    enough = row_of(rule, *["80"] * needed, seated=seated)
    assert (enough.tally.quorum_met, enough.place.outcome) == (True, Outcome.SELECTED)
    if needed > 1:
        short = row_of(rule, *["80"] * (needed - 1), seated=seated)
        assert (short.tally.base, short.place.outcome) == (Decimal("80.0000"), Outcome.NO_QUORUM)


def sheet_of(rule, totals, *, places, reserves=0, seed="봄", rounds=(), received=None, earlier=None):
    candidates = [
        Candidate(key, len(given), (received or {}).get(key), earlier=(earlier or {}).get(key, {}))
        for key, given in totals.items()
    ]
    reviews = [review for key, given in totals.items() for review in reviews_of(key, *given)]
    return score_round(rule, candidates, reviews, seed=seed, places=places, reserves=reserves, rounds=rounds)


def test_places_are_filled_then_reserves_then_nobody():
    totals = {"a": ["90"], "b": ["80"], "c": ["85"], "d": ["70"], "e": ["59.99"]}
    sheet = sheet_of(one_criterion(), totals, places=1, reserves=2)
    assert [(row.application, row.place.rank, str(row.place.outcome)) for row in sheet.rows] == [
        ("a", 1, "selected"),
        ("c", 2, "reserve"),
        ("b", 3, "reserve"),
        ("d", 4, "rejected"),
        ("e", None, "below_cutoff"),
    ]


def test_written_round_sends_twice_the_places_on():
    written, presentation = rounds_of(RoundKind.WRITTEN, RoundKind.PRESENTATION)
    rule = one_criterion(shortlist=written.shortlist, weight=written.weight)
    totals = {key: [str(90 - at)] for at, key in enumerate("abcdefg")}
    sheet = sheet_of(rule, totals, places=3, reserves=5, rounds=(rule, presentation))
    assert sheet.taken == 6
    assert sheet.applications(Outcome.SHORTLISTED) == list("abcdef")
    assert sheet.applications(Outcome.REJECTED) == ["g"]


def test_exempt_application_goes_on_beside_the_shortlist():
    written, presentation = rounds_of(RoundKind.WRITTEN, RoundKind.PRESENTATION)
    rule = one_criterion(shortlist=Decimal(1), weight=written.weight)
    candidates = [Candidate("a", 1), Candidate("b", 1), Candidate("x", 0, exempt=True)]
    reviews = [*reviews_of("a", "90"), *reviews_of("b", "80")]
    sheet = score_round(rule, candidates, reviews, seed="", places=1, rounds=(rule, presentation))
    assert sheet.applications(Outcome.SHORTLISTED, Outcome.EXEMPT) == ["a", "x"]


def test_final_total_is_the_weighted_mean_of_the_rounds():
    written = one_criterion(key="written", weight=Decimal("0.3"), shortlist=Decimal(2))
    last = one_criterion(key="presentation", kind=RoundKind.PRESENTATION, weight=Decimal("0.7"))
    earlier = {"a": {"written": Decimal("91.1111")}}
    sheet = sheet_of(last, {"a": ["80"], "x": ["80"]}, places=1, rounds=(written, last), earlier=earlier)
    totals = [(row.application, str(row.tally.total)) for row in sheet.rows]
    assert totals == [("a", "83.3333"), ("x", "80.0000")]  # x was exempt from the written round


def test_ties_are_broken_in_the_calls_order_and_say_by_what():
    rule = one_criterion(
        tie_break=(TieBreak(TieKind.ROUND, "written"), TieBreak(TieKind.RECEIVED), TieBreak(TieKind.LOT))
    )
    last = dataclasses.replace(rule, key="presentation", kind=RoundKind.PRESENTATION)
    scores = {"a": "70", "b": "75", "c": "70", "d": "70", "e": "60"}
    sheet = sheet_of(
        last,
        {"a": ["80"], "b": ["80"], "c": ["80"], "d": ["80"], "e": ["70"]},
        places=2,
        rounds=(dataclasses.replace(rule, weight=Decimal(0)), last),
        received={"a": OPENED + timedelta(seconds=1), "c": OPENED, "d": OPENED},
        earlier={key: {"written": Decimal(score)} for key, score in scores.items()},
    )
    by_lot = sorted("cd", key=lambda key: lot("봄", key))
    assert [(row.application, row.place.tie) for row in sheet.rows] == [
        ("b", "round:written"),
        (by_lot[0], "lot"),
        (by_lot[1], "lot"),
        ("a", "received"),
        ("e", ""),
    ]


def test_tie_is_broken_by_the_higher_mean_of_a_criterion():
    (rule,) = rounds_of(RoundKind.WRITTEN)
    rule = dataclasses.replace(rule, tie_break=(TieBreak(TieKind.CRITERION, "team"),), cutoff=None)
    keys = ("problem", "solution", "scale_up", "team")
    reviews = [
        Review("w", "a", dict(zip(keys, map(Decimal, (20, 20, 20, 10)), strict=True))),
        Review("w", "b", dict(zip(keys, map(Decimal, (10, 20, 20, 20)), strict=True))),
    ]
    sheet = score_round(rule, [Candidate("a", 1), Candidate("b", 1)], reviews, seed="", places=1)
    assert [(row.application, row.place.tie) for row in sheet.rows] == [
        ("b", "criterion:team"),
        ("a", "criterion:team"),
    ]


def test_open_tie_shares_a_rank_and_waits_for_the_committee_at_the_border():
    totals = {"a": ["90"], "b": ["80"], "c": ["80"], "d": ["70"], "e": ["70"]}
    sheet = sheet_of(one_criterion(), totals, places=2, reserves=2)
    assert [(row.place.rank, row.place.tie, str(row.place.outcome)) for row in sheet.rows] == [
        (1, "", "selected"),
        (2, OPEN_TIE, "tied"),
        (2, OPEN_TIE, "tied"),
        (4, OPEN_TIE, "tied"),
        (4, OPEN_TIE, "tied"),
    ]
