"""Taking money back: the notice, instalments, payments; what is overdue bars the firm until it is paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.ledger import WHOLE, note_support, paid_of
from didim.agreements.domain.signing import current_version, locked
from didim.agreements.enums import RecoveryState, SettlementState
from didim.agreements.models import Agreement, Recovery, RecoveryInstalment, RecoveryPayment
from didim.engines.settlement import (
    Instalment,
    SettlementError,
    SettlementRule,
    arrears,
    instalment_plan,
    recovery_due,
    surcharge_limit,
    whole_recovery,
)
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.refusals import refuse
from didim.support.domain.barring import BarTerms, bar_firm, lift_bar
from didim.support.enums import BarKind

from .rules import rule_on
from .settlement import Render, paper_head
from .telling import tell_of_recovery

RUNNING = (RecoveryState.NOTIFIED, RecoveryState.IN_INSTALMENTS, RecoveryState.OVERDUE)
SETTLED = "settlement"


@dataclass(frozen=True, slots=True)
class RecoveryTerms:
    """What a notice says: why, until when, with what surcharge; `whole` takes back all that was paid."""

    reason: str
    due_on: date
    whole: bool = False
    surcharge_won: int = 0


def earliest_due(*, now: datetime) -> date:
    """Return the earliest day a recovery told today may fall due (통합관리지침: 30일 이상)."""
    today = now.astimezone(SEOUL).date()
    return recovery_due(rule_on(today), notified_on=today, calendar=WorkingCalendar())


def notify_recovery(
    *, agreement: Agreement, terms: RecoveryTerms, render: Render, by: User, now: datetime
) -> Recovery:
    """Tell a firm to pay back what its settlement found, or the whole grant it was paid.

    What earlier notices took back is left out. RefusedError without a reason, with a due day too soon, a
    surcharge above its limit, before the settlement is confirmed, and where nothing is left to take back.
    """
    today = now.astimezone(SEOUL).date()
    rule, reason = rule_on(today), terms.reason.strip()
    if not reason:
        raise refuse("reason", _("환수하는 사유를 적어 주세요."))
    if terms.due_on < earliest_due(now=now):
        sentence = _("납부 기한은 고지하는 날부터 %(days)d일이 지난 %(day)s부터 정할 수 있습니다.")
        day = earliest_due(now=now).isoformat()
        raise refuse("due_on", sentence % {"days": rule.notice_days, "day": day})
    with recorded("notify_recovery", by):
        agreement = locked(agreement)
        principal, interest, steps = _sums(agreement, whole=terms.whole)
        if not 0 <= terms.surcharge_won <= surcharge_limit(rule, recovered_won=principal):
            sentence = _("제재부가금은 환수액의 %(times)d배를 넘을 수 없습니다.")
            raise refuse("surcharge_won", sentence % {"times": rule.surcharge_times})
        if principal + interest + terms.surcharge_won == 0:
            raise refuse("", _("더 환수할 금액이 없습니다."))
        recovery = Recovery(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            number=f"{agreement.number}-R{agreement.recoveries.count() + 1}",
            principal_won=principal,
            interest_won=interest,
            surcharge_won=terms.surcharge_won,
            basis={"kind": WHOLE if terms.whole else SETTLED, "definition": rule.id, "steps": steps},
            notified_on=today,
            due_on=terms.due_on,
        )
        recovery.content = _content(recovery, reason, [Instalment(terms.due_on, owed(recovery))], rule, now)
        recovery.pdf_sha256 = sha256_hex(render(recovery.content))
        recovery.save()
        # A notice over the whole grant leaves nothing that the settlement still owes.
        note_support(agreement, current_version(agreement), by=by, now=now)
        tell_of_recovery(recovery, now=now)
        return recovery


def taken_back(agreement: Agreement) -> tuple[int, int]:
    """Return principal and interest of all notices on an agreement that stand, in won."""
    standing = agreement.recoveries.exclude(state=RecoveryState.CANCELLED).aggregate(
        principal=Sum("principal_won", default=0), interest=Sum("interest_won", default=0)
    )
    return int(standing["principal"]), int(standing["interest"])


def _sums(agreement: Agreement, *, whole: bool) -> tuple[int, int, list[dict[str, Any]]]:
    earlier, earlier_interest = taken_back(agreement)
    if whole:
        paid = paid_of(agreement)
        principal = whole_recovery(paid_won=paid, returned_won=min(earlier, paid))
        label = {"ko": "전액 환수", "en": "Recovery of the whole grant"}
        working = f"{paid:,} − {min(earlier, paid):,}"
        source = "창업사업화 지원사업 통합관리지침 붙임2: 전액 환수"
        step = {"key": WHOLE, "label": label, "working": working, "amount_won": principal, "source": source}
        return principal, 0, [step]
    settlement = getattr(agreement, "settlement", None)
    if settlement is None or settlement.state != SettlementState.CONFIRMED:
        raise refuse("", _("먼저 정산을 확정해 주세요."))
    result = settlement.result
    principal = max(result["principal_won"] - earlier, 0)
    interest = max(min(result["interest_won"], result["recovery_won"]) - earlier_interest, 0)
    return principal, interest, result["steps"]


def allow_instalments(*, recovery: Recovery, count: int, render: Render, by: User, now: datetime) -> Recovery:
    """Let a firm pay in monthly parts from the due day on; the notice is made anew with them.

    통합관리지침: 1년 안. RefusedError once part was paid, or the due day has passed.
    """
    with recorded("allow_instalments", by):
        recovery = locked_recovery(recovery)
        today = now.astimezone(SEOUL).date()
        if recovery.state != RecoveryState.NOTIFIED or recovery.paid_won or today > recovery.due_on:
            raise refuse("", _("납부 기한 전이고 아직 내지 않은 환수금만 나누어 낼 수 있습니다."))
        rule = rule_on(recovery.notified_on)
        try:
            parts = instalment_plan(
                rule,
                amount_won=owed(recovery),
                count=count,
                due_on=recovery.due_on,
                calendar=WorkingCalendar(),
            )
        except SettlementError as error:
            raise refuse("count", str(error)) from error
        RecoveryInstalment.objects.bulk_create(
            RecoveryInstalment(
                agency_id=recovery.agency_id,
                enterprise_id=recovery.enterprise_id,
                recovery=recovery,
                number=number,
                amount_won=part.amount_won,
                due_on=part.due_on,
            )
            for number, part in enumerate(parts, start=1)
        )
        recovery.content = _content(recovery, recovery.content["reason"], parts, rule, now)
        recovery.pdf_sha256 = sha256_hex(render(recovery.content))
        recovery.state = RecoveryState.IN_INSTALMENTS
        recovery.save()
        tell_of_recovery(recovery, now=now)
        return recovery


def record_payment(
    *, recovery: Recovery, amount_won: int, paid_on: date, reference: str, by: User, now: datetime
) -> RecoveryPayment:
    """Note money that came in; with the last of it the recovery is paid and bars nobody any more.

    RefusedError for more than is owed, and for a reference noted before.
    """
    reference = " ".join(reference.split())
    if not reference:
        raise refuse("reference", _("수납 번호를 적어 주세요."))
    if paid_on > now.astimezone(SEOUL).date():
        raise refuse("paid_on", _("납부일이 오늘보다 늦습니다. 실제로 낸 날을 적어 주세요."))
    with recorded("record_recovery_payment", by):
        recovery = locked_recovery(recovery)
        if recovery.state not in RUNNING:
            raise refuse("", _("이미 끝난 환수입니다."))
        left = owed(recovery) - recovery.paid_won
        if not 0 < amount_won <= left:
            sentence = _("납부액은 1원 이상, 남은 금액 %(left)s원 이하여야 합니다.")
            raise refuse("amount_won", sentence % {"left": f"{left:,}"})
        if recovery.payments.filter(reference=reference).exists():
            raise refuse("reference", _("이미 기록한 수납 번호입니다."))
        payment = RecoveryPayment.objects.create(
            agency_id=recovery.agency_id,
            enterprise_id=recovery.enterprise_id,
            recovery=recovery,
            amount_won=amount_won,
            paid_on=paid_on,
            reference=reference,
            recorded_at=now,
            recorded_by=by,
        )
        recovery.paid_won += amount_won
        _stand(recovery, now.astimezone(SEOUL).date())
        recovery.save(update_fields=["paid_won", "state"])
        note_support(recovery.agreement, current_version(recovery.agreement), by=by, now=now)
        if recovery.state == RecoveryState.PAID:
            tell_of_recovery(recovery, now=now)
        return payment


def cancel_recovery(*, recovery: Recovery, reason: str, by: User, now: datetime) -> Recovery:
    """Take a notice back for which nothing was paid yet (an error, an objection upheld)."""
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("취소하는 사유를 적어 주세요."))
    with recorded("cancel_recovery", by):
        recovery = locked_recovery(recovery)
        if recovery.state not in RUNNING or recovery.paid_won:
            raise refuse("", _("아직 내지 않은 환수만 취소할 수 있습니다."))
        recovery.state, recovery.cancel_reason = RecoveryState.CANCELLED, reason
        recovery.save(update_fields=["state", "cancel_reason"])
        note_support(recovery.agreement, current_version(recovery.agreement), by=by, now=now)
        _unbar(recovery, now.astimezone(SEOUL).date())
        tell_of_recovery(recovery, now=now)
        return recovery


def find_overdue(*, now: datetime) -> int:
    """Look at every running recovery: one that is late bars the firm from support; return how many are."""
    today, late = now.astimezone(SEOUL).date(), 0
    for recovery in Recovery.objects.filter(state__in=RUNNING, due_on__lt=today).order_by("pk"):
        with recorded("find_overdue", None):
            one = locked_recovery(recovery)
            if one.state in RUNNING:
                before = one.state
                _stand(one, today)
                one.save(update_fields=["state"])
                late += one.state == RecoveryState.OVERDUE
                if before != one.state == RecoveryState.OVERDUE:
                    tell_of_recovery(one, now=now)
    return late


def owed(recovery: Recovery) -> int:
    """Return all a recovery asks for, in won."""
    return recovery.principal_won + recovery.interest_won + recovery.surcharge_won


def parts_of(recovery: Recovery) -> list[Instalment]:
    """Return the instalments of a recovery; the whole on its due day where there are none."""
    rows = list(recovery.instalments.order_by("number").values_list("due_on", "amount_won"))
    return [Instalment(*row) for row in rows or [(recovery.due_on, owed(recovery))]]


def locked_recovery(recovery: Recovery) -> Recovery:
    """Return a recovery with its agreement, locked until the transaction ends."""
    return (
        Recovery.objects.select_for_update(of=("self",))
        .select_related("agreement__agency", "agreement__enterprise", "agreement__programme")
        .get(pk=recovery.pk)
    )


def _stand(recovery: Recovery, today: date) -> None:
    """Bring a recovery's state, and what it bars, to what was paid by a day."""
    if recovery.paid_won == owed(recovery):
        recovery.state = RecoveryState.PAID
        _unbar(recovery, today)
        return
    parts = parts_of(recovery)
    if arrears(parts, paid_won=recovery.paid_won, today=today):
        if recovery.state != RecoveryState.OVERDUE:
            terms = BarTerms(BarKind.UNPAID_RECOVERY, f"환수금 미납: {recovery.number}", today)
            agreement = recovery.agreement
            bar_firm(
                agency=agreement.agency,
                enterprise=agreement.enterprise,
                terms=terms,
                reference=f"recovery-{recovery.pk}",
            )
        recovery.state = RecoveryState.OVERDUE
        return
    if recovery.state == RecoveryState.OVERDUE:
        _unbar(recovery, today)
    recovery.state = RecoveryState.IN_INSTALMENTS if len(parts) > 1 else RecoveryState.NOTIFIED


def _unbar(recovery: Recovery, today: date) -> None:
    lift_bar(agency=recovery.agreement.agency, reference=f"recovery-{recovery.pk}", on=today)


def _content(
    recovery: Recovery, reason: str, parts: Iterable[Instalment], rule: SettlementRule, now: datetime
) -> dict[str, Any]:
    parts = list(parts)
    keys = ["notice", *(["instalments"] if len(parts) > 1 else [])]
    keys += ["surcharge"] if recovery.surcharge_won else []
    return {
        **paper_head(recovery.agreement, recovery.number, now),
        "reason": reason,
        "principal_won": recovery.principal_won,
        "interest_won": recovery.interest_won,
        "surcharge_won": recovery.surcharge_won,
        "due_on": recovery.due_on.isoformat(),
        "steps": recovery.basis["steps"],
        "parts": [
            {"due_on": part.due_on.isoformat(), "amount_won": part.amount_won}
            for part in (parts if len(parts) > 1 else [])
        ],
        "sources": [rule.sources[key] for key in keys],
    }
