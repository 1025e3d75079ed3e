"""Who acts for an agency or a firm: who may change it, what must stay, and that every change is kept."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from didim.accounts.models import OutboundMessage, User
from didim.kernel.refusals import RefusedError
from didim.registry.domain.members import (
    accept_firm_invitation,
    change_firm_role,
    end_agency_role,
    end_firm_member,
    grant_agency_role,
    invite_firm_member,
    leave_platform,
    revoke_firm_invitation,
)
from didim.registry.enums import AgencyKind, AgencyRole, EnterpriseStage, FirmRole, LegalForm
from didim.registry.models import Agency, AgencyMember, Enterprise, EnterpriseMember, FirmInvitation
from didim.registry.queries.actors import Actor
from didim.registry.queries.members import agency_role_changes, firm_role_changes
from tests.sign_in import make_firm_member, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db
DIRECTOR, OFFICER = AgencyRole.DIRECTOR, AgencyRole.OFFICER


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(name="가온센터", kind=AgencyKind.CENTRE)


@pytest.fixture
def director(agency: Agency) -> User:
    return make_staff(agency, DIRECTOR, email="director@example.org")


@pytest.fixture
def firm() -> Enterprise:
    now = timezone.now()
    return Enterprise.objects.create(
        name="가나상사",
        stage=EnterpriseStage.PRE_FOUNDER,
        legal_form=LegalForm.NONE,
        created_at=now,
        updated_at=now,
    )


@pytest.fixture
def owner(firm: Enterprise) -> User:
    return make_firm_member(firm, FirmRole.OWNER, email="owner@example.org")


def acting(user: User, *, mfa: bool = True) -> Actor:
    agencies: dict[int, set[AgencyRole]] = {}
    for member in AgencyMember.objects.filter(user=user, until=None):
        agencies.setdefault(member.agency_id, set()).add(AgencyRole(member.role))
    firms = {
        member.enterprise_id: FirmRole(member.role) for member in EnterpriseMember.objects.filter(user=user)
    }
    return Actor(user, {key: frozenset(roles) for key, roles in agencies.items()}, firms, mfa)


def invite(firm: Enterprise, owner: User, email: str = "new@example.org") -> str:
    """Invite somebody and return the token of the link in the mail."""
    invite_firm_member(
        actor=acting(owner),
        enterprise=firm,
        email=email,
        role=FirmRole.MEMBER,
        link=lambda token: f"<{token}>",
        now=timezone.now(),
    )
    return re.search(r"<(.+)>", OutboundMessage.objects.order_by("-pk")[0].body)[1]


class TestAgency:
    def test_director_grants_ends_and_grants_again_and_all_of_it_is_kept(
        self, agency: Agency, director: User
    ) -> None:
        user, now = make_user("new@example.org"), timezone.now()
        given = {"actor": acting(director), "agency": agency}
        member = grant_agency_role(**given, user=user, role=OFFICER, now=now)
        end_agency_role(**given, member_id=member.pk, now=now)
        assert grant_agency_role(**given, user=user, role=OFFICER, now=now).until is None
        changes = [change for change in agency_role_changes(agency) if change.person == user]
        assert [(change.act, change.by, change.ended) for change in changes] == [
            ("grant_agency_role", director, False),
            ("end_agency_role", director, True),
            ("grant_agency_role", director, False),
        ]

    def test_command_line_grants_the_first_director(self, agency: Agency) -> None:
        user = make_user()
        grant_agency_role(actor=None, agency=agency, user=user, role=DIRECTOR, now=timezone.now())
        assert [(change.by, change.person) for change in agency_role_changes(agency)] == [(None, user)]

    def test_operator_grants_with_a_second_factor_only(self, agency: Agency) -> None:
        operator, user = make_user("op@example.org", is_superuser=True), make_user()
        grant = {"agency": agency, "user": user, "role": DIRECTOR, "now": timezone.now()}
        with pytest.raises(RefusedError):
            grant_agency_role(actor=acting(operator, mfa=False), **grant)
        assert grant_agency_role(actor=acting(operator), **grant).role == DIRECTOR

    def test_officer_and_director_of_another_agency_are_refused(self, agency: Agency) -> None:
        other = Agency.objects.create(name="다솜센터", kind=AgencyKind.CENTRE)
        for staff in (
            make_staff(agency, email="a@example.org"),
            make_staff(other, DIRECTOR, email="b@example.org"),
        ):
            with pytest.raises(RefusedError):
                grant_agency_role(
                    actor=acting(staff), agency=agency, user=staff, role=DIRECTOR, now=timezone.now()
                )

    def test_last_director_stays(self, agency: Agency, director: User) -> None:
        member = AgencyMember.objects.get(user=director)
        end = {"actor": acting(director), "agency": agency, "member_id": member.pk, "now": timezone.now()}
        with pytest.raises(RefusedError, match="한 명 이상"):
            end_agency_role(**end)
        make_staff(agency, DIRECTOR, email="second@example.org")
        assert end_agency_role(**end).until == end["now"]

    def test_closed_account_gets_no_role(self, agency: Agency, director: User) -> None:
        gone = make_user("gone@example.org", is_active=False)
        with pytest.raises(RefusedError):
            grant_agency_role(
                actor=acting(director), agency=agency, user=gone, role=OFFICER, now=timezone.now()
            )

    def test_page_gives_a_role_and_says_when_there_is_no_account(
        self, agency: Agency, director: User
    ) -> None:
        client, address = (
            sign_in(director, second_factor=True),
            reverse("account_pages:agency-members", args=[agency.pk]),
        )
        response = client.post(address, {"email": "new@example.org", "role": "officer"})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["email"])
        user = make_user("new@example.org")
        assert client.post(address, {"email": "New@example.org", "role": "officer"}).status_code == 302
        member = AgencyMember.objects.get(user=user)
        client.post(reverse("account_pages:agency-role-end", args=[agency.pk, member.pk]))
        member.refresh_from_db()
        assert member.until is not None


class TestFirm:
    def test_invited_person_accepts_once_with_the_invited_address(
        self, firm: Enterprise, owner: User
    ) -> None:
        token, now = invite(firm, owner, "New@Example.org"), timezone.now()
        with pytest.raises(RefusedError, match=r"new@example\.org"):
            accept_firm_invitation(user=make_user("other@example.org"), token=token, now=now)
        user = make_user("new@example.org")
        assert accept_firm_invitation(user=user, token=token, now=now).role == FirmRole.MEMBER
        with pytest.raises(RefusedError):
            accept_firm_invitation(user=user, token=token, now=now)
        assert FirmInvitation.objects.get().token_hash != token

    @pytest.mark.parametrize("late", [timedelta(days=7), timedelta(days=30)])
    def test_invitation_expires(self, firm: Enterprise, owner: User, late: timedelta) -> None:
        token = invite(firm, owner)
        invitation = FirmInvitation.objects.get()
        with pytest.raises(RefusedError):
            accept_firm_invitation(
                user=make_user("new@example.org"), token=token, now=invitation.invited_at + late
            )

    def test_second_invitation_replaces_the_first(self, firm: Enterprise, owner: User) -> None:
        first, second = invite(firm, owner), invite(firm, owner)
        user = make_user("new@example.org")
        with pytest.raises(RefusedError):
            accept_firm_invitation(user=user, token=first, now=timezone.now())
        accept_firm_invitation(user=user, token=second, now=timezone.now())

    def test_revoked_invitation_is_worth_nothing(self, firm: Enterprise, owner: User) -> None:
        token = invite(firm, owner)
        revoke = {
            "actor": acting(owner),
            "enterprise": firm,
            "invitation_id": FirmInvitation.objects.get().pk,
            "now": timezone.now(),
        }
        revoke_firm_invitation(**revoke)
        with pytest.raises(RefusedError):
            revoke_firm_invitation(**revoke)
        with pytest.raises(RefusedError):
            accept_firm_invitation(user=make_user("new@example.org"), token=token, now=timezone.now())

    def test_member_invites_nobody(self, firm: Enterprise, owner: User) -> None:
        with pytest.raises(RefusedError, match="기업 대표만"):
            invite(firm, make_firm_member(firm, FirmRole.MEMBER))

    def test_member_is_not_invited_again(self, firm: Enterprise, owner: User) -> None:
        with pytest.raises(RefusedError, match="이미"):
            invite(firm, owner, "Owner@example.org")

    def test_only_owner_stays_until_there_is_another(self, firm: Enterprise, owner: User) -> None:
        other = EnterpriseMember.objects.get(user=make_firm_member(firm, FirmRole.MEMBER))
        own = EnterpriseMember.objects.get(user=owner)
        given = {"actor": acting(owner), "enterprise": firm}
        with pytest.raises(RefusedError, match="유일한 대표"):
            end_firm_member(**given, member_id=own.pk)
        with pytest.raises(RefusedError, match="유일한 대표"):
            change_firm_role(**given, member_id=own.pk, role=FirmRole.MEMBER, now=timezone.now())
        change_firm_role(**given, member_id=other.pk, role=FirmRole.OWNER, now=timezone.now())
        end_firm_member(**given, member_id=own.pk)
        assert list(EnterpriseMember.objects.filter(enterprise=firm)) == [other]
        assert [(change.act, change.person, change.ended) for change in firm_role_changes(firm)[:2]] == [
            ("end_firm_member", owner, True),
            ("change_firm_role", other.user, False),
        ]

    def test_member_ends_their_own_role_only(self, firm: Enterprise, owner: User) -> None:
        member = make_firm_member(firm, FirmRole.MEMBER)
        given = {"actor": acting(member), "enterprise": firm}
        with pytest.raises(RefusedError):
            end_firm_member(**given, member_id=EnterpriseMember.objects.get(user=owner).pk)
        end_firm_member(**given, member_id=EnterpriseMember.objects.get(user=member).pk)
        assert EnterpriseMember.objects.get().user == owner

    def test_pages_lead_from_invitation_to_membership(self, firm: Enterprise, owner: User) -> None:
        address = reverse("account_pages:firm-members", args=[firm.pk])
        assert sign_in(owner).post(address, {"email": "new@example.org", "role": "member"}).status_code == 302
        link = re.search(r"http://testserver(\S+)", OutboundMessage.objects.get().body)[1]
        assert Client().get(link)["Location"] == f"/accounts/login/?next={link}"
        user = make_user("new@example.org")
        client = sign_in(user)
        assert client.get(link).status_code == 200
        client.post(link)
        assert client.get(address).status_code == 200
        assert client.post(address, {"email": "x@example.org", "role": "member"}).status_code == 422

    def test_page_of_another_firm_is_not_there(self, firm: Enterprise, owner: User) -> None:
        now = timezone.now()
        other = Enterprise.objects.create(
            name="다라상사",
            stage=EnterpriseStage.PRE_FOUNDER,
            legal_form=LegalForm.NONE,
            created_at=now,
            updated_at=now,
        )
        client = sign_in(owner)
        assert client.get(reverse("account_pages:firm-members", args=[other.pk])).status_code == 404


class TestLeaving:
    def test_everything_ends_and_the_firm_without_anybody_else_is_let_go(
        self, agency: Agency, firm: Enterprise, owner: User
    ) -> None:
        AgencyMember.objects.create(agency=agency, user=owner, role=OFFICER, since=timezone.now())
        client = sign_in(owner)
        assert client.post("/account/leave/", {"understood": "on"}).status_code == 302
        owner.refresh_from_db()
        assert owner.is_active is False
        assert AgencyMember.objects.get(user=owner).until == owner.withdrawn_at
        assert not EnterpriseMember.objects.filter(user=owner).exists()
        assert client.get("/account/").status_code == 302

    def test_leaving_must_be_confirmed(self, owner: User) -> None:
        assert sign_in(owner).post("/account/leave/", {}).status_code == 422

    def test_only_director_or_owner_of_others_must_hand_over_first(
        self, agency: Agency, director: User, firm: Enterprise, owner: User
    ) -> None:
        make_firm_member(firm, FirmRole.MEMBER)
        for user in (director, owner):
            with pytest.raises(RefusedError, match="유일한"):
                leave_platform(user=user, now=timezone.now())
            user.refresh_from_db()
            assert user.withdrawn_at is None
