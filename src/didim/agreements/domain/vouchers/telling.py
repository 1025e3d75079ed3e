"""Telling a firm and a supplier what has happened to a voucher, in the transaction in which it happened."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from didim.accounts.domain.messages import queue_message
from didim.accounts.models import OutboundMessage, User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.agreements.enums import VoucherState
from didim.agreements.models import Supplier, Voucher, VoucherContract, VoucherDelivery
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.registry.models import EnterpriseMember

# Days before its last day on which a firm is reminded of a voucher it has not used up, the nearest first.
REMINDED = (7, 30)
_MINE, _SUPPLYING = _("디딤의 ‘내 바우처’에 있습니다."), _("디딤의 ‘내 바우처’에서 계약을 열어 주세요.")
# What happened: the subject, and the sentences of the message.
_SAID = {
    "supplier_registered": (
        _("수행기관으로 등록했습니다: %(scheme)s"),
        (_("%(firm)s: 이제 기업이 메뉴를 보고 요청합니다. 메뉴와 단가를 확인해 주세요."),),
    ),
    "supplier_refused": (
        _("수행기관 등록을 반려했습니다: %(scheme)s"),
        (_("사유: %(reason)s"), _("고친 뒤 디딤의 ‘수행기관’에서 다시 신청할 수 있습니다.")),
    ),
    "supplier_suspended": (
        _("수행기관 등록을 정지했습니다: %(scheme)s"),
        (_("사유: %(reason)s"), _("이미 맺은 계약은 마치고, 새 요청은 받지 않습니다.")),
    ),
    "issued": (
        _("바우처를 발급했습니다: %(scheme)s"),
        (
            _("바우처 %(number)s: 보조금 %(subsidy)s원, 자기부담금 %(own)s원. %(day)s까지 쓸 수 있습니다."),
            _("자기부담금을 내면 기관이 확인한 뒤 쓸 수 있습니다."),
            _MINE,
        ),
    ),
    "requested": (
        _("바우처 서비스 요청이 왔습니다: %(firm)s"),
        (_("%(firm)s에서 %(won)s원의 서비스를 요청했습니다. 수락하고 서명하거나 거절해 주세요."), _SUPPLYING),
    ),
    "accepted": (
        _("수행기관이 요청을 수락했습니다: %(supplier)s"),
        (_("계약 %(number)s에 수행기관이 서명했습니다. 읽고 서명하면 체결됩니다."), _SUPPLYING),
    ),
    "concluded": (
        _("바우처 계약을 체결했습니다: %(firm)s"),
        (_("계약 %(number)s, %(won)s원. 서비스를 마치면 결과를 제출해 주세요."), _SUPPLYING),
    ),
    "cancelled": (
        _("바우처 계약을 취소했습니다: %(firm)s → %(supplier)s"),
        (_("계약 %(number)s, %(won)s원. 사유: %(reason)s"),),
    ),
    "delivered": (
        _("수행기관이 결과를 제출했습니다: %(supplier)s"),
        (_("계약 %(number)s의 결과를 검수해 주세요."), _SUPPLYING),
    ),
    "passed": (
        _("검수를 통과했습니다: %(firm)s"),
        (_("계약 %(number)s의 결과가 검수를 통과했습니다. 기관이 확인하고 정산합니다."),),
    ),
    "failed": (
        _("결과를 보완해 주세요: %(firm)s"),
        (_("계약 %(number)s의 결과를 보완하여 다시 제출해 주세요."), _("의견: %(reason)s"), _SUPPLYING),
    ),
    "paid": (
        _("바우처 계약을 정산했습니다: %(firm)s → %(supplier)s"),
        (_("계약 %(number)s, %(won)s원(보조금 %(subsidy)s원, 자기부담금 %(own)s원)을 지급했습니다."),),
    ),
    "expiring": (
        _("바우처 사용 기한이 %(days)s일 남았습니다: %(scheme)s"),
        (_("바우처 %(number)s에 %(left)s원이 남아 있고 %(day)s까지 쓸 수 있습니다."), _MINE),
    ),
    "expired": (
        _("바우처 사용 기한이 지났습니다: %(scheme)s"),
        (_("바우처 %(number)s의 쓰지 않은 보조금 %(subsidy)s원은 소멸했습니다."), _MINE),
    ),
    "own_back": (
        _("바우처 사용 기한이 지났습니다: %(scheme)s"),
        (
            _("바우처 %(number)s의 쓰지 않은 보조금 %(subsidy)s원은 소멸했습니다."),
            _("쓰지 않은 자기부담금 %(own)s원은 기관이 돌려드립니다."),
            _MINE,
        ),
    ),
}


def tell_supplier(supplier: Supplier, *, now: datetime) -> None:
    """Say how a registration was decided."""
    words = {
        "scheme": supplier.scheme.name,
        "firm": supplier.enterprise.name,
        "reason": supplier.reason,
    }
    key = f"{supplier.pk}:{now:%Y%m%d%H%M%S%f}"
    _tell(f"supplier_{supplier.state}", {supplier.enterprise_id}, words, key=key, now=now)


def tell_of_issue(voucher: Voucher, *, now: datetime) -> None:
    """Say what a firm was issued and until when it lasts."""
    words = {
        **_words_of(voucher),
        "subsidy": f"{voucher.subsidy_won:,}",
        "own": f"{voucher.own_won:,}",
    }
    _tell("issued", {voucher.enterprise_id}, words, key=str(voucher.pk), now=now)


def tell_of_contract(what: str, contract: VoucherContract, *, to_firm: bool, now: datetime) -> None:
    """Tell the firm, else the supplier, that a contract was "requested", "accepted" or "concluded"."""
    told = contract.enterprise_id if to_firm else contract.supplier_enterprise_id
    _tell(what, {told}, _of_contract(contract), key=str(contract.pk), now=now)


def tell_of_cancelling(contract: VoucherContract, *, by: User | None, now: datetime) -> None:
    """Tell both sides, but not who did it, that a contract was cancelled and why."""
    words = {**_of_contract(contract), "reason": contract.cancel_reason}
    _tell("cancelled", _both(contract), words, key=str(contract.pk), now=now, but=by)


def tell_of_delivery(delivery: VoucherDelivery, contract: VoucherContract, *, now: datetime) -> None:
    """Tell the firm of a result; once it was inspected, the supplier how that came out."""
    if delivery.inspected_at is None:
        what, told = "delivered", contract.enterprise_id
    else:
        what, told = ("passed" if delivery.accepted else "failed"), contract.supplier_enterprise_id
    words = {**_of_contract(contract), "reason": delivery.opinion}
    _tell(what, {told}, words, key=str(delivery.pk), now=now)


def tell_of_payment(contract: VoucherContract, *, now: datetime) -> None:
    """Tell both sides what was paid."""
    words = {
        **_of_contract(contract),
        "subsidy": f"{contract.subsidy_won:,}",
        "own": f"{contract.own_won:,}",
    }
    _tell("paid", _both(contract), words, key=str(contract.pk), now=now)


def tell_of_expiry(voucher: Voucher, *, now: datetime) -> None:
    """Say what of a voucher was not used, and what of it goes back to the firm."""
    words = {
        **_words_of(voucher),
        "subsidy": f"{voucher.expired_subsidy_won:,}",
        "own": f"{voucher.own_back_won:,}",
    }
    what = "own_back" if voucher.own_back_won else "expired"
    _tell(what, {voucher.enterprise_id}, words, key=str(voucher.pk), now=now)


def tell_expiring(*, now: datetime) -> int:
    """Remind firms of vouchers that end within 30 and within 7 days and are not used up, once each time.

    Return how many vouchers were told of.
    """
    today = now.astimezone(SEOUL).date()
    ending = Voucher.objects.filter(
        state=VoucherState.ISSUED,
        expires_on__range=(today, today + timedelta(days=max(REMINDED))),
        limit__committed_won__lt=F("limit__limit_won"),
    )
    told = 0
    for voucher in ending.select_related("scheme", "limit").order_by("pk"):
        days = (voucher.expires_on - today).days
        step = min(step for step in REMINDED if days <= step)
        key = f"{voucher.pk}:{voucher.expires_on}:{step}"
        if OutboundMessage.objects.filter(dedupe_key__startswith=f"voucher-expiring:{key}:").exists():
            continue
        left = voucher.limit.limit_won - voucher.limit.committed_won
        words = {**_words_of(voucher), "days": str(days), "left": f"{left:,}"}
        _tell("expiring", {voucher.enterprise_id}, words, key=key, now=now)
        told += 1
    return told


def _words_of(voucher: Voucher) -> dict[str, str]:
    return {
        "scheme": voucher.scheme.name,
        "number": voucher.number,
        "day": _written(voucher.expires_on),
    }


def _of_contract(contract: VoucherContract) -> dict[str, str]:
    # The number of a voucher and the other side's name are told to both; neither sees the other's rows.
    with scoped(SYSTEM):
        number = Voucher.objects.values_list("number", flat=True).get(pk=contract.voucher_id)
        return {
            "number": f"{number}-{contract.number}",
            "firm": contract.enterprise.name,
            "supplier": contract.supplier_enterprise.name,
            "won": f"{contract.amount_won:,}",
        }


def _both(contract: VoucherContract) -> set[int]:
    return {contract.enterprise_id, contract.supplier_enterprise_id}


def _written(day: date) -> str:
    return day.isoformat()


def _tell(
    what: str,
    firms: Iterable[int],
    words: dict[str, str],
    *,
    key: str,
    now: datetime,
    but: User | None = None,
) -> None:
    subject, sentences = _SAID[what]
    template = f"voucher-{what.replace('_', '-')}"
    with scoped(SYSTEM), override("ko"):
        people = EnterpriseMember.objects.filter(enterprise__in=firms, user__is_active=True)
        users = {member.user_id: member.user for member in people.select_related("user").order_by("pk")}
        if but is not None:
            users.pop(but.pk, None)
        for user in users.values():
            queue_message(
                template=template,
                subject=str(subject) % words,
                body="\n".join(str(sentence) % words for sentence in sentences),
                dedupe_key=f"{template}:{key}:{user.pk}",
                not_before=next_office_instant(now, WorkingCalendar()),
                now=now,
                recipient=user,
            )
