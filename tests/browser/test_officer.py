"""An officer's week in a real browser: checks and a round; then scores, decisions, letters, the workbook."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from didim.programmes.models import Call
from didim.registry.enums import AgencyRole
from didim.registry.models import Agency
from didim.selection.domain.checking.checking import check_applications
from didim.selection.domain.objections import file_objection
from didim.selection.models import Assignment, AssignmentRun, Decision, NoticeJob
from didim.selection.tasks import draw_reviewers
from didim.web.workbench.tasks import send_decision_notices
from tests.applications.builders import make_firm
from tests.browser.looks import width_of
from tests.selection.checking.building import ARREARS, TAX, TAX_SLOT, call_with, give, hand_in
from tests.selection.judged import reviewed
from tests.selection.panels import Judged, make_agency, make_reviewer, standard_entries
from tests.sign_in import make_firm_member, make_staff, sign_in

WIDE, NARROW = 1280, 390
TOTALS = [[96, 92, 88, 92, 96], [80, 84, 80, 84, 88], [60, 64, 60, 64, 68]]


@pytest.fixture
def judged(site: str) -> Judged:
    """Return a closed round of three applications with five sealed reviews each."""
    with transaction.atomic():
        return reviewed(TOTALS)


@pytest.fixture
def call(site: str) -> Call:
    """Return a call with two rounds whose two applications the machine has checked."""
    call = call_with(make_agency(), exclusions=[ARREARS], documents=[TAX], rounds=standard_entries())
    rows = [hand_in(call, make_firm(name, serial=at)) for at, name in enumerate(("하나상사", "둘기술"), 1)]
    for row in rows:
        give(row, TAX_SLOT, kind="national_tax")
    now = datetime(2026, 12, 5, tzinfo=UTC)
    check_applications(call=call, application_ids=[row.pk for row in rows], now=now)
    return call


def enter(page: Page, site: str, agency: Agency, email: str = "officer@example.org") -> None:
    page.context.clear_cookies()
    client = sign_in(make_staff(agency, AgencyRole.OFFICER, email=email), second_factor=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.set_viewport_size({"width": WIDE, "height": 900})


def fits(page: Page) -> None:
    """Look at the page on a telephone: nothing stands outside its width."""
    page.set_viewport_size({"width": NARROW, "height": 900})
    across = width_of(page)
    page.set_viewport_size({"width": WIDE, "height": 900})
    assert across <= NARROW, f"{page.url}: {across}"


def test_officer_takes_a_closed_round_from_scores_to_the_workbook(
    page: Page, site: str, judged: Judged, tmp_path: Path
) -> None:
    enter(page, site, judged.agency)
    start = f"{site}/workbench/calls/{judged.call.pk}/selection/"
    page.goto(start)
    expect(page.get_by_text("아직 결정하지 않았습니다")).to_be_visible()
    fits(page)
    scores_are_computed_and_diagnosed(page, judged)
    page.goto(start)
    plan_is_simulated_and_put(page)
    committee_is_convened(page, "제1차 운영위원회", "운영위원")
    committee_decides_with_its_quorum(page)
    page.get_by_role("link", name="통보", exact=True).click()
    everybody_is_told(page)
    page.get_by_role("link", name="결과", exact=True).click()
    results_and_letter_are_seen(page, judged)
    page.goto(start)
    objection_is_heard_and_answered(page, judged)
    page.goto(start)
    workbook_is_downloaded(page, tmp_path, judged)


def scores_are_computed_and_diagnosed(page: Page, judged: Judged) -> None:
    page.get_by_role("link", name=judged.round.title).click()
    expect(page.get_by_text("아직 점수표가 없습니다")).to_be_visible()
    page.get_by_role("button", name="점수 계산").click()
    page.get_by_role("button", name="다시 계산").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("93.3333")
    assert sorted(page.locator("del").all_inner_texts()) == ["60", "68", "80", "88", "88", "96"]
    fits(page)
    page.get_by_role("link", name="위원 진단").click()
    expect(page.get_by_text("봉인된 평가에서 다시 계산해도 같은 값입니다")).to_be_visible()
    expect(page.locator("section").first.locator("tbody tr")).to_have_count(5)
    fits(page)


def plan_is_simulated_and_put(page: Page) -> None:
    page.get_by_role("link", name="선정안", exact=True).click()
    for title, places in (("한 곳 안", "1"), ("두 곳 안", "2")):
        page.get_by_label("이름").fill(title)
        page.get_by_label("선정 규모").fill(places)
        page.get_by_label("예비 선정").fill("1")
        page.get_by_role("button", name="시뮬레이션", exact=True).click()
        expect(page.get_by_role("link", name=title)).to_be_visible()
    expect(page.get_by_text("안마다 결과가 다른 신청 2건")).to_be_visible()
    fits(page)
    put = page.locator("th", has_text="한 곳 안").get_by_role("link").get_attribute("href")
    page.locator(f"form[action='{put}put/']").get_by_role("button").click()
    expect(page.get_by_text("선정안을 위원회에 올렸습니다.")).to_be_visible()
    page.get_by_role("link", name="위원회로").click()
    expect(page.locator(".app-page-head")).to_contain_text("한 곳 안")
    fits(page)
    page.get_by_role("link", name="위원회 열기").click()


def committee_is_convened(page: Page, title: str, name: str) -> None:
    """Fill in the page of a new committee: five by name, the first of them in the chair."""
    page.get_by_label("회의 이름").fill(title)
    page.get_by_label("그 밖의 위원").fill("\n".join(f"{name}{at}, 한빛대학교" for at in range(1, 6)))
    page.get_by_label("위원장").fill(f"{name}1")
    fits(page)
    page.get_by_role("button", name="위원회 열기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("tbody tr")).to_have_count(5)


def committee_meets(page: Page, present: int) -> None:
    """Write down who came, all for it, and save."""
    for row in page.locator("tbody tr").all()[:present]:
        row.get_by_role("checkbox").check()
        row.get_by_role("combobox").select_option("yes")
    page.get_by_label("회의록").fill("원안대로 의결함")
    page.get_by_role("button", name="참석과 표결 저장").click()
    expect(page.get_by_text("참석과 표결을 저장했습니다.")).to_be_visible()


def committee_decides_with_its_quorum(page: Page) -> None:
    committee_meets(page, 3)
    expect(page.get_by_text("정족수가 모자라 아직 의결할 수 없습니다.")).to_be_visible()
    page.get_by_role("button", name="의결하기").click()
    expect(page.get_by_text("의결 전")).to_be_visible()
    assert Decision.objects.count() == 0
    committee_meets(page, 5)
    expect(page.get_by_text("지금 의결하면 가결되어")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="의결하기").click()
    expect(page.get_by_text("가결되어 3건의 결과를 정했습니다.")).to_be_visible()


def everybody_is_told(page: Page) -> None:
    expect(page.get_by_text("신청기업 3곳에 통보합니다.")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="통보 시작").click()
    expect(page.locator("#notice-progress")).to_contain_text("진행 상황")
    send_decision_notices(job_id=NoticeJob.objects.get().pk)
    expect(page.get_by_text("모두 통보했습니다")).to_be_visible(timeout=10_000)


def results_and_letter_are_seen(page: Page, judged: Judged) -> None:
    expect(page.locator(".wb-list-head")).to_contain_text("결정 3건 · 선정 1 · 예비선정 1 · 탈락 1")
    fits(page)
    page.get_by_role("link", name=judged.applications[0].enterprise.name).click()
    expect(page.locator(".app-page-head")).to_contain_text("선정")
    fits(page)
    address = page.locator("a[href*='/letters/']").get_attribute("href")
    letter = page.request.get(page.url.split("/workbench/")[0] + str(address))
    assert (letter.status, letter.body()[:5]) == (200, b"%PDF-")


def objection_is_heard_and_answered(page: Page, judged: Judged) -> None:
    decision = Decision.objects.get(application=judged.applications[2])
    owner = make_firm_member(decision.enterprise)
    file_objection(decision=decision, text="매출 자료가 빠졌습니다.", by=owner, now=timezone.now())
    page.reload()
    page.get_by_role("link", name="이의신청", exact=True).click()
    expect(page.get_by_role("link", name=decision.enterprise.name)).to_be_visible()
    fits(page)
    page.get_by_role("link", name="위원회 열기").click()
    committee_is_convened(page, "이의신청 심의", "심의위원")
    committee_meets(page, 5)
    page.get_by_role("link", name=decision.enterprise.name).click()
    expect(page.get_by_text("매출 자료가 빠졌습니다.")).to_be_visible()
    expect(page.get_by_text("위원회의 찬성이 과반이어서 인용됩니다.")).to_be_visible()
    fits(page)
    page.get_by_label("회신").fill("매출 자료를 확인하여 예비로 바꿉니다.")
    page.get_by_label("인용하면 바뀔 결과").select_option("reserve")
    page.get_by_role("button", name="의결하고 회신").click()
    expect(page.locator(".app-page-head")).to_contain_text("인용")
    expect(page.locator("dl").first).to_contain_text("예비선정")


def workbook_is_downloaded(page: Page, tmp_path: Path, judged: Judged) -> None:
    page.get_by_role("link", name="근거 내려받기").click()
    fits(page)
    page.get_by_label("사유").fill("감사 자료로 내려받습니다")
    with page.expect_download() as started:
        page.get_by_role("button", name="내려받기").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("결정").to_python()[1:]
    assert sorted(str(row[3]) for row in rows) == ["선정", "예비선정", "예비선정"]
    assert len(rows) == len(judged.applications)


def test_officers_pass_what_is_met_and_open_a_round(page: Page, site: str, call: Call) -> None:
    enter(page, site, call.agency)
    page.goto(f"{site}/workbench/calls/{call.pk}/")
    fits(page)
    page.get_by_role("link", name="신청 목록", exact=True).last.click()
    expect(page.locator("tbody tr")).to_have_count(2)
    fits(page)
    page.get_by_role("link", name="요건검토", exact=True).click()
    fits(page)
    item_is_judged_for_all(page)
    enter(page, site, call.agency, "second@example.org")
    page.goto(f"{site}/workbench/calls/{call.pk}/checks/")
    judgements_are_confirmed_and_passed(page)
    for name in ("나평가", "다평가", "라평가"):
        make_reviewer(call.agency, name)
    page.goto(f"{site}/workbench/calls/{call.pk}/")
    page.get_by_role("link", name="평가", exact=True).click()
    round_is_made_and_opened(page)


def item_is_judged_for_all(page: Page) -> None:
    expect(page.get_by_role("link", name="모두 충족한 0건 보기")).to_be_visible()
    page.get_by_role("link", name="항목별로 판정하기").click()
    page.locator("a[href='?item=exclusion:tax_status']").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    fits(page)
    page.get_by_text("이 화면에 보이는 2건 모두").click()
    page.get_by_label("담당자 판정").select_option("met")
    page.get_by_label("사유").fill("국세청 화면에서 계속사업자임을 확인")
    page.get_by_role("button", name="고른 신청에 판정 적기").click()
    expect(page.get_by_role("link", name="확인을 기다리는 판정")).to_be_visible()


def judgements_are_confirmed_and_passed(page: Page) -> None:
    page.get_by_role("link", name="확인을 기다리는 판정 2건").click()
    page.get_by_text("이 화면에 보이는 2건 모두").click()
    page.get_by_role("button", name="고른 판정을 확인").click()
    page.get_by_role("link", name="요건검토", exact=True).click()
    page.get_by_role("link", name="모두 충족한 2건 보기").click()
    fits(page)
    page.get_by_role("button", name="고른 신청을 적격으로 확정").click()
    expect(page.get_by_text("2건을 적격으로 확정했습니다.")).to_be_visible()
    for name in ("하나상사", "둘기술"):
        expect(page.get_by_role("link", name=name)).to_be_visible()


def round_is_made_and_opened(page: Page) -> None:
    fits(page)
    page.get_by_role("button", name="이 차수 준비하기").first.click()
    expect(page.get_by_text("평가를 준비했습니다.")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="위원 정하기").click()
    for name in ("나평가", "다평가", "라평가"):
        page.get_by_label(name).check()
    fits(page)
    page.get_by_role("button", name="고른 위원 위촉").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("link", name="배정", exact=True).click()
    page.get_by_role("button", name="추첨", exact=True).click()
    expect(page.get_by_text("추첨하고 있습니다")).to_be_visible()
    draw_reviewers(run_id=AssignmentRun.objects.latest("pk").pk)
    page.reload()
    expect(page.get_by_text("최근 추첨")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="진행", exact=True).click()
    due = timezone.localtime() + timedelta(days=7)
    page.locator("input[type=date]").fill(due.date().isoformat())
    page.get_by_role("button", name="평가 열기").click()
    expect(page.get_by_text("평가를 열었습니다.")).to_be_visible()
    expect(page.get_by_text("위원 모자람 0건")).to_be_visible()
    assert Assignment.objects.filter(ended_at=None).count() == 6
    fits(page)
