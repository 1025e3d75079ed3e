from datetime import date

import pytest

from didim.outcomes.enums import Basis
from didim.registry.enums import NetworkKind
from didim.registry.models import Network, NetworkMember
from didim.reports.catalogue import figure
from didim.reports.outlines import all_outlines, outline
from didim.reports.paper import Chart, KeyFigures, Paragraph, Table
from didim.reports.queries.asking import agency_asked, firm_asked, network_asked
from didim.reports.queries.building import build_report, press_summary
from didim.reports.queries.measuring import measure
from didim.reports.scopes import Period, Scope
from didim.reports.wording import sentence, shown

pytestmark = pytest.mark.django_db
DAY = date(2023, 2, 1)


@pytest.fixture
def year_of_results(observe, support, target, make_firm):
    for at in range(6):
        firm = make_firm(f"{at}번 기업")
        support(firm, amount_won=100_000_000, programme_name="판로 개척" if at % 2 else "시제품 제작")
        observe("sales", 2_000_000_000, firm=firm)
        observe("sales", 1_600_000_000, firm=firm, year=2021)
        observe("employees", 12, firm=firm, basis=Basis.AS_OF)
        observe("employees", 10, firm=firm, basis=Basis.AS_OF, year=2021)
    observe("fund_committed", 92_100_000_000, basis=Basis.AS_OF, breakdown="1호")
    target("fund_committed", 30_000_000_000, breakdown="1호")


def annual(agency, language="ko", **more):
    asked = agency_asked(agency, period=Period.year(2022), made_on=DAY, language=language, **more)
    return build_report(outline("annual", on=DAY), asked)


def blocks(report, kind):
    return [block for section in report.sections for block in section.blocks if isinstance(block, kind)]


def test_annual_report_tells_what_the_rows_say(agency, year_of_results):
    report = annual(agency)
    words = [block.text for block in blocks(report, Paragraph)]
    assert report.title == "2022년 기업지원 성과보고서"
    assert words == [
        "한빛진흥원은 2022년 2개 사업으로 6개사에 6억 원을 지원했습니다.",
        "지원기업 고용 인원은 72명으로 전년보다 20.0% 늘었습니다.",
        "지원기업 매출액은 120억 원으로 전년보다 25.0% 늘었습니다.",
        "펀드 조성액은 921억 원입니다. 목표 300억 원의 307.0%를 이뤘습니다.",
    ]
    key = {figure.name: (figure.value, figure.note) for figure in blocks(report, KeyFigures)[0].figures}
    assert key["지원기업 고용 인원"] == ("72명", "전년 대비 +20.0%")
    tables = {table.caption: table for table in blocks(report, Table)}
    row = {row[0].text: [cell.text for cell in row] for row in tables["성과와 전년 대비"].rows}
    assert row["지원기업 매출액"] == ["지원기업 매출액", "억 원", "120", "96", "+25.0%"]
    charts = {chart.title: chart for chart in blocks(report, Chart)}
    assert charts["지원기업 매출액 추이"].series[0].shown == ("96억 원", "120억 원")
    assert charts["사업별 지원기업"].labels == ("시제품 제작", "판로 개척")
    assert charts["펀드 조성 목표와 실적"].series[1].shown == ("300억 원",)


def test_english_report_holds_no_korean_of_ours(agency, year_of_results):
    agency.name_en = "Hanbit Agency"
    report = annual(agency, language="en")
    assert [block.text for block in blocks(report, Paragraph)] == [
        "In 2022, Hanbit Agency supported 6 firms with KRW 0.6 billion through 2 programmes.",
        "Employees of supported firms: 72 people, up 20.0% on the year before.",
        "Sales of supported firms: KRW 12.0 billion, up 25.0% on the year before.",
        "Fund formed: KRW 92.1 billion; 307.0% of the target of KRW 30.0 billion.",
    ]
    captions = [table.caption for table in report.tables()]
    assert not [words for words in captions if any("가" <= letter <= "힣" for letter in words)]


def test_every_value_has_its_definition_and_rows(agency, year_of_results):
    report = annual(agency, with_rows=True)
    sales = next(each for each in report.definitions if each.figure_id.startswith("sales@"))
    assert (sales.numerator, sales.rows) == ("12,000,000,000", 6)
    sheet = next(each for each in report.sheets if each.definition == sales)
    assert len(sheet.rows) == 6
    assert {row[0].text for row in sheet.rows} == {f"{at}번 기업" for at in range(6)}


def test_report_without_rows_has_only_what_is_known(agency):
    report = annual(agency)
    assert blocks(report, Paragraph) == []
    assert blocks(report, Chart) == []


def test_small_sample_is_said_not_shown(agency, observe, make_firm):
    firm = make_firm()
    observe("sales", 100, firm=firm, year=2021)
    observe("sales", 160, firm=firm)
    found = measure(figure("sales-growth", on=DAY), scope=Scope((agency.pk,)), period=Period.year(2022))
    assert shown(found) == "표본 부족"
    assert shown(found, "en") == "sample too small"
    assert sentence(found) == ""


def test_network_report_tells_its_members_at_the_end(agency, make_agency, observe, make_firm):
    left, other = make_agency("떠난 센터"), make_agency("가온센터")
    network = Network.objects.create(hub=agency, kind=NetworkKind.NETWORK, name="한빛 네트워크")
    NetworkMember.objects.create(network=network, agency=agency, valid_from=date(2019, 1, 1))
    NetworkMember.objects.create(network=network, agency=other, valid_from=date(2019, 1, 1))
    NetworkMember.objects.create(
        network=network, agency=left, valid_from=date(2019, 1, 1), valid_to=date(2020, 3, 1)
    )
    days = {"period_start": date(2020, 1, 1), "period_end": date(2020, 6, 30)}
    for of, count in ((agency, 3), (other, 4), (left, 9)):
        observe("startups_founded", count, agency=of, **days)
    asked = network_asked(network, period=Period.half(2020, 1), made_on=DAY, language="ko")
    report = build_report(outline("network-half", on=DAY), asked)
    assert report.title == "2020년 상반기 한빛 네트워크 성과보고서"
    assert press_summary(outline("network-half", on=DAY), asked)[0] == (
        "한빛 네트워크는 2020년 상반기 7건의 창업을 도왔습니다."
    )
    chart = next(chart for chart in blocks(report, Chart) if chart.title == "센터별 창업")
    assert list(zip(chart.labels, chart.series[0].shown, strict=True)) == [
        ("가온센터", "4건"),
        ("한빛진흥원", "3건"),
    ]


def test_firm_card_shows_before_and_after(agency, observe, support, make_firm):
    firm = make_firm("가나상사")
    support(firm, amount_won=50_000_000)
    observe("sales", 100_000_000, firm=firm, basis=Basis.BEFORE, year=2021)
    observe("sales", 110_000_000, firm=firm, basis=Basis.AFTER)
    asked = firm_asked(firm, agency=agency, period=Period.year(2022), made_on=DAY)
    assert press_summary(outline("firm-card", on=DAY), asked) == [
        "가나상사는 2022년 1개 사업으로 5,000만 원을 지원받았습니다.",
        "매출 증가율은 10.0%로, 지원 전보다 늘었습니다.",
    ]
    assert build_report(outline("firm-card", on=DAY), asked).title == "가나상사 성과 카드"


def test_outlines_name_figures_that_there_are():
    for each in all_outlines(on=DAY):
        assert list(each.figures())
