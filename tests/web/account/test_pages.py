"""A person's own pages: what each visitor gets, what they change, in both languages."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from didim.accounts.domain.access_log import AccessNote, flush_access_log
from didim.accounts.domain.consents import answer_consents
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import Consent, ConsentDocument, User
from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency
from tests.sign_in import PASSWORD, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db
PAGES = ("overview", "profile", "own-data", "access-history", "leave", "second-factor", "consents")
ALLAUTH_PAGES = ("account_email", "mfa_index", "mfa_list_webauthn", "socialaccount_connections")
OPEN_PAGES = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_request_login_code",
    "account_pages:privacy",
)


@pytest.fixture
def hana() -> User:
    return make_user("hana@example.org", name="김하나")


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(name="가온센터", kind=AgencyKind.CENTRE)


@pytest.mark.parametrize("name", PAGES)
def test_own_page_leads_strangers_to_sign_in(client: Client, name: str) -> None:
    address = reverse(f"account_pages:{name}")
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", [*(f"account_pages:{own}" for own in PAGES), *ALLAUTH_PAGES])
def test_own_page_opens_for_its_owner(hana: User, name: str, prefix: str) -> None:
    assert sign_in(hana).get(prefix + reverse(name)).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", OPEN_PAGES)
def test_open_page_opens_for_strangers(client: Client, name: str, prefix: str) -> None:
    assert client.get(prefix + reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "privacy"])
def test_page_has_no_inline_script_or_style(hana: User, name: str) -> None:
    text = sign_in(hana).get(reverse(f"account_pages:{name}")).content.decode()
    assert "style=" not in text
    assert text.count("<script") == text.count("<script src=")


def test_profile_is_changed(hana: User) -> None:
    response = sign_in(hana).post("/account/profile/", {"name": "김두나", "phone": "02-123-4567"})
    assert response.status_code == 302
    hana.refresh_from_db()
    assert (hana.name, hana.phone) == ("김두나", "02-123-4567")


def test_profile_with_too_long_a_name_keeps_what_was_typed(hana: User) -> None:
    response = sign_in(hana).post("/account/profile/", {"name": "가" * 61, "phone": ""})
    assert response.status_code == 422
    assert response.context["form"]["name"].value() == "가" * 61


def test_own_data_holds_account_consents_and_log(hana: User) -> None:
    data = json.loads(sign_in(hana).get("/account/data/").content)
    assert data["account"]["email"] == "hana@example.org"
    assert data["reviewer"] is None
    assert [consent["document"] for consent in data["consents"]] == [
        "terms",
        "privacy",
        "news",
        "identifiers",
        "phone",
    ]


def test_access_history_shows_what_others_did_with_my_data(hana: User, agency: Agency) -> None:
    staff = make_staff(agency)
    note = AccessNote(AccessAct.VIEW, "회원 상세", SubjectKind.USER, hana.pk, "김하나", agency_id=agency.pk)
    flush_access_log([note], account=staff, ip="192.0.2.1", now=timezone.now())
    page = sign_in(hana).get("/account/access-history/").context["page"]
    assert [(entry.account, entry.task) for entry in page] == [(staff, "회원 상세")]
    assert list(sign_in(hana).get("/account/access-history/?whose=mine").context["page"]) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_access_history_needs_as_many_queries_for_one_row_as_for_three(
    hana: User, agency: Agency, rows: int, django_assert_num_queries: object
) -> None:
    notes = [AccessNote(AccessAct.VIEW, f"{n}", SubjectKind.USER, hana.pk, "김하나") for n in range(rows)]
    flush_access_log(notes, account=make_staff(agency), ip=None, now=timezone.now())
    client = sign_in(hana)
    client.get("/account/access-history/")
    with django_assert_num_queries(11):
        client.get("/account/access-history/")


class TestConsents:
    def new_version(self, code: str) -> ConsentDocument:
        document = ConsentDocument.objects.get(code=code)
        document.pk, document.version, document.valid_from = None, 2, timezone.localdate()
        document.save(force_insert=True)
        return document

    def test_missing_required_consent_is_asked_before_anything_else(self) -> None:
        client = sign_in(make_user("new@example.org", consents=False))
        response = client.get("/account/invitations/abc/")
        assert response["Location"] == "/account/consents/?next=%2Faccount%2Finvitations%2Fabc%2F"
        assert client.get(response["Location"]).context["due"] is True

    def test_required_ones_alone_are_enough_and_lead_back(self) -> None:
        user = make_user("new@example.org", consents=False)
        given = {"consent_terms": "on", "consent_privacy": "on", "next": "/account/profile/"}
        response = sign_in(user).post("/account/consents/", given)
        assert response["Location"] == "/account/profile/"
        answers = Consent.objects.filter(user=user).values_list("document__code", "agreed")
        assert dict(answers) == {
            "terms": True,
            "privacy": True,
            "news": False,
            "identifiers": False,
            "phone": False,
        }

    def test_foreign_address_to_lead_back_to_is_ignored(self) -> None:
        given = {"consent_terms": "on", "consent_privacy": "on", "next": "https://evil.example/"}
        user = make_user("new@example.org", consents=False)
        assert sign_in(user).post("/account/consents/", given)["Location"] == "/account/"

    def test_left_out_required_one_is_named(self) -> None:
        user = make_user("new@example.org", consents=False)
        response = sign_in(user).post("/account/consents/", {"consent_terms": "on"})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["consent_privacy"]

    def test_new_version_of_a_required_document_asks_again(self, hana: User) -> None:
        client = sign_in(hana)
        assert client.get("/account/invitations/abc/").status_code == 200
        self.new_version("privacy")
        assert client.get("/account/invitations/abc/").status_code == 302

    def test_new_version_of_an_agreed_optional_one_asks_once_and_may_be_refused(self, hana: User) -> None:
        answer_consents(user=hana, agreed=ConsentDocument.objects.filter(code="news"), now=timezone.now())
        self.new_version("news")
        client = sign_in(hana)
        assert client.get("/account/invitations/abc/").status_code == 302
        client.post("/account/consents/", {})
        assert client.get("/account/invitations/abc/").status_code == 200

    def test_new_version_of_a_refused_optional_one_asks_nothing(self, hana: User) -> None:
        self.new_version("news")
        assert sign_in(hana).get("/account/invitations/abc/").status_code == 200

    def test_withdrawn_optional_consent_changes_nothing_else(self, hana: User) -> None:
        answer_consents(user=hana, agreed=ConsentDocument.objects.filter(code="news"), now=timezone.now())
        consent = Consent.objects.get(user=hana, document__code="news")
        client = sign_in(hana)
        client.post(reverse("account_pages:consent-withdraw", args=[consent.pk]))
        consent.refresh_from_db()
        assert consent.withdrawn_at is not None
        assert client.get("/account/invitations/abc/").status_code == 200

    def test_withdrawn_required_consent_is_asked_for_again(self, hana: User) -> None:
        consent = Consent.objects.get(user=hana, document__code="privacy")
        client = sign_in(hana)
        client.post(reverse("account_pages:consent-withdraw", args=[consent.pk]))
        assert client.get("/account/invitations/abc/").status_code == 302
        client.post("/account/consents/", {"consent_terms": "on", "consent_privacy": "on"})
        assert client.get("/account/invitations/abc/").status_code == 200
        assert Consent.objects.filter(user=hana, document__code="privacy").count() == 2

    def test_consent_of_somebody_else_cannot_be_withdrawn(self, hana: User) -> None:
        consent = Consent.objects.get(user=hana, document__code="terms")
        sign_in(make_user("other@example.org")).post(
            reverse("account_pages:consent-withdraw", args=[consent.pk])
        )
        consent.refresh_from_db()
        assert consent.withdrawn_at is None


class TestSecondFactor:
    def address(self, agency: Agency) -> str:
        return reverse("account_pages:agency-members", args=[agency.pk])

    def test_staff_without_one_are_led_to_set_it_up(self, agency: Agency) -> None:
        client = sign_in(make_staff(agency, AgencyRole.DIRECTOR))
        response = client.get(self.address(agency))
        assert response["Location"].startswith("/account/second-factor/?next=")
        page = client.get(response["Location"]).content.decode()
        assert reverse("mfa_add_webauthn") in page
        assert reverse("mfa_activate_totp") in page

    def test_htmx_request_is_sent_there_as_a_whole_page(self, agency: Agency) -> None:
        client = sign_in(make_staff(agency, AgencyRole.DIRECTOR))
        response = client.get(self.address(agency), headers={"HX-Request": "true"})
        assert response.status_code == 204
        assert response["HX-Redirect"].startswith("/account/second-factor/")

    def test_registered_but_not_shown_in_this_session_asks_to_show_it(self, agency: Agency) -> None:
        staff = make_staff(agency, AgencyRole.DIRECTOR)
        Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": ""})
        client = sign_in(staff)
        response = client.get(self.address(agency))
        assert reverse("mfa_reauthenticate") in client.get(response["Location"]).content.decode()

    def test_shown_but_removed_since_does_not_count(self, agency: Agency) -> None:
        staff = make_staff(agency, AgencyRole.DIRECTOR)
        client = sign_in(staff, second_factor=True)
        assert client.get(self.address(agency)).status_code == 200
        Authenticator.objects.filter(user=staff).delete()
        assert client.get(self.address(agency)).status_code == 302

    def test_shown_leads_back(self, agency: Agency) -> None:
        client = sign_in(make_staff(agency), second_factor=True)
        response = client.get("/account/second-factor/", {"next": "/workbench/"})
        assert response["Location"] == "/workbench/"

    @pytest.mark.django_db(transaction=True)
    def test_setting_up_totp_counts_at_once(self, agency: Agency) -> None:
        staff = make_staff(agency, AgencyRole.DIRECTOR)
        client = Client()
        client.post("/accounts/login/", {"login": staff.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        response = client.post(reverse("mfa_activate_totp"), {"code": code})
        assert response.status_code == 302
        assert client.get(self.address(agency)).status_code == 200
        stored = Authenticator.objects.get(user=staff, type=Authenticator.Type.TOTP).data["secret"]
        assert secret not in stored

    def test_role_that_ended_opens_nothing(self, agency: Agency) -> None:
        staff = make_staff(agency, AgencyRole.DIRECTOR)
        staff.agency_memberships.update(until=timezone.now() - timedelta(seconds=1))
        assert sign_in(staff, second_factor=True).get(self.address(agency)).status_code == 403

    def test_role_at_another_agency_opens_nothing_here(self, agency: Agency) -> None:
        other = Agency.objects.create(name="다솜센터", kind=AgencyKind.CENTRE)
        client = sign_in(make_staff(other, AgencyRole.DIRECTOR), second_factor=True)
        assert client.get(self.address(agency)).status_code == 404

    @pytest.mark.parametrize("role", [AgencyRole.OFFICER, AgencyRole.ACCOUNTANT, AgencyRole.VIEWER])
    def test_other_roles_are_refused(self, agency: Agency, role: AgencyRole) -> None:
        assert (
            sign_in(make_staff(agency, role), second_factor=True).get(self.address(agency)).status_code == 403
        )
