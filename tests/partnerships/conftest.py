from datetime import date, datetime

import pytest

from didim.kernel.calendar import SEOUL
from didim.partnerships.domain.signing import PartnershipDetails, TermDetails, sign_partnership
from didim.registry.domain.directory import partner_named
from didim.registry.enums import PartnerKind
from tests.registry.conftest import make_agency, make_user, staff_of

__all__ = ["make_agency", "make_user", "staff_of"]

# A Friday, 10:00 in Seoul.
NOW = datetime(2026, 11, 20, 10, tzinfo=SEOUL)
TODAY = NOW.date()
FIRST, LAST = date(2026, 1, 5), date(2027, 1, 4)


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def sign(agency):
    def make(title="한빛은행 협약", *, first=FIRST, last=LAST, agency=agency, **said):
        kind = said.pop("kind", PartnerKind.FINANCE)
        details = {name: said.pop(name) for name in ("number", "officer", "is_public") if name in said}
        return sign_partnership(
            agency=agency,
            partner=partner_named(name=title.split()[0], kind=kind),
            details=PartnershipDetails(title, **details),
            term=TermDetails(first, first, last, **said),
            by=None,
            now=NOW,
        )

    return make
