"""Writing reviews, handing them in sealed, and letting one be written again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.engines.scoring import RoundRule, problems_of_points
from didim.kernel.hash_chains import canonical_json, decimal_text, sha256_hex
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.kernel.wording import Text
from didim.selection.enums import ReviewState, RoundState
from didim.selection.models import Assignment, PanelMember, Review, ReviewRound, ReviewSeal, RoundEntry

from .rounds import rule_for_reviewers

LONGEST_COMMENT = 4000


class StaleReviewError(Exception):
    """Somebody (the same reviewer in another window) saved in between; `review` is what stands now."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"review {review.pk} is at version {review.version}")
        self.review = review


@dataclass(frozen=True, slots=True)
class Written:
    """What a reviewer has written, whole: points by criterion as text ("" for none yet), comments, note."""

    points: Mapping[str, str]
    comments: Mapping[str, str]
    comment: str = ""
    note: str = ""


def save_review(*, assignment: Assignment, written: Written, version: int, by: User, now: datetime) -> Review:
    """Store a review as it is being written; `version` is what it was written over (0: nothing yet).

    Points must fit their criteria, but need not be there. Raises StaleReviewError when another version stands
    by now, RefusedError (field: the criterion's key) for points that do not fit or a review handed in.
    """
    with recorded("save_review", by):
        locked = _own(assignment, by)
        rule = rule_for_reviewers(locked.round)
        points = _points(rule, written.points)
        review = _written_for(locked)
        if review is not None and review.state == ReviewState.SUBMITTED:
            raise refuse("", _("이미 제출한 평가입니다. 고쳐야 하면 담당자에게 다시 열어 달라고 해 주세요."))
        if review is not None and review.version != version:
            raise StaleReviewError(review)
        review = review or Review(
            agency_id=locked.agency_id,
            round_id=locked.round_id,
            assignment=locked,
            application_id=locked.application_id,
            reviewer_id=locked.reviewer_id,
            reviewer_user=by,
        )
        review.points = {key: decimal_text(value) for key, value in points.items()}
        known = {one.key for one in rule.criteria}
        review.comments = {
            key: text.strip()[:LONGEST_COMMENT]
            for key, text in written.comments.items()
            if key in known and text.strip()
        }
        review.comment, review.note = written.comment[:LONGEST_COMMENT], written.note[:LONGEST_COMMENT]
        review.total = rule.total(points) if not problems_of_points(rule, points) else None
        review.version, review.updated_at = review.version + 1, now
        review.save()
        return review


def submit_review(*, assignment: Assignment, by: User, now: datetime) -> Review:
    """Hand a whole review in: from now on it does not change, and its text is sealed in the round's chain.

    RefusedError names each criterion without points and a missing comment in all.
    """
    with recorded("submit_review", by):
        _while_open(assignment.round_id)
        locked = _own(assignment, by)
        review = _written_for(locked)
        return _submit(rule_for_reviewers(locked.round), locked, review, now)


@dataclass(frozen=True, slots=True)
class Handed:
    """What handing in everything did: how many went in, and how many are not whole yet."""

    submitted: int
    unfinished: int


def submit_whole_reviews(*, member: PanelMember, by: User, now: datetime) -> Handed:
    """Hand in all reviews of a member that are whole; the others stay as they are."""
    with recorded("submit_whole_reviews", by):
        _while_open(member.round_id)
        review_round = ReviewRound.objects.get(pk=member.round_id)
        rule = rule_for_reviewers(review_round)
        assignments = (
            Assignment.objects.select_for_update(of=("self",))
            .filter(round=review_round, reviewer_user=by, reviewer=member.reviewer_id, ended_at=None)
            .order_by("pk")
        )
        reviews = {
            one.assignment_id: one for one in Review.objects.filter(round=review_round, reviewer_user=by)
        }
        submitted = unfinished = 0
        for assignment in assignments:
            review = reviews.get(assignment.pk)
            if review is not None and review.state == ReviewState.SUBMITTED:
                continue
            try:
                _submit(rule, assignment, review, now)
            except RefusedError:
                unfinished += 1
            else:
                submitted += 1
        return Handed(submitted, unfinished)


def reopen_review(*, review: Review, reason: str, by: User, now: datetime) -> Review:
    """Let a reviewer write again what was handed in, with a reason; the seal stays, the next follows it."""
    reason = " ".join(reason.split())
    if not reason:
        raise refuse("reason", _("다시 여는 사유를 적어 주세요. 사유는 이력에 남습니다."))
    with recorded("reopen_review", by):
        _open_round(review.round_id)
        locked = Review.objects.select_for_update().get(pk=review.pk)
        if locked.state != ReviewState.SUBMITTED:
            raise refuse("", _("제출하지 않은 평가입니다."))
        locked.state, locked.submitted_at = ReviewState.DRAFT, None
        locked.reopened_at, locked.reopened_by, locked.reopen_reason = now, by, reason[:200]
        locked.version += 1
        locked.save()
        return locked


def close_round(*, review_round: ReviewRound, by: User, now: datetime) -> ReviewRound:
    """End a round: nobody writes any more. RefusedError says how many applications lack their quorum."""
    with recorded("close_round", by):
        _wait_for_writers(review_round.pk)
        locked = _open_round(review_round.pk)
        lacking = len(without_quorum(locked))
        if lacking:
            message = _(
                "정족수에 모자라는 신청이 %(count)d건 있습니다. 위원에게 알리거나 다시 배정해 주세요."
            )
            raise refuse("", message % {"count": lacking})
        locked.state, locked.closed_at = RoundState.CLOSED, now
        locked.save(update_fields=["state", "closed_at"])
        return locked


def without_quorum(review_round: ReviewRound) -> list[int]:
    """Return the applications of a round that have fewer reviews than their quorum (정족수)."""
    needed = rule_for_reviewers(review_round).needed(review_round.reviewers_each)
    counts: dict[int, int] = {}
    handed_in = Review.objects.filter(
        round=review_round, state=ReviewState.SUBMITTED, assignment__ended_at=None
    )
    for application in handed_in.values_list("application", flat=True):
        counts[application] = counts.get(application, 0) + 1
    entries = RoundEntry.objects.filter(round=review_round).order_by("application")
    return [pk for pk in entries.values_list("application", flat=True) if counts.get(pk, 0) < needed]


def _submit(rule: RoundRule, assignment: Assignment, review: Review | None, now: datetime) -> Review:
    if review is None:
        raise refuse("", _("아직 아무것도 적지 않았습니다."))
    if review.state == ReviewState.SUBMITTED:
        raise refuse("", _("이미 제출한 평가입니다."))
    points = {key: Decimal(given) for key, given in review.points.items()}
    problems = _in_language(problems_of_points(rule, points))
    if not review.comment.strip():
        problems.append(Problem("comment", _("종합 의견을 적어 주세요. 결과와 함께 신청기업에 공개됩니다.")))
    if problems:
        raise RefusedError(problems)
    review.total = rule.total(points)
    review.state, review.submitted_at, review.updated_at = ReviewState.SUBMITTED, now, now
    review.version += 1
    review.save()
    content = canonical_json(_sealed(review, assignment, now))
    ReviewSeal.objects.create(
        agency_id=review.agency_id,
        round_id=review.round_id,
        review=review,
        content=content.decode(),
        content_hash=sha256_hex(content),
        sealed_at=now,
    )
    return review


def _sealed(review: Review, assignment: Assignment, now: datetime) -> dict[str, Any]:
    """Return what a seal keeps: who judged what, and everything that is handed in."""
    entry = RoundEntry.objects.select_related("submission").get(
        round=review.round_id, application=review.application_id
    )
    return {
        "round": review.round_id,
        "application": review.application_id,
        "reviewer": assignment.reviewer_id,
        "assignment": assignment.pk,
        "submission": entry.submission.content_hash,
        "points": review.points,
        "comments": review.comments,
        "comment": review.comment,
        "total": review.total,
        "submitted_at": now,
    }


def _written_for(assignment: Assignment) -> Review | None:
    """Return the review of an assignment, locked: of itself alone, the rest is not the reviewer's to lock."""
    found = Review.objects.select_for_update(of=("self",)).filter(assignment=assignment)
    return found.order_by("pk").first()


def _own(assignment: Assignment, by: User) -> Assignment:
    """Return somebody's own running assignment in an open round, locked; RefusedError otherwise."""
    locked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("round")
        .filter(reviewer_user=by, pk=assignment.pk, ended_at=None)
        .first()
    )
    if locked is None:
        raise refuse("", _("지금 맡고 있는 평가가 아닙니다."))
    if locked.round.state != RoundState.OPEN:
        raise refuse("", _("평가가 끝난 차수입니다. 더 쓸 수 없습니다."))
    return locked


# A reviewer may not lock the round's row (it is not theirs): who hands in and who closes meet at this lock.
_CLOSING = 20_260


def _while_open(round_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_CLOSING, round_id])
    if not ReviewRound.objects.filter(pk=round_id, state=RoundState.OPEN).exists():
        raise refuse("", _("평가가 끝난 차수입니다. 더 쓸 수 없습니다."))


def _wait_for_writers(round_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CLOSING, round_id])


def _open_round(round_id: int) -> ReviewRound:
    found = ReviewRound.objects.select_for_update(no_key=True).filter(pk=round_id).first()
    if found is None or found.state != RoundState.OPEN:
        raise refuse("", _("평가 중인 차수가 아닙니다."))
    return found


def _points(rule: RoundRule, typed: Mapping[str, str]) -> dict[str, Decimal]:
    """Return the points that were typed; RefusedError for those that are none or do not fit."""
    points: dict[str, Decimal] = {}
    problems: list[Problem] = []
    for key, text in typed.items():
        if not text.strip():
            continue
        try:
            points[key] = Decimal(text.strip())
        except InvalidOperation:
            problems.append(Problem(key, _("점수를 숫자로 적어 주세요.")))
    wrong = problems_of_points(rule, points)
    problems += _in_language(one for one in wrong if one.field in points)
    if problems:
        raise RefusedError(problems)
    return points


def _in_language(problems: Any) -> list[Problem]:
    """Return problems of the engine with their sentence in the reader's language."""
    language = get_language() or "ko"
    return [
        Problem(one.field, one.message.text(language) if isinstance(one.message, Text) else one.message)
        for one in problems
    ]
