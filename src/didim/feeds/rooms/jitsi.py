"""Jitsi Meet by a link with a token (docs: "JWT token authentication" of Prosody's plugin)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import quote

from didim.feeds.rooms.tokens import signed
from didim.rooms.domain.carriers import Entrance, Guest, Meeting
from didim.rooms.queries.seats import GRACE


class JitsiCarrier:
    """Settings: `url` of the server, `app_id` and `secret` as Prosody has them, `subject` (its domain)."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given

    def enter(self, meeting: Meeting, guest: Guest, now: datetime) -> Entrance:
        """Return the meeting's page with this guest's token; nothing has to be made on the server before."""
        room = f"didim-{meeting.key}".lower()
        claims = {
            "aud": "jitsi",
            "iss": self.given["app_id"],
            "sub": self.given["subject"],
            "room": room,
            "nbf": int(now.timestamp()) - 60,
            "exp": int((meeting.ends_at + GRACE).timestamp()),
            "context": {"user": {"name": guest.name, "affiliation": "owner" if guest.leads else "member"}},
            "moderator": guest.leads,
        }
        token = signed(claims, secret=self.given["secret"])
        return Entrance("link", {"address": f"{self.given['url'].rstrip('/')}/{quote(room)}?jwt={token}"})

    def tend(self, meeting: Meeting, *, present: Collection[int], is_over: bool, now: datetime) -> int:
        """Do nothing: tokens end with the meeting, and whoever leads there puts people out."""
        del meeting, present, is_over, now
        return 0
