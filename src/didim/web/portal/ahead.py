"""What somebody has before them: meetings at fairs and video rooms, the next first."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.http import HttpRequest
from django.urls import reverse

from didim.accounts.models import User
from didim.fairs.models import Fair, Meeting, Participant
from didim.fairs.queries.days import meetings_ahead
from didim.rooms.queries.seats import rooms_ahead
from didim.web.portal.fair_links import linked_participant_id
from didim.web.portal.views.rooms import address_of

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Ahead:
    """One thing: when, where it is shown, and what: a meeting with somebody at a fair, or a video room."""

    starts_at: datetime
    ends_at: datetime
    address: str
    is_video: bool
    other: Participant | None = None
    fair: Fair | None = None
    place: str = ""
    title: str = ""


def ahead_of(request: HttpRequest, *, now: datetime) -> list[Ahead]:
    """Return what somebody has before them, at most three."""
    met = meetings_ahead(
        actor=request.actor,  # type: ignore[attr-defined]
        link_participant=linked_participant_id(request),
        now=now,
        most=SHOWN,
    )
    found = [_meeting(one.row, one.other) for one in met]
    if isinstance(request.user, User):
        for seat in rooms_ahead(user_id=request.user.pk, now=now)[:SHOWN]:
            room = seat.room
            found.append(Ahead(room.starts_at, room.ends_at, address_of(seat), True, title=room.title))
    return sorted(found, key=attrgetter("starts_at"))[:SHOWN]


def _meeting(row: Meeting, other: Participant) -> Ahead:
    fair, table = row.fair, row.table
    parts = () if table.is_video else (fair.place, table.room, table.name)
    return Ahead(
        row.starts_at,
        row.ends_at,
        reverse("portal:fair-day", args=[fair.pk]),
        table.is_video,
        other=other,
        fair=fair,
        place=" ".join(part for part in parts if part),
    )
