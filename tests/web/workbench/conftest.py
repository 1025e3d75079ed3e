from datetime import UTC, datetime

import pytest
from django.test import Client

from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency
from tests.sign_in import make_staff, sign_in

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(name="한빛산업진흥원", kind=AgencyKind.PROMOTION)


@pytest.fixture
def other_agency(db: None) -> Agency:
    return Agency.objects.create(name="다른창업센터", kind=AgencyKind.CENTRE)


@pytest.fixture
def director(agency: Agency) -> Client:
    return sign_in(make_staff(agency, AgencyRole.DIRECTOR, email="director@example.org"), second_factor=True)


@pytest.fixture
def officer(agency: Agency) -> Client:
    return sign_in(make_staff(agency, AgencyRole.OFFICER, email="officer@example.org"), second_factor=True)


@pytest.fixture
def viewer(agency: Agency) -> Client:
    return sign_in(make_staff(agency, AgencyRole.VIEWER, email="viewer@example.org"), second_factor=True)
