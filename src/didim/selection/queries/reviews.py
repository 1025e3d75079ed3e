"""Reading for those who judge: their rounds, what lies on their desk, and one application as handed in."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from didim.applications.models import FirmFile, Submission, SubmissionFile
from didim.selection.enums import ReviewState, RoundState
from didim.selection.models import Assignment, PanelMember, Review, RoundEntry


def own_seats(*, user_id: int) -> QuerySet[PanelMember]:
    """Return somebody's seats in open and closed rounds, with `given` and `done`: how far they are."""
    mine = Q(round__assignments__reviewer_user=user_id, round__assignments__ended_at=None)
    handed_in = mine & Q(round__assignments__review__state=ReviewState.SUBMITTED)
    return (
        PanelMember.objects.filter(
            user=user_id, dropped_at=None, round__state__in=[RoundState.OPEN, RoundState.CLOSED]
        )
        .select_related("round__call", "round__agency")
        .annotate(
            given=Count("round__assignments", filter=mine), done=Count("round__assignments", filter=handed_in)
        )
        .order_by("round__state", "round__due_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One plan on a reviewer's desk: its number, whose it is ("" where that is hidden), how far it is."""

    assignment: int
    number: int | None
    firm: str
    review: Review | None

    @property
    def is_done(self) -> bool:
        """Whether the review was handed in."""
        return self.review is not None and self.review.state == ReviewState.SUBMITTED

    @property
    def total(self) -> Decimal | None:
        """The points given in all; None until every criterion has some."""
        return self.review.total if self.review is not None else None

    @property
    def is_whole(self) -> bool:
        """Whether every criterion has points and there is a comment, so that it can be handed in."""
        return self.review is not None and self.review.total is not None and bool(self.review.comment.strip())


def desk_of(member: PanelMember) -> list[DeskRow]:
    """Return what a member judges in a round, in the order of presentations or of receipt: one query."""
    entries = RoundEntry.objects.filter(round=member.round_id, application=OuterRef("application"))
    rows = (
        Assignment.objects.filter(round=member.round_id, reviewer_user=member.user_id, ended_at=None)
        .select_related("application__enterprise", "review")
        .annotate(position=Subquery(entries.values("position")[:1]))
        .order_by("position", "application__number", "pk")
    )
    blind = member.round.is_blind
    return [
        DeskRow(
            row.pk,
            row.application.number,
            "" if blind else row.application.enterprise.name,
            getattr(row, "review", None),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An application as it was handed in: its content, the revision it answers, its files by slot."""

    submission: Submission
    answers: dict[str, Any]
    files: dict[str, list[FirmFile]]


def handed_in(assignment: Assignment) -> HandedIn:
    """Return what an assignment judges: the submission that counted when the round was made; two queries."""
    entry = RoundEntry.objects.select_related("submission").get(
        round=assignment.round_id, application=assignment.application_id
    )
    files: dict[str, list[FirmFile]] = defaultdict(list)
    for row in _files_of(entry.submission_id):
        files[row.slot].append(row.file)
    return HandedIn(entry.submission, json.loads(entry.submission.content).get("answers", {}), dict(files))


def _files_of(submission_id: int) -> Iterator[SubmissionFile]:
    rows = SubmissionFile.objects.filter(submission=submission_id).select_related("file")
    yield from rows.order_by("slot", "pk")


def files_to_read(*, assignment: Assignment) -> Q:
    """Return the condition on SubmissionFile that holds for the files of what an assignment judges."""
    entries = RoundEntry.objects.filter(round=assignment.round_id, application=assignment.application_id)
    return Q(submission__in=entries.values("submission"))
