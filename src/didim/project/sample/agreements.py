"""Agreements of the decided call at each of their steps; the demo owner's is in force and spends."""

from collections.abc import Sequence
from datetime import timedelta

from didim.accounts.models import User
from didim.agreements.domain.checking import approve_expenditure, check_expenditure
from didim.agreements.domain.drafting import draft_agreement
from didim.agreements.domain.expenditures import (
    ExpenditureDetails,
    attach_evidence,
    request_expenditure,
    write_expenditure,
)
from didim.agreements.domain.instalments import Part, pay_instalment, plan_instalments
from didim.agreements.domain.payments import pay_expenditure
from didim.agreements.domain.signing import offer_agreement, sign_agreement
from didim.agreements.domain.spending_facts import SpendingFacts
from didim.agreements.domain.terms import AgreementTerms, LineAmount
from didim.agreements.enums import PaymentMethod, Side, SignMethod
from didim.agreements.models import Agreement, Expenditure
from didim.applications.models import Draft, FirmFile
from didim.documents.agreement_papers import agreement_pdf
from didim.engines.expenditure import Employment, Relation
from didim.kernel.business_numbers import business_check_digit
from didim.registry.models import Enterprise
from didim.selection.enums import Outcome
from didim.selection.models import Decision

from .selection_calls import DECIDED
from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .world import World

PACK = "startup-funds@2024-01-01"
DRAFTED, OFFERED, SIGNED, STARTS, ENDS = -87, -86, -85, -80, 160  # days from today
# After the owner's: how many are in force, wait for the firm's signature, are being written.
IN_FORCE, WAITING, WRITTEN = 3, 2, 2
LINES = (
    LineAmount("materials", "raw_materials", grant_won=15_000_000, own_cash_won=1_500_000),
    LineAmount("outsourcing", "development", grant_won=15_000_000, own_cash_won=1_500_000),
    LineAmount("wages", "employees", own_in_kind_won=5_000_000),
)
FIRST_PART, SECOND_PART = 18_000_000, 12_000_000
BOUGHT = "센서 부품 구입(예시)"
EVIDENCE = ("tax_invoice", "quote", "inspection", "supplier_registration", "supplier_account")
# Nobody's number: no tax office begins with 0.
_PAYEE = "099810001"
PAYEE_NAME, PAYEE_NUMBER = "대양부품(예시)", _PAYEE + str(business_check_digit(_PAYEE))


def make_agreements(world: World, firms: Sequence[Enterprise]) -> list[Decision]:
    """Make the agreements of some selected firms, the owner's among them; return the decisions left over."""
    selected = (
        Decision.objects.filter(call__programme__name=DECIDED.name, outcome=Outcome.SELECTED)
        .select_related("enterprise")
        .order_by("rank", "pk")
    )
    own = owned_firm(firms)
    mine = [decision for decision in selected if decision.enterprise_id == own.pk]
    others = [decision for decision in selected if decision.enterprise_id != own.pk]
    writer = User.objects.get(email="applicants@hanbit.example")
    for decision in mine:
        _spend(world, conclude(world, decision, sample_user("owner")))
    for decision in others[:IN_FORCE]:
        conclude(world, decision, writer)
    for decision in others[IN_FORCE : IN_FORCE + WAITING]:
        _offered(world, decision, -1)
    for decision in others[IN_FORCE + WAITING : IN_FORCE + WAITING + WRITTEN]:
        _drafted(world, decision, -1)
    take_mails_as_sent()
    return others[IN_FORCE + WAITING + WRITTEN :]


def _drafted(world: World, decision: Decision, day: int, lines: tuple[LineAmount, ...] = LINES) -> Agreement:
    officer = sample_user("officer")
    answers = Draft.objects.get(application=decision.application_id).answers
    terms = AgreementTerms(
        title=answers["item"],
        starts_on=world.day(STARTS if day == DRAFTED else 3),
        ends_on=world.day(ENDS),
        lines=lines,
        plan={key: answers[key] for key in ("problem", "solution", "scale_up", "team")},
    )
    agreement = draft_agreement(
        decision=decision,
        terms=terms,
        rule_pack_id=PACK,
        by=officer,
        now=world.instant(world.day(day)),
        is_sample=True,
    )
    parts = (
        Part(FIRST_PART, terms.starts_on + timedelta(days=2)),
        Part(SECOND_PART, terms.starts_on + timedelta(days=120)),
    )
    plan_instalments(agreement=agreement, parts=parts, by=officer)
    return agreement


def _offered(world: World, decision: Decision, day: int, lines: tuple[LineAmount, ...] = LINES) -> Agreement:
    agreement = _drafted(world, decision, day, lines)
    now = world.instant(world.day(OFFERED if day == DRAFTED else day), 10)
    return offer_agreement(agreement=agreement, render=agreement_pdf, by=sample_user("officer"), now=now)


def conclude(
    world: World, decision: Decision, signer: User, lines: tuple[LineAmount, ...] = LINES
) -> Agreement:
    """Let both sides sign, and pay the first part of the grant."""
    agreement, director = _offered(world, decision, DRAFTED, lines), sample_user("director")
    signed_at = world.instant(world.day(SIGNED), 11)
    for side, user, name in (
        (Side.ENTERPRISE, signer, decision.enterprise.representative_name),
        (Side.AGENCY, director, director.name),
    ):
        if agreement.version is None:
            raise ValueError(agreement)
        agreement = sign_agreement(
            agreement=agreement,
            side=side,
            name=name,
            method=SignMethod.PASSKEY,
            pdf_sha256=agreement.version.pdf_sha256,
            by=user,
            now=signed_at,
        )
    first = agreement.instalments.order_by("number")[0]
    paid_on = world.day(STARTS + 2)
    pay_instalment(
        instalment=first,
        paid_on=paid_on,
        reference=f"예시-{agreement.number}",
        by=sample_user("accountant"),
        now=world.instant(paid_on, 15),
    )
    return agreement


def _spend(world: World, agreement: Agreement) -> None:
    """Buy parts twice: the first purchase was paid, the second waits for the officer's word."""
    bought = requested(world, agreement, -60, 4_400_000)
    pay(world, bought, -50, "예시-48210077")
    waiting = requested(world, agreement, -10, 2_750_000)
    check_expenditure(expenditure=waiting, by=None, now=world.instant(world.day(-4), 10))


def pay(world: World, row: Expenditure, day: int, reference: str) -> None:
    """Check and approve a request on a day, and pay it two days later."""
    officer, at = sample_user("officer"), world.instant(world.day(day))
    check_expenditure(expenditure=row, by=officer, now=at)
    approve_expenditure(expenditure=row, by=officer, now=at)
    pay_expenditure(
        expenditure=row,
        method=PaymentMethod.CARD,
        paid_on=world.day(day + 2),
        reference=reference,
        by=sample_user("accountant"),
        now=world.instant(world.day(day + 3)),
    )


def requested(
    world: World, agreement: Agreement, day: int, won: int, *, line: str = "materials", purpose: str = BOUGHT
) -> Expenditure:
    """Write a request for goods used from a day on, attach its evidence and hand it in six days later."""
    owner, at = sample_user("owner"), world.instant(world.day(day + 6))
    details = ExpenditureDetails(
        line=agreement.lines.get(code=line),
        purpose=purpose,
        payee_name=PAYEE_NAME,
        payee_number=PAYEE_NUMBER,
        supply_won=won,
        vat_won=won // 10,
        charged_won=won,
        method=PaymentMethod.CARD,
        used_from=world.day(day),
        used_until=world.day(day + 5),
        facts=SpendingFacts(
            relations=dict.fromkeys(set(Relation) - {Relation.SAME_PROGRAMME}, False),
            employment=Employment(worked=False),
        ),
    )
    row = write_expenditure(agreement=agreement, expenditure=None, details=details, by=owner)
    file = FirmFile.objects.filter(enterprise=agreement.enterprise_id).order_by("pk")[0]
    for kind in (*EVIDENCE, *(("asset_ledger",) if line == "machinery" else ())):
        attach_evidence(expenditure=row, kind=kind, file=file, by=owner, now=at)
    return request_expenditure(expenditure=row, version=row.version, by=owner, now=at)
