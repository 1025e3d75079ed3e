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
        row = Asset.objects.select_for_update(no_key=True).get(pk=asset.pk)
        row.last_seen_on, row.location = seen_on, location.strip() or row.location
        row.save(update_fields=["last_seen_on", "location"])
    return row


def dispose_asset(*, asset: Asset, disposed_on: date, reason: str, by: User, now: datetime) -> Asset:
    """Record that a thing is gone, and why: before its years are over, by whose consent."""
    if not reason.strip():
        raise refuse("reason", _("처분 사유와 승인 문서를 적어 주세요."))
    if not asset.acquired_on <= disposed_on <= now.astimezone(SEOUL).date():
        raise refuse("disposed_on", _("처분일은 취득일과 오늘 사이여야 합니다."))
    with recorded("dispose_asset", by):
        row = Asset.objects.select_for_update(no_key=True).get(pk=asset.pk)
        row.disposed_on, row.disposal_reason = disposed_on, reason.strip()
        row.save(update_fields=["disposed_on", "disposal_reason"])
    return row
