"""What people see when something is wrong: both languages, and an id that is in the log too."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from didim.project import errors
from didim.project.request_id import RequestIdFilter
from didim.project.urls import urlpatterns as project_urlpatterns

handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.page_not_found, errors.server_error


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("예산을 보는 권한이 없습니다.")


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the reason only the log may know")


urlpatterns = [
    path("refuse/", refuse),
    path("suspect/", suspect),
    path("fail/", fail),
    path("api/fail/", fail),
    *project_urlpatterns,
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def pages_instead_of_exceptions(client: Client) -> None:
    client.raise_request_exception = False


@pytest.mark.parametrize(
    ("url", "status", "sentence"),
    [
        ("/nowhere/", 404, "찾으시는 화면이 없습니다."),
        ("/en/nowhere/", 404, "This page is not there."),
        ("/refuse/", 403, "예산을 보는 권한이 없습니다."),
        ("/suspect/", 400, "요청을 읽을 수 없습니다."),
        ("/fail/", 500, "저희 쪽에서 문제가 생겼습니다."),
    ],
)
def test_error_page_says_what_and_names_the_request(
    client: Client, url: str, status: int, sentence: str
) -> None:
    response = client.get(url)
    page = response.content.decode()
    assert response.status_code == status
    assert sentence in page
    assert f"<code>{response['X-Request-ID']}</code>" in page
    assert "the reason only the log may know" not in page


def test_form_without_token_is_refused_with_a_way_out() -> None:
    response = Client(enforce_csrf_checks=True).post("/refuse/")
    assert response.status_code == 403
    assert "쿠키를 허용하고 화면을 새로 연 뒤 다시 보내 주세요." in response.content.decode()


def test_api_error_is_json(client: Client) -> None:
    response = client.get("/api/fail/")
    assert response.status_code == 500
    assert response.json()["request_id"] == response["X-Request-ID"]


def test_fault_is_logged_with_the_id_of_the_request(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.ERROR):
        response = client.get("/fail/")
    assert {record.request_id for record in caplog.records} == {response["X-Request-ID"]}
