"""What a firm hands in after its agreement has ended: the final report, and how the money was used."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.signing import locked
from didim.agreements.enums import AgreementState, SettlementState
from didim.agreements.models import Agreement, FinalReport, Settlement
from didim.applications.models import FirmFile
from didim.engines.settlement import ReportKind, report_due
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.refusals import refuse

from .rules import rule_of, rule_on
from .telling import tell_of_reports, tell_of_settlement

ENDED = (AgreementState.COMPLETED, AgreementState.TERMINATED)
SHORTEST = 20


def open_settlement(*, agreement: Agreement, by: User | None, now: datetime) -> Settlement:
    """Open the settlement of an ended agreement, under the rules of its last day; one that is open stays.

    The firm is asked for both reports. 통합관리지침: 사용실적보고는 종료 후 15일. RefusedError while it runs.
    """
    with recorded("open_settlement", by):
        agreement = locked(agreement)
        found = Settlement.objects.filter(agreement=agreement).first()
        if found is not None:
            return found
        if agreement.state not in ENDED or agreement.ended_on is None:
            raise refuse("", _("끝난 협약만 정산할 수 있습니다."))
        rule = rule_on(agreement.ended_on)
        due = report_due(rule, ReportKind.USE, ended_on=agreement.ended_on, calendar=WorkingCalendar())
        settlement = Settlement.objects.create(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            definition=rule.id,
            use_report_due_on=due.day,
        )
        tell_of_reports(settlement, final_due=final_report_due(agreement), use_due=due.day, now=now)
        return settlement


def open_due_settlements(*, now: datetime) -> int:
    """Open the settlement of every ended agreement that has none; return how many."""
    ended = Agreement.objects.filter(state__in=ENDED, settlement=None).order_by("pk")
    for agreement in ended:
        open_settlement(agreement=agreement, by=None, now=now)
    return len(ended)


def final_report_due(agreement: Agreement) -> date | None:
    """Return until when the final report is due; None while the agreement runs."""
    if agreement.ended_on is None:
        return None
    rule = rule_on(agreement.ended_on)
    due = report_due(rule, ReportKind.FINAL, ended_on=agreement.ended_on, calendar=WorkingCalendar())
    return due.day


def hand_in_final_report(
    *, agreement: Agreement, text: str, file: FirmFile | None, by: User, now: datetime
) -> FinalReport:
    """Hand in the final report; again until the settlement is confirmed, each one is kept."""
    text = text.strip()
    with recorded("hand_in_final_report", by):
        agreement = locked(agreement)
        due_on = final_report_due(agreement)
        if due_on is None or agreement.state not in ENDED:
            raise refuse("", _("협약이 끝난 뒤, 정산이 확정되기 전까지 낼 수 있습니다."))
        if len(text) < SHORTEST:
            raise refuse("text", _("보고 내용을 %(least)d자 이상 적어 주세요.") % {"least": SHORTEST})
        if file is not None and file.enterprise_id != agreement.enterprise_id:
            raise refuse("file", _("우리 기업의 파일만 붙일 수 있습니다."))
        return FinalReport.objects.create(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            number=agreement.final_reports.count() + 1,
            due_on=due_on,
            text=text,
            file=file,
            handed_in_at=now,
            handed_in_by=by,
        )


def extend_use_report(*, settlement: Settlement, by: User, now: datetime) -> Settlement:
    """Give a firm more days for its use report, once, while it is not late.

    통합관리지침: 7일까지 연장.
    """
    with recorded("extend_use_report", by):
        settlement = locked_settlement(settlement)
        if settlement.state != SettlementState.OPEN or settlement.extended_until is not None:
            raise refuse("", _("제출 전에 한 번만 연장할 수 있습니다."))
        if now.astimezone(SEOUL).date() > settlement.use_report_due_on:
            raise refuse("", _("제출 기한이 지나 연장할 수 없습니다."))
        ended_on = settlement.agreement.ended_on or settlement.use_report_due_on
        settlement.extended_until = report_due(
            rule_of(settlement.definition),
            ReportKind.USE,
            ended_on=ended_on,
            calendar=WorkingCalendar(),
            extended=True,
        ).day
        settlement.save(update_fields=["extended_until"])
        final_due = final_report_due(settlement.agreement)
        tell_of_reports(settlement, final_due=final_due, use_due=settlement.extended_until, now=now)
        return settlement


def hand_in_use_report(*, settlement: Settlement, interest_won: int, by: User, now: datetime) -> Settlement:
    """Report how the money was used: what the accounts hold is confirmed, with the interest it earned.

    A late report is taken; that it was late brings a warning of its own.
    """
    if interest_won < 0:
        raise refuse("interest_won", _("이자는 0원 이상이어야 합니다."))
    with recorded("hand_in_use_report", by):
        settlement = locked_settlement(settlement)
        if settlement.state not in (SettlementState.OPEN, SettlementState.RETURNED):
            raise refuse("", _("이미 사용실적을 냈습니다."))
        settlement.state, settlement.interest_won = SettlementState.REPORTED, interest_won
        settlement.reported_at, settlement.reported_by = now, by
        settlement.return_reason = ""
        settlement.save()
        return settlement


def return_use_report(*, settlement: Settlement, reason: str, by: User, now: datetime) -> Settlement:
    """Send a use report back to be mended."""
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("무엇을 고쳐야 하는지 적어 주세요."))
    with recorded("return_use_report", by):
        settlement = locked_settlement(settlement)
        if settlement.state != SettlementState.REPORTED:
            raise refuse("", _("제출한 사용실적만 돌려보낼 수 있습니다."))
        settlement.state, settlement.return_reason = SettlementState.RETURNED, reason
        settlement.save(update_fields=["state", "return_reason"])
        tell_of_settlement(settlement, now=now)
        return settlement


def due_of(settlement: Settlement) -> date:
    """Return until when the use report is due, its extension included."""
    return settlement.extended_until or settlement.use_report_due_on


def locked_settlement(settlement: Settlement) -> Settlement:
    """Return a settlement with its agreement, locked until the transaction ends."""
    return (
        Settlement.objects.select_for_update(of=("self",))
        .select_related("agreement__agency", "agreement__enterprise", "agreement__programme")
        .get(pk=settlement.pk)
    )
