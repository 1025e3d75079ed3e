"""Agreements with a budget, and expenditures of them, for tests of money."""

from datetime import UTC, date, datetime
from typing import Any

from didim.accounts.models import User
from didim.agreements.domain.assets import AssetDetails, register_asset
from didim.agreements.domain.checking import approve_expenditure, check_expenditure
from didim.agreements.domain.expenditures import (
    ExpenditureDetails,
    attach_evidence,
    request_expenditure,
    write_expenditure,
)
from didim.agreements.domain.spending_facts import SpendingFacts
from didim.agreements.domain.terms import AgreementTerms, LineAmount
from didim.agreements.enums import PaymentMethod
from didim.agreements.models import Agreement, Asset, BudgetLine, Expenditure, SpendingLimit
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.engines.expenditure import Employment, Relation
from didim.kernel.business_numbers import business_check_digit
from didim.programmes.models import Call
from didim.registry.models import Agency, Enterprise
from tests.applications.builders import make_agency, make_firm
from tests.sign_in import make_firm_member, make_staff

from .builders import TERMS, in_force, selected

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
STARTS, ENDS = date(2026, 4, 1), date(2026, 12, 31)
# Grant, own cash, own in kind by line (code, sub-item).
BUDGET = {
    ("materials", "raw_materials"): (7_000_000, 1_000_000, 0),
    ("machinery", "tools"): (7_000_000, 1_000_000, 0),
    ("wages", "employees"): (0, 0, 4_000_000),
}
SOUND = SpendingFacts(
    relations=dict.fromkeys(set(Relation) - {Relation.SAME_PROGRAMME}, False),
    employment=Employment(worked=False),
)
PAYEE = "1" * 9 + str(business_check_digit("1" * 9))


def make_agreement(
    *, agency: Agency | None = None, firm: Enterprise | None = None, call: Call | None = None
) -> Agreement:
    """Return an agreement in force, with BUDGET as its limits; officers and the firm's owner come along."""
    if agency is None:
        agency = make_agency()
        make_staff(agency, email="one@example.org")
        make_staff(agency, email="two@example.org")
    firm = firm or make_firm()
    known = User.objects.filter(enterprise_memberships__enterprise=firm).first()
    owner = known or make_firm_member(firm, email=f"owner{firm.pk}@example.org")
    decision = selected(agency, firm, by=owner, now=NOW, call=call)
    return in_force(decision, by=owner, now=NOW, terms=terms(BUDGET))


def terms(budget: dict[tuple[str, str], tuple[int, int, int]]) -> AgreementTerms:
    """Return the terms of a budget: grant, own cash and own in kind by line."""
    lines = tuple(LineAmount(code, item, *funds) for (code, item), funds in budget.items())
    return AgreementTerms("휴대용 수질 측정기 개발", STARTS, ENDS, lines, TERMS.plan)


def line_of(agreement: Agreement, code: str = "materials") -> BudgetLine:
    return agreement.lines.get(code=code)


def owner_of(agreement: Agreement) -> User:
    return User.objects.get(enterprise_memberships__enterprise=agreement.enterprise_id)


def officers(agreement: Agreement) -> tuple[User, User]:
    """Return the two officers of the agency."""
    one, two = User.objects.filter(agency_memberships__agency=agreement.agency_id).order_by("pk")[:2]
    return one, two


def details(agreement: Agreement, code: str = "materials", **changes: Any) -> ExpenditureDetails:
    """Return a sound request for 800,000 won."""
    given = {
        "line": line_of(agreement, code),
        "purpose": "센서 부품 구입",
        "payee_name": "대양부품",
        "payee_number": PAYEE,
        "supply_won": 800_000,
        "vat_won": 80_000,
        "charged_won": 800_000,
        "method": PaymentMethod.CARD,
        "used_from": date(2026, 11, 2),
        "used_until": date(2026, 11, 10),
        "facts": SOUND,
    }
    return ExpenditureDetails(**(given | changes))


def make_file(firm: Enterprise, by: User, name: str = "증빙.pdf", digest: str = "a") -> FirmFile:
    return FirmFile.objects.create(
        enterprise=firm,
        name=name,
        size=10,
        content_type="application/pdf",
        sha256=(digest * 64)[:64],
        scan=ScanState.CLEAN,
        uploaded_at=NOW,
        uploaded_by=by,
    )


EVIDENCE = {
    "materials": ("tax_invoice", "quote", "inspection", "supplier_registration", "supplier_account"),
}


def requested(agreement: Agreement, **changes: Any) -> Expenditure:
    """Return a request with all its evidence, handed in."""
    owner = owner_of(agreement)
    row = write_expenditure(
        agreement=agreement, expenditure=None, details=details(agreement, **changes), by=owner
    )
    file = make_file(agreement.enterprise, owner)
    for kind in EVIDENCE["materials"]:
        attach_evidence(expenditure=row, kind=kind, file=file, by=owner, now=NOW)
    return request_expenditure(expenditure=row, version=row.version, by=owner, now=NOW)


def approved(agreement: Agreement, by: User, **changes: Any) -> Expenditure:
    row = requested(agreement, **changes)
    check_expenditure(expenditure=row, by=by, now=NOW)
    return approve_expenditure(expenditure=row, by=by, now=NOW)


def registered_asset(
    agreement: Agreement, serial: str = "M-1", *, won: int = 6_000_000, acquired_on: date = TODAY
) -> Asset:
    """Return a thing in the asset ledger, of the agreement's first request."""
    row = agreement.expenditures.first() or requested(agreement)
    said = AssetDetails("현미경", serial, won, acquired_on, "실험실")
    return register_asset(expenditure=row, details=said, by=owner_of(agreement), now=NOW)


def counters(agreement: Agreement, code: str | None = None) -> tuple[int, int, int]:
    """Return limit, committed and spent of an agreement, or of one of its lines."""
    limits = (
        SpendingLimit.objects.filter(line=line_of(agreement, code))
        if code
        else (SpendingLimit.objects.filter(agreement=agreement))
    )
    return limits.values_list("limit_won", "committed_won", "spent_won").get()
