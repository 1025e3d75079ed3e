"""The doors to experts of a pool, requests, runs and dispatches."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.experts.models import (
    DispatchRun,
    ExpertAbsence,
    ExpertTerm,
    ExpertTie,
    PoolExpert,
    VisitRequest,
)
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

Row = TypeVar("Row", bound=Model)


def _of_agency(actor: Actor, rows: QuerySet[Row], number: int, roles: tuple[AgencyRole, ...]) -> Row:
    agencies = actor.agencies_with(*roles) if actor.mfa else frozenset()
    found = rows.filter(pk=number, agency__in=agencies).first()
    if found is None:
        raise NotVisible(f"{rows.model._meta.label} {number}")
    return found


def access_expert(
    *, actor: Actor, expert_id: int, task: str, roles: tuple[AgencyRole, ...] = ()
) -> PoolExpert:
    """Return an expert of the pool of an agency where the actor has one of `roles`; noted in the log."""
    rows = PoolExpert.objects.select_related("agency", "profile__person", "enterprise", "base", "user")
    found = _of_agency(actor, rows, expert_id, roles)
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.PERSON,
        subject_id=None,
        subject=found.profile.person.name,
        agency_id=found.agency_id,
    )
    return found


def access_request(
    *, actor: Actor, request_id: int, task: str, roles: tuple[AgencyRole, ...] = ()
) -> VisitRequest:
    """Return a request to an agency where the actor has one of `roles`; noted in the log."""
    rows = VisitRequest.objects.select_related("agency", "enterprise", "region", "industry", "consultation")
    found = _of_agency(actor, rows, request_id, roles)
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=found.enterprise_id,
        subject=found.enterprise.name,
        agency_id=found.agency_id,
    )
    return found


def access_own_request(*, actor: Actor, request_id: int) -> VisitRequest:
    """Return a request of a firm of the actor."""
    found = (
        VisitRequest.objects.select_related("agency", "enterprise")
        .filter(pk=request_id, enterprise__in=actor.enterprises_with())
        .first()
    )
    if found is None:
        raise NotVisible(f"request {request_id}")
    return found


def access_run(*, actor: Actor, run_id: int, roles: tuple[AgencyRole, ...] = ()) -> DispatchRun:
    """Return a run of an agency where the actor has one of `roles`."""
    rows = DispatchRun.objects.select_related("agency", "by", "confirmed_by", "leaving__profile__person")
    return _of_agency(actor, rows, run_id, roles)


def access_term(*, actor: Actor, term_id: int, roles: tuple[AgencyRole, ...] = ()) -> ExpertTerm:
    """Return a contract of an expert of an agency where the actor has one of `roles`."""
    return _of_agency(actor, ExpertTerm.objects.select_related("expert__profile__person"), term_id, roles)


def access_absence(*, actor: Actor, absence_id: int, roles: tuple[AgencyRole, ...] = ()) -> ExpertAbsence:
    """Return an absence of an expert of an agency where the actor has one of `roles`."""
    return _of_agency(actor, ExpertAbsence.objects.select_related("expert"), absence_id, roles)


def access_tie(*, actor: Actor, tie_id: int, roles: tuple[AgencyRole, ...] = ()) -> ExpertTie:
    """Return a tie of an expert of an agency where the actor has one of `roles`."""
    return _of_agency(actor, ExpertTie.objects.select_related("expert"), tie_id, roles)
