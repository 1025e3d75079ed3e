"""Paying the grant in parts: planned with the agreement, paid when its examination was passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.enums import AgreementState, EntryStage, GateOutcome, InstalmentState
from didim.agreements.models import Agreement, Instalment, StageGate
from didim.kernel.refusals import Problem, RefusedError, refuse

from .ledger import paid_of
from .limits import Cause, Move, limits_above, move_limits
from .signing import current_version, locked

_PASSED = (GateOutcome.CONTINUE, GateOutcome.EARLY, GateOutcome.PROPER)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the grant as planned: won, day, and the examination it waits for (None: none)."""

    amount_won: int
    due_on: date
    gate: StageGate | None = None


def plan_instalments(*, agreement: Agreement, parts: Sequence[Part], by: User) -> list[Instalment]:
    """Plan how the grant is paid; parts paid already stay, the rest is planned anew.

    RefusedError when the parts do not sum up to the grant, or one is not above 0 won.
    """
    with recorded("plan_instalments", by):
        agreement = locked(agreement)
        if agreement.state not in (AgreementState.DRAFT, AgreementState.ACTIVE):
            raise refuse("", _("작성 중이거나 수행 중인 협약의 지급 계획만 바꿀 수 있습니다."))
        paid = list(agreement.instalments.filter(state=InstalmentState.PAID).order_by("number"))
        problems = [
            Problem(f"parts.{number}", _("지급액은 0원보다 커야 합니다."))
            for number, part in enumerate(parts, 1)
            if part.amount_won <= 0
        ]
        grant = current_version(agreement).grant_won
        planned = sum(one.amount_won for one in paid) + sum(part.amount_won for part in parts)
        if planned != grant:
            sentence = _("지급액의 합(%(sum)s원)이 정부지원금(%(grant)s원)과 같아야 합니다.")
            problems.append(Problem("parts", sentence % {"sum": f"{planned:,}", "grant": f"{grant:,}"}))
        if problems:
            raise RefusedError(problems)
        agreement.instalments.exclude(state=InstalmentState.PAID).delete()
        first = paid[-1].number + 1 if paid else 1
        return Instalment.objects.bulk_create(
            Instalment(
                agency_id=agreement.agency_id,
                enterprise_id=agreement.enterprise_id,
                agreement=agreement,
                number=number,
                amount_won=part.amount_won,
                due_on=part.due_on,
                gate=part.gate,
            )
            for number, part in enumerate(parts, first)
        )


def pay_instalment(
    *, instalment: Instalment, paid_on: date, reference: str, by: User, now: datetime
) -> Instalment:
    """Record that a part of the grant was paid: it counts as spent of the call and the programme.

    RefusedError when the agreement is not in force, the part is not open, its examination was not passed, or
    more would be paid than the grant.
    """
    reference = reference.strip()
    with recorded("pay_instalment", by):
        agreement = locked(instalment.agreement)
        instalment = Instalment.objects.select_related("gate").get(pk=instalment.pk)
        if agreement.state != AgreementState.ACTIVE:
            raise refuse("", _("수행 중인 협약에만 지급할 수 있습니다."))
        if instalment.state not in (InstalmentState.PLANNED, InstalmentState.HELD):
            raise refuse("", _("이미 지급했거나 취소한 회차입니다."))
        if instalment.gate is not None and instalment.gate.outcome not in _PASSED:
            sentence = _("%(gate)s을 통과한 뒤에 지급할 수 있습니다. 점검 결과를 먼저 적어 주세요.")
            raise refuse("", sentence % {"gate": instalment.gate.get_kind_display()})
        if not reference:
            raise refuse("reference", _("이체 번호를 적어 주세요."))
        grant = current_version(agreement).grant_won
        if paid_of(agreement) + instalment.amount_won > grant:
            raise refuse("", _("지급액의 합이 정부지원금을 넘습니다. 지급 계획을 고쳐 주세요."))
        instalment.state, instalment.paid_on = InstalmentState.PAID, paid_on
        instalment.paid_by, instalment.reference = by, reference
        instalment.save()
        moves = [Move(limit, EntryStage.SPENT, instalment.amount_won) for limit in limits_above(agreement)]
        cause = Cause(reason=f"{instalment.number}회차 지급", agreement=agreement, instalment=instalment)
        move_limits(moves=moves, cause=cause, by=by, now=now)
        return instalment


def hold_instalment(*, instalment: Instalment, by: User) -> Instalment:
    """Hold a part back (a fault to be mended, a sanction under way); it can be paid later."""
    with recorded("hold_instalment", by):
        instalment = Instalment.objects.select_for_update(of=("self",)).get(pk=instalment.pk)
        if instalment.state != InstalmentState.PLANNED:
            raise refuse("", _("예정된 회차만 보류할 수 있습니다."))
        instalment.state = InstalmentState.HELD
        instalment.save(update_fields=["state"])
        return instalment
