"""An expert with a phone: asked for, sent, reporting with a photo although the page is lost, and paid."""

import io
import os
from datetime import datetime, time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from didim.accounts.models import User
from didim.desk.enums import Topic
from didim.experts.domain.fees import draw_slips
from didim.experts.domain.planning import give_by_hand
from didim.experts.domain.pool import ExpertDetails, Term, conclude_term, register_expert
from didim.experts.domain.requesting import Wish, request_visit
from didim.experts.domain.visits.booking import VisitTime, propose_visit
from didim.experts.domain.visits.photos import add_photo, clean_photo
from didim.experts.domain.visits.reporting import (
    Written,
    approve_report,
    begin_report,
    file_report,
    save_report,
)
from didim.experts.enums import PoolKind, RequestKind
from didim.experts.models import FeeSlip, PoolExpert, Visit, VisitPhoto, VisitReport
from didim.experts.visit_enums import FeeSlipState, ReportState, VisitSide, VisitState
from didim.kernel.calendar import SEOUL
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency, Enterprise, Person
from didim.support.models import SupportRecord
from tests.registry.conftest import make_firm, new_number, now
from tests.sign_in import make_firm_member, make_staff, make_user, sign_in

from .looks import width_of
from .test_portal_pages import KOREAN_TEXT, SMALL_TARGETS

__all__ = ["make_firm", "new_number", "now"]

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SUBJECT = "점심 손님이 줄어 차림표를 바꾸고 싶습니다"
SAW = "입구가 어둡고 차림표가 문 안쪽에 있다."
ADVICE = "차림표를 길에서 보이게 걸고 점심 세 가지만 적는다."


def become(page: Page, site: str, user: User, *, second_factor: bool = True) -> None:
    page.context.clear_cookies()
    cookie = sign_in(user, second_factor=second_factor).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])


@pytest.fixture
def agency(site: str) -> Agency:
    return Agency.objects.create(name="한빛자영업센터", name_en="Hanbit centre", kind=AgencyKind.CENTRE)


@pytest.fixture
def officer(agency: Agency) -> User:
    return make_staff(agency, AgencyRole.OFFICER, email="officer@example.org")


@pytest.fixture
def expert(agency: Agency) -> PoolExpert:
    """An expert under contract for a year around today, with an account."""
    person = Person.objects.create(name="이전문", user=make_user("expert@example.org", name="이전문"))
    details = ExpertDetails("이전문", PoolKind.INDUSTRY_DOCTOR, 8, is_working_owner=True)
    expert = register_expert(agency=agency, details=details, by=None, now=timezone.now(), person=person)
    today = timezone.localdate()
    term = Term(today - timedelta(days=200), today + timedelta(days=160), "first")
    conclude_term(expert=expert, term=term, by=None, now=timezone.now())
    return expert


@pytest.fixture
def firm(make_firm) -> Enterprise:
    return make_firm(
        "가나식당", region="11680", address="서울 강남구 한빛로 1", phone="02-123-4567", industry="56111"
    )


@pytest.fixture
def owner(firm: Enterprise) -> User:
    return make_firm_member(firm, email="owner@example.org")


def ask(page: Page, site: str) -> None:
    page.goto(f"{site}/experts/")
    page.get_by_label("어떤 도움이 필요한가요?").fill(SUBJECT)
    page.get_by_label("판로·마케팅").check()
    assert width_of(page) <= PHONE["width"]
    page.get_by_role("button", name="요청하기").click()
    expect(page.get_by_text("전문가가 정해지면 알려 드립니다.")).to_be_visible()


def send(page: Page, site: str) -> None:
    page.goto(f"{site}/workbench/experts/requests/")
    page.get_by_role("link", name="가나식당").click()
    page.locator("select[name=expert]").select_option(index=1)
    page.locator("[name=reason]").fill("같은 업종을 오래 운영함")
    page.get_by_role("button", name="이 전문가 보내기").click()
    expect(page.get_by_text("배정했습니다.")).to_be_visible()


def propose(page: Page, site: str) -> None:
    """See the visit that was assigned, and propose a time for it."""
    page.goto(f"{site}/expert/")
    expect(page.get_by_role("heading", name="시간을 정할 방문")).to_be_visible()
    expect(page.get_by_text(SUBJECT)).to_be_visible()
    page.get_by_role("link", name="시간 정하기").click()
    page.get_by_label("시작 시각").fill("10:00")
    page.get_by_label("이번에 할 일").fill("점심때 가게 보기")
    assert width_of(page) <= PHONE["width"]
    page.get_by_role("button").filter(has_text="시간").click()
    expect(page.get_by_role("heading", name="다가오는 방문")).to_be_visible()


def accept(page: Page, site: str) -> None:
    page.goto(f"{site}/visits/")
    page.get_by_role("button", name="좋습니다").click()
    expect(page.get_by_text("예정").first).to_be_visible()


def the_day_comes() -> Visit:
    """Put the visit on the last day of the month that is over, so that its fee can be worked out."""
    day = timezone.localdate().replace(day=1) - timedelta(days=1)
    starts_at = datetime.combine(day, time(10), SEOUL)
    Visit.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return Visit.objects.get()


def photo() -> dict[str, object]:
    """What a phone's camera hands over."""
    content = io.BytesIO()
    Image.new("RGB", (1600, 1200), "darkgreen").save(content, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def write_report(page: Page, site: str) -> None:
    """Write the report on the way: the line goes and the page with it, then it is written on and filed."""
    page.goto(f"{site}/expert/")
    expect(page.get_by_role("heading", name="보고서를 쓸 방문")).to_be_visible()
    page.get_by_role("link", name="보고서 쓰기").click()
    state = page.locator("[data-keep-state]")
    page.get_by_label("무엇을 보았나요?").fill(SAW)
    expect(state).to_contain_text("저장함")
    assert VisitReport.objects.get().saw == SAW

    page.route("**/report/save/", lambda route: route.abort())
    page.get_by_label("무엇을 조언했나요?").fill(ADVICE)
    expect(state).to_contain_text("이 기기에 보관하고")
    assert VisitReport.objects.get().advice == ""
    page.unroute("**/report/save/")
    page.reload()
    expect(page.get_by_label("무엇을 조언했나요?")).to_have_value(ADVICE)
    expect(page.get_by_label("무엇을 보았나요?")).to_have_value(SAW)
    expect(state).to_contain_text("되살렸습니다")
    assert VisitReport.objects.get().advice == ADVICE

    page.get_by_label("사진", exact=True).set_input_files(photo())
    page.get_by_label("사진 설명").fill("입구")
    page.get_by_label("걸린 시간").fill("150")
    assert width_of(page) <= PHONE["width"]
    page.get_by_role("button", name="보고서 내기").click()
    expect(page.get_by_text("승인되면 수당에 더합니다.")).to_be_visible()
    expect(page.get_by_text(ADVICE)).to_be_visible()
    assert page.evaluate("() => localStorage.length") == 0


def approve(page: Page, site: str) -> None:
    page.goto(f"{site}/workbench/visits/")
    page.get_by_role("link", name="가나식당").click()
    expect(page.get_by_text(SAW)).to_be_visible()
    page.get_by_role("button", name="승인").click()
    expect(page.get_by_text("지원이력과 수당을 적었습니다.")).to_be_visible()


def pay(page: Page, site: str) -> None:
    """Work the fees of the last month out, approve the slip and note that it was paid."""
    page.goto(f"{site}/workbench/fees/")
    page.get_by_role("link", name="수당 산정").click()
    page.get_by_role("button", name="산정하기").click()
    expect(page.get_by_text("다른 담당자가 승인합니다.")).to_be_visible()
    page.get_by_role("link", name="-0001").click()
    page.get_by_role("button", name="승인").click()
    expect(page.get_by_text("수당을 승인했습니다.")).to_be_visible()
    page.get_by_role("link", name="지급 적기").click()
    page.get_by_role("button", name="지급 적기").click()
    expect(page.get_by_text("지급한 날을 적었습니다.")).to_be_visible()


def test_visit_is_assigned_made_reported_on_a_phone_and_paid(
    page: Page, site: str, officer: User, owner: User, expert: PoolExpert, firm: Enterprise
) -> None:
    visitor = expert.user
    assert visitor is not None
    for person, size, step in (
        (owner, PHONE, ask),
        (officer, DESKTOP, send),
        (visitor, PHONE, propose),
        (owner, PHONE, accept),
    ):
        page.set_viewport_size(size)
        become(page, site, person)
        step(page, site)
        assert width_of(page) <= size["width"], step.__name__
    visit = the_day_comes()
    for person, size, step in (
        (visitor, PHONE, write_report),
        (officer, DESKTOP, approve),
        (officer, DESKTOP, pay),
    ):
        page.set_viewport_size(size)
        become(page, site, person)
        step(page, site)
        assert width_of(page) <= size["width"], step.__name__
    visit.refresh_from_db()
    report = VisitReport.objects.get()
    assert (visit.state, report.state, report.minutes) == (VisitState.DONE, ReportState.APPROVED, 150)
    assert VisitPhoto.objects.get().caption == "입구"
    record = SupportRecord.objects.get()
    assert (record.enterprise, record.reference) == (firm, f"visit-{visit.pk}")
    slip = FeeSlip.objects.get()
    assert (slip.state, slip.expert, slip.visits) == (FeeSlipState.PAID, expert, 1)
    assert slip.fee_won == record.amount_won > 0


def test_words_kept_on_the_device_do_not_overwrite_newer_ones(
    page: Page, site: str, officer: User, expert: PoolExpert, firm: Enterprise
) -> None:
    """What was written meanwhile on another device stands until the person chooses."""
    visit = visited(expert, firm, officer)
    assert expert.user is not None
    become(page, site, expert.user)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/expert/visits/{visit.pk}/report/")
    page.route("**/report/save/", lambda route: route.abort())
    page.get_by_label("무엇을 보았나요?").fill("전화기에 적은 글")
    expect(page.locator("[data-keep-state]")).to_contain_text("이 기기에 보관하고")
    report = begin_report(visit=visit, now=timezone.now())
    save_report(report=report, written=Written(saw="집에서 적은 글", minutes=60), now=timezone.now())
    page.unroute("**/report/save/")
    page.reload()
    expect(page.get_by_label("무엇을 보았나요?")).to_have_value("집에서 적은 글")
    expect(page.locator("[data-keep-state]")).to_contain_text("지금 저장된 내용과 다릅니다")
    page.get_by_role("button", name="보관한 글 되살리기").click()
    expect(page.get_by_label("무엇을 보았나요?")).to_have_value("전화기에 적은 글")
    expect(page.locator("[data-keep-state]")).to_contain_text("되살렸습니다")
    report.refresh_from_db()
    assert report.saw == "전화기에 적은 글"


def visited(expert: PoolExpert, firm: Enterprise, officer: User, *, visits: int = 1, days: int = 1) -> Visit:
    """Make a visit whose time was some days ago; nothing is reported of it yet."""
    day = timezone.localdate() - timedelta(days=days)
    starts_at = datetime.combine(day, time(10), SEOUL)
    asked = starts_at - timedelta(days=3)
    kind = RequestKind.VISIT if visits == 1 else RequestKind.CLINIC
    wish = Wish(kind, SUBJECT, [Topic.MARKET], asked.date(), asked.date() + timedelta(days=60), visits=visits)
    request = request_visit(agency=expert.agency, enterprise=firm, wish=wish, by=None, now=asked)
    sent = give_by_hand(request=request, expert=expert, reason="같은 업종", by=officer, now=asked)
    agreed = VisitTime(starts_at, 120, agreed=True, place="한빛로 1")
    return propose_visit(dispatch=sent, time=agreed, side=VisitSide.EXPERT, now=asked)


def filed(visit: Visit, photo_name: str = "IMG_0001.jpg") -> VisitReport:
    at, by = visit.ends_at, visit.expert.user
    assert by is not None
    report = begin_report(visit=visit, now=at)
    save_report(report=report, written=Written(SAW, ADVICE, "2주 뒤 다시 봅니다", 150), now=at)
    taken = photo()["buffer"]
    assert isinstance(taken, bytes)
    clean = clean_photo(name=photo_name, size=len(taken), content=io.BytesIO(taken))
    add_photo(report=report, photo=clean, caption="입구", by=by, now=at)
    return file_report(report=report, by=by, now=at)


def test_pages_have_no_barrier_fit_and_can_be_hit(
    page: Page, site: str, officer: User, owner: User, expert: PoolExpert, firm: Enterprise
) -> None:
    paid = visited(expert, firm, officer, days=timezone.localdate().day + 2)
    approve_report(report=filed(paid), by=officer, now=timezone.now())
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    [slip] = draw_slips(agency=expert.agency, month=month, by=officer, now=timezone.now())
    waiting, owed = visited(expert, firm, officer, days=2), visited(expert, firm, officer, days=1, visits=3)
    filed(waiting)
    visitor = expert.user
    assert visitor is not None
    become(page, site, visitor)
    rooms = [
        "",
        "fees/",
        *(f"visits/{one.pk}/" for one in (paid, waiting, owed)),
        *(f"visits/{owed.pk}/{act}/" for act in ("report", "move", "missed", "cancel")),
        *(f"dispatches/{owed.dispatch_id}/{act}/" for act in ("time", "clinic")),
    ]
    faults = look(page, site, [f"expert/{room}" for room in rooms])
    become(page, site, owner)
    faults += look(page, site, ["experts/", "visits/", f"visits/{paid.pk}/", f"visits/{owed.pk}/other-time/"])
    become(page, site, officer)
    rooms = [
        "visits/",
        f"visits/{waiting.pk}/",
        "fees/",
        "fees/draw/",
        "fees/workbook/",
        f"fees/{slip.pk}/",
        "experts/",
        "experts/new/",
        "experts/requests/",
        f"experts/requests/{owed.request_id}/",
        "experts/runs/",
        f"experts/{expert.pk}/",
        *(f"experts/{expert.pk}/{act}/" for act in ("edit", "term", "away", "apart", "replace")),
    ]
    assert faults + look(page, site, [f"workbench/{room}" for room in rooms]) == []


def look(page: Page, site: str, paths: list[str]) -> list[str]:
    """Return what is wrong with pages, in both languages and widths."""
    found = []
    for path in paths:
        for language in ("", "en/"):
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)
                answer = page.goto(f"{site}/{language}{path}")
                assert answer is not None
                assert answer.status == 200, path
                if pictures := os.environ.get("PICTURES"):
                    name = f"{language}{path}".strip("/").replace("/", "_")
                    page.screenshot(path=f"{pictures}/{name}_{size['width']}.png", full_page=True)
                if (width := width_of(page)) > size["width"]:
                    found.append(f"{language}{path}: {width} of {size['width']} px")
            if language:
                found += [f"{path}: {each}" for each in page.evaluate(KOREAN_TEXT)]
        found += [f"{path}: 24 px: {each}" for each in page.evaluate(SMALL_TARGETS)]
        barriers = Axe().run(page).response["violations"]
        found += [f"{path}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in barriers]
    return found
