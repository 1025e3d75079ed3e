"""What firms are told by e-mail of their settlements, recoveries and measures, with the fact itself."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from didim.agreements.domain.telling import tell_firm
from didim.agreements.enums import RecoveryState, SanctionKind, SettlementState
from didim.agreements.models import Instalment, Recovery, Sanction, Settlement


def tell_of_reports(settlement: Settlement, *, final_due: object, use_due: object, now: datetime) -> None:
    """Ask for the final report and the use report; once more where the days for one were extended."""
    with override("ko"):
        body = _("최종보고서는 %(final)s까지, 사용실적은 %(use)s까지 디딤의 ‘정산’에서 내 주세요.") % {
            "final": final_due,
            "use": use_due,
        }
        subject = _("정산 보고를 내 주세요: %(title)s")
        tell_firm(settlement.agreement, "reports", subject, body, f"{settlement.pk}:{use_due}", now)


def tell_of_settlement(settlement: Settlement, *, now: datetime) -> None:
    """Say that the use report is sent back, or what the confirmed settlement found."""
    with override("ko"):
        if settlement.state == SettlementState.RETURNED:
            subject = _("사용실적을 보완해 주세요: %(title)s")
            body = settlement.return_reason
        else:
            result = settlement.result
            subject = _("정산을 확정했습니다: %(title)s")
            if result["recovery_won"]:
                body = _("돌려주실 금액은 %(won)s원입니다. 환수 고지서를 따로 보내 드립니다.")
            elif result["payable_won"]:
                body = _("더 받으실 금액은 %(won)s원입니다.")
            else:
                body = _("돌려주거나 더 받으실 금액이 없습니다.")
            body %= {"won": f"{result['recovery_won'] or result['payable_won']:,}"}
        key = f"{settlement.pk}:{settlement.state}:{now:%Y%m%d%H%M%S}"
        tell_firm(settlement.agreement, "settlement", subject, body, key, now)


def tell_of_payment(part: Instalment, *, now: datetime) -> None:
    """Say that what the settlement still owed the firm was paid, and when."""
    with override("ko"):
        subject = _("정산에서 정한 지원금을 지급했습니다: %(title)s")
        body = _("더 받으실 금액 %(won)s원을 %(day)s에 지급했습니다.")
        body %= {"won": f"{part.amount_won:,}", "day": part.due_on.isoformat()}
        tell_firm(part.agreement, "settlement-paid", subject, body, str(part.pk), now)


def tell_of_recovery(recovery: Recovery, *, now: datetime) -> None:
    """Say what is to be paid back and by when, in which parts, that it is late, paid, or taken back."""
    won = recovery.principal_won + recovery.interest_won + recovery.surcharge_won
    words = {"number": recovery.number, "won": f"{won:,}", "day": recovery.due_on.isoformat()}
    with override("ko"):
        match recovery.state:
            case RecoveryState.NOTIFIED:
                subject = _("환수를 고지합니다: %(title)s")
                body = _("고지번호 %(number)s: %(won)s원을 %(day)s까지 내 주세요. 고지서는 디딤에 있습니다.")
            case RecoveryState.IN_INSTALMENTS:
                subject = _("환수금을 나누어 낼 수 있습니다: %(title)s")
                body = _("고지번호 %(number)s: %(won)s원을 나누어 냅니다. 첫 회 기한은 %(day)s입니다.")
            case RecoveryState.OVERDUE:
                subject = _("환수금 납부 기한이 지났습니다: %(title)s")
                body = _(
                    "고지번호 %(number)s의 기한이 지났습니다. 낼 때까지 새 지원사업에 참여할 수 없습니다."
                )
            case RecoveryState.PAID:
                subject = _("환수금을 모두 받았습니다: %(title)s")
                body = _("고지번호 %(number)s: %(won)s원을 모두 받았습니다.")
            case _taken_back:
                subject = _("환수 고지를 취소했습니다: %(title)s")
                body = _("고지번호 %(number)s을(를) 취소했습니다. 내지 않으셔도 됩니다.")
        text = f"{body % words}\n\n{recovery.cancel_reason}".strip()
        key = f"{recovery.pk}:{recovery.state}:{now:%Y%m%d%H%M%S}"
        tell_firm(recovery.agreement, "recovery", subject, text, key, now)


def tell_of_sanction(sanction: Sanction, *, now: datetime) -> None:
    """Say which measure was decided and why, or that it was lifted and why."""
    if sanction.agreement is None:
        return
    with override("ko"):
        lifted = sanction.lifted_at is not None
        words = {"kind": sanction.get_kind_display(), "until": sanction.ends_on, "from": sanction.starts_on}
        if lifted:
            body = _("%(kind)s을(를) 해제했습니다.")
        elif sanction.kind == SanctionKind.BAR:
            body = _("%(from)s부터 %(until)s까지 지원사업에 참여할 수 없습니다.")
        else:
            body = _("%(kind)s 조치를 했습니다.")
        subject = _("제재를 해제했습니다: %(title)s") if lifted else _("제재를 알려 드립니다: %(title)s")
        text = f"{body % words}\n\n{sanction.lift_reason if lifted else sanction.reason}"
        key = f"{sanction.pk}:{'lifted' if lifted else 'imposed'}"
        tell_firm(sanction.agreement, "sanction", subject, text, key, now)


def remind_of_report(settlement: Settlement, *, missing: list[str], due: object, now: datetime) -> None:
    """Remind once of reports that are due soon (`missing`: their Korean names)."""
    with override("ko"):
        subject = _("정산 보고 기한이 다가옵니다: %(title)s")
        body = _("%(day)s까지 디딤에서 내 주세요: %(reports)s") % {
            "day": due,
            "reports": ", ".join(missing),
        }
        key = f"{settlement.pk}:{due}:{','.join(missing)}"
        tell_firm(settlement.agreement, "report-due", subject, body, key, now)


def remind_of_instalment(recovery: Recovery, *, won: int, due: object, now: datetime) -> None:
    """Remind once of money that is to be paid back soon."""
    with override("ko"):
        subject = _("환수금 납부 기한이 다가옵니다: %(title)s")
        words = {"number": recovery.number, "won": f"{won:,}", "day": due}
        body = _("고지번호 %(number)s: %(won)s원을 %(day)s까지 내 주세요.") % words
        tell_firm(recovery.agreement, "recovery-due", subject, body, f"{recovery.pk}:{due}", now)


def tell_of_end(sanction: Sanction, *, now: datetime) -> None:
    """Say once that an exclusion is over."""
    if sanction.agreement is None or sanction.ends_on is None:
        return
    with override("ko"):
        subject = _("참여제한이 끝났습니다: %(title)s")
        body = _("참여제한이 %(day)s에 끝났습니다. 다시 지원사업에 신청할 수 있습니다.")
        words = {"day": sanction.ends_on.isoformat()}
        tell_firm(sanction.agreement, "sanction-end", subject, body % words, str(sanction.pk), now)
