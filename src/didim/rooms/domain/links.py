"""Personal links: a seat's token is worked out, not kept, so that a link can be sent again and again.

The database holds only its hash, and without the installation's key nobody makes one from a row.
"""

import hashlib

from django.utils.crypto import salted_hmac

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.rooms.models import Room, Seat

_TOKEN_LETTERS = 40  # of hexadecimal: 160 bits


def token_of(*, key: str, number: int, made: int) -> str:
    """Return the token of a seat: of its room's key, its number there, and the count of its links."""
    said = f"{key}:{number}:{made}"
    return salted_hmac("didim.rooms.seat", said, algorithm="sha256").hexdigest()[:_TOKEN_LETTERS]


def hash_of(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_token(seat: Seat) -> str:
    """Return the token of a seat's personal link; whoever has it sits there."""
    return token_of(key=seat.room.key, number=seat.number, made=seat.links_made)


def renew_link(*, seat: Seat, by: User | None) -> Seat:
    """Make the link of a seat anew: the old one opens nothing any more."""
    with scoped(SYSTEM), recorded("renew_room_link", by):
        locked = (
            Seat.objects.select_for_update(of=("self",), no_key=True).select_related("room").get(pk=seat.pk)
        )
        locked.links_made += 1
        locked.token_hash = hash_of(link_token(locked))
        locked.save(update_fields=["links_made", "token_hash"])
        return locked


def first_hash(room: Room, number: int) -> str:
    """Return the hash for a new seat."""
    return hash_of(token_of(key=room.key, number=number, made=1))
