"""Review rounds of the sample: opened by the acts, reviews written in bulk and sealed as the act does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from didim.accounts.models import User
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.programmes.models import Call
from didim.selection.domain.assigning import draw
from didim.selection.domain.recusals import pledge, record_conflicts
from didim.selection.domain.reviewing import close_round
from didim.selection.domain.rounds import open_round, prepare_round, seat_reviewers
from didim.selection.domain.scoring import score_round
from didim.selection.enums import ReviewState
from didim.selection.models import (
    Assignment,
    Review,
    Reviewer,
    ReviewRound,
    ReviewSeal,
    RoundEntry,
    ScoreSheet,
)

from .tables import count_rows, number_chains
from .world import World, pick, pick_several

REMARKS = (
    "고객을 직접 만난 자료가 설득력이 있습니다.", "원가 구조를 더 밝혀 주시기 바랍니다.",
    "시장 규모의 근거가 약합니다.", "시제품 검증 계획이 구체적입니다.", "팀의 경험이 과제와 잘 맞습니다.",
    "일정이 촉박해 보입니다.", "판로가 한 곳에 기울어 있습니다.", "사회적 효과가 뚜렷합니다.",
)  # fmt: skip

OPENED = ("selection_reviewround", "selection_roundentry", "selection_panelmember")
REVIEWED = ("selection_assignment", "selection_review", "selection_reviewseal", "selection_recusal")


@dataclass(frozen=True, slots=True)
class Sitting:
    """When a round of a call is judged (days from today), how much one reviewer reads, which dice."""

    number: int
    begins: int
    first_review: int
    due: int
    max_load: int
    room: int
    min_load: int = 0


def open_sitting(
    world: World, call: Call, sitting: Sitting, pool: Sequence[Reviewer], by: User
) -> ReviewRound:
    """Prepare a round, seat the pool, find conflicts, draw, and let the reviewers in."""
    begun, due = world.instant(world.day(sitting.begins)), world.instant(world.day(sitting.due))
    round_ = prepare_round(call=call, number=sitting.number, by=by, now=begun)
    members = seat_reviewers(
        review_round=round_,
        reviewers=pool,
        max_load=sitting.max_load,
        min_load=sitting.min_load,
        by=by,
        now=begun,
    )
    count_rows(*OPENED)
    record_conflicts(review_round=round_, by=by, now=begun)
    draw(review_round=round_, by=by, now=begun, seed=world.seed)
    round_ = open_round(review_round=round_, due_at=due, by=by, now=begun)
    for member in members:
        pledge(member=member, by=User.objects.get(pk=member.user_id), now=begun)
    return round_


def judge(
    world: World,
    call: Call,
    sitting: Sitting,
    pool: Sequence[Reviewer],
    by: User,
    quality: Mapping[int, float] | None = None,
) -> ScoreSheet:
    """Open a round, let everybody review, close it the day after it was due, and score it."""
    round_ = open_sitting(world, call, sitting, pool, by)
    assignments = list(Assignment.objects.filter(round=round_, ended_at=None).order_by("pk"))
    first = world.instant(world.day(sitting.first_review))
    write_reviews(world, round_, assignments, first, room=sitting.room, quality=quality)
    round_ = close_round(review_round=round_, by=by, now=world.instant(world.day(sitting.due + 1)))
    return score_round(round_=round_, by=by, now=world.instant(world.day(sitting.due + 2)))


def write_reviews(
    world: World,
    round_: ReviewRound,
    assignments: Sequence[Assignment],
    first: datetime,
    *,
    room: int,
    quality: Mapping[int, float] | None = None,
) -> None:
    """Hand in and seal a review for each assignment: quality of the plan, habit of the reviewer, chance.

    `quality`: plans whose quality (of 100) is told, by application; the others are drawn.
    """
    dice = world.dice(room)
    criteria = [(row["key"], int(row["max"])) for row in round_.definition["criteria"]]
    drawn = {pk: float(dice.normal(73, 8)) for pk in sorted({one.application_id for one in assignments})}
    of_plan = drawn | dict(quality or {})
    habit = {pk: float(dice.normal(0, 2.5)) for pk in sorted({one.reviewer_id for one in assignments})}
    hashes = dict(
        RoundEntry.objects.filter(round=round_).values_list("application", "submission__content_hash")
    )
    reviews = [
        _review(
            one,
            _points(dice, criteria, of_plan[one.application_id] + habit[one.reviewer_id]),
            " ".join(pick_several(dice, REMARKS, 2)),
            {pick(dice, criteria)[0]: pick(dice, REMARKS)},
            first + timedelta(minutes=9 * number),
        )
        for number, one in enumerate(assignments)
    ]
    Review.objects.bulk_create(reviews, batch_size=500)
    ReviewSeal.objects.bulk_create(
        [_seal(one, hashes[one.application_id]) for one in reviews], batch_size=500
    )
    number_chains()
    count_rows(*REVIEWED)


def _points(dice: np.random.Generator, criteria: Sequence[tuple[str, int]], total: float) -> dict[str, int]:
    return {
        key: int(np.clip(round(total / 100 * most + float(dice.normal(0, 1.2))), 0, most))
        for key, most in criteria
    }


def _review(
    assignment: Assignment, points: dict[str, int], comment: str, comments: dict[str, str], at: datetime
) -> Review:
    return Review(
        agency_id=assignment.agency_id,
        round_id=assignment.round_id,
        assignment=assignment,
        application_id=assignment.application_id,
        reviewer_id=assignment.reviewer_id,
        reviewer_user_id=assignment.reviewer_user_id,
        state=ReviewState.SUBMITTED,
        points={key: str(value) for key, value in points.items()},
        comments=comments,
        comment=comment,
        total=Decimal(sum(points.values())),
        version=2,
        updated_at=at,
        submitted_at=at,
    )


def _seal(review: Review, submission: str) -> ReviewSeal:
    """Return the seal of a review, with what `submit_review` seals."""
    content = canonical_json(
        {
            "round": review.round_id,
            "application": review.application_id,
            "reviewer": review.reviewer_id,
            "assignment": review.assignment_id,
            "submission": submission,
            "points": review.points,
            "comments": review.comments,
            "comment": review.comment,
            "total": review.total,
            "submitted_at": review.submitted_at,
        }
    )
    return ReviewSeal(
        agency_id=review.agency_id,
        round_id=review.round_id,
        review=review,
        content=content.decode(),
        content_hash=sha256_hex(content),
        sealed_at=review.submitted_at,
    )
