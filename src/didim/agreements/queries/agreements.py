"""The doors to agreements: staff of the agency (noted in the access log) and the firm's own people."""

import json
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.agreements.enums import AgreementState, GateKind
from didim.agreements.models import (
    Agreement,
    AgreementChange,
    AgreementVersion,
    BudgetLine,
    Instalment,
    StageGate,
)
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.enums import Outcome
from didim.selection.models import Decision

Roles = tuple[AgencyRole, ...]
_NAMES = ("agency", "enterprise", "programme", "call", "decision", "version", "spending_limit")

_WAITING = Decision.objects.filter(
    outcome=Outcome.SELECTED, notified_at__isnull=False, agreement__isnull=True
).select_related("enterprise", "call__programme", "application")


def agreements_of_agencies(*, actor: Actor) -> QuerySet[Agreement]:
    """Return the agreements of the agencies somebody works for, with names and budget: one query."""
    return Agreement.objects.filter(agency__in=actor.agencies_with()).select_related(*_NAMES)


def own_agreements(*, actor: Actor) -> QuerySet[Agreement]:
    """Return the agreements of the actor's firms that were put before them, newest first."""
    return (
        Agreement.objects.filter(enterprise__in=actor.enterprises_with())
        .exclude(state=AgreementState.DRAFT)
        .select_related(*_NAMES)
        .order_by("-created_at", "-pk")
    )


def access_agreement(*, actor: Actor, agreement_id: int, roles: Roles = ()) -> Agreement:
    """Return an agreement for staff of its agency, and note that they read it; else NotVisible."""
    agreements = Agreement.objects.select_related(*_NAMES)
    agreement = agreements.filter(pk=agreement_id, agency__in=actor.agencies_with(*roles)).first()
    if agreement is None:
        raise NotVisible(f"agreement {agreement_id}")
    note_access(
        act=AccessAct.VIEW,
        task="협약",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=agreement.enterprise_id,
        subject=agreement.enterprise.name,
        agency_id=agreement.agency_id,
    )
    return agreement


def access_own_agreement(*, actor: Actor, agreement_id: int) -> Agreement:
    """Return an agreement of a firm of the actor once it was put before it; else NotVisible."""
    agreement = own_agreements(actor=actor).filter(pk=agreement_id).first()
    if agreement is None:
        raise NotVisible(f"agreement {agreement_id}")
    return agreement


def version_in(agreement: Agreement, number: int) -> AgreementVersion:
    """Return one version of an agreement that was offered; else NotVisible."""
    version = agreement.versions.filter(number=number, offered_at__isnull=False).first()
    if version is None:
        raise NotVisible(f"version {number} of agreement {agreement.pk}")
    return version


def access_change(*, actor: Actor, change_id: int, roles: Roles = ()) -> AgreementChange:
    """Return a change request for staff of its agency; else NotVisible."""
    change = (
        AgreementChange.objects.select_related("agreement__version", "base__agreement", "requested_by")
        .filter(pk=change_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if change is None:
        raise NotVisible(f"agreement change {change_id}")
    return change


def access_own_change(*, actor: Actor, change_id: int) -> AgreementChange:
    """Return a change request of the actor's firms; else NotVisible."""
    changes = AgreementChange.objects.select_related("agreement", "base__agreement")
    change = changes.filter(pk=change_id, enterprise__in=actor.enterprises_with()).first()
    if change is None:
        raise NotVisible(f"agreement change {change_id}")
    return change


def access_instalment(*, actor: Actor, instalment_id: int, roles: Roles = ()) -> Instalment:
    """Return a part of the grant for staff of its agency; else NotVisible."""
    parts = Instalment.objects.select_related("agreement__enterprise", "gate")
    part = parts.filter(pk=instalment_id, agency__in=actor.agencies_with(*roles)).first()
    if part is None:
        raise NotVisible(f"instalment {instalment_id}")
    return part


def access_gate(*, actor: Actor, gate_id: int, roles: Roles = ()) -> StageGate:
    """Return an examination for staff of its agency; else NotVisible."""
    gates = StageGate.objects.select_related("agreement__enterprise", "file")
    gate = gates.filter(pk=gate_id, agency__in=actor.agencies_with(*roles)).first()
    if gate is None:
        raise NotVisible(f"stage gate {gate_id}")
    return gate


def access_gate_file(*, actor: Actor, gate_id: int) -> FirmFile:
    """Return the file of an examination's report for staff of its agency, noted; else NotVisible."""
    gate = access_gate(actor=actor, gate_id=gate_id)
    if gate.file is None or gate.file.scan == ScanState.INFECTED:
        raise NotVisible(f"file of stage gate {gate_id}")
    note_access(
        act=AccessAct.VIEW,
        task="점검 보고 파일",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=gate.enterprise_id,
        subject=f"{gate.agreement.enterprise.name}: {gate.file.name}"[:200],
        agency_id=gate.agency_id,
    )
    return gate.file


def access_own_gate(*, actor: Actor, gate_id: int) -> StageGate:
    """Return an examination of an agreement of the actor's firms; else NotVisible."""
    gates = StageGate.objects.select_related("agreement", "file").exclude(
        agreement__state=AgreementState.DRAFT
    )
    gate = gates.filter(pk=gate_id, enterprise__in=actor.enterprises_with()).first()
    if gate is None:
        raise NotVisible(f"stage gate {gate_id}")
    return gate


def without_agreement(*, actor: Actor) -> QuerySet[Decision]:
    """Return the decisions that selected a firm, were told, and have no agreement yet, oldest first."""
    return _WAITING.filter(agency__in=actor.agencies_with()).order_by("notified_at", "rank", "pk")


def waiting_for_agreement(*, call_id: int) -> QuerySet[Decision]:
    """Return the same of one call, by rank."""
    return _WAITING.filter(call=call_id).order_by("rank", "pk")


def scored_gates(*, call_id: int) -> QuerySet[StageGate]:
    """Return the midterm examinations of a call's agreements in force, best points first."""
    return (
        StageGate.objects.filter(
            agreement__call=call_id, agreement__state=AgreementState.ACTIVE, kind=GateKind.MIDTERM
        )
        .select_related("agreement__enterprise")
        .annotate(waits_won=Sum("instalments__amount_won"))
        .order_by(F("points").desc(nulls_last=True), "pk")
    )


def beyond_their_end(*, actor: Actor, day: date) -> QuerySet[Agreement]:
    """Return the agreements in force whose period was over before a day, the longest ago first."""
    rows = agreements_of_agencies(actor=actor).filter(state=AgreementState.ACTIVE, version__ends_on__lt=day)
    return rows.order_by("version__ends_on", "pk")


def beyond_signing(*, actor: Actor, day: date) -> QuerySet[Agreement]:
    """Return the offers whose day to sign by was before a day, the longest ago first."""
    rows = agreements_of_agencies(actor=actor).filter(state=AgreementState.OFFERED, sign_by__lt=day)
    return rows.order_by("sign_by", "pk")


def lines_with_limits(agreement: Agreement) -> QuerySet[BudgetLine]:
    """Return the budget lines with what is committed and spent of each."""
    return BudgetLine.objects.filter(agreement=agreement).select_related("spending_limit").order_by("pk")


def plan_of(decision: Decision) -> dict[str, Any]:
    """Return the plan a firm was selected with: the answers of the submission that counts, {} without one."""
    submission = decision.application.submission
    return dict(json.loads(submission.content)["answers"]) if submission else {}
