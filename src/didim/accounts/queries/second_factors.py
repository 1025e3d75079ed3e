from allauth.mfa.models import Authenticator

from didim.accounts.models import User
from didim.accounts.second_factor import FACTORS


def second_factors(user: User) -> list[Authenticator]:
    """Return the passkeys and the authenticator app a person has registered, oldest first."""
    return list(Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("created_at", "pk"))
