"""Voucher schemes: a programme's budget of subsidies, its cap a firm, its fields and its last day of use."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.limits import open_limit, set_limit
from didim.agreements.enums import LimitKind, VoucherField
from didim.agreements.models import VoucherScheme
from didim.engines.settlement import SubsidyBand, read_bands
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.programmes.models import Programme

DEFINITION = "voucher-subsidy"


@dataclass(frozen=True, slots=True)
class SchemeTerms:
    """What a scheme says: its name, its budget and cap in won, its fields, its first and last day of use."""

    name: str
    budget_won: int
    cap_won: int
    fields: Collection[VoucherField]
    opens_on: date
    last_use_on: date


def definition_of(scheme: VoucherScheme) -> DefinitionVersion:
    """Return the version of the subsidy rates a scheme was opened under."""
    name, _at, first_day = scheme.definition.partition("@")
    return shipped_definitions().as_of(name, date.fromisoformat(first_day))


def bands_of(scheme: VoucherScheme) -> tuple[SubsidyBand, ...]:
    """Return the subsidy rates of a scheme by mean yearly sales."""
    return read_bands(definition_of(scheme).values["bands"])


def open_scheme(*, programme: Programme, terms: SchemeTerms, by: User | None, now: datetime) -> VoucherScheme:
    """Open a scheme for a programme, with the subsidy rates in force today. RefusedError for wrong terms."""
    check_terms(terms)
    with recorded("open_scheme", by):
        Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        if VoucherScheme.objects.filter(programme=programme).exists():
            raise refuse("programme", _("이 사업에는 이미 바우처가 있습니다."))
        scheme = VoucherScheme(
            agency_id=programme.agency_id,
            programme=programme,
            name=" ".join(terms.name.split()),
            cap_won=terms.cap_won,
            definition=shipped_definitions().as_of(DEFINITION, now.astimezone(SEOUL).date()).id,
            fields=sorted(terms.fields),
            opens_on=terms.opens_on,
            last_use_on=terms.last_use_on,
        )
        scheme.limit = open_limit(
            agency_id=programme.agency_id, kind=LimitKind.SCHEME, owner={}, limit_won=terms.budget_won
        )
        scheme.save()
        return scheme


def change_scheme(*, scheme: VoucherScheme, terms: SchemeTerms, by: User) -> VoucherScheme:
    """Change a scheme's terms; vouchers already issued keep theirs.

    RefusedError for wrong terms and for a budget below what vouchers were issued for.
    """
    check_terms(terms)
    with recorded("change_scheme", by):
        scheme = VoucherScheme.objects.select_for_update().get(pk=scheme.pk)
        if terms.budget_won != scheme.limit.limit_won:
            set_limit(limit=scheme.limit, limit_won=terms.budget_won)
        scheme.name, scheme.cap_won = " ".join(terms.name.split()), terms.cap_won
        scheme.fields = sorted(terms.fields)
        scheme.opens_on, scheme.last_use_on = terms.opens_on, terms.last_use_on
        scheme.save()
        return scheme


def check_terms(terms: SchemeTerms) -> None:
    """Raise RefusedError for what is wrong with a scheme's terms, field by field."""
    problems = []
    if not terms.name.strip():
        problems.append(Problem("name", _("바우처 사업의 이름을 적어 주세요.")))
    if terms.budget_won <= 0:
        problems.append(Problem("budget_won", _("예산은 0원보다 커야 합니다.")))
    if not 0 < terms.cap_won <= max(terms.budget_won, 1):
        problems.append(Problem("cap_won", _("기업당 한도는 0원보다 크고 예산을 넘지 않아야 합니다.")))
    if not terms.fields:
        problems.append(Problem("fields", _("지원 분야를 하나 이상 골라 주세요.")))
    if terms.last_use_on < terms.opens_on:
        problems.append(Problem("last_use_on", _("사용 기한이 시작일보다 빠릅니다.")))
    if problems:
        raise RefusedError(problems)
