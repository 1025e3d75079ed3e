"""Who may: the guards over roles at agencies and firms."""

from didim.accounts.guards import OPERATOR, Guard, signed_in_guard
from didim.registry.enums import AgencyRole, FirmRole

__all__ = ["AGENCY_STAFF", "FIRM_MEMBER", "FIRM_OWNER", "OPERATOR", "agency_role"]


def agency_role(*roles: AgencyRole) -> Guard:
    """Return the guard for staff who hold one of `roles` at some agency, with a second factor.

    At which agency is asked by the object's `access_<thing>()`.
    """
    return signed_in_guard(
        f"agency role: {', '.join(sorted(roles))}",
        test=lambda actor: bool(actor.agencies_with(*roles)),
        second_factor=True,
    )


AGENCY_STAFF = signed_in_guard("agency staff", test=lambda actor: bool(actor.agencies), second_factor=True)
FIRM_MEMBER = signed_in_guard("firm member", test=lambda actor: bool(actor.enterprises))
FIRM_OWNER = signed_in_guard("firm owner", test=lambda actor: bool(actor.enterprises_with(FirmRole.OWNER)))
