from datetime import date, timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.desk.domain.grievances.assigning import find_officer
from didim.desk.domain.grievances.in_charge import put_in_charge
from didim.desk.domain.grievances.intake import Contact, Intake, hash_of_code, receive_grievance
from didim.desk.grievance_enums import EventKind, GrievanceChannel, RoutingBasis, RoutingCause
from didim.desk.models import Grievance, GrievanceEvent, Routing
from didim.desk.queries.grievances import grievance_by_code
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError
from didim.registry.domain.charges import assign_case_officer
from didim.registry.models import Agency, AgencyRelation, Department, Enterprise, Person, Place, Region

from .conftest import BODY, NOW, SINCE, TODAY, make_case


def test_case_of_a_district_goes_to_who_leads_there(case: Grievance, agency: Agency, lead: Person) -> None:
    assert (case.agency, case.officer, case.basis) == (agency, lead, RoutingBasis.REGION)
    assert case.number == "G2026-000001"
    # Three working days after Monday.
    assert case.due_at.astimezone(SEOUL).date() == date(2026, 2, 5)
    assert (case.clock, case.status, case.triage) == ("grievance-triage", "running", "")
    assert list(GrievanceEvent.objects.values_list("kind", "office")) == [
        (EventKind.RECEIVED, f"{case.department_id}:{lead.pk}")
    ]


def test_case_of_a_place_goes_to_who_leads_there(
    agency: Agency, lead: Person, place: Place, department: Department
) -> None:
    other = Person.objects.create(name="이센터")
    assign_case_officer(agency=agency, person=other, on=SINCE, place=place)

    case = make_case(place=place)

    assert (case.officer, case.basis, case.region) == (other, RoutingBasis.PLACE, place.region)


def test_numbers_of_a_year_have_no_gaps(agency: Agency, lead: Person, district: Region) -> None:
    numbers = [make_case(district=district).number for _n in range(3)]

    assert numbers == ["G2026-000001", "G2026-000002", "G2026-000003"]


def test_nobody_in_charge_is_said(agency: Agency) -> None:
    case = make_case(agency=agency)

    assert (case.officer, case.basis) == (None, RoutingBasis.NOBODY)
    assert list(Routing.objects.values_list("cause", "basis")) == [
        (RoutingCause.RECEIVED, RoutingBasis.NOBODY)
    ]
    assert not find_officer(case, cause=RoutingCause.HANDED_OVER, by=None, now=NOW)


def test_topic_finds_somebody_where_no_place_does(agency: Agency) -> None:
    person = Person.objects.create(name="최세무")
    put_in_charge(agency=agency, person=person, on=TODAY, topic="tax", by=None)

    case = make_case(agency=agency, topic="tax")

    assert (case.officer, case.basis) == (person, RoutingBasis.TOPIC)


def test_firm_is_related_to_the_agency_and_told(agency: Agency, lead: Person, firm: Enterprise) -> None:
    intake = Intake(
        title="주차장", body=BODY, channel=GrievanceChannel.PORTAL, enterprise=firm,
        contact=Contact(email="owner@example.org"),
    )  # fmt: skip

    taken = receive_grievance(intake=intake, by=None, now=NOW)

    assert taken.access_code == ""
    assert taken.grievance.region == firm.region
    assert AgencyRelation.objects.filter(agency=agency, enterprise=firm, kind="case").exists()
    message = OutboundMessage.objects.get()
    assert (message.address, message.subject) == ("owner@example.org", "규제·애로를 접수했습니다: 주차장")
    assert "G2026-000001" in message.body
    assert "2026-02-05" in message.body


def test_code_opens_the_case_of_somebody_without_an_account(
    agency: Agency, lead: Person, district: Region
) -> None:
    intake = Intake(
        title="간판", body=BODY, channel=GrievanceChannel.PORTAL, region=district,
        contact=Contact(phone="010-1234-5678", agreed=True),
    )  # fmt: skip
    taken = receive_grievance(intake=intake, by=None, now=NOW)
    code = taken.access_code
    spoken = f" {code[:5].lower()}-{code[5:]} "

    assert grievance_by_code(number="g2026-000001", code=spoken) == taken.grievance
    assert grievance_by_code(number="G2026-000002", code=code) is None
    assert grievance_by_code(number="G2026-000001", code="") is None
    assert hash_of_code("짧음") == ""
    assert code not in taken.grievance.access_hash


def test_what_is_missing_is_refused_field_by_field(agency: Agency) -> None:
    intake = Intake(title=" ", body="짧음", channel=GrievanceChannel.PORTAL)

    with pytest.raises(RefusedError) as refused:
        receive_grievance(intake=intake, agency=agency, by=None, now=NOW)

    assert list(refused.value.by_field()) == ["title", "body", "phone"]
    assert not Grievance.objects.exists()


def test_region_without_an_agency_asks_for_one(db: None) -> None:
    with pytest.raises(RefusedError) as refused:
        make_case()

    assert list(refused.value.by_field()) == ["agency"]


def test_what_was_heard_on_a_visit_runs_from_then(agency: Agency) -> None:
    intake = Intake(
        title="간판", body=BODY, channel=GrievanceChannel.VISIT, contact=Contact(phone="02-123-4567")
    )
    friday = NOW - timedelta(days=3)

    case = receive_grievance(intake=intake, agency=agency, received_at=friday, by=None, now=NOW).grievance

    assert case.received_at == friday
    assert case.due_at.astimezone(SEOUL).date() == date(2026, 2, 4)
    with pytest.raises(RefusedError):
        receive_grievance(
            intake=intake, agency=agency, received_at=NOW + timedelta(minutes=1), by=None, now=NOW
        )
