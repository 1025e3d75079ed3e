"""Reports in a real browser: officers build, open, take and publish; operators and firms have their own."""

from datetime import date
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from didim.accounts.models import User
from didim.outcomes.domain.indicators import indicator_on
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency, Enterprise
from didim.reports.models import PublishedReport
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord
from tests.browser.looks import width_of
from tests.sign_in import make_firm_member, make_staff, make_user, sign_in
from tests.web.workbench.conftest import NOW
from tests.web.workbench.test_firms import make_firm

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2024
WIDTHS = (1280, 390)


def come_in(page: Page, site: str, user: User, *, second_factor: bool = False) -> None:
    cookie = sign_in(user, second_factor=second_factor).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])


def look(page: Page) -> None:
    """Look at the page in both widths: it fits, and no barrier a checker knows."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        across = width_of(page)
        assert across <= width, f"{page.url} at {width}: {across}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(name="한빛산업진흥원", name_en="Hanbit Agency", kind=AgencyKind.PROMOTION)


@pytest.fixture
def firm(agency: Agency) -> Enterprise:
    """Return a firm the agency supported, with its sales before, in and after the year."""
    firm = make_firm(agency, name="가나상사")
    SupportRecord.objects.create(
        agency=agency,
        enterprise=firm,
        form=SupportForm.MONEY,
        programme_name="판로 개척",
        year=YEAR,
        amount_won=30_000_000,
        received_on=date(YEAR, 3, 2),
        source=RecordSource.DELIVERED,
        reference="walk-1",
        recorded_at=NOW,
    )
    for basis, year, won in ((Basis.DURING, YEAR, 3), (Basis.BEFORE, YEAR - 1, 2), (Basis.AFTER, YEAR, 3)):
        Observation.objects.create(
            agency=agency,
            enterprise=firm,
            indicator=indicator_on("sales", date(year, 12, 31)),
            programme_name="판로 개척",
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            value=Decimal(won * 1_000_000_000),
            currency="KRW",
            basis=basis,
            source=ObservationSource.STAFF,
            evidence="부가가치세 과세표준증명",
            recorded_at=NOW,
        )
    return firm


def test_officer_builds_opens_takes_and_publishes_a_report(page: Page, site: str, agency, firm) -> None:
    come_in(page, site, make_staff(agency, AgencyRole.OFFICER), second_factor=True)
    page.goto(f"{site}/workbench/")
    page.locator(".app-menu > summary", has_text="성과·보고").press("Enter")
    page.get_by_role("link", name="성과보고서", exact=True).click()
    look(page)
    page.get_by_role("link", name="연간 성과보고서").click()
    page.get_by_label("연도").select_option(str(YEAR))
    page.get_by_role("button", name="만들기").click()
    expect(
        page.get_by_text("한빛산업진흥원은 2024년 1개 사업으로 1개사에 3,000만 원을 지원했습니다.")
    ).to_be_visible()
    look(page)
    report = page.url
    # A figure opens down to the row it was counted from, with its evidence.
    page.get_by_role("link", name="지원기업 매출액").first.click()
    row = page.get_by_role("row", name="가나상사")
    expect(row).to_contain_text("3,000,000,000")
    expect(row).to_contain_text("부가가치세 과세표준증명")
    look(page)
    page.goto(report)
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert taken.value.suggested_filename == "2024년 기업지원 성과보고서.pdf"
    page.get_by_role("link", name="엑셀").click()
    page.get_by_label("사유").fill("3월 이사회 연간 실적 보고")
    with page.expect_download() as taken:
        page.get_by_role("button", name="내려받기").click()
    assert taken.value.suggested_filename == "2024년 기업지원 성과보고서.xlsx"
    page.goto(report)
    page.get_by_role("button", name="발간하기").click()
    expect(page.get_by_text("보고서를 발간했습니다.")).to_be_visible()
    look(page)
    published = PublishedReport.objects.get()
    assert page.url == f"{site}/workbench/published/{published.pk}/"
    with page.expect_download() as taken:
        page.get_by_role("link", name="HWPX").click()
    assert taken.value.suggested_filename == "2024년 기업지원 성과보고서-1.hwpx"


def test_operator_sees_all_agencies_together(page: Page, site: str, firm) -> None:
    come_in(page, site, make_user("operator@example.org", is_superuser=True), second_factor=True)
    page.goto(site)
    page.get_by_role("link", name="업무 화면").click()
    page.get_by_label("연도").select_option(str(YEAR))
    page.get_by_role("button", name="만들기").click()
    expect(page.get_by_text("지원기업 매출액은 30억 원입니다.")).to_be_visible()
    look(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").click()
    assert taken.value.suggested_filename == "2024년 전국 지원기관 성과보고서.xlsx"
    page.goto(f"{site}/en/workbench/national/?year={YEAR}")
    look(page)


def test_member_reads_and_takes_the_card_of_their_firm(page: Page, site: str, firm) -> None:
    come_in(page, site, make_firm_member(firm))
    page.goto(f"{site}/firm/support/?firm={firm.pk}")
    look(page)
    page.get_by_role("link", name="성과 카드 보기").click()
    expect(page.get_by_text("매출 증가율은 50.0%로, 지원 전보다 늘었습니다.")).to_be_visible()
    expect(page.get_by_text("고용 인원: 2024년 값이 없습니다.")).to_be_visible()
    look(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert taken.value.suggested_filename == "가나상사 성과 카드 2024.pdf"
    page.get_by_role("link", name="성과 입력").click()
    expect(page.get_by_role("heading", name="성과 입력")).to_be_visible()
    page.goto(f"{site}/en/firm/card/?firm={firm.pk}")
    look(page)


def test_menu_opens_by_keyboard_and_without_script(page: Page, site: str, agency, browser) -> None:
    officer = make_staff(agency, AgencyRole.OFFICER)
    cookie = sign_in(officer, second_factor=True).cookies["sessionid"].value
    plain = browser.new_context(java_script_enabled=False, locale="ko-KR")
    plain.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    for each in (page, plain.new_page()):
        each.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        each.goto(f"{site}/workbench/reports/")
        group = each.locator(".app-menu", has_text="협약·정산")
        group.locator("summary").press("Enter")
        expect(group.get_by_role("link", name="정산", exact=True)).to_be_visible()
        # One group at a time.
        each.locator(".app-menu > summary", has_text="협력·조직").press("Enter")
        expect(group.get_by_role("link", name="정산", exact=True)).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/workbench/reports/")
    page.get_by_role("button", name="메뉴 열기").click()
    # The menu opens at the group the page lies in.
    expect(page.locator("#app-nav").get_by_role("link", name="성과보고서", exact=True)).to_be_visible()
    plain.close()
