"""Setting and taking back targets."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError
from didim.outcomes.domain.observing import WON, Versions
from didim.outcomes.enums import Unit
from didim.outcomes.models import Target
from didim.registry.models import Agency


@dataclass(frozen=True, slots=True)
class TargetDetails:
    """What is to be reached by a day: an indicator, of one programme or breakdown or of all ("")."""

    code: str
    due_on: date
    value: Decimal
    counts_from: date | None = None
    programme_id: int | None = None
    programme_name: str = ""
    breakdown: str = ""
    currency: str = ""
    note: str = ""


def set_target(
    *, agency: Agency, details: TargetDetails, by: User | None, now: datetime, is_sample: bool = False
) -> Target:
    """Set what an indicator is to reach by a day; set again for the same day it becomes what is said now.

    The history of the row keeps what was said before. RefusedError field by field.
    """
    indicator = Versions().on(details.code, details.due_on)
    problems = []
    if indicator is None:
        raise RefusedError([Problem("code", _("그 날에 쓰는 성과지표가 아닙니다. 지표를 다시 골라 주세요."))])
    if details.value <= 0:
        problems.append(Problem("value", _("목표값은 0보다 커야 합니다.")))
    if details.counts_from is not None and details.counts_from > details.due_on:
        problems.append(Problem("counts_from", _("계산 시작일이 목표일보다 늦습니다.")))
    currency = (details.currency or WON) if indicator.unit == Unit.MONEY else ""
    if problems:
        raise RefusedError(problems)
    with recorded("set_target", by):
        target, _made = Target.objects.update_or_create(
            agency=agency,
            indicator=indicator,
            programme_name=" ".join(details.programme_name.split()),
            breakdown=" ".join(details.breakdown.split()),
            due_on=details.due_on,
            defaults={
                "programme_id": details.programme_id,
                "counts_from": details.counts_from,
                "value": details.value,
                "currency": currency,
                "note": details.note.strip()[:200],
                "is_sample": is_sample,
                "set_at": now,
                "set_by": by,
            },
        )
    return target


def remove_target(*, target: Target, by: User | None) -> None:
    """Take a target back; its history stays."""
    with recorded("remove_target", by):
        target.delete()
