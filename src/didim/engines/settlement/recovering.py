"""Paying back: until when, in how many parts, with what surcharge, and what stands open on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from didim.engines.settlement.balance import SettlementError
from didim.engines.settlement.rules import SettlementRule
from didim.kernel.calendar import WorkingCalendar, months_after


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a recovery: its day and its amount in won."""

    due_on: date
    amount_won: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How an instalment stands on a day: paid of it, still open, and days overdue (0: not)."""

    instalment: Instalment
    paid_won: int
    open_won: int
    overdue_days: int


def recovery_due(rule: SettlementRule, *, notified_on: date, calendar: WorkingCalendar) -> date:
    """Return the earliest day a recovery may fall due: the days of notice after it, closed days put off."""
    return calendar.next_working_day(notified_on + timedelta(days=rule.notice_days))


def instalment_plan(
    rule: SettlementRule, *, amount_won: int, count: int, due_on: date, calendar: WorkingCalendar
) -> tuple[Instalment, ...]:
    """Return monthly instalments from `due_on` on, closed days put off; what does not divide goes first.

    Raises SettlementError for less than one won each, for no instalment, and for more than the rule's months.
    """
    if count < 1 or amount_won < count:
        raise SettlementError("나눌 횟수는 1회 이상이고 회마다 1원 이상이어야 합니다.")
    if count > rule.instalment_months:
        raise SettlementError(f"분할 납부는 다달이 {rule.instalment_months}회까지 할 수 있습니다.")
    each, rest = divmod(amount_won, count)
    return tuple(
        Instalment(calendar.next_working_day(months_after(due_on, at)), each + (rest if at == 0 else 0))
        for at in range(count)
    )


def surcharge_limit(rule: SettlementRule, *, recovered_won: int) -> int:
    """Return the most a penalty surcharge on an amount may be (보조금 관리에 관한 법률 제33조의2)."""
    return recovered_won * rule.surcharge_times


def standings(instalments: Sequence[Instalment], *, paid_won: int, today: date) -> tuple[Standing, ...]:
    """Return how each instalment stands: what was paid fills the earliest first.

    Raises SettlementError when more was paid than is owed.
    """
    left = paid_won
    found = []
    for one in sorted(instalments, key=lambda each: each.due_on):
        paid = min(left, one.amount_won)
        left -= paid
        open_won = one.amount_won - paid
        overdue = (today - one.due_on).days if open_won and today > one.due_on else 0
        found.append(Standing(one, paid, open_won, overdue))
    if left:
        raise SettlementError("낸 금액이 환수금보다 많습니다.")
    return tuple(found)


def arrears(instalments: Sequence[Instalment], *, paid_won: int, today: date) -> int:
    """Return what is overdue on a day, in won."""
    open_now = standings(instalments, paid_won=paid_won, today=today)
    return sum(one.open_won for one in open_now if one.overdue_days)
