"""Agreements from decisions: a draft for each selected firm, revised until it is offered."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.enums import AgreementState
from didim.agreements.models import (
    Agreement,
    AgreementNumber,
    AgreementVersion,
    BudgetAmount,
    BudgetLine,
)
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse
from didim.selection.enums import Outcome
from didim.selection.models import Decision

from .terms import AgreementTerms, definition_of, rule_pack, terms_problems


def draft_agreement(
    *,
    decision: Decision,
    terms: AgreementTerms,
    rule_pack_id: str,
    by: User,
    now: datetime,
    is_sample: bool = False,
) -> Agreement:
    """Draft the agreement of a decision that selected a firm and was told to it.

    RefusedError when the firm is not selected, was not told yet, has an agreement already, or for what
    `terms_problems` finds.
    """
    with recorded("draft_agreement", by):
        decision = Decision.objects.select_for_update(of=("self",)).select_related("call").get(pk=decision.pk)
        if decision.outcome != Outcome.SELECTED or decision.notified_at is None:
            raise refuse("", _("선정되어 통보를 받은 기업과만 협약할 수 있습니다."))
        if Agreement.objects.filter(decision=decision).exists():
            raise refuse("", _("이 선정 결과의 협약이 이미 있습니다."))
        _refuse_problems(terms, rule_pack_id, decision.amount_won, now)
        agreement = Agreement.objects.create(
            agency_id=decision.agency_id,
            enterprise_id=decision.enterprise_id,
            programme_id=decision.call.programme_id,
            call_id=decision.call_id,
            decision=decision,
            number=next_number(agency_id=decision.agency_id, now=now),
            title=terms.title.strip(),
            rule_pack=rule_pack_id,
            created_at=now,
            created_by=by,
            is_sample=is_sample,
        )
        agreement.version = write_version(agreement=agreement, terms=terms, number=1, by=by, now=now)
        agreement.save(update_fields=["version"])
        return agreement


def revise_draft(*, agreement: Agreement, terms: AgreementTerms, by: User, now: datetime) -> Agreement:
    """Put other terms in the place of a draft's. RefusedError once it was offered, and as when drafting."""
    with recorded("revise_draft", by):
        agreement = (
            Agreement.objects.select_for_update(of=("self",)).select_related("decision").get(pk=agreement.pk)
        )
        if agreement.state != AgreementState.DRAFT:
            raise refuse("", _("이미 제시한 협약은 고칠 수 없습니다. 협약 변경을 신청해 주세요."))
        _refuse_problems(terms, agreement.rule_pack, agreement.decision.amount_won, now)
        version = agreement.versions.get(pk=agreement.version_id or 0)
        BudgetAmount.objects.filter(version=version).delete()
        _fill(version, terms)
        version.made_at, version.made_by = now, by
        version.save()
        _write_lines(agreement, version, terms)
        agreement.title = terms.title.strip()
        agreement.save(update_fields=["title"])
        return agreement


def write_version(
    *, agreement: Agreement, terms: AgreementTerms, number: int, by: User | None, now: datetime
) -> AgreementVersion:
    """Write a version with its budget lines (inside the caller's transaction)."""
    version = AgreementVersion(
        agency_id=agreement.agency_id,
        enterprise_id=agreement.enterprise_id,
        agreement=agreement,
        number=number,
        made_at=now,
        made_by=by,
    )
    _fill(version, terms)
    version.save()
    _write_lines(agreement, version, terms)
    return version


def next_number(*, agency_id: int, now: datetime) -> str:
    """Return the next number of an agency's agreements in a year: 2026-협약-0001 (the row is locked)."""
    year = now.astimezone(SEOUL).year
    AgreementNumber.objects.bulk_create(
        [AgreementNumber(agency_id=agency_id, year=year)], ignore_conflicts=True
    )
    AgreementNumber.objects.filter(agency_id=agency_id, year=year).update(last=F("last") + 1)
    last = AgreementNumber.objects.values_list("last", flat=True).get(agency_id=agency_id, year=year)
    return f"{year}-협약-{last:04d}"


def _refuse_problems(terms: AgreementTerms, pack_id: str, award_won: int | None, now: datetime) -> None:
    definition = definition_of(now.astimezone(SEOUL).date())
    problems = terms_problems(terms, pack=rule_pack(pack_id), definition=definition, award_won=award_won)
    if problems:
        raise RefusedError(problems)


def _fill(version: AgreementVersion, terms: AgreementTerms) -> None:
    funds = terms.funds
    version.starts_on, version.ends_on = terms.starts_on, terms.ends_on
    version.grant_won, version.own_cash_won = funds.grant, funds.cash
    version.own_in_kind_won = funds.in_kind
    version.plan = dict(terms.plan)


def _write_lines(agreement: Agreement, version: AgreementVersion, terms: AgreementTerms) -> None:
    owner = {"agency_id": agreement.agency_id, "enterprise_id": agreement.enterprise_id}
    BudgetLine.objects.bulk_create(
        [BudgetLine(agreement=agreement, code=line.code, item=line.item, **owner) for line in terms.lines],
        ignore_conflicts=True,
    )
    lines = {(line.code, line.item): line for line in BudgetLine.objects.filter(agreement=agreement)}
    BudgetAmount.objects.bulk_create(
        BudgetAmount(
            version=version,
            line=lines[line.code, line.item],
            grant_won=line.grant_won,
            own_cash_won=line.own_cash_won,
            own_in_kind_won=line.own_in_kind_won,
            basis=line.basis,
            **owner,
        )
        for line in terms.lines
    )
