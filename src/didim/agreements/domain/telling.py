"""Telling a firm's people what has happened to its agreement, in the transaction in which it happened."""

from datetime import datetime

from django.utils.translation import gettext, gettext_noop, override

from didim.accounts.domain.messages import queue_message
from didim.agreements.enums import ExpenditureState
from didim.agreements.models import Agreement, AgreementChange, Expenditure, StageGate
from didim.kernel.calendar import WorkingCalendar, next_office_instant
from didim.registry.models import EnterpriseMember

_DECIDED = {
    ExpenditureState.APPROVED: (
        gettext_noop("집행 신청을 승인했습니다: %(title)s"),
        gettext_noop(
            "집행 %(number)s번 ‘%(purpose)s’ %(won)s원을 승인했습니다. 지급하면 다시 알려 드립니다."
        ),
    ),
    ExpenditureState.RETURNED: (
        gettext_noop("집행 신청을 보완해 주세요: %(title)s"),
        gettext_noop(
            "집행 %(number)s번 ‘%(purpose)s’ %(won)s원을 돌려드립니다."
            " 아래 내용을 고친 뒤 디딤에서 다시 신청해 주세요."
        ),
    ),
    ExpenditureState.REJECTED: (
        gettext_noop("집행 신청을 승인하지 않았습니다: %(title)s"),
        gettext_noop(
            "집행 %(number)s번 ‘%(purpose)s’ %(won)s원을 승인하지 않았습니다. 까닭은 아래와 같습니다."
        ),
    ),
    ExpenditureState.PAID: (
        gettext_noop("집행 금액을 지급했습니다: %(title)s"),
        gettext_noop("집행 %(number)s번 ‘%(purpose)s’ %(won)s원을 지급했습니다."),
    ),
}


def tell_of_offer(agreement: Agreement, *, now: datetime) -> None:
    """Say that an agreement waits to be signed, and until when."""
    with override("ko"):
        body = gettext("%(number)s 협약서를 읽고 %(day)s까지 서명해 주세요. 디딤의 ‘내 협약’에 있습니다.") % {
            "number": agreement.number,
            "day": agreement.sign_by.isoformat() if agreement.sign_by else "-",
        }
        tell_firm(
            agreement, "offer", gettext("협약서에 서명해 주세요: %(title)s"), body, f"{now:%Y%m%d%H%M%S}", now
        )


def tell_of_change(change: AgreementChange, agreement: Agreement, *, now: datetime) -> None:
    """Say how a change the firm asked for was decided."""
    with override("ko"):
        words = {"number": change.number, "state": change.get_state_display()}
        body = gettext("변경 신청 %(number)s: %(state)s") % words
        text = f"{body}\n\n{change.answer}".strip()
        tell_firm(
            agreement,
            "change",
            gettext("협약 변경 신청을 처리했습니다: %(title)s"),
            text,
            str(change.pk),
            now,
        )


def tell_of_gate(gate: StageGate, agreement: Agreement, *, now: datetime) -> None:
    """Say when an examination is and that a report is wanted; once decided, how it came out."""
    with override("ko"):
        words = {"kind": gate.get_kind_display(), "day": gate.due_on.isoformat()}
        if gate.outcome:
            subject = gettext("점검 결과를 알려 드립니다: %(title)s")
            body = f"{gate.get_kind_display()}: {gate.get_outcome_display()}\n\n{gate.opinion}"
            key = f"{gate.pk}:{now:%Y%m%d%H%M%S}"
        else:
            subject = gettext("점검 보고를 준비해 주세요: %(title)s")
            body = gettext("%(day)s에 %(kind)s이 있습니다. 그 전에 디딤에서 점검 보고를 내 주세요.") % words
            key = f"{gate.pk}:{gate.due_on}"
        tell_firm(agreement, "gate", subject, body, key, now)


def tell_of_expenditure(row: Expenditure, *, now: datetime) -> None:
    """Say how a request to spend was decided, or that it was paid."""
    with override("ko"):
        won = row.grant_won + row.own_cash_won + row.own_in_kind_won
        words = {"number": row.number, "purpose": row.purpose, "won": f"{won:,}"}
        subject, body = _DECIDED[ExpenditureState(row.state)]
        text = f"{gettext(body) % words}\n\n{row.answer}".strip()
        key = f"{row.pk}:{row.state}:{now:%Y%m%d%H%M%S}"
        tell_firm(row.agreement, "expenditure", gettext(subject), text, key, now)


def tell_firm(agreement: Agreement, what: str, subject: str, body: str, key: str, now: datetime) -> None:
    """Queue an e-mail to everybody of the agreement's firm, in office hours; the same `key` says it once.

    `subject` may name %(title)s, the title of the agreement.
    """
    people = EnterpriseMember.objects.filter(enterprise=agreement.enterprise_id, user__is_active=True)
    for member in people.select_related("user").order_by("pk"):
        queue_message(
            template=f"agreement-{what}",
            subject=subject % {"title": agreement.title},
            body=body,
            dedupe_key=f"agreement-{what}:{agreement.pk}:{key}:{member.user_id}",
            not_before=next_office_instant(now, WorkingCalendar()),
            now=now,
            recipient=member.user,
        )
