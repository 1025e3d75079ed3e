"""Who goes on to the second payment after the midterm examination: points, proposal, an officer's word."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.enums import AgreementState, GateKind, GateOutcome, InstalmentState
from didim.agreements.models import StageGate
from didim.kernel.hash_chains import decimal_text
from didim.kernel.refusals import refuse
from didim.programmes.models import Call

from .gates import GateDecision, decide_gate, second_stage

MOST = Decimal(1000)


def score_gates(*, call: Call, points: Mapping[int, Decimal], by: User) -> None:
    """Write down the points of midterm examinations (by their number) that are not decided yet.

    RefusedError for points below 0 or above 1,000; examinations of other calls are left alone.
    """
    if any(not 0 <= value <= MOST for value in points.values()):
        raise refuse("points", gettext_lazy("점수는 0 이상 1,000 이하로 적어 주세요."))
    with recorded("score_gates", by):
        for gate in open_gates(call).filter(pk__in=points).select_for_update(of=("self",)):
            gate.points = points[gate.pk]
            gate.save(update_fields=["points"])


def open_gates(call: Call) -> QuerySet[StageGate]:
    """Return the midterm examinations of a call's agreements in force that are not decided."""
    return StageGate.objects.filter(
        agreement__call=call, agreement__state=AgreementState.ACTIVE, kind=GateKind.MIDTERM, outcome=""
    )


def confirm_second_stage(
    *, call: Call, chosen: Collection[int], reason: str, by: User, now: datetime
) -> tuple[int, int]:
    """Decide all scored examinations: the chosen go on to the second payment, the others without it.

    Parts of the grant that wait for an examination of the others are cancelled; planning the payments anew
    brings them back. Return how many go on and how many do not. RefusedError when nothing is scored, or when
    other firms are chosen than the points propose (`gates.second_stage`) and no reason is given.
    """
    reason = reason.strip()
    with recorded("confirm_second_stage", by):
        gates = list(open_gates(call).filter(points__isnull=False).select_related("agreement").order_by("pk"))
        if not gates:
            raise refuse("", gettext_lazy("점수를 적은 중간점검이 없습니다. 점수를 먼저 저장해 주세요."))
        proposed = {gate.pk for gate in second_stage(gates, now=now)}
        if proposed != {gate.pk for gate in gates if gate.pk in chosen} and not reason:
            raise refuse("reason", gettext_lazy("점수 순서와 다르게 고른 까닭을 적어 주세요."))
        for gate in gates:
            goes_on = gate.pk in chosen
            decision = GateDecision(
                GateOutcome.CONTINUE, _opinion(gate, reason, goes_on=goes_on), gate.points
            )
            decide_gate(gate=gate, decision=decision, by=by, now=now)
            if not goes_on:
                _cancel_waiting(gate)
        onward = sum(gate.pk in chosen for gate in gates)
        return onward, len(gates) - onward


def _opinion(gate: StageGate, reason: str, *, goes_on: bool) -> str:
    """Return what the firm reads, in Korean."""
    with override("ko"):
        words = (
            _("중간평가 %(points)s점으로 2단계 지원금을 받습니다.")
            if goes_on
            else _("중간평가 %(points)s점으로 2단계 지원금 대상이 되지 못했습니다. 1단계 사업은 계속합니다.")
        )
        return "\n".join(filter(None, [words % {"points": decimal_text(gate.points or Decimal())}, reason]))


def _cancel_waiting(gate: StageGate) -> None:
    for part in gate.instalments.filter(state__in=[InstalmentState.PLANNED, InstalmentState.HELD]):
        part.state = InstalmentState.CANCELLED
        part.save(update_fields=["state"])
