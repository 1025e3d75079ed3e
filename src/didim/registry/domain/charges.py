"""Who is in charge of a place or a region."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import CaseOfficerRole
from didim.registry.models import Agency, CaseOfficer, Department, Person, Place, Region

from .days import lasting_on


def assign_case_officer(
    *,
    agency: Agency,
    person: Person,
    on: date,
    place: Place | None = None,
    region: Region | None = None,
    department: Department | None = None,
    role: CaseOfficerRole = CaseOfficerRole.LEAD,
) -> CaseOfficer:
    """Put a person in charge of a place or a region from a day on.

    A new lead follows the former one, who is in charge until the day before; deputies stand beside.
    """
    if (place is None) == (region is None):
        raise refuse("place", _("장소나 지역 가운데 하나를 골라 주세요."))
    if department is not None and department.agency_id != agency.pk:
        raise refuse("department", _("다른 기관의 부서입니다. 이 기관의 부서를 골라 주세요."))
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        charges = CaseOfficer.objects.filter(agency=agency, place=place, region=region, role=role)
        if role != CaseOfficerRole.LEAD:
            charges = charges.filter(person=person)
        if charges.filter(valid_from__gte=on).exists():
            raise refuse("on", _("같은 날이나 나중에 시작하는 담당자가 있습니다. 날짜를 확인해 주세요."))
        charges.filter(lasting_on(on)).update(valid_to=on - timedelta(days=1))
        return CaseOfficer.objects.create(
            agency=agency,
            person=person,
            place=place,
            region=region,
            department=department,
            role=role,
            valid_from=on,
        )


def end_charge(*, charge: CaseOfficer, last_day: date) -> CaseOfficer:
    """Record the last day somebody is in charge."""
    if last_day < charge.valid_from:
        raise refuse("last_day", _("담당을 시작한 날 이후의 날짜를 골라 주세요."))
    charge.valid_to = last_day
    charge.save(update_fields=["valid_to"])
    return charge
