"""Signing in through an outside provider: a whole round trip over HTTP, and which providers are offered."""

import os
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from didim.accounts.models import AccessLogEntry, User
from tests.sign_in import make_user

from .identity_provider import CLIENT, SECRET, Provider, identity_provider

pytestmark = pytest.mark.django_db
SIGN_UP = {"name": "김하나", "consent_terms": "on", "consent_privacy": "on"}


@pytest.fixture
def provider(settings: object) -> Iterator[Provider]:
    with identity_provider() as running:
        running.claims = {"sub": "4711", "email": "hana@example.org", "email_verified": True, "name": "Hana"}
        app = {
            "provider_id": "oidc",
            "name": "시험 로그인",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": running.issuer},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def go_round(client: Client) -> object:
    """Press the provider's button, be signed in there, and come back; return our answer to the way back."""
    leave = client.post("/accounts/oidc/oidc/login/?process=login")
    assert leave.status_code == 302
    back = httpx.get(leave["Location"])
    return client.get(back.headers["Location"])


def test_provider_is_offered_on_the_sign_in_page(client: Client, provider: Provider) -> None:
    text = client.get("/accounts/login/").content.decode()
    assert "시험 로그인" in text
    assert '<form method="post" action="/accounts/oidc/oidc/login/' in text


def test_first_visit_asks_for_consents_and_then_signs_in(client: Client, provider: Provider) -> None:
    response = go_round(client)
    assert response["Location"] == "/accounts/3rdparty/signup/"
    assert client.get(response["Location"]).context["form"]["email"].value() == "hana@example.org"
    response = client.post(response["Location"], {"email": "hana@example.org", **SIGN_UP})
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("hana@example.org", "김하나", False)
    assert client.get("/account/").status_code == 200


def test_first_visit_without_required_consent_makes_no_account(client: Client, provider: Provider) -> None:
    response = go_round(client)
    response = client.post(response["Location"], {"email": "hana@example.org", "name": "김하나"})
    assert set(response.context["form"].errors) == {"consent_terms", "consent_privacy"}
    assert not User.objects.exists()


def test_second_visit_signs_in_at_once_and_is_noted(client: Client, provider: Provider) -> None:
    user = make_user("hana@example.org")
    SocialAccount.objects.create(user=user, provider="oidc", uid="4711")
    assert go_round(client)["Location"] == "/"
    assert client.get("/account/").context["user"] == user
    assert AccessLogEntry.objects.get().act == "sign_in"


def test_provider_cannot_take_over_an_account_by_its_address(client: Client, provider: Provider) -> None:
    make_user("hana@example.org")
    go_round(client)
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_answer_with_a_foreign_state_is_refused(client: Client, provider: Provider) -> None:
    client.post("/accounts/oidc/oidc/login/?process=login")
    response = client.get("/accounts/oidc/oidc/login/callback/?code=code-0&state=stolen")
    assert "socialaccount/authentication_error.html" in [template.name for template in response.templates]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("environment", "providers", "origins"),
    [
        ({}, [], []),
        ({"DIDIM_KAKAO_CLIENT_ID": "k"}, ["kakao"], ["https://kauth.kakao.com"]),
        ({"DIDIM_NAVER_CLIENT_ID": "n"}, ["naver"], ["https://nid.naver.com"]),
        (
            {
                "DIDIM_OIDC_ISSUER": "https://id.example.org/realms/a",
                "DIDIM_OIDC_ORIGIN": "https://go.example.org/x",
            },
            ["openid_connect"],
            ["https://id.example.org", "https://go.example.org"],
        ),
    ],
)
def test_providers_come_by_setting(
    environment: dict[str, str], providers: list[str], origins: list[str]
) -> None:
    code = (
        "from didim.project.settings import signin, security;"
        "print(list(signin.SOCIALACCOUNT_PROVIDERS), signin.SIGN_IN_ORIGINS,"
        " security.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1:])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DIDIM_SECRET_KEY": "x", **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip() == f"{providers} {origins} {origins}"
