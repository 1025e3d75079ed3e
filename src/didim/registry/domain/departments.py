"""An agency's parts over time: what was responsible for what on any day stays answerable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import DepartmentKind
from didim.registry.models import Agency, CaseOfficer, Department, Duty

from .days import lasting_on


@dataclass(frozen=True, slots=True)
class NewDepartment:
    """A part that a reorganisation opens; `key` names it among the heirs."""

    key: str
    name: str
    name_en: str = ""
    kind: DepartmentKind = DepartmentKind.DEPARTMENT
    parent: Department | None = None


def open_department(
    *,
    agency: Agency,
    name: str,
    on: date,
    kind: DepartmentKind = DepartmentKind.DEPARTMENT,
    parent: Department | None = None,
    name_en: str = "",
) -> Department:
    """Open a part of an agency on a day; refuse a name that one of its parts has from then on."""
    if not name.strip():
        raise refuse("name", _("부서 이름을 입력해 주세요."))
    if parent is not None and (parent.agency_id != agency.pk or not _lasts(parent, on)):
        raise refuse("parent", _("그날 이 기관에 없는 상위 부서입니다. 상위 부서를 다시 골라 주세요."))
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        taken = Department.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), agency=agency, name=name)
        if taken.exists():
            raise refuse(
                "name", _("같은 이름의 부서가 있습니다. 다른 이름을 쓰거나 그 부서를 먼저 닫아 주세요.")
            )
        return Department.objects.create(
            agency=agency, name=name.strip(), name_en=name_en.strip(), kind=kind, parent=parent, valid_from=on
        )


def assign_duty(*, department: Department, name: str, on: date) -> Duty:
    """Make a department responsible for something from a day on; whoever was before ends the day before."""
    if not name.strip():
        raise refuse("name", _("담당 업무를 입력해 주세요."))
    if not _lasts(department, on):
        raise refuse("department", _("그날 운영 중이 아닌 부서입니다. 부서나 날짜를 확인해 주세요."))
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=department.agency_id)
        current = Duty.objects.filter(lasting_on(on), agency=department.agency_id, name=name.strip()).first()
        if current is not None and current.department_id == department.pk:
            return current
        later = Duty.objects.filter(agency=department.agency_id, name=name.strip(), valid_from__gt=on)
        if later.exists():
            raise refuse(
                "on", _("이 업무에는 더 나중에 시작하는 담당 부서가 있습니다. 날짜를 확인해 주세요.")
            )
        if current is not None:
            _end(current, on)
        return Duty.objects.create(
            agency_id=department.agency_id, department=department, name=name.strip(), valid_from=on
        )


def close_department(*, department: Department, on: date, heir: Department | None = None) -> Department:
    """Close a part so that `on` is its first day gone; duties and places in charge go to the heir.

    Without an heir nothing may be left to be responsible for: RefusedError otherwise.
    """
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=department.agency_id)
        _end(department, on)
        return _close(department, on=on, heir=heir, exceptions={})


def reorganise(
    *,
    agency: Agency,
    on: date,
    opening: Sequence[NewDepartment],
    closing: Mapping[int, str | Department],
    duties: Mapping[int, str | Department] | None = None,
) -> dict[str, Department]:
    """Change an agency's parts on a day, all at once, and let every responsibility follow.

    `closing` says for each part (id) that goes who inherits: a key of `opening` or a part that stays.
    `duties` names single duties (ids) that go elsewhere than the rest. Returns the new parts by key.
    """
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        going = list(Department.objects.filter(lasting_on(on), pk__in=closing, agency=agency))
        if len(going) != len(closing):
            raise refuse("closing", _("그날 운영 중이 아닌 부서가 있습니다. 닫을 부서를 확인해 주세요."))
        # Names may be taken over: what goes ends first, then what comes begins, then the heirs are named.
        for department in going:
            _end(department, on)
        opened = {
            part.key: open_department(
                agency=agency, name=part.name, name_en=part.name_en, kind=part.kind, parent=part.parent, on=on
            )
            for part in opening
        }
        exceptions = {pk: _heir(heir, opened) for pk, heir in (duties or {}).items()}
        for department in going:
            _close(department, on=on, heir=_heir(closing[department.pk], opened), exceptions=exceptions)
    return opened


def responsible_department(*, agency: Agency, duty: str, on: date) -> Department | None:
    """Return which part of an agency was responsible for something on a day."""
    row = Duty.objects.filter(lasting_on(on), agency=agency, name=duty).select_related("department").first()
    return row.department if row else None


def successor_on(*, department: Department, on: date) -> Department | None:
    """Return the part that stands for a department on a day: itself, or the end of its line of heirs."""
    seen: set[int] = set()
    current: Department | None = department
    while current is not None and current.valid_to is not None and current.valid_to < on:
        if current.pk in seen:
            return None
        seen.add(current.pk)
        current = current.succeeded_by
    return current if current is not None and current.valid_from <= on else None


def _heir(heir: str | Department, opened: Mapping[str, Department]) -> Department:
    return heir if isinstance(heir, Department) else opened[heir]


def _close(
    department: Department, *, on: date, heir: Department | None, exceptions: Mapping[int, Department]
) -> Department:
    duties = Duty.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), department=department)
    charges = CaseOfficer.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), department=department)
    for_heir = duties.exclude(pk__in=exceptions).exists() or charges.exists()
    if heir is None and for_heir:
        raise refuse("heir", _("맡은 업무나 담당 지역이 남아 있습니다. 이어받을 부서를 골라 주세요."))
    if department.parts.filter(lasting_on(on)).exists():
        raise refuse("department", _("하위 부서가 남아 있습니다. 하위 부서를 먼저 닫거나 옮겨 주세요."))
    for duty in duties:
        _hand_over(duty, exceptions.get(duty.pk, heir), on)
    for charge in charges:
        _hand_over(charge, heir, on)
    department.succeeded_by, department.valid_to = heir, on - timedelta(days=1)
    department.save()
    return department


def _hand_over(row: Duty | CaseOfficer, heir: Department | None, on: date) -> None:
    """End a row the day before and begin it anew at the heir; one that has not begun yet just moves."""
    last = row.valid_to
    if row.valid_from >= on:
        row.department = heir
        row.save(update_fields=["department"])
        return
    _end(row, on)
    row.pk = None  # saved as a new row
    row.department, row.valid_from, row.valid_to = heir, on, last
    row.save(force_insert=True)


def _end(row: Department | Duty | CaseOfficer, on: date) -> None:
    """Make the day before `on` the last one; RefusedError when the row began only then."""
    if row.valid_from >= on:
        raise refuse("on", _("시작한 날에는 닫을 수 없습니다. 다음 날 이후의 날짜를 골라 주세요."))
    row.valid_to = on - timedelta(days=1)
    row.save()


def _lasts(department: Department, on: date) -> bool:
    return department.valid_from <= on and (department.valid_to is None or on <= department.valid_to)
