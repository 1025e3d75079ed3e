from datetime import date
from decimal import Decimal

import pytest

from didim.outcomes.domain.indicators import indicator_on
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation, Target
from didim.reports.catalogue import figure
from didim.reports.queries.measuring import Measured, measure
from didim.reports.scopes import Period, Scope
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord
from tests.registry.conftest import make_agency, make_firm, make_user, new_number, now, staff_of, today

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "now", "staff_of", "today"]

YEAR = 2022


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def observe(now, agency):
    """Return a function that writes an observation of a year of the agency."""

    def make(code: str, value, *, firm=None, year: int = YEAR, **fields: object) -> Observation:
        said = {
            "agency": agency,
            "enterprise": firm,
            "period_start": date(year, 1, 1),
            "period_end": date(year, 12, 31),
            "value": Decimal(value),
            "currency": "KRW" if indicator_on(code, date(year, 12, 31)).unit == "money" else "",
            "basis": Basis.DURING,
            "source": ObservationSource.STAFF,
            "recorded_at": now,
            "indicator": indicator_on(code, date(year, 12, 31)),
        }
        return Observation.objects.create(**(said | fields))

    return make


@pytest.fixture
def support(now, agency):
    """Return a function that writes a line of the support ledger."""

    def make(firm, *, on: date = date(YEAR, 3, 2), **fields: object) -> SupportRecord:
        said = {
            "agency": agency,
            "enterprise": firm,
            "form": SupportForm.MONEY,
            "programme_name": "시제품 제작 지원",
            "year": on.year,
            "received_on": on,
            "source": RecordSource.DELIVERED,
            "reference": f"test-{SupportRecord.objects.count()}",
            "recorded_at": now,
        }
        return SupportRecord.objects.create(**(said | fields))

    return make


@pytest.fixture
def target(now, agency):
    def make(code: str, value, *, due_on: date = date(YEAR, 12, 31), **fields: object) -> Target:
        return Target.objects.create(
            agency=fields.pop("agency", agency),
            indicator=indicator_on(code, due_on),
            due_on=due_on,
            value=Decimal(value),
            set_at=now,
            **fields,
        )

    return make


@pytest.fixture
def measured(agency):
    """Return a function that measures a figure of the agency's year."""

    def of(code: str, *, scope: Scope | None = None, period: Period | None = None, **more) -> Measured:
        period = period or Period.year(YEAR)
        return measure(figure(code, on=period.end), scope=scope or Scope((agency.pk,)), period=period, **more)

    return of
