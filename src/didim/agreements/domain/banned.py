"""Businesses a firm may not buy from under an agreement: named by the agency, with ground and evidence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.models import Agreement, BannedCounterparty
from didim.agreements.queries.banned import ban_grounds
from didim.agreements.queries.rule_packs import pack_of
from didim.kernel.business_numbers import read_business_number
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse

from .signing import locked


@dataclass(frozen=True, slots=True)
class Ban:
    """Which business, on which ground of the rule pack, why, by which evidence, until when (None: no end)."""

    business_number: str
    name: str
    rule: str
    reason: str
    evidence: str
    until: date | None = None


def ban_counterparty(*, agreement: Agreement, ban: Ban, by: User, now: datetime) -> BannedCounterparty:
    """Put a business on the agreement's list; the check of every expenditure reads it from now on.

    One that was ended is put on it again. RefusedError without a ground of the pack, a reason or evidence,
    for a number that cannot be, an end that is past, and for one that stands there already.
    """
    number, today = read_business_number(ban.business_number), now.astimezone(SEOUL).date()
    wrong = (
        (not number.is_valid, "business_number", _("사업자등록번호 열 자리를 확인해 주세요.")),
        (not ban.name.strip(), "name", _("상호를 적어 주세요.")),
        (
            ban.rule not in ban_grounds(pack_of(agreement)),
            "rule",
            _("집행 기준에 없는 사유입니다. 목록에서 골라 주세요."),
        ),
        (not ban.reason.strip(), "reason", _("사유를 적어 주세요. 기업이 이 사유를 봅니다.")),
        (not ban.evidence.strip(), "evidence", _("무엇으로 확인했는지 적어 주세요.")),
        (
            ban.until is not None and ban.until < today,
            "until",
            _("금지 종료일은 오늘이거나 그 뒤여야 합니다."),
        ),
    )
    if problems := [Problem(field, sentence) for is_wrong, field, sentence in wrong if is_wrong]:
        raise RefusedError(problems)
    with recorded("ban_counterparty", by):
        agreement = locked(agreement)
        row = agreement.banned.filter(business_number=number.digits, rule=ban.rule).first()
        if row is not None and (row.until is None or row.until >= today):
            raise refuse("business_number", _("같은 사유로 이미 금지한 업체입니다."))
        row = row or BannedCounterparty(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            business_number=number.digits,
            rule=ban.rule,
        )
        row.name, row.reason = " ".join(ban.name.split()), ban.reason.strip()
        row.evidence, row.until = ban.evidence.strip(), ban.until
        row.declared_by, row.declared_at = by, now
        row.save()
        return row


def end_ban(*, banned: BannedCounterparty, until: date, by: User) -> BannedCounterparty:
    """Set the last day of a ban: what is used after it may be bought there. The history keeps what stood."""
    with recorded("end_ban", by):
        row = BannedCounterparty.objects.select_for_update(of=("self",)).get(pk=banned.pk)
        row.until = until
        row.save(update_fields=["until"])
        return row
