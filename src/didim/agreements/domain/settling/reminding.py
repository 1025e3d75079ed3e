"""Reminding firms, once each, of reports and money due soon, and telling that an exclusion is over."""

from datetime import date, datetime, timedelta

from didim.agreements.enums import SanctionKind, SettlementState
from didim.agreements.models import Recovery, Sanction, Settlement
from didim.engines.settlement import standings
from didim.kernel.calendar import SEOUL

from .recoveries import RUNNING, parts_of
from .reports import due_of, final_report_due
from .rules import rule_on
from .telling import remind_of_instalment, remind_of_report, tell_of_end

_AGREEMENT = ("agreement",)


def remind_firms(*, now: datetime) -> None:
    """Queue every reminder of today; what was queued before is not queued again."""
    today = now.astimezone(SEOUL).date()
    until = today + timedelta(days=rule_on(today).reminder_days)
    _of_reports(today, until, now)
    _of_money(today, until, now)
    ended = Sanction.objects.filter(
        kind=SanctionKind.BAR, lifted_at=None, ends_on=today - timedelta(days=1)
    ).select_related(*_AGREEMENT)
    for sanction in ended.order_by("pk"):
        tell_of_end(sanction, now=now)


def _of_reports(today: date, until: date, now: datetime) -> None:
    running = Settlement.objects.exclude(state=SettlementState.CONFIRMED).select_related(*_AGREEMENT)
    for settlement in running.order_by("pk"):
        due: dict[date, list[str]] = {}
        if settlement.reported_at is None:
            due.setdefault(due_of(settlement), []).append("사용실적")
        final = final_report_due(settlement.agreement)
        if final is not None and not settlement.agreement.final_reports.exists():
            due.setdefault(final, []).append("최종보고서")
        for day, missing in due.items():
            if today <= day <= until:
                remind_of_report(settlement, missing=missing, due=day, now=now)


def _of_money(today: date, until: date, now: datetime) -> None:
    for recovery in Recovery.objects.filter(state__in=RUNNING).select_related(*_AGREEMENT).order_by("pk"):
        for one in standings(parts_of(recovery), paid_won=recovery.paid_won, today=today):
            if one.open_won and today <= one.instalment.due_on <= until:
                remind_of_instalment(recovery, won=one.open_won, due=one.instalment.due_on, now=now)
