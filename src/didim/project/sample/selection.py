"""A call decided from 228 applications with 103 selected, and one that reviewers read now.

Everything is done by the acts that people use; reviews, of which there are many, are written in bulk and
sealed as the act seals them. `./didim verify` works all of it out again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from didim.accounts.enums import MessageState
from didim.accounts.models import OutboundMessage, User
from didim.documents.decision_letters import letter_pdf
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.programmes.models import Call
from didim.registry.enums import EnterpriseStage
from didim.registry.models import Enterprise
from didim.selection.domain.assigning import draw
from didim.selection.domain.committees import Attendance, convene_for_plan, record_meeting
from didim.selection.domain.deciding import decide_plan
from didim.selection.domain.notifying import send_notices, start_notices
from didim.selection.domain.planning import assumptions_of_call, put_to_committee, simulate
from didim.selection.domain.recusals import pledge, record_conflicts
from didim.selection.domain.reviewing import close_round
from didim.selection.domain.rounds import open_round, prepare_round, seat_reviewers
from didim.selection.domain.scoring import score_round
from didim.selection.enums import ReviewState, VoteValue
from didim.selection.models import Assignment, Review, Reviewer, ReviewRound, ReviewSeal, RoundEntry

from .selection_calls import DECIDED, REVIEWED, publish_online
from .selection_intake import apply_all, check_all, number_chains
from .selection_people import make_committee, make_reviewers
from .sign_ins import owned_firm, sample_user
from .world import World, pick, pick_several

APPLICATIONS = 228
NOT_FOUNDED = 12  # of them: the check finds that they are no firms yet
UNDER_REVIEW = 60
READERS = 6
LETTERS_AT_ONCE = 300
REMARKS = (
    "고객을 직접 만난 자료가 설득력이 있습니다.", "원가 구조를 더 밝혀 주시기 바랍니다.",
    "시장 규모의 근거가 약합니다.", "시제품 검증 계획이 구체적입니다.", "팀의 경험이 과제와 잘 맞습니다.",
    "일정이 촉박해 보입니다.", "판로가 한 곳에 기울어 있습니다.", "사회적 효과가 뚜렷합니다.",
)  # fmt: skip


def make_selection(world: World, firms: Sequence[Enterprise]) -> None:
    """Make both calls with everybody who applies, judges and decides."""
    officer, director = sample_user("officer"), sample_user("director")
    writer = User.objects.create_user("applicants@hanbit.example", name="신청 담당(예시)")
    applicants = _applicants(world, firms)
    pool = make_reviewers(world, sample_user("reviewer"), applicants, officer)
    decided = publish_online(world, DECIDED, officer)
    first = world.instant(world.day(DECIDED.opens)) + timedelta(hours=1)
    apply_all(world, decided, applicants, writer, first, 24)
    check_all(decided, officer, director, world.instant(world.day(-112)))
    round_ = _judged(world, decided, pool[1:], officer)
    _decide(world, decided, round_, officer)
    _tell(world, decided, director)
    _under_review(world, firms, pool, writer)


def _applicants(world: World, firms: Sequence[Enterprise]) -> list[Enterprise]:
    """Return the firms that apply: the demo owner's among them, and some that are no firms yet."""
    dice = world.dice(20)
    own = owned_firm(firms)
    operating = [firm for firm in firms if firm.stage == EnterpriseStage.OPERATING and firm.pk != own.pk]
    others = [firm for firm in firms if firm.stage == EnterpriseStage.PRE_FOUNDER]
    chosen = [
        own,
        *pick_several(dice, operating, APPLICATIONS - NOT_FOUNDED - 1),
        *pick_several(dice, others, NOT_FOUNDED),
    ]
    return pick_several(dice, chosen, len(chosen))


def _open(
    world: World, call: Call, pool: Sequence[Reviewer], by: User, days: tuple[int, int], max_load: int
) -> ReviewRound:
    """Prepare the round, seat the pool, find conflicts, draw, and let the reviewers in."""
    begun, due = (world.instant(world.day(day)) for day in days)
    round_ = prepare_round(call=call, number=1, by=by, now=begun)
    members = seat_reviewers(review_round=round_, reviewers=pool, max_load=max_load, by=by, now=begun)
    record_conflicts(review_round=round_, by=by, now=begun)
    draw(review_round=round_, by=by, now=begun, seed=world.seed)
    round_ = open_round(review_round=round_, due_at=due, by=by, now=begun)
    for member in members:
        pledge(member=member, by=User.objects.get(pk=member.user_id), now=begun)
    return round_


def _judged(world: World, call: Call, pool: Sequence[Reviewer], by: User) -> ReviewRound:
    round_ = _open(world, call, pool, by, (-110, -98), 34)
    assignments = list(Assignment.objects.filter(round=round_, ended_at=None).order_by("pk"))
    write_reviews(world, round_, assignments, world.instant(world.day(-105)), room=25)
    return close_round(review_round=round_, by=by, now=world.instant(world.day(-97)))


def write_reviews(
    world: World, round_: ReviewRound, assignments: Sequence[Assignment], first: datetime, *, room: int
) -> None:
    """Hand in and seal a review for each assignment: quality of the plan, habit of the reviewer, chance."""
    dice = world.dice(room)
    criteria = [(row["key"], int(row["max"])) for row in round_.definition["criteria"]]
    quality = {pk: float(dice.normal(73, 8)) for pk in sorted({one.application_id for one in assignments})}
    habit = {pk: float(dice.normal(0, 2.5)) for pk in sorted({one.reviewer_id for one in assignments})}
    hashes = dict(
        RoundEntry.objects.filter(round=round_).values_list("application", "submission__content_hash")
    )
    reviews = [
        _review(
            one,
            _points(dice, criteria, quality[one.application_id] + habit[one.reviewer_id]),
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


def _decide(world: World, call: Call, round_: ReviewRound, by: User) -> None:
    """Score, put the plan of the call to a committee, and let it decide."""
    scored_at = world.instant(world.day(-96))
    sheet = score_round(round_=round_, by=by, now=scored_at)
    assumptions = assumptions_of_call(sheet=sheet)
    plan = simulate(sheet=sheet, assumptions=assumptions, title="공고대로", by=by, now=scored_at)
    plan = put_to_committee(plan=plan, by=by)
    people = make_committee(world)
    met_at = world.instant(world.day(-92), 14)
    committee = convene_for_plan(
        plan=plan,
        title=f"{call.programme.name} 사업운영위원회",
        held_at=met_at,
        members=people,
        chair=people[0],
        by=by,
        now=scored_at,
    )
    seats = list(committee.votes.order_by("pk"))
    attendance = {seat.pk: Attendance(is_present=True, vote=VoteValue.YES) for seat in seats[:-1]}
    record_meeting(committee=committee, attendance=attendance, minutes="원안대로 의결함(예시).", by=by)
    decide_plan(committee=committee, by=by, now=met_at)
    number_chains()


def _tell(world: World, call: Call, by: User) -> None:
    """Notify everybody; the mails are taken as sent, for the addresses do not exist."""
    at = world.instant(world.day(-91), 10)
    job = start_notices(call=call, by=by, now=at)
    send_notices(job_id=job.pk, render=letter_pdf, now=at, limit=LETTERS_AT_ONCE)
    OutboundMessage.objects.filter(template="decision-notice", created_at=at).update(
        state=MessageState.SENT, sent_at=at
    )


def _under_review(world: World, firms: Sequence[Enterprise], pool: Sequence[Reviewer], writer: User) -> None:
    """Make the call whose plans the demo reviewer reads now."""
    officer, director = sample_user("officer"), sample_user("director")
    dice = world.dice(26)
    operating = [firm for firm in firms if firm.stage == EnterpriseStage.OPERATING]
    applicants = pick_several(dice, operating, UNDER_REVIEW)
    call = publish_online(world, REVIEWED, officer)
    first = world.instant(world.day(REVIEWED.opens)) + timedelta(hours=1)
    apply_all(world, call, applicants, writer, first, 27)
    check_all(call, officer, director, world.instant(world.day(-14)))
    readers = pool[:READERS]
    round_ = _open(world, call, readers, officer, (-10, 10), UNDER_REVIEW * 3 // READERS + 2)
    others = Assignment.objects.filter(round=round_, ended_at=None).exclude(reviewer=readers[0])
    write_reviews(world, round_, list(others.order_by("pk"))[::2], world.instant(world.day(-8)), room=28)
