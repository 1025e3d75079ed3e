from datetime import UTC, datetime
from itertools import count

import pytest

from didim.accounts.models import User
from didim.kernel.business_numbers import business_check_digit
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyKind, AgencyRole, LegalForm
from didim.registry.models import Agency, Enterprise
from didim.registry.queries.actors import Actor

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def new_number():
    serial = count(1)

    def make() -> str:
        first = f"12381{next(serial):04d}"
        return first + str(business_check_digit(first))

    return make


@pytest.fixture
def make_firm(db, new_number, now):
    def make(name: str = "가나상사", *, agency: Agency | None = None, **details: object) -> Enterprise:
        fields = {"legal_form": LegalForm.SOLE, "business_number": new_number(), "region": "11680", **details}
        return register_firm(details=FirmDetails(name=name, **fields), agency=agency, now=now)

    return make


@pytest.fixture
def make_agency(db):
    def make(name: str = "한빛진흥원", **fields: object) -> Agency:
        return Agency.objects.create(name=name, **{"kind": AgencyKind.PROMOTION, **fields})

    return make


@pytest.fixture
def make_user(db):
    serial = count(1)
    return lambda **fields: User.objects.create_user(f"person{next(serial)}@example.org", **fields)


@pytest.fixture
def staff_of(make_user):
    def make(*agencies: Agency, role: AgencyRole = AgencyRole.OFFICER, mfa: bool = True) -> Actor:
        return Actor(make_user(), agencies={agency.pk: frozenset({role}) for agency in agencies}, mfa=mfa)

    return make
