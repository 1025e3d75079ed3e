"""Who may keep the pool of experts of an agency and send them, and who is one of them."""

from didim.accounts.guards import signed_in_guard
from didim.experts.models import PoolExpert
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.rules import agency_role

EXPERT_ROLES = (AgencyRole.DIRECTOR, AgencyRole.OFFICER)
EXPERT_STAFF = agency_role(*EXPERT_ROLES)


def is_expert(actor: Actor) -> bool:
    """Whether a person stands in an agency's pool of experts under their own account."""
    return PoolExpert.objects.filter(user=actor.user.pk).exists()


# Experts read names, addresses and troubles of firms: a second factor, as for staff.
EXPERT = signed_in_guard("expert", test=is_expert, second_factor=True)
