import pytest

from didim.fairs.enums import FairKind, FairState
from tests.fairs.attending.conftest import BEGINS, make_fair, meet, take_part
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, staff_of

__all__ = [
    "make_agency",
    "make_fair",
    "make_firm",
    "make_user",
    "meet",
    "new_number",
    "staff_of",
    "take_part",
]


@pytest.fixture
def now():
    return BEGINS


@pytest.fixture
def job_fair(make_fair):
    return make_fair("채용 박람회", kind=FairKind.JOBS, state=FairState.OPEN)


@pytest.fixture
def innovation_fair(make_fair, make_agency):
    agency = make_agency("이웃진흥원")
    return make_fair("개방형 혁신", agency=agency, kind=FairKind.OPEN_INNOVATION, state=FairState.OPEN)
