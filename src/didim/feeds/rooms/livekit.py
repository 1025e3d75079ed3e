"""LiveKit by its Meet page and an access token (docs.livekit.io, "Authentication": the video grant)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import urlencode

from didim.feeds.rooms.tokens import signed
from didim.rooms.domain.carriers import Entrance, Guest, Meeting
from didim.rooms.queries.seats import GRACE


class LiveKitCarrier:
    """Settings: `url` of the server (wss://…), `page` of a LiveKit Meet, `api_key` and `secret`."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given

    def enter(self, meeting: Meeting, guest: Guest, now: datetime) -> Entrance:
        """Return the page with this guest's token; the server makes the room when the first one comes."""
        grant = {
            "room": f"didim-{meeting.key}",
            "roomJoin": True,
            "roomAdmin": guest.leads,
            "canPublish": guest.speaks,
            "canSubscribe": True,
            "canPublishData": True,
            "roomRecord": False,
        }
        claims = {
            "iss": self.given["api_key"],
            "sub": f"seat-{guest.number}",
            "name": guest.name,
            "nbf": int(now.timestamp()) - 60,
            "exp": int((meeting.ends_at + GRACE).timestamp()),
            "video": grant,
        }
        asked = urlencode(
            {"liveKitUrl": self.given["url"], "token": signed(claims, secret=self.given["secret"])}
        )
        return Entrance("link", {"address": f"{self.given['page'].rstrip('/')}/custom?{asked}"})

    def tend(self, meeting: Meeting, *, present: Collection[int], is_over: bool, now: datetime) -> int:
        """Do nothing: tokens end with the meeting, and whoever leads there puts people out."""
        del meeting, present, is_over, now
        return 0
