"""Telling a firm's people what has happened to its agreement, in the transaction in which it happened."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from didim.accounts.domain.messages import queue_message
from didim.agreements.models import Agreement, AgreementChange, StageGate
from didim.kernel.calendar import WorkingCalendar, next_office_instant
from didim.registry.models import EnterpriseMember


def tell_of_offer(agreement: Agreement, *, now: datetime) -> None:
    """Say that an agreement waits to be signed, and until when."""
    with override("ko"):
        body = _("%(number)s 협약서를 읽고 %(day)s까지 서명해 주세요. 디딤의 ‘내 협약’에 있습니다.") % {
            "number": agreement.number,
            "day": agreement.sign_by.isoformat() if agreement.sign_by else "-",
        }
        _tell(agreement, "offer", _("협약서에 서명해 주세요: %(title)s"), body, f"{now:%Y%m%d%H%M%S}", now)


def tell_of_change(change: AgreementChange, agreement: Agreement, *, now: datetime) -> None:
    """Say how a change the firm asked for was decided."""
    with override("ko"):
        words = {"number": change.number, "state": change.get_state_display()}
        body = _("변경 신청 %(number)s: %(state)s") % words
        text = f"{body}\n\n{change.answer}".strip()
        _tell(agreement, "change", _("협약 변경 신청을 처리했습니다: %(title)s"), text, str(change.pk), now)


def tell_of_gate(gate: StageGate, agreement: Agreement, *, now: datetime) -> None:
    """Say when an examination is and that a report is wanted; once decided, how it came out."""
    with override("ko"):
        words = {"kind": gate.get_kind_display(), "day": gate.due_on.isoformat()}
        if gate.outcome:
            subject = _("점검 결과를 알려 드립니다: %(title)s")
            body = f"{gate.get_kind_display()}: {gate.get_outcome_display()}\n\n{gate.opinion}"
            key = f"{gate.pk}:{now:%Y%m%d%H%M%S}"
        else:
            subject = _("점검 보고를 준비해 주세요: %(title)s")
            body = _("%(day)s에 %(kind)s이 있습니다. 그 전에 디딤에서 점검 보고를 내 주세요.") % words
            key = f"{gate.pk}:{gate.due_on}"
        _tell(agreement, "gate", subject, body, key, now)


def _tell(agreement: Agreement, what: str, subject: str, body: str, key: str, now: datetime) -> None:
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
