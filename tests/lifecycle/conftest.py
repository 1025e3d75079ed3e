from datetime import datetime

import pytest

from didim.kernel.calendar import SEOUL
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, now, staff_of

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "now", "staff_of"]

# A Friday, 12:00 in Seoul: the same instant as `now` of the registry's fixtures.
NOW = datetime(2026, 11, 20, 12, tzinfo=SEOUL)
TODAY = NOW.date()


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def officer(make_user):
    return make_user(name="김담당")
