"""Until when reports are due, and what being late brings."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from didim.engines.settlement.rules import SettlementRule
from didim.engines.settlement.sanctions import SanctionTable
from didim.kernel.calendar import WorkingCalendar


class ReportKind(StrEnum):
    """What a firm hands in after its agreement ends."""

    FINAL = "final"  # 최종보고서
    USE = "use"  # 사용실적보고서


@dataclass(frozen=True, slots=True)
class ReportDue:
    """The last day of a report, the days it counts and the article."""

    kind: ReportKind
    day: date
    days: int
    source: str


def report_due(
    rule: SettlementRule,
    kind: ReportKind,
    *,
    ended_on: date,
    calendar: WorkingCalendar,
    extended: bool = False,
) -> ReportDue:
    """Return until when a report is due after an agreement's last day.

    That day does not count (민법 제157조); an end on a closed day moves to the next working day (제161조).
    Only the use report can be extended.
    """
    if kind is ReportKind.FINAL:
        days, source = rule.final_report_days, rule.sources["final_report"]
    else:
        days = rule.use_report_days + (rule.use_report_extension_days if extended else 0)
        source = rule.sources["use_report"]
    return ReportDue(kind, calendar.next_working_day(ended_on + timedelta(days=days)), days, source)


def late_warning_on(table: SanctionTable, due_on: date) -> date:
    """Return the day on which papers that are still missing bring a warning (경고)."""
    return due_on + timedelta(days=table.late_papers_days)


def no_contact_caution_on(table: SanctionTable, asked_on: date) -> date:
    """Return the day on which a firm that has not answered since gets a caution (주의)."""
    return asked_on + timedelta(days=table.no_contact_days)
