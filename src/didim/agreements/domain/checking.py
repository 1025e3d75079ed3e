"""The agency's check of an expenditure: the pack's findings, what officers say over them, the decision.

An override counts only once another officer has confirmed it: the database holds the two apart, too. What is
approved is reserved on the line and on the agreement; the counters of the database have the last word.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.expenditures import locked_expenditure, shares, spending_agreement
from didim.agreements.domain.limits import Cause, Move, move_limits
from didim.agreements.domain.telling import tell_of_expenditure
from didim.agreements.enums import EntryStage, ExpenditureState, FindingResult
from didim.agreements.models import Expenditure, ExpenditureFinding, PriorApproval, SpendingLimit
from didim.agreements.queries.budgets import funds_in
from didim.agreements.queries.expenditure_cases import SpendingCase, case_of
from didim.agreements.queries.rule_packs import pack_of
from didim.engines.expenditure import Finding
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

_OVERRIDE = (
    "override",
    "override_reason",
    "overridden_by",
    "overridden_at",
    "confirmed_by",
    "confirmed_at",
)


def check_expenditure(
    *, expenditure: Expenditure, by: User | None, now: datetime
) -> list[ExpenditureFinding]:
    """Apply the rule pack to a request and keep what each rule says, as one more check of it.

    What an officer said over a rule stays where the rule says the same as before. A request that does not
    wait is left alone; its last findings are returned. `by` None: the job that follows the request.
    """
    with recorded("check_expenditure", by):
        row = locked_expenditure(expenditure)
        before = latest_findings(row)
        if row.state != ExpenditureState.REQUESTED:
            return before
        said = {finding.rule: finding for finding in before}
        case = case_of(row, day=now.astimezone(SEOUL).date())
        findings = [_kept(row, case, finding, said.get(finding.rule)) for finding in case.check()]
        number = max((finding.check_number for finding in before), default=0) + 1
        for finding in findings:
            finding.check_number = number
        return ExpenditureFinding.objects.bulk_create(findings)


def _kept(
    expenditure: Expenditure, case: SpendingCase, finding: Finding, before: ExpenditureFinding | None
) -> ExpenditureFinding:
    kept = ExpenditureFinding(
        agency_id=expenditure.agency_id,
        expenditure=expenditure,
        rule=finding.rule,
        rule_pack=case.pack.id,
        result=FindingResult(finding.outcome.value),
        wording={
            "ko": finding.sentence.ko,
            "en": finding.sentence.en,
            "label": finding.label.ko,
            "label_en": finding.label.en,
            "citation_en": f"{finding.citation.document.en}, {finding.citation.article.en}",
        },
        citation=str(finding.citation)[:200],
    )
    if before is not None and (before.result, before.wording) == (kept.result, kept.wording):
        for name in _OVERRIDE:
            setattr(kept, name, getattr(before, name))
    return kept


def latest_findings(expenditure: Expenditure) -> list[ExpenditureFinding]:
    """Return the findings of the last check, in the pack's order; none before the first."""
    findings = ExpenditureFinding.objects.filter(expenditure=expenditure)
    last = findings.aggregate(last=Max("check_number"))["last"]
    return list(
        findings.filter(check_number=last).select_related("overridden_by", "confirmed_by").order_by("pk")
    )


def effective(finding: ExpenditureFinding) -> FindingResult:
    """Return what counts of a finding: a confirmed override, else what the rule said."""
    return FindingResult(finding.override if finding.confirmed_by_id else finding.result)


def override_finding(
    *, finding: ExpenditureFinding, result: FindingResult, reason: str, by: User, now: datetime
) -> ExpenditureFinding:
    """Say something else than the rule, with a reason; it counts once another officer has confirmed it.

    RefusedError without a reason, for "a person decides", and once the request is decided.
    """
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("사유를 적어 주세요. 다른 담당자가 이 사유를 보고 확인합니다."))
    if result == FindingResult.PERSON:
        raise refuse("result", _("적합이나 부적합 가운데 하나를 골라 주세요."))
    with recorded("override_finding", by):
        row = _open_finding(finding)
        row.override, row.override_reason = result, reason
        row.overridden_by, row.overridden_at = by, now
        row.confirmed_by = row.confirmed_at = None
        row.save(update_fields=_OVERRIDE)
    return row


def confirm_override(*, finding: ExpenditureFinding, by: User, now: datetime) -> ExpenditureFinding:
    """Confirm what another officer said over a rule: from now on it counts. RefusedError for one's own."""
    with recorded("confirm_override", by):
        row = _open_finding(finding)
        if not row.override or row.confirmed_by_id is not None:
            raise refuse("", _("확인을 기다리는 담당자 판단이 아닙니다. 화면을 새로 열어 주세요."))
        if row.overridden_by_id == by.pk:
            raise refuse("", _("자신이 한 판단은 스스로 확인할 수 없습니다. 다른 담당자가 확인해야 합니다."))
        row.confirmed_by, row.confirmed_at = by, now
        row.save(update_fields=_OVERRIDE)
    return row


def withdraw_override(*, finding: ExpenditureFinding, by: User) -> ExpenditureFinding:
    """Take back what was said over a rule: the rule counts again. The history keeps what was said."""
    with recorded("withdraw_override", by):
        row = _open_finding(finding)
        row.override, row.override_reason = "", ""
        row.overridden_by = row.overridden_at = row.confirmed_by = row.confirmed_at = None
        row.save(update_fields=_OVERRIDE)
    return row


def record_prior_approval(
    *, expenditure: Expenditure, approval: str, decided_on: date, reference: str, by: User, now: datetime
) -> PriorApproval:
    """Put a prior approval (소위원회 사전심의 …) on record; check the request again afterwards.

    RefusedError for an approval the pack does not know, a day to come, and without the record's number.
    """
    if approval not in pack_of(expenditure.agreement).approvals:
        raise refuse("approval", _("집행 기준에 없는 승인입니다. 목록에서 골라 주세요."))
    if not reference.strip():
        raise refuse("reference", _("회의나 문서의 번호를 적어 주세요."))
    if decided_on > now.astimezone(SEOUL).date():
        raise refuse("decided_on", _("결정일이 오늘보다 늦습니다. 문서에 적힌 날짜를 확인해 주세요."))
    with recorded("record_prior_approval", by):
        row = locked_expenditure(expenditure)
        found, _made = PriorApproval.objects.update_or_create(
            expenditure=row,
            approval=approval,
            defaults={
                "agency_id": row.agency_id,
                "enterprise_id": row.enterprise_id,
                "decided_on": decided_on,
                "reference": reference.strip(),
                "recorded_at": now,
                "recorded_by": by,
            },
        )
    return found


def approve_expenditure(*, expenditure: Expenditure, by: User, now: datetime) -> Expenditure:
    """Approve a request and reserve its money on the line and on the agreement.

    The rules are applied once more to what holds now: each must pass, or an officer's confirmed word stands
    for it. RefusedError otherwise, and (field "amount") where the money no longer lasts.
    """
    with recorded("approve_expenditure", by):
        agreement = spending_agreement(expenditure.agreement)
        row = _waiting(expenditure)
        won = funds_in(row).total
        funds = shares(agreement, won, row.method, without=row.pk)
        row.grant_won, row.own_cash_won, row.own_in_kind_won = funds.grant, funds.cash, funds.in_kind
        said = {finding.rule: finding for finding in latest_findings(row)}
        _refuse_open(said, case_of(row, day=now.astimezone(SEOUL).date()).check())
        row.state, row.answer = ExpenditureState.APPROVED, ""
        row.decided_at, row.decided_by = now, by
        row.save()
        reserve = [Move(limit, EntryStage.COMMITTED, won) for limit in limits_of(row)]
        move_limits(moves=reserve, cause=Cause("집행 승인", expenditure=row), by=by, now=now)
        tell_of_expenditure(row, now=now)
    return row


def _refuse_open(said: dict[str, ExpenditureFinding], findings: Iterable[Finding]) -> None:
    """Raise RefusedError for the first rule that neither passes nor has an officer's word over it."""
    if not said:
        raise refuse("", _("아직 점검하지 않았습니다. 먼저 집행 기준으로 점검해 주세요."))
    if any(finding.override and not finding.confirmed_by_id for finding in said.values()):
        raise refuse("", _("다른 담당자의 확인을 기다리는 판단이 있습니다."))
    for finding in findings:
        kept = said.get(finding.rule)
        by_officer = kept is not None and kept.confirmed_by_id and kept.override
        result = FindingResult(by_officer or finding.outcome.value)
        if result == FindingResult.PASS:
            continue
        if kept is not None and kept.result == FindingResult.PASS and not by_officer:
            message = _("점검한 뒤에 ‘%(rule)s’의 결과가 달라졌습니다. 다시 점검해 주세요.")
        elif result == FindingResult.PERSON:
            message = _("‘%(rule)s’을(를) 확인해 판단을 적어 주세요.")
        else:
            message = _("‘%(rule)s’에 맞지 않아 승인할 수 없습니다. 보완을 요청하거나 판단을 적어 주세요.")
        raise refuse("", message % {"rule": finding.label.ko})


def limits_of(expenditure: Expenditure) -> list[SpendingLimit]:
    """Return the limits an expenditure is held to: its line's and its agreement's; both must be there."""
    line = SpendingLimit.objects.filter(line=expenditure.line_id)
    whole = SpendingLimit.objects.filter(agreement=expenditure.agreement_id)
    found = [*line, *whole]
    if len(found) != 2:  # noqa: PLR2004 - line and agreement
        raise refuse("amount", _("이 협약에는 아직 집행 한도가 없습니다. 협약 예산을 먼저 확정해 주세요."))
    return found


def return_expenditure(*, expenditure: Expenditure, answer: str, by: User, now: datetime) -> Expenditure:
    """Give a request back to the firm to be mended, with what is to be mended."""
    return _answer(expenditure, ExpenditureState.RETURNED, answer, by, now)


def reject_expenditure(*, expenditure: Expenditure, answer: str, by: User, now: datetime) -> Expenditure:
    """Refuse a request for good, with the reason."""
    return _answer(expenditure, ExpenditureState.REJECTED, answer, by, now)


def _answer(
    expenditure: Expenditure, state: ExpenditureState, answer: str, by: User, now: datetime
) -> Expenditure:
    if not answer.strip():
        raise refuse("answer", _("기업에 전할 내용을 적어 주세요."))
    with recorded(f"{state.value}_expenditure", by):
        row = _waiting(expenditure)
        row.state, row.answer = state, answer.strip()
        row.decided_at, row.decided_by = now, by
        row.version += 1
        row.save()
        tell_of_expenditure(row, now=now)
    return row


def release_expenditure(*, expenditure: Expenditure, answer: str, by: User, now: datetime) -> Expenditure:
    """Take an approval back before it is paid, with the reason: the money is free again."""
    if not answer.strip():
        raise refuse("answer", _("승인을 취소하는 사유를 적어 주세요."))
    with recorded("release_expenditure", by):
        spending_agreement(expenditure.agreement)
        row = locked_expenditure(expenditure)
        if row.state != ExpenditureState.APPROVED:
            raise refuse("", _("승인된 집행이 아닙니다. 화면을 새로 열어 주세요."))
        freed = [Move(limit, EntryStage.COMMITTED, -funds_in(row).total) for limit in limits_of(row)]
        row.state, row.answer = ExpenditureState.RETURNED, answer.strip()
        row.decided_at, row.decided_by = now, by
        row.version += 1
        row.save()
        move_limits(moves=freed, cause=Cause("승인 취소", expenditure=row), by=by, now=now)
        tell_of_expenditure(row, now=now)
    return row


def _waiting(expenditure: Expenditure) -> Expenditure:
    row = locked_expenditure(expenditure)
    if row.state != ExpenditureState.REQUESTED:
        raise refuse("", _("결정을 기다리는 집행이 아닙니다. 화면을 새로 열어 주세요."))
    return row


def _open_finding(finding: ExpenditureFinding) -> ExpenditureFinding:
    _waiting(finding.expenditure)
    return ExpenditureFinding.objects.select_for_update(no_key=True).get(pk=finding.pk)
