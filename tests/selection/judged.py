"""Rounds whose reviews are handed in and sealed, and what follows from them, for tests of decisions."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection

from didim.engines.scoring import RoundKind, dump_rounds, standard_rounds
from didim.kernel.definitions import shipped_definitions
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.programmes.models import CallRevision
from didim.registry.models import Person
from didim.selection.domain.committees import Attendance, convene_for_plan, record_meeting
from didim.selection.domain.deciding import decide_plan
from didim.selection.domain.planning import assumptions_of_call, put_to_committee, simulate
from didim.selection.domain.scoring import score_round
from didim.selection.enums import ReviewState, RoundState, VoteValue
from didim.selection.models import Committee, DecisionPlan, Review, ReviewSeal, ScoreSheet

from .panels import NOW, TODAY, Judged, make_judged

CRITERIA = ("problem", "solution", "scale_up", "team")


def one_round(**changes: Any) -> list[dict[str, Any]]:
    """Return a written round alone, as the definitions have it."""
    definitions = shipped_definitions()
    rounds = standard_rounds(
        [RoundKind.WRITTEN],
        definitions.as_of("review-scoring", TODAY),
        definitions.as_of("review-cutoff", TODAY),
    )
    return [{**entry, **changes} for entry in dump_rounds(rounds)]


def reviewed(
    totals: Sequence[Sequence[int]], *, places: int = 1, reserves: int = 1, **changes: Any
) -> Judged:
    """Make a closed written round: a row of totals (out of 100, in fours) for each application."""
    judged = make_judged(applications=len(totals), reviewers=len(totals[0]))
    entry = one_round(**changes)[0]
    judged.round.definition, judged.round.state = entry, RoundState.CLOSED
    judged.round.closed_at = NOW
    judged.round.save()
    CallRevision.objects.create(
        agency=judged.agency,
        call=judged.call,
        number=2,
        state="published",
        published_at=NOW - timedelta(days=50),
        rounds=[entry],
        places=places,
        reserves=reserves,
        award_won=10_000_000,
    )
    for row, given in enumerate(totals):
        for seat, total in enumerate(given):
            hand_in(judged, seat, row, dict.fromkeys(CRITERIA, total // 4))
    chain_seals()
    return judged


def hand_in(judged: Judged, reviewer: int, application: int, points: dict[str, int]) -> Review:
    """Hand a review in and seal it."""
    assignment = judged.assignment(reviewer, application)
    review = Review.objects.create(
        agency=judged.agency,
        round=judged.round,
        assignment=assignment,
        application=assignment.application,
        reviewer=assignment.reviewer,
        reviewer_user=assignment.reviewer_user,
        state=ReviewState.SUBMITTED,
        points={key: str(value) for key, value in points.items()},
        comment="시장 자료가 더 있으면 좋겠습니다.",
        total=sum(points.values()),
        updated_at=NOW,
        submitted_at=NOW,
    )
    content = canonical_json(
        {
            "points": review.points,
            "comments": {"problem": "고객을 더 만나 보세요."},
            "comment": review.comment,
        }
    )
    ReviewSeal.objects.create(
        agency=judged.agency,
        round=judged.round,
        review=review,
        content=content.decode(),
        content_hash=sha256_hex(content),
        sealed_at=NOW,
    )
    return review


def chain_seals() -> None:
    """Let the database number and chain what was sealed in this transaction, as its commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def people(count: int, start: int = 1) -> list[Person]:
    return [Person.objects.create(name=f"운영위원{at}") for at in range(start, start + count)]


def scored(judged: Judged) -> ScoreSheet:
    return score_round(round_=judged.round, by=None, now=NOW)


def plan_put(judged: Judged) -> DecisionPlan:
    sheet = scored(judged)
    plan = simulate(sheet=sheet, assumptions=assumptions_of_call(sheet=sheet), title="1안", by=None, now=NOW)
    return put_to_committee(plan=plan, by=None)


def met(
    plan: DecisionPlan, *, members: Sequence[Person] = (), present: int = 5, agreeing: int = 5
) -> Committee:
    """Convene a committee of five (or of `members`) over a plan and record who came and agreed."""
    seats = list(members) or people(5)
    committee = convene_for_plan(
        plan=plan, title="제1차", held_at=NOW, members=seats, chair=seats[0], by=None, now=NOW
    )
    return attended(committee, present=present, agreeing=agreeing)


def attended(committee: Committee, *, present: int, agreeing: int) -> Committee:
    votes = [VoteValue.YES] * agreeing + [VoteValue.NO] * (present - agreeing)
    seats = [seat for seat in committee.votes.order_by("pk") if not seat.barred_reason]
    attendance = {
        seat.pk: Attendance(True, votes[at]) if at < present else Attendance(False)
        for at, seat in enumerate(seats)
    }
    return record_meeting(committee=committee, attendance=attendance, minutes="원안대로", by=None)


def decided(judged: Judged) -> Committee:
    committee = met(plan_put(judged))
    decide_plan(committee=committee, by=None, now=NOW)
    committee.refresh_from_db()
    return committee
