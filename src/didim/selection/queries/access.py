"""The doors to rounds, reviews and what is judged: for staff, and for the reviewer concerned."""

from django.db.models import Q

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.enums import RoundState
from didim.selection.models import Assignment, PanelMember, Review, ReviewRound


def access_round(*, actor: Actor, round_id: int, roles: tuple[AgencyRole, ...] = ()) -> ReviewRound:
    """Return a round of an agency where one of `roles` is held (any role when none); else NotVisible."""
    found = (
        ReviewRound.objects.select_related("agency", "call__programme")
        .filter(pk=round_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if found is None:
        raise NotVisible(f"review round {round_id}")
    return found


def access_review(*, actor: Actor, review_id: int, roles: tuple[AgencyRole, ...] = ()) -> Review:
    """Return a review for staff of its agency, and note that they read it; else NotVisible."""
    review = (
        Review.objects.select_related("round__call", "application__enterprise", "reviewer__expert__person")
        .filter(pk=review_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if review is None:
        raise NotVisible(f"review {review_id}")
    note_access(
        act=AccessAct.VIEW,
        task="평가 열람",
        subject_kind=SubjectKind.PERSON,
        subject_id=review.reviewer.expert.person_id,
        subject=review.reviewer.expert.person.name,
        agency_id=review.agency_id,
    )
    return review


def access_seat(*, actor: Actor, round_id: int) -> PanelMember:
    """Return somebody's own seat in a round they were asked to judge; NotVisible once they have left it."""
    seat = (
        PanelMember.objects.select_related("round__call", "round__agency", "reviewer__expert__person")
        .filter(
            Q(round__state__in=[RoundState.OPEN, RoundState.CLOSED]),
            user=actor.user.pk,
            round=round_id,
            dropped_at=None,
        )
        .first()
    )
    if seat is None or actor.user.pk is None:
        raise NotVisible(f"seat in round {round_id}")
    return seat


def access_reviewed_application(*, actor: Actor, assignment_id: int) -> Assignment:
    """Return what somebody was given to judge, with its application, and note that they read it.

    Only while the assignment lasts, in an open or closed round, after the pledge; else NotVisible. Its
    `review`, where one was begun, comes along.
    """
    pledged = PanelMember.objects.filter(user=actor.user.pk, dropped_at=None, pledged_at__isnull=False)
    assignment = (
        Assignment.objects.select_related("round__call", "application__enterprise", "review")
        .filter(
            pk=assignment_id,
            reviewer_user=actor.user.pk,
            ended_at=None,
            round__state__in=[RoundState.OPEN, RoundState.CLOSED],
            round__in=pledged.values("round"),
        )
        .first()
    )
    if assignment is None or actor.user.pk is None:
        raise NotVisible(f"assignment {assignment_id}")
    note_access(
        act=AccessAct.VIEW,
        task="신청서 평가",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=assignment.application.enterprise_id,
        subject=f"{assignment.round.call.title} {assignment.application.number}",
        agency_id=assignment.agency_id,
    )
    return assignment
