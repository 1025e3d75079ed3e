"""The doors to plans, committees, decisions, letters and objections."""

from django.db.models import Prefetch, Q, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.models import (
    Committee,
    CommitteeVote,
    Decision,
    DecisionNotice,
    DecisionPlan,
    Objection,
)

Roles = tuple[AgencyRole, ...]


def access_plan(*, actor: Actor, plan_id: int, roles: Roles = ()) -> DecisionPlan:
    """Return a plan of an agency where one of `roles` is held; else NotVisible."""
    plans = DecisionPlan.objects.select_related("call__programme", "sheet__round")
    plan = plans.filter(pk=plan_id, agency__in=actor.agencies_with(*roles)).first()
    if plan is None:
        raise NotVisible(f"decision plan {plan_id}")
    return plan


def access_committee(*, actor: Actor, committee_id: int, roles: Roles = ()) -> Committee:
    """Return a committee's meeting with its seats; else NotVisible."""
    seats = CommitteeVote.objects.select_related("person").order_by("-is_chair", "person__name", "pk")
    committees = Committee.objects.select_related("call__programme", "plan").prefetch_related(
        Prefetch("votes", queryset=seats)
    )
    committee = committees.filter(pk=committee_id, agency__in=actor.agencies_with(*roles)).first()
    if committee is None:
        raise NotVisible(f"committee {committee_id}")
    return committee


def access_decision(*, actor: Actor, decision_id: int, roles: Roles = ()) -> Decision:
    """Return a decision for staff of its agency, and note that they read it; else NotVisible."""
    decisions = Decision.objects.select_related(
        "application", "enterprise", "call__programme", "committee", "plan", "agency"
    )
    decision = decisions.filter(pk=decision_id, agency__in=actor.agencies_with(*roles)).first()
    if decision is None:
        raise NotVisible(f"decision {decision_id}")
    note_access(
        act=AccessAct.VIEW,
        task="선정 결과",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=decision.enterprise_id,
        subject=decision.enterprise.name,
        agency_id=decision.agency_id,
    )
    return decision


def access_objection(*, actor: Actor, objection_id: int, roles: Roles = ()) -> Objection:
    """Return an objection for staff of its agency, and note that they read it; else NotVisible."""
    objections = Objection.objects.select_related(
        "decision__application", "decision__call__programme", "enterprise", "committee", "filed_by"
    )
    objection = objections.filter(pk=objection_id, agency__in=actor.agencies_with(*roles)).first()
    if objection is None:
        raise NotVisible(f"objection {objection_id}")
    note_access(
        act=AccessAct.VIEW,
        task="이의신청",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=objection.enterprise_id,
        subject=objection.enterprise.name,
        agency_id=objection.agency_id,
    )
    return objection


def access_own_decision(*, actor: Actor, application_id: int) -> Decision:
    """Return what a firm of the actor was told about an application; NotVisible before it was told."""
    decisions = Decision.objects.select_related("application", "enterprise", "call__programme", "agency")
    decision = decisions.filter(
        application=application_id, enterprise__in=actor.enterprises_with(), notified_at__isnull=False
    ).first()
    if decision is None:
        raise NotVisible(f"decision of application {application_id}")
    return decision


def access_letter(*, actor: Actor, letter_id: int) -> DecisionNotice:
    """Return a letter for the firm it was sent to, or for staff of the agency (noted); else NotVisible."""
    mine = Q(enterprise__in=actor.enterprises_with(), decision__notified_at__isnull=False)
    letters = DecisionNotice.objects.select_related("decision", "enterprise")
    letter = letters.filter(mine | Q(agency__in=actor.agencies_with()), pk=letter_id).first()
    if letter is None:
        raise NotVisible(f"letter {letter_id}")
    if letter.enterprise_id not in actor.enterprises:
        note_access(
            act=AccessAct.VIEW,
            task="통보서",
            subject_kind=SubjectKind.ENTERPRISE,
            subject_id=letter.enterprise_id,
            subject=letter.enterprise.name,
            agency_id=letter.agency_id,
        )
    return letter


def decisions_of(*, call_id: int) -> QuerySet[Decision]:
    """Return the decisions of a call by rank, those without one last."""
    return Decision.objects.filter(call=call_id).select_related("application", "enterprise")


def changes_of(decision: Decision) -> list[tuple[object, str]]:
    """Return each outcome a decision has had, with the instant it became so, oldest first."""
    rows = decision.events.order_by("pgh_id").values_list("pgh_created_at", "outcome")
    changes: list[tuple[object, str]] = []
    for at, outcome in rows:
        if not changes or changes[-1][1] != outcome:
            changes.append((at, outcome))
    return changes
