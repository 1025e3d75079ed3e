"""The doors to observations, requests, targets and closed periods."""

from datetime import datetime

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.outcomes.models import (
    ClosedPeriod,
    EvidenceFile,
    Observation,
    OutcomeAnswer,
    OutcomeRequest,
    Target,
)
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible


def _agencies(actor: Actor, *roles: AgencyRole) -> frozenset[int]:
    return actor.agencies_with(*roles) if actor.mfa else frozenset()


def access_observation(*, actor: Actor, observation_id: int, task: str) -> Observation:
    """Return an observation of an agency of the actor; what is of a firm is noted in the access log."""
    found = (
        Observation.objects.select_related("indicator", "agency", "enterprise", "place", "region", "network")
        .filter(pk=observation_id, agency__in=_agencies(actor))
        .first()
    )
    if found is None:
        raise NotVisible(f"observation {observation_id}")
    if found.enterprise is not None:
        note_access(
            act=AccessAct.VIEW,
            task=task,
            subject_kind=SubjectKind.ENTERPRISE,
            subject_id=found.enterprise_id,
            subject=found.enterprise.name,
            agency_id=found.agency_id,
        )
    return found


def access_evidence_file(*, actor: Actor, observation_id: int, evidence_id: int, task: str) -> EvidenceFile:
    """Return a file beside an observation of an agency of the actor; noted in the access log."""
    row = access_observation(actor=actor, observation_id=observation_id, task=task)
    found = (
        EvidenceFile.objects.select_related("observation")
        .filter(pk=evidence_id, observation=row, removed_at=None)
        .first()
    )
    if found is None:
        raise NotVisible(f"evidence file {evidence_id}")
    return found


def access_request(*, actor: Actor, request_id: int, roles: tuple[AgencyRole, ...] = ()) -> OutcomeRequest:
    """Return a request of an agency where the actor has one of `roles` (any when none is named)."""
    found = (
        OutcomeRequest.objects.select_related("agency")
        .filter(pk=request_id, agency__in=_agencies(actor, *roles))
        .first()
    )
    if found is None:
        raise NotVisible(f"outcome request {request_id}")
    return found


def access_answer(*, actor: Actor, answer_id: int) -> OutcomeAnswer:
    """Return what a firm of the actor was asked."""
    found = (
        OutcomeAnswer.objects.select_related("request__agency", "enterprise")
        .filter(pk=answer_id, enterprise__in=actor.enterprises_with())
        .first()
    )
    if found is None:
        raise NotVisible(f"outcome answer {answer_id}")
    return found


def answers_of(*, actor: Actor, now: datetime) -> list[OutcomeAnswer]:
    """Return what the actor's firms were asked, what is open and due first."""
    rows = OutcomeAnswer.objects.select_related("request__agency", "enterprise").filter(
        enterprise__in=actor.enterprises_with(), asked_at__lte=now
    )
    return sorted(
        rows.order_by("-asked_at", "-pk"),
        key=lambda row: (row.submitted_at is not None, row.request.state == "closed"),
    )


def access_target(*, actor: Actor, target_id: int, roles: tuple[AgencyRole, ...] = ()) -> Target:
    """Return a target of an agency where the actor has one of `roles`."""
    found = (
        Target.objects.select_related("indicator", "agency")
        .filter(pk=target_id, agency__in=_agencies(actor, *roles))
        .first()
    )
    if found is None:
        raise NotVisible(f"target {target_id}")
    return found


def access_closed_period(*, actor: Actor, period_id: int, roles: tuple[AgencyRole, ...] = ()) -> ClosedPeriod:
    """Return a closed period of an agency where the actor has one of `roles`."""
    found = (
        ClosedPeriod.objects.select_related("agency")
        .filter(pk=period_id, agency__in=_agencies(actor, *roles))
        .first()
    )
    if found is None:
        raise NotVisible(f"closed period {period_id}")
    return found
