"""Who may bring and publish district statistics: they are of the whole platform, so its operator."""

from didim.accounts.guards import OPERATOR
from didim.registry.queries.actors import Actor

__all__ = ["OPERATOR", "may_publish"]


def may_publish(actor: Actor) -> bool:
    """Whether somebody may bring, publish and withdraw: the operator, with a second factor."""
    return OPERATOR.allows(actor)
