from datetime import date
from decimal import Decimal

import pytest

from didim.outcomes.enums import Basis, Subject
from didim.outcomes.queries.totals import (
    BeforeAfter,
    ObservationFilter,
    before_and_after,
    effective_observations,
    observation_totals,
)
from didim.registry.models import Place

pytestmark = pytest.mark.django_db


def totals(code: str, *, by=(), **narrowed):
    found = observation_totals(ObservationFilter(codes=frozenset({code}), **narrowed), by=by)
    return [(*row.key, row.currency, row.value, row.observations, row.firms) for row in found]


def half(number: int) -> dict[str, date]:
    months = (date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))
    return dict(zip(("period_start", "period_end"), months[number - 1], strict=True))


def test_flows_are_added_over_firms_and_periods_and_currencies_stay_apart(observe, make_agency, make_firm):
    agency, other = make_agency("가"), make_agency("나")
    one, two = make_firm("하나"), make_firm("둘")
    for number in (1, 2):
        observe(agency, one, value=100 * number, **half(number))
    observe(agency, two, value=5, programme_name="수출 지원")
    observe(agency, two, value="0.36", currency="USD")
    observe(other, two, value=7)
    assert totals("sales") == [("KRW", 312, 4, 2), ("USD", Decimal("0.36"), 1, 1)]
    assert totals("sales", by=("agency",), currencies=frozenset({"KRW"})) == [
        (agency.pk, "KRW", 305, 3, 2),
        (other.pk, "KRW", 7, 1, 1),
    ]
    assert totals("sales", by=("programme",), agency_ids=frozenset({agency.pk}), last=date(2025, 6, 30)) == [
        ("", "KRW", 100, 1, 1)
    ]


def test_corrected_and_withdrawn_values_do_not_count(observe, make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    first = observe(agency, firm)
    observe(agency, firm, value=900, corrects=first, reason="정정")
    wrong = observe(agency, make_firm("남"))
    observe(agency, wrong.enterprise, value=None, is_effective=False, corrects=wrong, reason="철회")
    assert totals("sales") == [("KRW", 900, 1, 1)]


def test_of_what_stands_at_a_moment_the_last_value_of_each_subject_counts(observe, make_agency, make_firm):
    agency, one, two = make_agency(), make_firm("하나"), make_firm("둘")
    as_of = {"code": "employees", "currency": "", "basis": Basis.AS_OF}
    observe(agency, one, value=10, **as_of, **half(1))
    observe(agency, one, value=12, **as_of, **half(2))
    observe(agency, two, value=3, **as_of, **half(1))
    observe(agency, one, value=9, **as_of, period_start=date(2024, 12, 31), period_end=date(2024, 12, 31))
    assert totals("employees") == [("", 15, 2, 2)]
    assert totals("employees", by=("year",)) == [(2024, "", 9, 1, 1), (2025, "", 15, 2, 2)]
    assert totals("employees", last=date(2025, 6, 30)) == [("", 13, 2, 2)]


def test_rates_are_never_added_and_expectations_are_not_measured(observe, make_agency, make_firm):
    agency = make_agency()
    place = Place.objects.create(name="새벽시장", kind="market")
    observe(agency, code="visitors_per_day", place=place, value=3000, currency="")
    observe(agency, make_firm(), basis=Basis.EXPECTED)
    assert totals("visitors_per_day") == [("", None, 1, 0)]
    assert totals("sales") == []
    assert effective_observations(ObservationFilter(subject=Subject.PLACE)).count() == 1
    assert effective_observations(ObservationFilter(subject=Subject.AGENCY)).count() == 0
    with pytest.raises(ValueError, match="one indicator"):
        observation_totals(ObservationFilter())


def test_before_and_after_compares_only_what_has_both(observe, make_agency, make_firm):
    agency = make_agency()
    said = {"code": "cycle_time", "currency": "", "breakdown": "자재 공급"}
    for name, before, after in (("하나", 40, 10), ("둘", 60, 15), ("셋", 50, None)):
        firm = make_firm(name)
        observe(agency, firm, value=before, basis=Basis.BEFORE, **said)
        if after is not None:
            observe(agency, firm, value=after, basis=Basis.AFTER, **said)
    found = before_and_after(ObservationFilter(codes=frozenset({"cycle_time"}), bases=None))
    assert found == [BeforeAfter("자재 공급", "", 2, Decimal(100), Decimal(25))]
    assert found[0].change == Decimal("-0.75")
    assert BeforeAfter("", "", 1, Decimal(0), Decimal(1)).change is None
