"""What selection holds about a person who judges, for themself (개인정보 보호법 제35조)."""

from datetime import datetime
from typing import Any

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.registry.enums import ExpertRoleKind
from didim.registry.models import ExpertRole, Person
from didim.selection.enums import RecusalKind
from didim.selection.models import PanelMember, Recusal, Review, Reviewer, Tie


def own_reviewer_data(user: User) -> dict[str, Any] | None:
    """Return what is held about somebody as a reviewer, ready for JSON; None for who is none.

    Applications are named by their numbers and firms not at all: those are not the reviewer's data. Why an
    applicant challenged somebody is the applicant's word, so only that it happened is told.
    """
    # Pools and rounds belong to agencies, whose rows a person does not see; these are about the person.
    with scoped(SYSTEM):
        person = Person.objects.filter(user=user).first()
        reviewer = Reviewer.objects.filter(expert__person=person).first() if person else None
        if person is None or reviewer is None:
            return None
        expert = reviewer.expert
        return {
            "person": {
                name: getattr(person, name) for name in ("name", "affiliation", "position", "email", "phone")
            },
            "qualification": reviewer.qualification,
            "qualified_by": reviewer.qualified_by,
            "keywords": reviewer.keywords,
            "trades": sorted(expert.trades.values_list("pk", flat=True)),
            "regions": sorted(expert.regions.values_list("pk", flat=True)),
            "yearly_cap": reviewer.yearly_cap,
            "pools": _pools(reviewer),
            "panels": _panels(reviewer),
            "ties": _ties(person),
            "recusals": _recusals(reviewer),
            "reviews": _reviews(reviewer),
        }


def _pools(reviewer: Reviewer) -> list[dict[str, Any]]:
    roles = ExpertRole.objects.filter(expert=reviewer.expert_id, kind=ExpertRoleKind.REVIEWER)
    return [
        {
            "agency": role.agency.name,
            "from": role.valid_from.isoformat(),
            "to": role.valid_to.isoformat() if role.valid_to else None,
        }
        for role in roles.select_related("agency").order_by("valid_from", "pk")
    ]


def _panels(reviewer: Reviewer) -> list[dict[str, Any]]:
    members = PanelMember.objects.filter(reviewer=reviewer).select_related("round__call")
    return [
        {
            "call": member.round.call.title,
            "round": member.round.title,
            "shown_as": member.alias,
            "is_chair": member.is_chair,
            "max_load": member.max_load,
            "invited_at": _iso(member.invited_at),
            "pledged_at": _iso(member.pledged_at),
            "dropped_at": _iso(member.dropped_at),
            "drop_reason": member.drop_reason,
        }
        for member in members.order_by("pk")
    ]


def _ties(person: Person) -> list[dict[str, Any]]:
    ties = Tie.objects.filter(person=person).select_related("enterprise", "other_person")
    return [
        {
            "kind": tie.kind,
            "with": str(tie.enterprise or tie.other_person),
            "since": tie.since.isoformat() if tie.since else None,
            "until": tie.until.isoformat() if tie.until else None,
            "note": tie.note,
            "source": tie.source,
            "recorded_at": _iso(tie.recorded_at),
        }
        for tie in ties.order_by("pk")
    ]


def _recusals(reviewer: Reviewer) -> list[dict[str, Any]]:
    recusals = Recusal.objects.filter(reviewer=reviewer).select_related("round__call", "application")
    return [
        {
            "call": recusal.round.call.title,
            "application": recusal.application.number,
            "kind": recusal.kind,
            "state": recusal.state,
            "reason": "" if recusal.kind == RecusalKind.CHALLENGED else recusal.reason,
            "asked_at": _iso(recusal.asked_at),
            "decided_at": _iso(recusal.decided_at),
        }
        for recusal in recusals.order_by("pk")
    ]


def _reviews(reviewer: Reviewer) -> list[dict[str, Any]]:
    reviews = Review.objects.filter(reviewer=reviewer).select_related("round__call", "application")
    return [
        {
            "call": review.round.call.title,
            "round": review.round.title,
            "application": review.application.number,
            "state": review.state,
            "points": review.points,
            "comments": review.comments,
            "comment": review.comment,
            "own_note": review.note,
            "updated_at": _iso(review.updated_at),
            "submitted_at": _iso(review.submitted_at),
            "reopened_at": _iso(review.reopened_at),
        }
        for review in reviews.order_by("pk")
    ]


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
