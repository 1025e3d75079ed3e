"""A firm's own card: its support and results before and after, and what is missing."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from didim.outcomes.domain.indicators import indicator_on
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation
from didim.registry.models import Agency, Enterprise
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord
from tests.registry.conftest import make_agency, make_firm, new_number, now
from tests.sign_in import make_firm_member, sign_in

__all__ = ["make_agency", "make_firm", "new_number", "now"]

YEAR = 2024


@pytest.fixture
def agency(make_agency) -> Agency:
    return make_agency()


@pytest.fixture
def firm(make_firm, agency: Agency) -> Enterprise:
    return make_firm("가나상사", agency=agency)


@pytest.fixture
def member(firm: Enterprise) -> Client:
    return sign_in(make_firm_member(firm, email="member@example.org"))


def observe(firm: Enterprise, agency: Agency, code: str, value: int, basis: Basis, year: int = YEAR) -> None:
    indicator = indicator_on(code, date(year, 12, 31))
    Observation.objects.create(
        agency=agency,
        enterprise=firm,
        indicator=indicator,
        programme_name="판로 개척",
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        value=Decimal(value),
        currency="KRW" if indicator.unit == "money" else "",
        basis=basis,
        source=ObservationSource.FIRM,
        recorded_at=timezone.now(),
    )


def support(firm: Enterprise, agency: Agency) -> None:
    SupportRecord.objects.create(
        agency=agency,
        enterprise=firm,
        form=SupportForm.MONEY,
        programme_name="판로 개척",
        year=YEAR,
        amount_won=30_000_000,
        received_on=date(YEAR, 3, 2),
        source=RecordSource.DELIVERED,
        reference="card-1",
        recorded_at=timezone.now(),
    )


def test_card_sets_results_before_and_after_the_support(
    member, firm, agency, make_agency, whole_page
) -> None:
    support(firm, agency)
    # Of another agency: the firm sees what all of them know.
    elsewhere = make_agency("다른기관")
    observe(firm, elsewhere, "sales", 100_000_000, Basis.BEFORE, YEAR - 1)
    observe(firm, elsewhere, "sales", 150_000_000, Basis.AFTER)
    observe(firm, agency, "sales", 150_000_000, Basis.DURING)
    observe(firm, agency, "employees", 5, Basis.AS_OF)
    page = member.get(f"/firm/card/?firm={firm.pk}")
    whole_page(page)
    text = page.content.decode()
    assert "가나상사는 2024년 1개 사업으로 3,000만 원을 지원받았습니다." in text
    assert "매출 증가율은 50.0%로, 지원 전보다 늘었습니다." in text
    assert page.context["card"].lacking == ()


def test_card_says_what_is_missing_and_where_to_give_it(member, firm, agency, whole_page) -> None:
    support(firm, agency)
    observe(firm, agency, "sales", 150_000_000, Basis.AFTER)
    page = member.get(f"/firm/card/?firm={firm.pk}&year={YEAR}")
    whole_page(page)
    assert page.context["card"].lacking == (
        "매출액: 2024년 값이 없습니다.",
        "고용 인원: 2024년 값이 없습니다.",
        "매출 증가율: 지원 전 값이 없어 견줄 수 없습니다.",
    )
    assert 'href="/outcomes/"' in page.content.decode()


def test_english_card_of_a_firm_nothing_is_known_of(member, firm, whole_page) -> None:
    page = member.get(f"/en/firm/card/?firm={firm.pk}")
    whole_page(page)
    assert "There are no values from before and after the support to compare yet." in page.content.decode()


@pytest.mark.parametrize("language", ["", "/en"])
def test_card_comes_as_pdf(member, firm, agency, language: str) -> None:
    support(firm, agency)
    answer = member.get(f"{language}/firm/card/pdf/?firm={firm.pk}")
    assert answer["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in answer.content


def test_card_of_another_firm_or_year_is_none(member, firm, make_firm) -> None:
    assert member.get(f"/firm/card/?firm={make_firm('다라상사').pk}").status_code == 404
    assert member.get(f"/firm/card/?firm={firm.pk}&year=1999").status_code == 404
