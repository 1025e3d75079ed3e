from datetime import date

import pytest

from didim.support.domain.recording import SupportDetails, SupportLine, record_supports
from didim.support.domain.sums import mark_all_years, refresh_marked_sums, wrong_sums
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import LedgerMark, LedgerSum, SupportRecord
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


def test_kept_sums_say_what_the_lines_say_before_and_after_each_change(ledger, make_firm, now):
    agency, other = ledger
    asked = [
        (SupportFilter(), ("agency", "year", "form")),
        (SupportFilter(), ("year",)),
        (SupportFilter(years=frozenset({2025})), ()),
        (SupportFilter(agency_ids=frozenset({agency.pk})), ("programme", "year")),
        (SupportFilter(agency_ids=frozenset({other.pk}), years=frozenset({2025})), ("detail",)),
        (SupportFilter(years=frozenset({1999})), ()),
    ]

    def answers(*, kept: bool):
        if not kept:
            mark_all_years()
        found = [support_totals(narrowed, by=by) for narrowed, by in asked]
        if not kept:
            refresh_marked_sums()
        return found

    assert refresh_marked_sums() == [2024, 2025]
    assert LedgerMark.objects.count() == 0
    assert answers(kept=True) == answers(kept=False)
    details = SupportDetails(SupportForm.MONEY, "판로", 2025, date(2025, 5, 1), 1)
    line = SupportLine(make_firm("셋").pk, "e", details)
    record_supports(agency=agency, lines=[line], source=RecordSource.DELIVERED, by=None, now=now)
    assert list(LedgerMark.objects.values_list("agency", "year")) == [(agency.pk, 2025)]
    changed = answers(kept=True)
    assert changed[1] == [SupportTotal((2024,), 70, 1, 1), SupportTotal((2025,), 36, 4, 3)]
    assert changed == answers(kept=False) == answers(kept=True)
    SupportRecord.objects.filter(reference="a").delete()
    assert answers(kept=True) == answers(kept=False)


def test_kept_sum_that_was_altered_is_found(ledger):
    refresh_marked_sums()
    assert list(wrong_sums()) == []
    LedgerSum.objects.filter(year=2025, grain="form", agency=ledger[0]).update(firms=9)
    assert [finding.row for finding in wrong_sums()] == [
        f"2025 {ledger[0].pk} form {form}" for form in ("advice", "money")
    ]
