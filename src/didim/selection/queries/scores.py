"""Reading score sheets: the ranking, how reviewers differ, what applicants said of reviewers."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from didim.engines.scoring.diagnostics import ReviewerDiagnosis, diagnose
from didim.selection.domain.reverse_ratings import QUESTIONS
from didim.selection.domain.score_inputs import inputs_of, reviews_of
from didim.selection.domain.selection_rules import selection_rules
from didim.selection.models import PanelMember, ReverseRating, ReviewRound, ScoreRow, ScoreSheet


def newest_sheet(round_: ReviewRound) -> ScoreSheet | None:
    """Return the newest sheet of a round."""
    return ScoreSheet.objects.filter(round=round_).select_related("round__call").order_by("-number").first()


def ranking(sheet: ScoreSheet) -> QuerySet[ScoreRow]:
    """Return the rows of a sheet by rank, those without a rank last, with the firms."""
    return sheet.rows.select_related("application__enterprise").order_by("rank", "application__number", "pk")


@dataclass(frozen=True, slots=True)
class SeatDiagnosis:
    """A diagnosis with the reviewer's seat: the name applicants see, and the real one."""

    seat: PanelMember | None
    found: ReviewerDiagnosis


def diagnoses(sheet: ScoreSheet) -> list[SeatDiagnosis]:
    """Return how each reviewer of a sheet differs, by the name applicants see."""
    content = json.loads(sheet.content)
    inputs = inputs_of(content, reviews_of(sheet, content))
    found = diagnose(
        inputs.rule,
        inputs.candidates,
        inputs.reviews,
        seed=inputs.seed,
        places=inputs.places,
        reserves=inputs.reserves,
        rounds=inputs.rounds,
    )
    members = PanelMember.objects.filter(round=sheet.round_id).select_related("reviewer__expert__person")
    seats = {str(member.reviewer_id): member for member in members}
    rows = [SeatDiagnosis(seats.get(one.reviewer), one) for one in found]
    return sorted(rows, key=lambda row: (len(row.seat.alias), row.seat.alias) if row.seat else (99, ""))


@dataclass(frozen=True, slots=True)
class Rated:
    """What applicants said of a reviewer: how many did, and the mean by question (None: too few to show)."""

    seat: PanelMember
    ratings: int
    means: dict[str, float | None]


def ratings_of(round_: ReviewRound, *, now: datetime) -> list[Rated]:
    """Return the reverse ratings of a round's reviewers; below the fewest allowed only their number.

    The fewest is the definition "selection-rules" `ratings_fewest`: nobody's answer can be told from it.
    """
    fewest = selection_rules(now)["ratings_fewest"]
    points: defaultdict[int, list[dict[str, int]]] = defaultdict(list)
    for reviewer, given in ReverseRating.objects.filter(round=round_).values_list("reviewer", "points"):
        points[reviewer].append(given)
    members = PanelMember.objects.filter(round=round_).select_related("reviewer__expert__person")
    return [
        Rated(member, len(given), {key: _mean([row[key] for row in given], fewest) for key in QUESTIONS})
        for member in sorted(members, key=lambda member: (len(member.alias), member.alias))
        for given in [points[member.reviewer_id]]
    ]


def _mean(values: list[int], fewest: int) -> float | None:
    return round(sum(values) / len(values), 1) if len(values) >= fewest else None
