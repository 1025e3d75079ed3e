"""Things bought with the project's money: the asset ledger, looked after for years."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.models import Asset, Expenditure
from didim.agreements.queries.rule_packs import pack_of
from didim.engines.expenditure import Asset as AssetFacts
from didim.engines.expenditure import asset_terms
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

_ASKED = ("disposal_asked_at", "disposal_wish")
_ANSWERED = ("disposal_answered_at", "disposal_answer")


@dataclass(frozen=True, slots=True)
class AssetDetails:
    """What stands in the ledger of one thing; the price is without VAT, in won."""

    name: str
    serial_number: str
    price_won: int
    acquired_on: date
    location: str = ""


def register_asset(*, expenditure: Expenditure, details: AssetDetails, by: User, now: datetime) -> Asset:
    """Enter a thing into the asset ledger today; the pack says by when that was due and how long it is kept.

    RefusedError for a day to come, a price below zero, and a number the agency's ledger has already.
    """
    today = now.astimezone(SEOUL).date()
    for field, text in (("name", details.name), ("serial_number", details.serial_number)):
        if not text.strip():
            raise refuse(field, _("자산의 이름과 관리번호를 적어 주세요."))
    if details.price_won < 0:
        raise refuse("price_won", _("금액은 0원 이상이어야 합니다."))
    if details.acquired_on > today:
        raise refuse("acquired_on", _("취득일이 오늘보다 늦습니다. 물건을 받은 날을 적어 주세요."))
    pack = pack_of(expenditure.agreement)
    terms = asset_terms(pack, AssetFacts(details.price_won, details.acquired_on))
    try:
        with recorded("register_asset", by), transaction.atomic():
            return Asset.objects.create(
                agency_id=expenditure.agency_id,
                enterprise_id=expenditure.enterprise_id,
                expenditure=expenditure,
                name=details.name.strip(),
                serial_number=details.serial_number.strip(),
                price_won=details.price_won,
                acquired_on=details.acquired_on,
                registered_on=today,
                register_by=terms.register_by,
                tracked_until=terms.tracked_until,
                location=details.location.strip(),
            )
    except IntegrityError as error:
        raise refuse("serial_number", _("이미 쓰인 관리번호입니다. 다른 번호를 적어 주세요.")) from error


def see_asset(*, asset: Asset, seen_on: date, location: str, by: User, now: datetime) -> Asset:
    """Record that somebody of the agency saw the thing, and where. RefusedError for a day to come."""
    if seen_on > now.astimezone(SEOUL).date():
        raise refuse("seen_on", _("확인일이 오늘보다 늦습니다."))
    with recorded("see_asset", by):
        row = _there(asset)
        row.last_seen_on, row.location = seen_on, location.strip() or row.location
        row.save(update_fields=["last_seen_on", "location"])
    return row


def ask_disposal(*, asset: Asset, wish: str, by: User, now: datetime) -> Asset:
    """Let a firm ask to give a thing away, sell or scrap it. RefusedError without a reason, and twice."""
    if not wish.strip():
        raise refuse("wish", _("처분하려는 까닭을 적어 주세요."))
    with recorded("ask_disposal", by):
        row = _there(asset)
        if row.disposal_asked_at is not None and row.disposal_answered_at is None:
            raise refuse("", _("이미 처분을 신청했습니다. 기관의 답을 기다려 주세요."))
        row.disposal_asked_at, row.disposal_wish = now, wish.strip()
        row.disposal_answered_at, row.disposal_answer = None, ""
        row.save(update_fields=[*_ASKED, *_ANSWERED])
    return row


def refuse_disposal(*, asset: Asset, answer: str, by: User, now: datetime) -> Asset:
    """Say no to a disposal a firm asked for, and why."""
    if not answer.strip():
        raise refuse("answer", _("승인하지 않는 까닭을 적어 주세요. 기업이 봅니다."))
    with recorded("refuse_disposal", by):
        row = _there(asset)
        if row.disposal_asked_at is None or row.disposal_answered_at is not None:
            raise refuse("", _("답을 기다리는 처분 신청이 아닙니다."))
        row.disposal_answered_at, row.disposal_answer = now, answer.strip()
        row.save(update_fields=_ANSWERED)
    return row


def dispose_asset(
    *, asset: Asset, disposed_on: date, reason: str, approval: str, by: User, now: datetime
) -> Asset:
    """Record that a thing is gone, and why; within its years only by a consent on paper (`approval`).

    통합관리지침: 500만원 초과 자산은 5년 관리. RefusedError otherwise, and for one that is gone already.
    """
    if not reason.strip():
        raise refuse("reason", _("처분 사유를 적어 주세요."))
    if not asset.acquired_on <= disposed_on <= now.astimezone(SEOUL).date():
        raise refuse("disposed_on", _("처분일은 취득일과 오늘 사이여야 합니다."))
    if disposed_on <= asset.tracked_until and not approval.strip():
        raise refuse("approval", _("관리 기간 안의 처분입니다. 승인한 문서의 번호를 적어 주세요."))
    with recorded("dispose_asset", by):
        row = _there(asset)
        row.disposed_on, row.disposal_reason = disposed_on, reason.strip()
        row.disposal_approval = approval.strip()
        if row.disposal_asked_at is not None and row.disposal_answered_at is None:
            row.disposal_answered_at = now
        row.save(update_fields=["disposed_on", "disposal_reason", "disposal_approval", *_ANSWERED])
    return row


def _there(asset: Asset) -> Asset:
    """Return a thing that is not gone, locked; else RefusedError."""
    row = Asset.objects.select_for_update(no_key=True).get(pk=asset.pk)
    if row.disposed_on is not None:
        raise refuse("", _("이미 처분한 자산입니다."))
    return row
