"""Examinations of the work (중간·수시·최종점검): the firm reports, the agency decides how it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.enums import AgreementState, GateKind, GateOutcome, InstalmentState
from didim.agreements.models import Agreement, StageGate
from didim.applications.models import FirmFile
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

from .signing import current_version, locked
from .telling import tell_of_gate
from .terms import definition_of

_OUTCOMES: dict[GateKind, tuple[GateOutcome, ...]] = {
    GateKind.MIDTERM: (GateOutcome.CONTINUE, GateOutcome.IMPROVE, GateOutcome.STOP, GateOutcome.EARLY),
    GateKind.SPOT: (GateOutcome.CONTINUE, GateOutcome.IMPROVE, GateOutcome.STOP),
    GateKind.FINAL: (GateOutcome.PROPER, GateOutcome.IMPROPER),
}


@dataclass(frozen=True, slots=True)
class GateDecision:
    """What an examination found: outcome, words for the firm, points where it is scored."""

    outcome: GateOutcome
    opinion: str
    points: Decimal | None = None


def outcomes_of(kind: GateKind) -> tuple[GateOutcome, ...]:
    """Return what an examination of a kind may come out as."""
    return _OUTCOMES[kind]


def open_gate(*, agreement: Agreement, kind: GateKind, due_on: date, by: User) -> StageGate:
    """Set a day for an examination. RefusedError after the agreement's end, for a day before its start."""
    with recorded("open_gate", by):
        agreement = locked(agreement)
        if agreement.state not in (AgreementState.DRAFT, AgreementState.OFFERED, AgreementState.ACTIVE):
            raise refuse("", _("끝난 협약에는 점검을 정할 수 없습니다."))
        if due_on < current_version(agreement).starts_on:
            raise refuse("due_on", _("점검일이 협약 시작일보다 빠릅니다."))
        return StageGate.objects.create(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            kind=kind,
            due_on=due_on,
        )


def report_at_gate(
    *, gate: StageGate, report: str, file: FirmFile | None, by: User, now: datetime
) -> StageGate:
    """Hand in what the firm has to say for an examination; it may be handed in again until it is decided."""
    report = report.strip()
    with recorded("report_at_gate", by):
        gate = StageGate.objects.select_for_update(of=("self",)).get(pk=gate.pk)
        if gate.outcome and gate.outcome != GateOutcome.IMPROVE:
            raise refuse("", _("이미 결과가 나온 점검입니다."))
        if not report and file is None:
            raise refuse("report", _("보고 내용을 적거나 보고서 파일을 올려 주세요."))
        if file is not None and file.enterprise_id != gate.enterprise_id:
            raise refuse("file", _("이 기업이 올린 파일이 아닙니다."))
        gate.report, gate.file, gate.reported_at = report, file, now
        gate.save(update_fields=["report", "file", "reported_at"])
        return gate


def decide_gate(*, gate: StageGate, decision: GateDecision, by: User, now: datetime) -> StageGate:
    """Say how an examination came out; a stop holds all parts of the grant that are not paid yet.

    통합관리지침: 중간점검 계속·보완·중단·조기완료, 최종점검 적정·부적정. RefusedError for an outcome its kind
    does not know, without words, or when it was decided already (보완 may be decided again).
    """
    with recorded("decide_gate", by):
        agreement = locked(gate.agreement)
        gate = StageGate.objects.select_for_update(of=("self",)).get(pk=gate.pk)
        if gate.outcome and gate.outcome != GateOutcome.IMPROVE:
            raise refuse("", _("이미 결과가 나온 점검입니다."))
        if decision.outcome not in _OUTCOMES[GateKind(gate.kind)]:
            raise refuse("outcome", _("이 점검에서 고를 수 없는 결과입니다."))
        if not decision.opinion.strip():
            raise refuse("opinion", _("기업이 읽을 의견을 적어 주세요."))
        gate.outcome, gate.opinion = decision.outcome, decision.opinion.strip()
        gate.points, gate.decided_at, gate.decided_by = decision.points, now, by
        gate.save(update_fields=["outcome", "opinion", "points", "decided_at", "decided_by"])
        if decision.outcome == GateOutcome.STOP:
            _hold_the_rest(agreement)
        tell_of_gate(gate, agreement, now=now)
        return gate


def second_stage(gates: Sequence[StageGate], *, now: datetime) -> list[StageGate]:
    """Return the examinations whose firms go on to the second payment, by points, best first.

    공고: 중간평가 상위 50% 내외 (definition "agreement"); rounded up; who has the same points as the
    last one is in as well. Examinations without points stay out.
    """
    percent = definition_of(now.astimezone(SEOUL).date()).values["second_stage"]["percent"]
    scored = sorted(
        ((gate.points, gate) for gate in gates if gate.points is not None),
        key=lambda pair: (-pair[0], pair[1].pk),
    )
    if not scored:
        return []
    places = -(-len(scored) * percent // 100)
    least = scored[places - 1][0]
    return [gate for points, gate in scored if points >= least]


def _hold_the_rest(agreement: Agreement) -> None:
    for part in agreement.instalments.filter(state=InstalmentState.PLANNED):
        part.state = InstalmentState.HELD
        part.save(update_fields=["state"])
