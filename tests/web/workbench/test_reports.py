import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from didim.accounts.models import AccessLogEntry
from didim.desk.domain.uses import Use, note_use
from didim.desk.enums import ContactChannel, UseKind
from didim.outcomes.domain.indicators import indicator_on
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation
from didim.registry.enums import NetworkKind
from didim.registry.models import Agency, AgencyRelation, Enterprise, Network, NetworkMember
from didim.reports.models import PublishedReport
from tests.registry.conftest import make_firm, new_number, now

__all__ = ["make_firm", "new_number", "now"]

YEAR = 2023


def observe(agency: Agency, firm: Enterprise | None, code: str, value: int, year: int = YEAR) -> Observation:
    indicator = indicator_on(code, date(year, 12, 31))
    return Observation.objects.create(
        agency=agency,
        enterprise=firm,
        indicator=indicator,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        value=Decimal(value),
        currency="KRW" if indicator.unit == "money" else "",
        basis=Basis.DURING,
        source=ObservationSource.STAFF,
        evidence="부가가치세 과세표준증명",
        recorded_at=timezone.now(),
    )


@pytest.fixture
def results(agency: Agency, make_firm: Callable[..., Enterprise]) -> list[Enterprise]:
    firms = [make_firm(f"가나상사 {at}", agency=agency) for at in range(3)]
    for firm in firms:
        observe(agency, firm, "sales", 1_200_000_000)
        observe(agency, firm, "sales", 1_000_000_000, YEAR - 1)
    return firms


@pytest.fixture
def network(agency: Agency, other_agency: Agency) -> Network:
    network = Network.objects.create(
        hub=agency, kind=NetworkKind.NETWORK, name="한빛 네트워크", name_en="Hanbit Network"
    )
    for member in (agency, other_agency):
        NetworkMember.objects.create(network=network, agency=member, valid_from=date(2019, 1, 1))
    return network


def test_report_shows_sentences_tables_and_charts(officer: Client, results, whole_page) -> None:
    page = officer.get(f"/workbench/reports/annual/?year={YEAR}")
    whole_page(page)
    text = page.content.decode()
    assert "지원기업 매출액은 36억 원으로 전년보다 20.0% 늘었습니다." in text
    assert "<svg" in text
    assert f"/workbench/figures/sales/?agency={page.context['whose'].agency.current.pk}" in text


def test_english_report_marks_what_is_korean(officer: Client, results, whole_page) -> None:
    page = officer.get(f"/en/workbench/reports/annual/?year={YEAR}")
    whole_page(page)
    assert "Sales of supported firms: KRW 3.6 billion, up 20.0% on the year before." in page.content.decode()


@pytest.mark.parametrize("language", ["", "/en"])
def test_lists_are_whole_pages(officer: Client, network, whole_page, language: str) -> None:
    for address in ("reports", "figures"):
        whole_page(officer.get(f"{language}/workbench/{address}/"))


def test_figure_opens_to_its_rows_and_the_access_log_knows(officer: Client, results, whole_page) -> None:
    page = officer.get(f"/workbench/figures/sales/?start={YEAR}-01-01&end={YEAR}-12-31")
    whole_page(page)
    assert (page.context["shown"], page.context["change"]) == ("36억 원", "+20.0%")
    assert [row.cells[0].text for row in page.context["rows"]] == [f"가나상사 {at}" for at in (2, 1, 0)]
    assert "부가가치세 과세표준증명" in page.content.decode()
    entry = AccessLogEntry.objects.latest("pk")
    assert (entry.task, entry.subjects) == ("수치의 근거 행 보기", 3)


def test_rows_of_a_figure_take_the_same_queries(
    officer: Client, agency, make_firm, same_queries_for_three_rows
) -> None:
    same_queries_for_three_rows(
        add_row=lambda: observe(agency, make_firm(), "sales", 100),
        read=lambda: officer.get(f"/workbench/figures/sales/?start={YEAR}-01-01&end={YEAR}-12-31"),
    )


def test_wrong_days_of_a_figure_come_back_with_a_sentence(officer: Client) -> None:
    page = officer.get("/workbench/figures/sales/?start=2023-12-31&end=2023-01-01")
    assert page.status_code == 422
    assert "마지막 날이 첫날보다 빠릅니다" in page.content.decode()


def test_an_unknown_year_is_asked_for_again(officer: Client) -> None:
    page = officer.get("/workbench/reports/annual/?year=1500")
    assert page.status_code == 422


def test_first_year_of_a_centre_begins_when_it_opens(officer: Client, agency, whole_page) -> None:
    agency.opened_on = date(2016, 7, 1)
    agency.save()
    for day, people in ((date(2016, 12, 1), 300), (date(2015, 12, 1), 100)):
        course = Use(day, UseKind.TRAINING, ContactChannel.WALK_IN, people=people)
        note_use(agency=agency, use=course, by=None, now=timezone.now())
    page = officer.get("/workbench/reports/first-year/?baseline=2015")
    whole_page(page)
    text = page.content.decode()
    assert "2016. 7. 1. ~ 2017. 6. 30." in text
    assert "기준 연도 대비 이용자는 3.0배입니다." in text


def test_unknown_reports_and_figures_are_not_found(officer: Client) -> None:
    for address in ("reports/nothing", "figures/nothing", "reports/annual/docx"):
        assert officer.get(f"/workbench/{address}/").status_code == 404


@pytest.mark.parametrize(("ending", "magic"), [("pdf", b"%PDF"), ("hwpx", b"PK")])
def test_report_comes_as_a_file(officer: Client, results, ending: str, magic: bytes) -> None:
    response = officer.get(f"/workbench/reports/annual/{ending}/?year={YEAR}")
    assert response.content.startswith(magic)
    assert "attachment" in response["Content-Disposition"]


def test_workbook_asks_for_a_reason_and_holds_the_rows(officer: Client, results) -> None:
    address = f"/workbench/reports/annual/workbook/?year={YEAR}"
    assert officer.post(address, {"year": YEAR, "reason": "짧"}).status_code == 422
    response = officer.post(address, {"year": YEAR, "reason": "시의회 제출 자료를 작성합니다"})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = next(name for name in book.sheetnames if "지원기업 매출액" in name)
    assert {row[0] for row in book[sheet].values} >= {f"가나상사 {at}" for at in range(3)}
    assert AccessLogEntry.objects.latest("pk").reason == "시의회 제출 자료를 작성합니다"


def test_workbook_of_a_figure_holds_its_rows(officer: Client, results) -> None:
    said = {"start": f"{YEAR}-01-01", "end": f"{YEAR}-12-31", "reason": "시의회 제출 자료를 작성합니다"}
    response = officer.post("/workbench/figures/sales/workbook/", said)
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert len(book.sheetnames) == 2


def test_viewer_downloads_no_rows(viewer: Client, results) -> None:
    assert viewer.get(f"/workbench/reports/annual/workbook/?year={YEAR}").status_code == 403


def test_published_report_stays_as_it_was(officer: Client, agency, results, whole_page, make_firm) -> None:
    response = officer.post("/workbench/reports/annual/publish/", {"year": YEAR})
    published = PublishedReport.objects.get(agency=agency)
    assert response.url == f"/workbench/published/{published.pk}/"
    observe(agency, make_firm(), "sales", 5_000_000_000)
    page = officer.get(response.url)
    whole_page(page)
    assert "36억 원" in page.content.decode()
    assert officer.get(f"{response.url}pdf/").content.startswith(b"%PDF")
    assert "86억 원" in officer.get(f"/workbench/reports/annual/?year={YEAR}").content.decode()


def test_publishing_twice_is_refused_with_a_sentence(officer: Client, results) -> None:
    officer.post("/workbench/reports/annual/publish/", {"year": YEAR})
    again = officer.post("/workbench/reports/annual/publish/", {"year": YEAR})
    assert again.status_code == 422
    assert "이미 같은 내용으로 발간했습니다" in again.content.decode()


def test_viewer_publishes_nothing(viewer: Client, results) -> None:
    assert viewer.post("/workbench/reports/annual/publish/", {"year": YEAR}).status_code == 403


def test_hub_sees_totals_of_members_but_no_rows_of_theirs(
    officer: Client, agency, other_agency, network, make_firm, whole_page
) -> None:
    observe(agency, make_firm("우리기업"), "startups_founded", 2)
    observe(other_agency, make_firm("남의기업"), "startups_founded", 5)
    page = officer.get(f"/workbench/reports/network-half/?network={network.pk}&year={YEAR}&half=1")
    assert page.status_code == 200
    days = f"start={YEAR}-01-01&end={YEAR}-12-31"
    figure = officer.get(f"/workbench/figures/startups-founded/?network={network.pk}&{days}")
    whole_page(figure)
    text = figure.content.decode()
    assert figure.context["measured"].value == 7
    assert [(one.name, one.value) for one in figure.context["parts"]] == [
        ("다른창업센터", "5건"),
        ("한빛산업진흥원", "2건"),
    ]
    assert "우리기업" in text
    assert "남의기업" not in text


def test_a_network_led_by_others_is_not_found(officer: Client, other_agency) -> None:
    network = Network.objects.create(hub=other_agency, kind=NetworkKind.NETWORK, name="남의 네트워크")
    assert officer.get(f"/workbench/reports/network-half/?network={network.pk}").status_code == 404
    assert officer.get(f"/workbench/figures/sales/?network={network.pk}").status_code == 404


def test_card_of_a_firm_is_seen_only_with_a_relation(officer: Client, results, make_firm, whole_page) -> None:
    page = officer.get(f"/workbench/reports/firm-card/?firm={results[0].pk}&year={YEAR}")
    whole_page(page)
    assert "가나상사 0 성과 카드" in page.content.decode()
    stranger = make_firm("남의기업")
    assert AgencyRelation.objects.filter(enterprise=stranger).count() == 0
    assert officer.get(f"/workbench/reports/firm-card/?firm={stranger.pk}").status_code == 404
