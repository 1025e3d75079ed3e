"""The people one can sign in as to look around.

Their passwords and second factors come from the installation's secret key, so they differ between
installations, stay the same on one, and nothing that opens a door stands in the code.
"""

import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.utils.crypto import salted_hmac

from didim.accounts.domain.consents import answer_consents
from didim.accounts.enums import ConsentKind
from didim.accounts.models import ConsentDocument, User
from didim.registry.enums import AgencyRole, EnterpriseStage, FirmRole, LegalForm
from didim.registry.models import AgencyMember, Enterprise, EnterpriseMember

from .world import World

DOMAIN = "hanbit.example"


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One of the sample people: what they are, and what it takes to sign in as them."""

    key: str
    title: str
    title_en: str
    agency_role: AgencyRole | None = None
    firm_role: FirmRole | None = None
    is_operator: bool = False
    # Serves the office as well, which keeps the boards and commissions the partners.
    in_office: bool = False
    # Judges plans: sees them with a second factor only.
    is_reviewer: bool = False
    # Visits firms and reads of their troubles: with a second factor, too.
    is_expert: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with; the domain is one that cannot exist."""
        return f"{self.key}@{DOMAIN}"

    @property
    def password(self) -> str:
        """The password of this installation."""
        return _derived("password", self.key)[:12].lower()

    @property
    def totp_secret(self) -> str | None:
        """The secret for an authenticator app, for those who need a second factor."""
        sees_others = self.agency_role or self.is_operator or self.is_reviewer or self.is_expert
        return _derived("totp", self.key) if sees_others else None

    @property
    def totp_code(self) -> str | None:
        """The code that is right at this moment (it changes every 30 seconds)."""
        if self.totp_secret is None:
            return None
        now_counter = int(time.time()) // TOTP_PERIOD
        return format_hotp_value(hotp_value(self.totp_secret, now_counter))


TOTP_PERIOD = 30
DEMO_SIGN_INS = (
    DemoSignIn("owner", "기업 대표", "Owner of a firm", firm_role=FirmRole.OWNER),
    DemoSignIn("member", "기업 구성원", "Member of a firm", firm_role=FirmRole.MEMBER),
    DemoSignIn(
        "director",
        "산업진흥원·중소기업청 기관장",
        "Director of the industry agency and the SME office",
        AgencyRole.DIRECTOR,
        in_office=True,
    ),
    DemoSignIn(
        "officer",
        "산업진흥원·중소기업청 담당자",
        "Officer of the industry agency and the SME office",
        AgencyRole.OFFICER,
        in_office=True,
    ),
    DemoSignIn(
        "accountant", "산업진흥원 회계담당", "Accountant of the industry agency", AgencyRole.ACCOUNTANT
    ),
    DemoSignIn("viewer", "산업진흥원 열람자", "Viewer of the industry agency", AgencyRole.VIEWER),
    DemoSignIn("reviewer", "평가위원", "Reviewer", is_reviewer=True),
    DemoSignIn("expert", "업종닥터", "Industry doctor (field expert)", is_expert=True),
    DemoSignIn("operator", "운영자", "Operator of the installation", is_operator=True),
)


def _derived(purpose: str, key: str) -> str:
    digest = salted_hmac(f"didim.sample.{purpose}", key, algorithm="sha256").digest()
    return base64.b32encode(digest[:20]).decode()


def make_sign_ins(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the people, enrol their second factors, and give them their roles."""
    firm = owned_firm(firms)
    since = world.instant(world.today - timedelta(days=30))
    for sign_in in DEMO_SIGN_INS:
        user = User.objects.create_user(
            sign_in.email, sign_in.password, name=f"{sign_in.title}(예시)", is_superuser=sign_in.is_operator
        )
        answer_consents(
            user=user, agreed=ConsentDocument.objects.filter(kind=ConsentKind.REQUIRED), now=since
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if sign_in.totp_secret is not None:
            TOTP.activate(user, sign_in.totp_secret)
        if sign_in.agency_role:
            AgencyMember.objects.bulk_create(
                AgencyMember(agency=world.agencies[key], user=user, role=sign_in.agency_role, since=since)
                for key in (("promotion", "office") if sign_in.in_office else ("promotion",))
            )
        if sign_in.firm_role:
            EnterpriseMember.objects.create(enterprise=firm, user=user, role=sign_in.firm_role, since=since)


def sample_user(key: str) -> User:
    """Return one of the sample people by key."""
    return User.objects.get(email=f"{key}@{DOMAIN}")


def owned_firm(firms: Sequence[Enterprise]) -> Enterprise:
    """Return the firm of the sample owner: the youngest operating corporation that is two years old."""
    return max(
        (
            firm
            for firm in firms
            if firm.stage == EnterpriseStage.OPERATING
            and firm.legal_form == LegalForm.CORPORATION
            and firm.opened_on is not None
            and firm.opened_on <= firm.created_at.date() - timedelta(days=2 * 365)
        ),
        key=lambda firm: (firm.opened_on, firm.pk),
    )
