"""Who may: the guard of those who judge."""

from didim.accounts.guards import signed_in_guard
from didim.registry.queries.actors import Actor
from didim.selection.models import Reviewer

__all__ = ["REVIEWER", "is_reviewer"]


def is_reviewer(actor: Actor) -> bool:
    """Whether a person stands in a pool of reviewers."""
    return Reviewer.objects.filter(expert__person__user=actor.user.pk, is_active=True).exists()


# Reviewers read plans, names and people of firms: a second factor, as for staff.
REVIEWER = signed_in_guard("reviewer", test=is_reviewer, second_factor=True)
