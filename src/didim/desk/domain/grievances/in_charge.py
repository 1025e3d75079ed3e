"""Who answers for what on a day: read from the registry's officers and the desk's own; absences."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.domain.grievances.routing import Charge, Where, choose_charge
from didim.desk.models import Grievance, InCharge, OfficerAbsence
from didim.kernel.refusals import refuse
from didim.registry.domain.days import lasting_on
from didim.registry.enums import CaseOfficerRole
from didim.registry.models import Agency, CaseOfficer, Department, Industry, Person, Place, Region


def where_of(grievance: Grievance) -> Where:
    """Return what a case is about, as the choice of who is in charge asks for it: three queries at most."""
    region = grievance.region
    if region is None and grievance.place is not None:
        region = grievance.place.region
    return Where(
        place_id=grievance.place_id,
        regions=tuple(region.path) if region else (),
        industries=_industries(grievance.industry),
        topic=grievance.topic,
        triage=grievance.triage,
    )


def charge_for(*, agency_id: int, where: Where, on: date) -> Charge | None:
    """Return the charge a case belongs to on a day: two queries."""
    return choose_charge(_charges_about(agency_id=agency_id, where=where, on=on), where)


def agency_of(*, place: Place | None, region: Region | None, on: date) -> Agency | None:
    """Return which agency's staff lead for a place, or else for a region, on a day; None if nobody's do."""
    leads = CaseOfficer.objects.filter(lasting_on(on), role=CaseOfficerRole.LEAD).select_related("agency")
    if place is not None and (own := leads.filter(place=place).order_by("pk").first()):
        return own.agency
    found = region or (place.region if place else None)
    for code in reversed(found.path if found else ()):
        if own := leads.filter(region=code).order_by("pk").first():
            return own.agency
    return None


def put_in_charge(
    *,
    agency: Agency,
    person: Person,
    on: date,
    industry: Industry | None = None,
    topic: str = "",
    department: Department | None = None,
    by: User | None,
) -> InCharge:
    """Put a person in charge of an industry, a topic or both; whoever was before ends the day before.

    Places and regions are `assign_case_officer`'s (registry). RefusedError without a subject, for another
    agency's department, or when somebody begins on the day or later already.
    """
    if industry is None and not topic:
        raise refuse("topic", _("업종이나 분야를 골라 주세요."))
    if department is not None and department.agency_id != agency.pk:
        raise refuse("department", _("다른 기관의 부서입니다. 이 기관의 부서를 골라 주세요."))
    with recorded("put_in_charge", by):
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        rows = InCharge.objects.filter(agency=agency, industry=industry, topic=topic)
        if rows.filter(valid_from__gte=on).exists():
            raise refuse("on", _("같은 날이나 나중에 시작하는 담당자가 있습니다. 날짜를 확인해 주세요."))
        rows.filter(lasting_on(on)).update(valid_to=on - timedelta(days=1))
        return InCharge.objects.create(
            agency=agency,
            person=person,
            department=department,
            industry=industry,
            topic=topic,
            valid_from=on,
        )


def end_in_charge(*, charge: InCharge, last_day: date, by: User | None) -> InCharge:
    """Record the last day somebody is in charge of a trade or a topic."""
    if last_day < charge.valid_from:
        raise refuse("last_day", _("담당을 시작한 날 이후의 날짜를 골라 주세요."))
    with recorded("end_in_charge", by):
        charge.valid_to = last_day
        charge.save(update_fields=["valid_to"])
        return charge


def record_absence(
    *,
    agency: Agency,
    person: Person,
    first_day: date,
    last_day: date,
    stand_in: Person | None,
    by: User | None,
) -> OfficerAbsence:
    """Record that somebody is away and who stands in; without anybody the cases show on the list of gaps.

    Without a name, a deputy of the registry who shares one of the person's places or regions stands in.
    RefusedError for days that overlap another absence, or a stand-in who is the person or away as well.
    """
    if last_day < first_day:
        raise refuse("last_day", _("마지막 날을 첫날이나 그 뒤로 골라 주세요."))
    if stand_in == person:
        raise refuse("stand_in", _("본인이 아닌 사람을 대신할 사람으로 골라 주세요."))
    with recorded("record_absence", by):
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        away = OfficerAbsence.objects.filter(agency=agency, valid_from__lte=last_day, valid_to__gte=first_day)
        if away.filter(person=person).exists():
            raise refuse("first_day", _("그 기간에 이미 적은 부재가 있습니다. 날짜를 확인해 주세요."))
        if stand_in is not None and away.filter(person=stand_in).exists():
            raise refuse("stand_in", _("대신할 사람도 그 기간에 자리를 비웁니다. 다른 사람을 골라 주세요."))
        return OfficerAbsence.objects.create(
            agency=agency,
            person=person,
            stand_in=stand_in or _deputy(agency, person, first_day, away.values("person")),
            valid_from=first_day,
            valid_to=last_day,
        )


def _deputy(agency: Agency, person: Person, on: date, away: QuerySet[Any, Any]) -> Person | None:
    charges = CaseOfficer.objects.filter(lasting_on(on), agency=agency)
    own = charges.filter(person=person, role=CaseOfficerRole.LEAD)
    deputies = charges.filter(
        Q(place__in=own.exclude(place=None).values("place"))
        | Q(region__in=own.exclude(region=None).values("region")),
        role=CaseOfficerRole.DEPUTY,
    ).exclude(person__in=away)
    row = deputies.exclude(person=person).select_related("person").order_by("pk").first()
    return row.person if row else None


def _charges_about(*, agency_id: int, where: Where, on: date) -> list[Charge]:
    officers = CaseOfficer.objects.filter(lasting_on(on), agency=agency_id, role=CaseOfficerRole.LEAD).filter(
        Q(place=where.place_id, place__isnull=False) | Q(region__in=where.regions)
    )
    subjects = InCharge.objects.filter(lasting_on(on), agency=agency_id)
    return [
        *(
            Charge(row.pk, row.person_id, row.department_id, row.place_id, row.region_id or "")
            for row in officers
        ),
        *(
            Charge(
                row.pk,
                row.person_id,
                row.department_id,
                industry=row.industry_id or "",
                topic=row.topic,
            )
            for row in subjects
        ),
    ]


def _industries(industry: Industry | None) -> tuple[str, ...]:
    """Return an industry's codes from the section down to itself."""
    if industry is None:
        return ()
    code = industry.code if industry.code.isdigit() else ""
    return (industry.section, *(code[:length] for length in range(2, len(code) + 1)))
