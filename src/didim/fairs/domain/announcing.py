"""What those who take part are told of the plan: their day and what changed of it, with a calendar file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import get_language, gettext, override

from didim.desk.domain.telling import when_in_words
from didim.fairs.domain.telling import fair_name, tell_participant
from didim.fairs.domain.video import room_address, seats_of_meetings
from didim.fairs.enums import ChangeKind, MeetingState
from didim.fairs.models import Fair, Meeting, MeetingChange, Participant
from didim.fairs.models.meetings import HOLDS
from didim.fairs.queries.access import participant_link
from didim.kernel.calendar import SEOUL
from didim.kernel.calendar_files import CalendarSpan, calendar_file


def tell_of_plan(participant: Participant, meetings: Sequence[Meeting], *, now: datetime) -> int:
    """Say which meetings somebody has, with their personal link; return how many messages were queued."""
    rooms = _rooms(participant, meetings)

    def say() -> tuple[str, str]:
        words = {
            "fair": fair_name(participant),
            "count": len(meetings),
            "link": participant_link(participant),
        }
        lines = "\n".join(_line(participant, one, rooms.get(one.pk, "")) for one in meetings)
        body = gettext("상담은 모두 %(count)s건입니다. 바뀌면 다시 알립니다.\n\n내 일정: %(link)s") % words
        return gettext("%(fair)s 상담 일정") % words, f"{lines}\n\n{body}" if lines else body

    return tell_participant(
        participant,
        template="fair-plan",
        say=say,
        key=f"{participant.fair_id}:{now:%Y%m%d%H%M%S}",
        now=now,
        secret=True,
        calendar=day_calendar(participant, meetings, now=now, rooms=rooms),
    )


def tell_of_changes(participant: Participant, changes: Sequence[MeetingChange], *, now: datetime) -> int:
    """Say what changed of somebody's meetings, and their day as it is now."""
    day = _day_of(participant, [change.meeting for change in changes])
    rooms = _rooms(participant, day)

    def say() -> tuple[str, str]:
        words = {"fair": fair_name(participant), "link": participant_link(participant)}
        lines = "\n".join(
            _changed(participant, change, rooms.get(change.meeting.pk, "")) for change in changes
        )
        body = gettext("내 일정: %(link)s") % words
        return gettext("%(fair)s 상담 일정이 바뀌었습니다") % words, f"{lines}\n\n{body}"

    return tell_participant(
        participant,
        template="fair-change",
        say=say,
        key=f"{participant.fair_id}:{max(change.pk for change in changes)}",
        now=now,
        secret=True,
        calendar=day_calendar(participant, day, now=now, rooms=rooms),
    )


def tell_those_hit(changes: Iterable[MeetingChange], *, now: datetime) -> int:
    """Tell everybody what changed of their own meetings, each once; return how many messages were queued."""
    own: dict[int, list[MeetingChange]] = {}
    people: dict[int, Participant] = {}
    for change in changes:
        for one in (change.meeting.partner, change.meeting.firm):
            people[one.pk] = one
            own.setdefault(one.pk, []).append(change)
    return sum(tell_of_changes(people[key], own[key], now=now) for key in sorted(own))


def day_calendar(
    participant: Participant, meetings: Iterable[Meeting], *, now: datetime, rooms: Mapping[int, str]
) -> str:
    """Return somebody's meetings as a calendar file in their language; cancelled ones leave the calendar.

    `rooms` has the addresses of video rooms by the meeting's key.
    """
    with override("ko" if participant.language == "ko" else "en"):
        spans = [
            CalendarSpan(
                uid=f"fair-meeting-{one.pk}@didim",
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                title=other_name(participant, one),
                description=fair_name(participant),
                place=place_of(participant.fair, one),
                url=rooms.get(one.pk, ""),
                is_cancelled=one.state == MeetingState.CANCELLED,
            )
            for one in meetings
        ]
        return calendar_file([], name=fair_name(participant), now=now, spans=spans).decode()


def other_name(participant: Participant, meeting: Meeting) -> str:
    """Return whom somebody meets, as messages in their language call them."""
    other = meeting.firm if meeting.partner_id == participant.pk else meeting.partner
    return other.name if participant.language == "ko" else other.name_en or other.name


def place_of(fair: Fair, meeting: Meeting) -> str:
    """Return where a meeting is held: place, room and table; a video room by its name."""
    table = meeting.table
    parts = (table.name,) if table.is_video else (fair.place, table.room, table.name)
    return " ".join(part for part in parts if part)


def _rooms(participant: Participant, meetings: Iterable[Meeting]) -> dict[int, str]:
    seats = seats_of_meetings(participant=participant, meetings=meetings)
    return {meeting: room_address(seat) for meeting, seat in seats.items()}


def _line(participant: Participant, meeting: Meeting, room: str) -> str:
    parts = [_when(meeting.starts_at), other_name(participant, meeting), place_of(participant.fair, meeting)]
    return _with_room(" · ".join(parts), room)


def _with_room(line: str, room: str) -> str:
    return f"{line}\n{gettext('화상회의실: %(link)s') % {'link': room}}" if room else line


def _changed(participant: Participant, change: MeetingChange, room: str) -> str:
    meeting = change.meeting
    words = {
        "other": other_name(participant, meeting),
        "when": _when(meeting.starts_at),
        "place": place_of(participant.fair, meeting),
        "reason": change.reason,
    }
    if change.kind == ChangeKind.CANCELLED:
        line = gettext("취소: %(when)s · %(other)s") % words
    elif change.kind == ChangeKind.ADDED:
        line = gettext("추가: %(when)s · %(other)s · %(place)s") % words
    else:
        before = datetime.fromisoformat(str(change.before["slot"]))
        words["before"] = f"{_when(before)} {change.before['table']}"
        line = gettext("변경: %(other)s · %(before)s → %(when)s · %(place)s") % words
    return _with_room(f"{line} ({change.reason})" if change.reason else line, room)


def _when(instant: datetime) -> str:
    if (get_language() or "ko").startswith("ko"):
        return when_in_words(instant)
    return f"{instant.astimezone(SEOUL):%a %d %b %Y %H:%M} KST"


def _day_of(participant: Participant, changed: Iterable[Meeting]) -> list[Meeting]:
    """Return somebody's public meetings as they are now, and those that were changed into none."""
    own = participant.meetings_as_partner if participant.side == "partner" else participant.meetings_as_firm
    rows = own.filter(HOLDS).exclude(state=MeetingState.DRAFT)
    found = {one.pk: one for one in rows.select_related("partner", "firm", "table").order_by("starts_at")}
    return [*found.values(), *(one for one in changed if one.pk not in found)]
