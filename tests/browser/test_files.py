"""Files in a real browser: chunk by chunk with progress, resumed after a cut, on a phone and by keyboard."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from didim.applications.domain.drafts import start_application
from didim.applications.domain.files.storage import verify_stored
from didim.applications.models import Application, FirmFile, Upload
from didim.applications.queries.files import stored_files
from tests.applications.builders import make_agency, make_call, make_firm
from tests.applications.files.conftest import DOCUMENTS, FILE_FORM
from tests.browser.looks import width_of
from tests.browser.test_portal_pages import KOREAN_TEXT, SMALL_TARGETS
from tests.sign_in import make_firm_member, sign_in

PHONE = {"width": 390, "height": 844}
CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * (46 << 10)  # about 12 MB: three chunks
LARGE_FORM = {
    "steps": [
        {**step, "fields": [{**field, "max_megabytes": 30} for field in step["fields"]]}
        for step in FILE_FORM["steps"]
    ]
}


@pytest.fixture
def application(site: str) -> Application:
    now, firm = timezone.now(), make_firm()
    period = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
    call = make_call(make_agency(), form=LARGE_FORM, documents=DOCUMENTS, **period)
    return start_application(enterprise=firm, call=call, by=make_firm_member(firm), now=now)


@pytest.fixture
def open_page(browser: Browser, site: str, application: Application) -> Iterator[Callable[..., Page]]:
    key = sign_in(application.created_by).cookies[settings.SESSION_COOKIE_NAME].value
    windows = []

    def open_(address: str, **options: object) -> Page:
        window = browser.new_context(**options)
        windows.append(window)
        window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
        page = window.new_page()
        page.goto(f"{site}{address}")
        return page

    yield open_
    for window in windows:
        window.close()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "사업계획서 최종.pdf"
    path.write_bytes(CONTENT)
    return path


def step_of(application: Application) -> str:
    return f"/applications/{application.pk}/write/files/"


def test_large_file_is_resumed_where_the_connection_was_cut(
    open_page: Callable[..., Page], application: Application, plan: Path
) -> None:
    page = open_page(step_of(application), viewport=PHONE)
    sent = []

    def cut_once(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) == 1:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/uploads/**", cut_once)
    place = page.locator("[data-key=plan]")
    place.locator("input[type=file]").set_input_files(plan)
    expect(place.get_by_role("link", name="사업계획서 최종.pdf")).to_be_visible(timeout=30_000)
    expect(place.locator(".app-upload")).to_have_count(0)
    assert sent == ["5242880", "5242880", "10485760"]
    file = FirmFile.objects.get()
    assert (file.name, file.size, verify_stored(file.sha256)) == (plan.name, len(CONTENT), True)
    assert Upload.objects.get().expected_sha256 in {"", file.sha256}


def test_refused_file_says_why_beside_its_slot(
    open_page: Callable[..., Page], application: Application, tmp_path: Path
) -> None:
    wrong = tmp_path / "계획서.pdf"
    wrong.write_bytes(b"MZ" + b"\0" * 3000)
    page = open_page(step_of(application), viewport=PHONE)
    place = page.locator("[data-key=plan]")
    place.locator("input[type=file]").set_input_files(wrong)
    expect(place.get_by_role("alert")).to_contain_text("실행할 수 있는 내용이 들어 있어")
    assert stored_files(application) == []


def test_file_is_taken_out_and_dated_without_leaving_the_step(
    open_page: Callable[..., Page], application: Application, plan: Path
) -> None:
    page = open_page(step_of(application), viewport=PHONE)
    place = page.locator("[data-key=tax]")
    place.locator("input[type=file]").set_input_files(plan)
    day = place.get_by_label("서류에 적힌 발급일")
    day.fill(timezone.localdate().isoformat())
    place.get_by_role("button", name="발급일 저장").press("Enter")
    expect(day).to_have_count(0)
    place.get_by_role("button", name="빼기").press("Enter")
    expect(place.locator(".app-offers button")).to_contain_text("사업계획서 최종.pdf")
    assert page.url.endswith(step_of(application))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_of_files_reflow_and_are_whole_in_both_languages(
    open_page: Callable[..., Page], application: Application, plan: Path, width: int, language: str
) -> None:
    addresses = [
        step_of(application),
        f"/applications/{application.pk}/files/plan/",
        "/firm/files/",
    ]
    for address in addresses:
        page = open_page(f"{language}{address}", viewport={"width": width, "height": 900})
        assert width_of(page) <= width, address
        assert page.evaluate(SMALL_TARGETS) == [], address
        if language:
            assert page.evaluate(KOREAN_TEXT) == [], address
