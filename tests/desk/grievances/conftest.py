from datetime import UTC, date, datetime

import pytest

from didim.accounts.models import User
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.grievance_enums import GrievanceChannel
from didim.desk.models import Grievance
from didim.registry.domain.charges import assign_case_officer
from didim.registry.enums import AgencyKind, AgencyRole, LegalForm, PlaceKind
from didim.registry.models import Agency, Department, Enterprise, Person, Place, Region
from tests.sign_in import make_staff

# Monday 2 February 2026, 10:00 in Seoul; 설날 is on the 16th to 18th of the month.
NOW = datetime(2026, 2, 2, 1, tzinfo=UTC)
TODAY = date(2026, 2, 2)
SINCE = date(2025, 1, 1)
BODY = "가게 앞 도로 점용 허가가 석 달째 나오지 않아 영업을 시작하지 못하고 있습니다."


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(name="한빛중소기업청", kind=AgencyKind.GOVERNMENT)


@pytest.fixture
def other_agency(db: None) -> Agency:
    return Agency.objects.create(name="다른지원센터", kind=AgencyKind.CENTRE)


@pytest.fixture
def department(agency: Agency) -> Department:
    return Department.objects.create(agency=agency, name="애로지원팀", valid_from=SINCE)


@pytest.fixture
def province(db: None) -> Region:
    return Region.objects.create(
        code="98", name="가온도", short_name="가온", level=1, path=["98"], valid_from=SINCE
    )


@pytest.fixture
def district(province: Region) -> Region:
    return make_region(province, "98010", "나루구")


@pytest.fixture
def place(district: Region) -> Place:
    return Place.objects.create(name="나루지식산업센터", kind=PlaceKind.KNOWLEDGE_CENTRE, region=district)


@pytest.fixture
def lead(agency: Agency, department: Department, district: Region) -> Person:
    """Somebody who leads for the district."""
    person = Person.objects.create(name="김담당")
    assign_case_officer(agency=agency, person=person, on=SINCE, region=district, department=department)
    return person


@pytest.fixture
def firm(district: Region) -> Enterprise:
    return Enterprise.objects.create(
        name="(주)누리공방",
        legal_form=LegalForm.SOLE,
        stage="operating",
        business_number="1234567891",
        region=district,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.fixture
def officer(agency: Agency) -> User:
    return make_staff(agency, AgencyRole.OFFICER, email="officer@example.org")


@pytest.fixture
def colleague(agency: Agency) -> User:
    return make_staff(agency, AgencyRole.OFFICER, email="colleague@example.org")


@pytest.fixture
def case(agency: Agency, lead: Person, district: Region) -> Grievance:
    """A case of somebody with a phone, received on Monday and led by the district's officer."""
    return make_case(district=district)


def make_region(province: Region, code: str, name: str) -> Region:
    return Region.objects.create(
        code=code,
        name=name,
        short_name=name,
        level=2,
        parent=province,
        path=[province.pk, code],
        valid_from=SINCE,
    )


def make_case(
    *,
    district: Region | None = None,
    agency: Agency | None = None,
    title: str = "도로 점용 허가가 늦습니다",
    now: datetime = NOW,
    **fields: object,
) -> Grievance:
    intake = Intake(
        title=title,
        body=BODY,
        channel=GrievanceChannel.PHONE,
        region=district,
        contact=Contact(name="박사장", phone="010-1234-5678", agreed=True),
        **fields,
    )
    return receive_grievance(intake=intake, agency=agency, by=None, now=now).grievance
