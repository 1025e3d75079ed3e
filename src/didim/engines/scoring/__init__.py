"""Scoring: from reviews to a score sheet that anybody can work out again, digit by digit.

A round's rule (rules) stands in the call as JSON (jsonform). `score_round` drops, averages, rounds, adds
bonus points, holds the cut-off, ranks and breaks ties (tallies, ranking, sheets). `diagnose` tells how
reviewers differ and what the ranking would be without each of them.
"""

from didim.engines.scoring.diagnostics import RankingWithout, ReviewerDiagnosis, diagnose
from didim.engines.scoring.jsonform import RoundFormError, dump_round, dump_rounds, load_rounds
from didim.engines.scoring.ranking import OPEN_TIE, Outcome, Place, lot
from didim.engines.scoring.reviews import BonusClaim, Candidate, Review
from didim.engines.scoring.rounding import Rounding, rounded_mean, rounded_ratio
from didim.engines.scoring.rules import (
    Criterion,
    CutoffOn,
    RoundKind,
    RoundRule,
    TieBreak,
    TieKind,
    problems_of_points,
    standard_rounds,
)
from didim.engines.scoring.sheets import (
    ReviewsError,
    ScoreRow,
    ScoreSheet,
    first_difference,
    score_round,
)
from didim.engines.scoring.tallies import BonusGiven, Counted, Tally

__all__ = [
    "OPEN_TIE",
    "BonusClaim",
    "BonusGiven",
    "Candidate",
    "Counted",
    "Criterion",
    "CutoffOn",
    "Outcome",
    "Place",
    "RankingWithout",
    "Review",
    "ReviewerDiagnosis",
    "ReviewsError",
    "RoundFormError",
    "RoundKind",
    "RoundRule",
    "Rounding",
    "ScoreRow",
    "ScoreSheet",
    "Tally",
    "TieBreak",
    "TieKind",
    "diagnose",
    "dump_round",
    "dump_rounds",
    "first_difference",
    "load_rounds",
    "lot",
    "problems_of_points",
    "rounded_mean",
    "rounded_ratio",
    "score_round",
    "standard_rounds",
]
