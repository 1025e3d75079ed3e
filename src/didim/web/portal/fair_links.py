"""As whom a session takes part in fairs: by a personal link it has opened, by a choice among several."""

from contextlib import AbstractContextManager

from django.http import HttpRequest

from didim.fairs.models import Participant
from didim.fairs.queries.access import as_participant, linked_participant, own_participants
from didim.registry.queries.visibility import NotVisible

# Under which the session keeps what stood in the personal link that was opened.
LINKED = "fair-participant"
# Under which it keeps the participant chosen among several, by the number of the fair.
CHOSEN = "fair-chosen"


def linked_participant_id(request: HttpRequest) -> int | None:
    """Return the participant whose personal link this session has opened; None once the link is void."""
    token = request.session.get(LINKED)
    found = linked_participant(token) if token else None
    return found.pk if found else None


def for_own(request: HttpRequest, fair_id: int) -> AbstractContextManager[Participant]:
    """Run a block for the asker's own participant at a fair (`as_participant`)."""
    return as_participant(
        actor=request.actor,  # type: ignore[attr-defined]
        fair_id=fair_id,
        link_participant=linked_participant_id(request),
        chosen=request.session.get(CHOSEN, {}).get(str(fair_id)),
    )


def choose(request: HttpRequest, participant: Participant) -> None:
    """Let a session act at a fair as this one of its own participants from now on."""
    kept = request.session.get(CHOSEN, {})
    request.session[CHOSEN] = {**kept, str(participant.fair_id): participant.pk}


def all_own(request: HttpRequest, fair_id: int) -> list[Participant]:
    """Return as whom a session may act at a fair; without a query where it can be one alone."""
    actor = request.actor  # type: ignore[attr-defined]
    # An account itself takes part beside its firms where it looks for work.
    linked = LINKED in request.session
    if actor.user.pk is None or (not actor.enterprises_with() and not linked):
        return []
    return own_participants(
        actor=actor, fair_id=fair_id, link_participant=linked_participant_id(request) if linked else None
    )


def own_at(request: HttpRequest, fair_id: int) -> Participant | None:
    """Return the asker's own participant at a fair, for pages that others read, too; None for those."""
    try:
        with for_own(request, fair_id) as own:
            return own
    except NotVisible:
        return None
