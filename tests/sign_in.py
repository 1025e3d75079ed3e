"""People for tests: with a role, their required consents given, and signed in as the guards want them."""

from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from didim.accounts.domain.consents import answer_consents
from didim.accounts.models import ConsentDocument, User
from didim.accounts.second_factor import SET_UP_KEY
from didim.registry.enums import AgencyRole, FirmRole
from didim.registry.models import Agency, AgencyMember, Enterprise, EnterpriseMember

PASSWORD = "correct horse battery"
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


def make_user(email: str = "hana@example.org", *, consents: bool = True, **fields: object) -> User:
    user = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if consents:
        answer_consents(user=user, agreed=ConsentDocument.objects.filter(kind="required"), now=LONG_AGO)
    return user


def make_staff(agency: Agency, *roles: AgencyRole, email: str = "staff@example.org") -> User:
    user = make_user(email)
    for role in roles or (AgencyRole.OFFICER,):
        AgencyMember.objects.create(agency=agency, user=user, role=role, since=LONG_AGO)
    return user


def make_firm_member(
    enterprise: Enterprise, role: FirmRole = FirmRole.OWNER, email: str = "firm@example.org"
) -> User:
    user = make_user(email)
    EnterpriseMember.objects.create(enterprise=enterprise, user=user, role=role, since=LONG_AGO)
    return user


def sign_in(user: User, *, second_factor: bool = False) -> Client:
    """Return a client signed in as the user; with a second factor registered and shown, if asked for."""
    client = Client()
    client.force_login(user, backend="didim.web.account.backends.PasswordBackend")
    if second_factor:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
        )
        session = client.session
        session[SET_UP_KEY] = user.pk
        session.save()
    return client
