"""Who may add, correct and close."""

from didim.outcomes.models import Observation
from didim.outcomes.queries.periods import closed_days
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor

RECORDERS = (AgencyRole.DIRECTOR, AgencyRole.OFFICER)
# Published figures change by the word of who answers for them.
CLOSERS = (AgencyRole.DIRECTOR,)


def may_correct(*, actor: Actor, observation: Observation) -> bool:
    """Whether somebody may correct a value: recorders an open period's, the director also a closed one's."""
    if not observation.is_effective or observation.agency_id not in actor.agencies_with(*RECORDERS):
        return False
    if observation.agency_id in actor.agencies_with(*CLOSERS):
        return True
    return not closed_days(agency_id=observation.agency_id, days=[observation.period_end])
