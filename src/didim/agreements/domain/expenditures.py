"""A firm asks to spend: it writes the request, attaches evidence, hands it in, takes it back."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.spending_facts import SpendingFacts
from didim.agreements.enums import AgreementState, ExpenditureState, PaymentMethod
from didim.agreements.models import (
    Agreement,
    BudgetLine,
    Expenditure,
    ExpenditureEvidence,
    Participation,
)
from didim.agreements.queries.budgets import bound_funds, funds_in
from didim.agreements.queries.rule_packs import pack_of
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.engines.expenditure import Funds, split_paid
from didim.kernel.business_numbers import ReadNumber, read_business_number
from didim.kernel.refusals import Problem, RefusedError, refuse

OPEN_FOR_THE_FIRM = (ExpenditureState.DRAFT, ExpenditureState.RETURNED)
MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class ExpenditureDetails:
    """What a firm types; `charged_won` is what the project is to bear, its sources follow by themselves."""

    line: BudgetLine
    purpose: str
    payee_name: str
    payee_number: str
    supply_won: int
    vat_won: int
    charged_won: int
    method: PaymentMethod
    used_from: date
    used_until: date
    advance_won: int = 0
    facts: SpendingFacts = field(default_factory=SpendingFacts)


def write_expenditure(
    *,
    agreement: Agreement,
    expenditure: Expenditure | None,
    details: ExpenditureDetails,
    version: int | None = None,
    by: User,
) -> Expenditure:
    """Begin a request (`expenditure` None) or write it anew; the shares of the sources are worked out.

    `version` is that of the row the writer saw: RefusedError when somebody else saved since. RefusedError
    also for amounts, days or a payee that cannot be, and once the request was handed in.
    """
    number = read_business_number(details.payee_number) if details.payee_number.strip() else None
    if problems := _problems(agreement, details, number):
        raise RefusedError(problems)
    with recorded("write_expenditure", by):
        locked = spending_agreement(agreement)
        if expenditure is None:
            row = Expenditure(
                agency_id=locked.agency_id,
                enterprise_id=locked.enterprise_id,
                agreement=locked,
                number=_next_number(locked),
            )
        else:
            row = _open(expenditure, version)
            row.version += 1
        funds = shares(locked, details.charged_won, details.method, without=row.pk)
        row.line, row.purpose = details.line, " ".join(details.purpose.split())
        row.payee_name, row.payee_number = details.payee_name.strip(), number.digits if number else ""
        row.supply_won, row.vat_won, row.advance_won = (
            details.supply_won,
            details.vat_won,
            details.advance_won,
        )
        row.grant_won, row.own_cash_won, row.own_in_kind_won = funds.grant, funds.cash, funds.in_kind
        row.method, row.used_from, row.used_until = details.method, details.used_from, details.used_until
        row.facts = details.facts.dump()
        row.save()
    return row


def shares(agreement: Agreement, won: int, method: PaymentMethod | str, *, without: int | None) -> Funds:
    """Return the sources of an amount: in kind as a whole, or grant and cash in the agreement's ratio."""
    if method == PaymentMethod.IN_KIND:
        return Funds(in_kind=won)
    if agreement.version is None:
        raise refuse("", _("체결된 협약이 아닙니다."))
    return split_paid(funds_in(agreement.version), bound_funds(agreement, without=without), won)


def spending_agreement(agreement: Agreement) -> Agreement:
    """Lock an agreement under which money may be spent, and return it; RefusedError for any other.

    Whoever decides about its money waits here: what was spent before is then known to the won.
    """
    locked = Agreement.objects.select_for_update(no_key=True, of=("self",)).select_related("version")
    found = locked.get(pk=agreement.pk)
    if found.state != AgreementState.ACTIVE or found.version is None:
        raise refuse("", _("수행 중인 협약에서만 집행할 수 있습니다. 협약의 상태를 확인해 주세요."))
    return found


def request_expenditure(*, expenditure: Expenditure, version: int, by: User, now: datetime) -> Expenditure:
    """Hand a request in for the agency's check; from then on the firm cannot change it.

    RefusedError without any evidence, and when somebody else saved since `version`.
    """
    with recorded("request_expenditure", by):
        locked = spending_agreement(expenditure.agreement)
        row = _open(expenditure, version)
        if not ExpenditureEvidence.objects.filter(expenditure=row, removed_at=None).exists():
            raise refuse("evidence", _("증빙을 하나 이상 붙여 주세요. 필요한 증빙은 아래 목록에 있습니다."))
        won = funds_in(row).total
        funds = shares(locked, won, row.method, without=row.pk)
        row.grant_won, row.own_cash_won, row.own_in_kind_won = funds.grant, funds.cash, funds.in_kind
        row.state, row.requested_at, row.requested_by = ExpenditureState.REQUESTED, now, by
        row.version += 1
        row.save()
    return row


def take_back_expenditure(*, expenditure: Expenditure, by: User) -> Expenditure:
    """Take a request back that nobody has decided; it can be written again."""
    with recorded("take_back_expenditure", by):
        row = locked_expenditure(expenditure)
        if row.state != ExpenditureState.REQUESTED:
            raise refuse("", _("이미 결정되었거나 신청하지 않은 집행입니다. 화면을 새로 열어 주세요."))
        row.state, row.requested_at, row.requested_by = ExpenditureState.DRAFT, None, None
        row.version += 1
        row.save()
    return row


def attach_evidence(
    *, expenditure: Expenditure, kind: str, file: FirmFile, by: User, now: datetime
) -> ExpenditureEvidence:
    """Put a file of the firm beside a request, as one kind of evidence of the rule pack.

    The same file twice as one kind is one. RefusedError for another firm's file, one with a virus or taken
    out of the cabinet, a kind the pack does not know, and once the request was handed in.
    """
    with recorded("attach_evidence", by):
        row = _open(expenditure, None)
        if kind not in pack_of(row.agreement).evidence:
            raise refuse("kind", _("집행 기준에 없는 증빙입니다. 목록에서 골라 주세요."))
        wrong_owner = file.enterprise_id != row.enterprise_id
        if wrong_owner or file.scan == ScanState.INFECTED or file.removed_at is not None:
            raise refuse("file", _("붙일 수 없는 파일입니다. 다른 파일을 골라 주세요."))
        there = ExpenditureEvidence.objects.filter(expenditure=row, removed_at=None)
        if same := there.filter(kind=kind, file=file).first():
            return same
        if there.count() >= MOST_FILES:
            raise refuse("file", _("증빙은 %(most)d개까지 붙일 수 있습니다.") % {"most": MOST_FILES})
        return ExpenditureEvidence.objects.create(
            agency_id=row.agency_id,
            enterprise_id=row.enterprise_id,
            expenditure=row,
            kind=kind,
            file=file,
            sha256=file.sha256,
            attached_at=now,
            attached_by=by,
        )


def remove_evidence(*, expenditure: Expenditure, evidence_id: int, by: User, now: datetime) -> None:
    """Take evidence out of a request that was not handed in; the row stays, with the time."""
    with recorded("remove_evidence", by):
        row = _open(expenditure, None)
        ExpenditureEvidence.objects.filter(pk=evidence_id, expenditure=row, removed_at=None).update(
            removed_at=now
        )


def locked_expenditure(expenditure: Expenditure) -> Expenditure:
    """Return the row as it is now, locked until the transaction ends."""
    rows = Expenditure.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("agreement__version", "agreement__enterprise", "line").get(pk=expenditure.pk)


def _open(expenditure: Expenditure, version: int | None) -> Expenditure:
    row = locked_expenditure(expenditure)
    if row.state not in OPEN_FOR_THE_FIRM:
        raise refuse("", _("신청한 집행은 고칠 수 없습니다. 먼저 신청을 거두어 주세요."))
    if version is not None and row.version != version:
        raise refuse("", _("다른 사람이 먼저 저장했습니다. 화면을 새로 열어 바뀐 내용을 확인해 주세요."))
    return row


def _next_number(agreement: Agreement) -> int:
    """Return the next number; the agreement is locked."""
    last = Expenditure.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _problems(agreement: Agreement, details: ExpenditureDetails, number: ReadNumber | None) -> list[Problem]:
    """Return what cannot be, field by field; what is merely against the rules is the check's matter."""
    invoice, worker = details.supply_won + details.vat_won, details.facts.worker
    amounts = (details.supply_won, details.vat_won, details.facts.customs_refund_won)
    team = Participation.objects.filter(agreement=agreement.pk)
    wrong = (
        (
            details.line.agreement_id != agreement.pk,
            "line",
            _("이 협약의 비목이 아닙니다. 목록에서 골라 주세요."),
        ),
        (not details.purpose.strip(), "purpose", _("무엇에 쓰는지 적어 주세요.")),
        (not details.payee_name.strip(), "payee_name", _("거래처나 받는 사람의 이름을 적어 주세요.")),
        (
            number is not None and not number.is_valid,
            "payee_number",
            _("사업자등록번호 열 자리를 확인해 주세요."),
        ),
        (details.charged_won <= 0, "charged_won", _("사업비로 쓸 금액을 1원 이상으로 적어 주세요.")),
        (
            details.charged_won > invoice,
            "charged_won",
            _("사업비로 쓸 금액이 세금계산서 금액보다 큽니다."),
        ),
        (min(amounts) < 0, "supply_won", _("금액은 0원 이상이어야 합니다.")),
        (
            not 0 <= details.advance_won <= invoice,
            "advance_won",
            _("선금은 세금계산서 금액을 넘을 수 없습니다."),
        ),
        (
            details.used_until < details.used_from,
            "used_until",
            _("이용 종료일이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."),
        ),
        (
            worker is not None and not team.filter(pk=worker.participation).exists(),
            "worker",
            _("이 협약의 참여인력이 아닙니다. 목록에서 골라 주세요."),
        ),
    )
    return [Problem(field, sentence) for is_wrong, field, sentence in wrong if is_wrong]
