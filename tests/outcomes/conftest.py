from datetime import date
from decimal import Decimal

import pytest

from didim.outcomes.domain.indicators import indicator_on
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, now, staff_of, today

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "now", "staff_of", "today"]


@pytest.fixture
def observe(now):
    """Return a function that writes a row as it stands, past the acts."""

    def make(agency, enterprise=None, *, code: str = "sales", **fields: object) -> Observation:
        said = {
            "period_start": date(2025, 1, 1),
            "period_end": date(2025, 12, 31),
            "value": Decimal(1000),
            "currency": "KRW",
            "basis": Basis.DURING,
            "source": ObservationSource.STAFF,
            "recorded_at": now,
        }
        return Observation.objects.create(
            agency=agency,
            enterprise=enterprise,
            indicator=indicator_on(code, date(2025, 12, 31)),
            **(said | fields),
        )

    return make
