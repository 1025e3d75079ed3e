"""The doors to closures, restarts and groups of firms."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.tenancy import SYSTEM, scoped
from didim.lifecycle.models import (
    Closure,
    ClosureCheck,
    Collaboration,
    JointProject,
    Member,
    Restart,
    RestartClaim,
)
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class CoMember:
    """What a member may know of another: its name, share in hundredths of a per cent, whether it leads."""

    name: str
    share_bp: int
    is_lead: bool


def access_closure(
    *, actor: Actor, closure_id: int, task: str, roles: tuple[AgencyRole, ...] = ()
) -> Closure:
    """Return a closure of an agency where the actor has one of `roles`; noted in the access log."""
    rows = Closure.objects.select_related(
        "agency", "enterprise__industry", "enterprise__region", "visit_request", "agreement__version"
    )
    found = _of_agency(actor, rows, closure_id, roles)
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=found.enterprise_id,
        subject=found.enterprise.name,
        agency_id=found.agency_id,
    )
    return found


def access_closure_check(*, actor: Actor, check_id: int, roles: tuple[AgencyRole, ...]) -> ClosureCheck:
    """Return one thing to settle, of an agency where the actor has one of `roles`."""
    return _of_agency(actor, ClosureCheck.objects.select_related("closure__enterprise"), check_id, roles)


def access_restart(*, actor: Actor, restart_id: int, roles: tuple[AgencyRole, ...] = ()) -> Restart:
    """Return a new beginning noted by an agency where the actor has one of `roles`."""
    rows = Restart.objects.select_related("agency", "earlier", "enterprise")
    return _of_agency(actor, rows, restart_id, roles)


def access_restart_claim(
    *, actor: Actor, claim_id: int, task: str, roles: tuple[AgencyRole, ...] = ()
) -> RestartClaim:
    """Return a firm's wish to be linked, of an agency where the actor has one of `roles`; noted."""
    rows = RestartClaim.objects.select_related("agency", "enterprise", "restart")
    found = _of_agency(actor, rows, claim_id, roles)
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=found.enterprise_id,
        subject=found.enterprise.name,
        agency_id=found.agency_id,
    )
    return found


def access_collaboration(
    *, actor: Actor, collaboration_id: int, roles: tuple[AgencyRole, ...] = ()
) -> Collaboration:
    """Return a group of an agency where the actor has one of `roles`."""
    return _of_agency(actor, Collaboration.objects.select_related("agency"), collaboration_id, roles)


def access_member(*, actor: Actor, member_id: int, roles: tuple[AgencyRole, ...]) -> Member:
    """Return a member of a group of an agency where the actor has one of `roles`."""
    return _of_agency(actor, Member.objects.select_related("collaboration", "enterprise"), member_id, roles)


def access_project(*, actor: Actor, project_id: int, roles: tuple[AgencyRole, ...]) -> JointProject:
    """Return a joint project of an agency where the actor has one of `roles`."""
    return _of_agency(actor, JointProject.objects.select_related("collaboration"), project_id, roles)


def access_own_member(*, actor: Actor, member_id: int) -> Member:
    """Return a membership of a firm of the actor."""
    rows = Member.objects.select_related("collaboration__agency", "enterprise")
    found = rows.filter(pk=member_id, enterprise__in=actor.enterprises_with()).first()
    if found is None:
        raise NotVisible(f"member {member_id}")
    return found


def closures_of_firms(*, actor: Actor) -> QuerySet[Closure]:
    """Return what the actor's firms asked for, the latest first."""
    rows = Closure.objects.filter(enterprise__in=actor.enterprises_with())
    return rows.select_related("agency", "enterprise", "agreement").order_by("-requested_at", "-pk")


def claims_of_firms(*, actor: Actor) -> QuerySet[RestartClaim]:
    """Return the wishes to be linked of the actor's firms, the latest first."""
    rows = RestartClaim.objects.filter(enterprise__in=actor.enterprises_with())
    return rows.select_related("agency", "enterprise").order_by("-asked_at", "-pk")


def memberships_of(*, actor: Actor) -> QuerySet[Member]:
    """Return the groups the actor's firms are in."""
    rows = Member.objects.filter(enterprise__in=actor.enterprises_with(), left_on=None)
    return rows.select_related("collaboration__agency", "enterprise").order_by("collaboration__name", "pk")


def co_members(*, member: Member) -> list[CoMember]:
    """Return who is in a member's group now, by name and share."""
    with scoped(SYSTEM):
        rows = Member.objects.filter(collaboration=member.collaboration_id, left_on=None)
        found = rows.select_related("enterprise").order_by("-is_lead", "pk")
        return [CoMember(one.enterprise.name, one.share_bp, one.is_lead) for one in found]


def _of_agency(actor: Actor, rows: QuerySet[Row], number: int, roles: tuple[AgencyRole, ...]) -> Row:
    agencies = actor.agencies_with(*roles) if actor.mfa else frozenset()
    found = rows.filter(pk=number, agency__in=agencies).first()
    if found is None:
        raise NotVisible(f"{rows.model._meta.label} {number}")
    return found
