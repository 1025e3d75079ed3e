"""A reorganisation of an agency that takes its open cases along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.domain.grievances.assigning import hand_over_open_cases, without_officer
from didim.desk.models import Grievance, InCharge
from didim.kernel.calendar import SEOUL
from didim.registry.domain.days import lasting_on
from didim.registry.domain.departments import NewDepartment, reorganise
from didim.registry.models import Agency, Department


@dataclass(frozen=True, slots=True)
class Reorganised:
    """The new parts by key, how many cases moved, and how many open ones lie with nobody now."""

    opened: Mapping[str, Department]
    moved: int
    with_nobody: int


def reorganise_with_cases(
    *,
    agency: Agency,
    on: date,
    opening: Sequence[NewDepartment],
    closing: Mapping[int, str | Department],
    duties: Mapping[int, str | Department] | None = None,
    by: User | None,
    now: datetime,
) -> Reorganised:
    """Change an agency's parts on a day; charges and open cases follow to the heirs, history is kept.

    On a day to come, only the charges are changed now: the cases follow on that day by the nightly job
    (`hand_over_everywhere`), so each lies with whoever is in charge of it on each day.
    """
    with recorded("reorganise", by):
        opened = reorganise(agency=agency, on=on, opening=opening, closing=closing, duties=duties)
        _follow_subjects(agency, on, closing, opened)
        today = now.astimezone(SEOUL).date()
        moved = hand_over_open_cases(agency_id=agency.pk, by=by, now=now) if on <= today else 0
        open_cases = Grievance.objects.filter(agency=agency, ended_at__isnull=True)
        return Reorganised(opened, moved, open_cases.filter(without_officer(today)).count())


def _follow_subjects(
    agency: Agency, on: date, closing: Mapping[int, str | Department], opened: Mapping[str, Department]
) -> None:
    """Let the charges of trades and topics follow their departments, as the registry does with places."""
    rows = InCharge.objects.filter(agency=agency, department__in=closing).order_by("pk")
    for row in rows.filter(lasting_on(on)) | rows.filter(valid_from__gt=on):
        heir = closing[row.department_id] if row.department_id else None
        department = opened[heir] if isinstance(heir, str) else heir
        if row.valid_from >= on:
            row.department = department
            row.save(update_fields=["department"])
            continue
        last = row.valid_to
        row.valid_to = _day_before(on)
        row.save(update_fields=["valid_to"])
        row.pk = None
        row.department, row.valid_from, row.valid_to = department, on, last
        row.save(force_insert=True)


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
