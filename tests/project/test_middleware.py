"""The request's transaction: what a view may do in it, and what is left of it afterwards."""

import pytest
from django.db import InternalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import AccessLogEntry, User
from didim.registry.queries.actors import NOBODY

PARAMETERS = (
    "didim.system",
    "didim.user",
    "didim.agencies",
    "didim.enterprises",
    "statement_timeout",
    "lock_timeout",
    "transaction_read_only",
)


def parameters() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["coalesce(current_setting(%s, true), '')"] * len(PARAMETERS)), PARAMETERS
        )
        return dict(zip(PARAMETERS, cursor.fetchone(), strict=True))


def show(request: HttpRequest) -> JsonResponse:
    return JsonResponse(parameters() | {"actor": getattr(request.actor.user, "email", "")})


def write(request: HttpRequest) -> HttpResponse:
    User.objects.create_user("written@example.org")
    return HttpResponse()


def write_and_fail(request: HttpRequest) -> HttpResponse:
    User.objects.create_user("written@example.org")
    raise Http404


def read_about_a_person(request: HttpRequest) -> HttpResponse:
    note_access(
        act=AccessAct.VIEW,
        task="상담 준비",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=7,
        subject="한빛기업 대표",
    )
    return HttpResponse()


urlpatterns = [
    path("read-about-a-person/", read_about_a_person),
    path("show/", show),
    path("write/", write),
    path("write-and-fail/", write_and_fail),
    path("confirm/", write, name="account_confirm_email"),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_get_by_stranger_is_read_only_and_sees_public_rows_only(client: Client) -> None:
    assert client.get("/show/").json() == {
        "didim.system": "off",
        "didim.user": "",
        "didim.agencies": "",
        "didim.enterprises": "",
        "statement_timeout": "5s",
        "lock_timeout": "2s",
        "transaction_read_only": "on",
        "actor": "",
    }


def test_post_by_known_user_may_write_in_the_users_scope(client: Client) -> None:
    user = User.objects.create_user("han@example.org")
    client.force_login(user)
    answer = client.post("/show/").json()
    assert answer["didim.user"] == str(user.pk)
    assert answer["didim.system"] == "off"
    assert answer["transaction_read_only"] == "off"
    assert answer["actor"] == "han@example.org"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("url", ["/show/", "/write-and-fail/"])
def test_request_leaves_the_outer_transaction_as_it_was(client: Client, method: str, url: str) -> None:
    client.raise_request_exception = False
    before = parameters()
    getattr(client, method)(url)
    assert parameters() == before


def test_get_that_writes_is_refused(client: Client) -> None:
    with pytest.raises(InternalError, match="read-only transaction"):
        client.get("/write/")
    assert not User.objects.exists()


def test_get_named_in_writing_gets_may_write(client: Client) -> None:
    client.get("/confirm/")
    assert User.objects.count() == 1


def test_post_commits(client: Client) -> None:
    client.post("/write/")
    assert User.objects.count() == 1


def test_post_that_raises_leaves_nothing(client: Client) -> None:
    assert client.post("/write-and-fail/").status_code == 404
    assert not User.objects.exists()


def test_session_of_a_changed_password_ends_on_a_get(client: Client) -> None:
    user = User.objects.create_user("han@example.org", "first-password")
    client.force_login(user)
    user.set_password("second-password")
    user.save()
    assert client.get("/show/").json()["actor"] == ""


def test_get_by_stranger_needs_one_statement_beside_the_view(
    client: Client, django_assert_num_queries: object
) -> None:
    # SAVEPOINT, set_config, the view's own, ROLLBACK TO SAVEPOINT, RELEASE
    with django_assert_num_queries(5):
        client.get("/show/")


@pytest.mark.django_db(transaction=True)
def test_post_outside_a_test_transaction_commits_or_rolls_back(client: Client) -> None:
    client.post("/write-and-fail/")
    assert not User.objects.exists()
    client.post("/write/")
    assert User.objects.count() == 1
    assert not transaction.get_connection().in_atomic_block
    assert parameters()["didim.system"] == "on"


def test_nobody_acts_before_a_view_is_found(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert response.wsgi_request.actor == NOBODY


def test_answer_carries_the_id_of_the_request(client: Client) -> None:
    first, second = client.get("/show/")["X-Request-ID"], client.get("/show/")["X-Request-ID"]
    assert [len(first), len(second)] == [9, 9]
    assert first != second


def test_personal_data_shown_by_a_get_is_in_the_access_log(client: Client) -> None:
    user = User.objects.create_user("han@example.org")
    client.force_login(user)
    client.get("/read-about-a-person/", REMOTE_ADDR="203.0.113.9")
    entry = AccessLogEntry.objects.get()
    assert (entry.account, entry.ip, entry.subject_id, entry.task) == (user, "203.0.113.9", 7, "상담 준비")
