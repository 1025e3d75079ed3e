from datetime import date

import pytest

from didim.support.domain.recording import SupportDetails, SupportLine, record_supports
from didim.support.enums import RecordSource, SupportForm
from didim.support.queries.totals import SupportFilter, SupportTotal, support_totals


@pytest.fixture
def ledger(make_agency, make_firm, now):
    """An agency that gave two firms money and advice over two years, and another agency."""
    agency, other = make_agency("가"), make_agency("나")
    one, two = make_firm("하나"), make_firm("둘")
    lines = [
        (agency, one, "a", SupportForm.MONEY, 2024, 70),
        (agency, one, "b", SupportForm.MONEY, 2025, 30),
        (agency, two, "c", SupportForm.ADVICE, 2025, None),
        (other, two, "d", SupportForm.MONEY, 2025, 5),
    ]
    for whose, firm, reference, form, year, amount in lines:
        details = SupportDetails(form, "사업화", year, date(year, 5, 1), amount, detail="시제품")
        record_supports(
            agency=whose,
            lines=[SupportLine(firm.pk, reference, details)],
            source=RecordSource.DELIVERED,
            by=None,
            now=now,
        )
    return agency, other


def test_ledger_adds_up_by_anything_and_counts_a_firm_once(ledger):
    agency, other = ledger
    assert support_totals(SupportFilter()) == [SupportTotal((), 105, 4, 2)]
    assert support_totals(SupportFilter(), by=("agency", "form")) == [
        SupportTotal((agency.pk, "advice"), 0, 1, 1),
        SupportTotal((agency.pk, "money"), 100, 2, 1),
        SupportTotal((other.pk, "money"), 5, 1, 1),
    ]
    assert support_totals(SupportFilter(agency_ids=frozenset({agency.pk})), by=("year",)) == [
        SupportTotal((2024,), 70, 1, 1),
        SupportTotal((2025,), 30, 2, 2),
    ]


def test_filters_narrow_and_nothing_adds_up_to_nothing(ledger):
    assert support_totals(
        SupportFilter(
            years=frozenset({2025}),
            forms=frozenset({SupportForm.MONEY}),
            programmes=frozenset({"사업화"}),
            details=frozenset({"시제품"}),
            first=date(2025, 5, 1),
            last=date(2025, 5, 1),
        )
    ) == [SupportTotal((), 35, 2, 2)]
    assert support_totals(SupportFilter(years=frozenset({1999}))) == [SupportTotal((), 0, 0, 0)]
