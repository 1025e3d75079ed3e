"""Signing up and in, as a browser does it; mail leaves through the outbox."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from didim.accounts.domain.messages import send_due_messages
from didim.accounts.models import AccessLogEntry, OutboundMessage, User
from didim.accounts.queries.consents import has_agreed
from tests.sign_in import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "maple-river-38"
SIGN_UP = {
    "email": "Hana@Example.org",
    "name": "김하나",
    "password1": NEW_PASSWORD,
    "password2": NEW_PASSWORD,
    "consent_terms": "on",
    "consent_privacy": "on",
}


def code_from_mail() -> str:
    assert send_due_messages(now=timezone.now()) == (1, 0)
    return re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.outbox[-1].body, re.MULTILINE).group(1)


@pytest.mark.parametrize("address", ["/accounts/signup/", "/en/accounts/signup/"])
def test_sign_up_asks_each_consent_separately(client: Client, address: str) -> None:
    form = client.get(address).context["form"]
    assert [(document.kind, field.field.required) for document, field in form.consent_fields] == [
        ("required", True),
        ("required", True),
        ("optional", False),
        ("unique_identifier", False),
        ("optional", False),
    ]


def test_sign_up_confirmed_by_code_from_mail(client: Client) -> None:
    response = client.post("/accounts/signup/", SIGN_UP)
    assert (response.status_code, response["Location"]) == (302, "/accounts/confirm-email/")
    response = client.post(response["Location"], {"code": code_from_mail()})
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.email, user.name) == ("hana@example.org", "김하나")
    assert has_agreed(user, "terms", now=timezone.now())
    assert not has_agreed(user, "news", now=timezone.now())
    assert client.get("/account/").context["user"] == user


def test_code_is_wiped_from_the_outbox_once_it_left(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    code = code_from_mail()
    message = OutboundMessage.objects.get()
    assert code in mail.outbox[0].body
    assert (message.state, message.body) == ("sent", "")


@pytest.mark.parametrize("missing", ["consent_terms", "consent_privacy", "name", "email"])
def test_sign_up_without_what_is_required_is_refused(client: Client, missing: str) -> None:
    response = client.post(
        "/accounts/signup/", {key: value for key, value in SIGN_UP.items() if key != missing}
    )
    assert missing in response.context["form"].errors
    assert not User.objects.exists()


def test_sign_up_with_a_known_address_tells_only_its_owner(client: Client) -> None:
    make_user("hana@example.org")
    response = client.post("/accounts/signup/", SIGN_UP)
    assert response["Location"] == "/accounts/confirm-email/"
    assert User.objects.count() == 1
    assert [message.template for message in OutboundMessage.objects.all()] == ["account-already-exists"]


def test_sign_in_with_password_is_noted_in_the_access_log(client: Client) -> None:
    user = make_user("hana@example.org")
    response = client.post(
        "/accounts/login/",
        {"login": "hana@example.org", "password": PASSWORD},
        REMOTE_ADDR="192.0.2.7",
    )
    assert response.status_code == 302
    entry = AccessLogEntry.objects.get()
    assert (entry.account, entry.act, entry.ip, entry.subject_id) == (user, "sign_in", "192.0.2.7", user.pk)


def test_sign_in_with_code_from_mail(client: Client) -> None:
    user = make_user("hana@example.org")
    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/login/code/confirm/", {"code": code_from_mail()})
    assert client.get("/account/").status_code == 200


def test_fifth_wrong_password_locks_the_account_for_this_address(client: Client) -> None:
    user = make_user("hana@example.org")
    for _ in range(5):
        response = client.post("/accounts/login/", {"login": user.email, "password": "wrong"})
    assert response.status_code == 429
    assert "account/locked_out.html" in [template.name for template in response.templates]
    right = {"login": user.email, "password": PASSWORD}
    assert client.post("/accounts/login/", right).status_code == 429
    elsewhere = client.post("/accounts/login/", right, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 302


def test_password_reset_by_code(client: Client) -> None:
    user = make_user("hana@example.org")
    response = client.post("/accounts/password/reset/", {"email": user.email}, follow=True)
    address = response.redirect_chain[-1][0]
    response = client.post(address, {"code": code_from_mail()}, follow=True)
    address = response.redirect_chain[-1][0]
    client.post(address, {"password1": "other-river-77", "password2": "other-river-77"})
    user.refresh_from_db()
    assert user.check_password("other-river-77")


def test_closed_account_cannot_sign_in(client: Client) -> None:
    user = make_user("hana@example.org", is_active=False)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
