"""Somebody without an account at a fair: whom the session has opened with a personal link."""

from contextlib import AbstractContextManager

from django.http import HttpRequest

from didim.fairs.models import Participant
from didim.fairs.queries.access import as_participant, linked_participant
from didim.registry.queries.visibility import NotVisible

# Under which the session keeps what stood in the personal link that was opened.
LINKED = "fair-participant"


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
    )


def own_at(request: HttpRequest, fair_id: int) -> Participant | None:
    """Return the asker's own participant at a fair, for pages that others read, too; None for those."""
    try:
        with for_own(request, fair_id) as own:
            return own
    except NotVisible:
        return None
