"""What a browser is called at a server for meetings: nobody else knows the name before it is there.

A server takes the name a browser gives itself. So we give each opening of the page a number of its own, and
tell the others in the room its hash alone: they show a stream under somebody's name only where it fits.
"""

import hashlib

from django.utils.crypto import salted_hmac

from didim.rooms.models import Seat

_LETTERS = 13  # of hexadecimal: 52 bits, what a number of JavaScript holds exactly


def feed_of(seat: Seat, connection: str) -> int:
    """Return the number of one opening of the page; the seat comes with its room."""
    said = f"{seat.room.key}:{seat.number}:{connection}"
    return int(salted_hmac("didim.rooms.feed", said, algorithm="sha256").hexdigest()[:_LETTERS], 16)


def feed_hash(seat: Seat, connection: str) -> str:
    """Return what others are told of it: SHA-256 of its decimal digits."""
    return hashlib.sha256(str(feed_of(seat, connection)).encode()).hexdigest()
