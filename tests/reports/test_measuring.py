from datetime import date
from decimal import Decimal

import pytest

from didim.outcomes.enums import Basis
from didim.reports.catalogue import all_figures
from didim.reports.queries.measuring import measure
from didim.reports.scopes import Period, Scope
from didim.support.enums import SupportForm

pytestmark = pytest.mark.django_db


def test_every_figure_takes_one_query(agency, django_assert_num_queries):
    for figure in all_figures(on=date(2022, 12, 31)):
        with django_assert_num_queries(1):
            found = measure(
                figure,
                scope=Scope((agency.pk,), programmes=("없는 사업",), region="99"),
                period=Period.year(2022),
                baseline=Period.year(2015),
            )
        assert found.rows == 0
        assert found.value in (None, 0)


def test_sum_stands_beside_last_year_and_target(observe, target, measured, make_firm):
    observe("sales", 300, firm=make_firm())
    observe("sales", 200, firm=make_firm())
    observe("sales", 400, firm=make_firm(), year=2021)
    target("sales", 1000)
    found = measured("sales")
    assert (found.value, found.rows, found.before, found.change) == (500, 2, 400, Decimal("0.25"))
    assert (found.target, found.progress) == (1000, Decimal("0.5"))


def test_a_corrected_row_counts_as_corrected(observe, measured, make_firm):
    firm = make_firm()
    first = observe("sales", 300, firm=firm)
    observe("sales", 310, firm=firm, corrects=first, reason="증빙과 다름")
    assert (measured("sales").value, measured("sales").rows) == (310, 1)


def test_one_more_row_changes_the_figure(observe, measured, make_firm):
    observe("new_jobs", 3, firm=make_firm())
    before = measured("jobs-created").value
    observe("new_jobs", 4, firm=make_firm())
    assert (before, measured("jobs-created").value) == (3, 7)


def test_other_agencies_rows_do_not_count(observe, measured, make_firm, make_agency):
    observe("sales", 300, firm=make_firm())
    observe("sales", 999, firm=make_firm(), agency=make_agency("다른 기관"))
    assert measured("sales").value == 300
    assert measured("sales", scope=Scope()).value == 1299


def test_money_of_another_currency_is_not_added_to_won(observe, measured, make_firm):
    observe("exports", 300, firm=make_firm())
    observe("exports", 5, firm=make_firm(), currency="USD")
    assert measured("overseas-sales").value == 300
    assert measured("firms-abroad").value == 2


def test_a_stock_is_the_newest_of_each_subject(observe, measured, make_firm):
    firm = make_firm()
    observe("employees", 10, firm=firm, basis=Basis.AS_OF, period_end=date(2022, 6, 30))
    observe("employees", 12, firm=firm, basis=Basis.AS_OF)
    observe("employees", 5, firm=make_firm(), basis=Basis.AS_OF)
    assert (measured("employees").value, measured("employees").rows) == (17, 2)


def test_what_stands_until_it_changes_is_seen_later(observe, measured):
    observe("equipment_units", 2, basis=Basis.AS_OF, breakdown="항온항습기", year=2020)
    observe("equipment_units", 1, basis=Basis.AS_OF, breakdown="네트워크 분석기", year=2021)
    assert measured("equipment-units").value == 3
    assert [(part.key, part.value) for part in measured("equipment-units").parts] == [
        ("항온항습기", 2),
        ("네트워크 분석기", 1),
    ]
    assert measured("equipment-kinds").value == 2


def test_before_and_after_count_only_subjects_with_both(observe, measured, make_firm):
    for before, after in ((100, 120), (50, 60)):
        firm = make_firm()
        observe("net_income", before, firm=firm, basis=Basis.BEFORE, year=2021)
        observe("net_income", after, firm=firm, basis=Basis.AFTER)
    observe("net_income", 900, firm=make_firm(), basis=Basis.AFTER)
    found = measured("net-income-change")
    assert (found.numerator, found.denominator, found.value) == (180, 150, Decimal("0.2"))
    assert found.sample == 2


def test_the_least_change_is_of_one_firm(observe, measured, make_firm):
    for before, after in ((100, 115), (100, 150)):
        firm = make_firm()
        observe("sales", before, firm=firm, basis=Basis.BEFORE)
        observe("sales", after, firm=firm, basis=Basis.AFTER)
    assert measured("sales-change-least").value == Decimal("0.15")


def test_growth_compares_the_same_firms_and_wants_enough_of_them(observe, measured, make_firm):
    for _at in range(4):
        firm = make_firm()
        observe("sales", 100, firm=firm, year=2021)
        observe("sales", 160, firm=firm)
    observe("sales", 10_000, firm=make_firm())
    assert measured("sales-growth").value == Decimal("0.6")
    assert measured("sales-growth").is_short
    firm = make_firm()
    observe("sales", 100, firm=firm, year=2021)
    observe("sales", 160, firm=firm)
    assert not measured("sales-growth").is_short


def test_firms_supported_several_times_are_one(support, measured, make_firm):
    firm = make_firm()
    support(firm, amount_won=30)
    support(firm, amount_won=20, programme_name="판로 개척")
    support(make_firm(), form=SupportForm.SPACE, ends_on=date(2024, 1, 1))
    assert measured("firms-supported").value == 1
    assert measured("programmes-run").value == 2
    assert measured("support-amount").value == 50
    assert measured("tenants").value == 1
    assert measured("tenants", period=Period.year(2025)).value == 0


def test_a_firm_is_a_startup_for_seven_years(support, measured, make_firm):
    for opened in (date(2015, 3, 3), date(2015, 3, 2)):
        firm = make_firm()
        firm.opened_on = opened
        firm.save(update_fields=["opened_on"])
        support(firm, on=date(2022, 3, 2))
    assert measured("startups-supported").value == 1
    assert measured("established-supported").value == 1


def test_users_handed_in_as_counts_stand_in_years_before_the_ledger_of_uses(observe, measured):
    observe("users", 1200, breakdown="방문", year=2014)
    observe("users", 600, breakdown="상담", year=2014)
    observe("days_open", 90, year=2014)
    assert measured("users-daily", period=Period.year(2014)).value == 20
    assert measured("users-monthly", period=Period.year(2014)).value == 150


def test_parts_may_be_told_apart_by_agency(observe, measured, agency, make_agency, make_firm):
    other = make_agency("다른 기관")
    observe("sales", 300, firm=make_firm())
    observe("sales", 500, firm=make_firm(), agency=other)
    found = measured("sales", scope=Scope((agency.pk, other.pk)), by="agency")
    assert [(part.key, part.value) for part in found.parts] == [(str(other.pk), 500), (str(agency.pk), 300)]
