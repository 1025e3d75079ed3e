"""Tickets: what a page of ours hands a browser so that the process of live messages knows who it is.

That process has an address of its own where no proxy stands in front, so cookies do not reach it. A ticket
names the seat, the opening of the page and the page's own origin, and holds for minutes; the page gets the
next one by its session or its link.
"""

from dataclasses import dataclass

from django.core import signing

VALID_FOR = 300  # seconds
_SALT = "didim.rooms.ticket"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which seat, which opening of the page, where that page came from, and the reader's language."""

    seat_id: int
    connection: str
    origin: str
    language: str


def sign_ticket(ticket: Ticket) -> str:
    """Return a ticket as text."""
    said = [ticket.seat_id, ticket.connection, ticket.origin, ticket.language]
    return signing.dumps(said, salt=_SALT)


def read_ticket(text: str) -> Ticket | None:
    """Return a ticket that was signed here in the last minutes; None for anything else."""
    try:
        seat_id, connection, origin, language = signing.loads(text, salt=_SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Ticket(seat_id, connection, origin, language)
