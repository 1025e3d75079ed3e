"""The day of a fair: one's own meetings, who arrived, which meetings take place today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.video import seats_of_meetings
from didim.fairs.enums import MeetingState, ParticipantState, Side
from didim.fairs.models import Fair, FairSlot, Meeting, MeetingRecord, Participant
from didim.fairs.queries.access import taking_part_as
from didim.kernel.calendar import SEOUL
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.rooms.models import Seat

_SIGNER = Signer(salt="fairs.check-in")
SHOWN = (MeetingState.PLANNED, MeetingState.DONE, MeetingState.NO_SHOW, MeetingState.CANCELLED)


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting as one side sees it: the other side, where it sits, what is still to be written."""

    row: Meeting
    other: Participant
    is_recorded: bool
    may_record: bool
    is_now: bool
    may_cancel: bool
    # Where it takes place by video, while it is to come or goes on.
    seat: Seat | None


def own_day(*, own: Participant, now: datetime) -> list[OwnMeeting]:
    """Return a participant's published meetings in the order of time: three queries whatever their number."""
    with scoped(SYSTEM):
        rows = list(_own(own).order_by("starts_at", "pk"))
        recorded = set(
            MeetingRecord.objects.filter(meeting__in=[row.pk for row in rows], side=own.side).values_list(
                "meeting", flat=True
            )
        )
    ahead = [row for row in rows if row.state == MeetingState.PLANNED and row.ends_at > now]
    seats = seats_of_meetings(participant=own, meetings=ahead)
    return [
        OwnMeeting(
            row,
            row.firm if own.side == Side.PARTNER else row.partner,
            row.pk in recorded,
            may_record(row, now),
            row.state == MeetingState.PLANNED and row.starts_at <= now < row.ends_at,
            may_cancel(row, now),
            seats.get(row.pk),
        )
        for row in rows
    ]


def _own(own: Participant) -> QuerySet[Meeting]:
    rows = Meeting.objects.select_related("partner", "firm", "table", "interpreter", "fair__agency")
    return rows.filter(Q(partner=own) | Q(firm=own), fair=own.fair_id, state__in=SHOWN)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting that is still to come: whom one meets."""

    row: Meeting
    other: Participant


def meetings_ahead(*, actor: Actor, link_participant: int | None, now: datetime, most: int) -> list[Ahead]:
    """Return the next published meetings of somebody at any fair, as far as they act for its participants.

    Two queries; none for somebody without an account and without a personal link.
    """
    mine = taking_part_as(actor=actor, link_participant=link_participant)
    if mine is None:
        return []
    with scoped(SYSTEM):
        own = set(Participant.objects.filter(mine).values_list("pk", flat=True))
        rows = Meeting.objects.select_related("partner", "firm", "table", "fair").filter(
            Q(partner__in=own) | Q(firm__in=own), state=MeetingState.PLANNED, ends_at__gt=now
        )
        found = list(rows.order_by("starts_at", "pk")[:most]) if own else []
    return [Ahead(row, row.firm if row.partner_id in own else row.partner) for row in found]


def may_record(meeting: Meeting, now: datetime) -> bool:
    """Whether a meeting may be written of: it began and nobody stayed away."""
    return meeting.state in (MeetingState.PLANNED, MeetingState.DONE) and meeting.starts_at <= now


def may_cancel(meeting: Meeting, now: datetime) -> bool:
    """Whether one of its sides may still cancel a meeting: it has not begun."""
    return meeting.state == MeetingState.PLANNED and meeting.starts_at > now


def access_own_meeting(*, own: Participant, meeting_id: int) -> Meeting:
    """Return a published meeting of a participant."""
    with scoped(SYSTEM):
        found = _own(own).filter(pk=meeting_id).first()
    if found is None:
        raise NotVisible(f"meeting {meeting_id}")
    return found


def own_record(*, own: Participant, meeting: Meeting) -> MeetingRecord | None:
    """Return what a participant wrote of a meeting."""
    with scoped(SYSTEM):
        return MeetingRecord.objects.filter(meeting=meeting, side=own.side).first()


def check_in_code(participant: Participant) -> str:
    """Return what the QR code of a participant says: nobody arrives by a number they made up."""
    return _SIGNER.sign(str(participant.pk))


def check_in_address(participant: Participant) -> str:
    """Return the address the QR code opens on the phone of whoever sits at the entrance."""
    page = f"{settings.SITE_ORIGIN}/workbench/fairs/{participant.fair_id}/arrivals/"
    return f"{page}?code={check_in_code(participant)}"


def participant_of_code(*, fair: Fair, code: str) -> Participant | None:
    """Return who takes part under a code, or under the number beside it; None for neither."""
    said = code.strip()
    if not said.isascii():
        return None
    try:
        number = said if said.isdecimal() else _SIGNER.unsign(said)
    except BadSignature:
        return None
    if len(number) > 18:  # noqa: PLR2004 - no key of a row is longer
        return None
    return Participant.objects.filter(fair=fair, state=ParticipantState.ACCEPTED, pk=int(number)).first()


def days_of_fair(fair: Fair) -> list[date]:
    """Return the days on which a fair is held."""
    days = FairSlot.objects.filter(fair=fair).annotate(day=TruncDate("starts_at", tzinfo=SEOUL))
    return list(days.order_by("day").values_list("day", flat=True).distinct())


def day_shown(days: Sequence[date], *, asked: date | None, today: date) -> date | None:
    """Return the day a page opens with: the one asked for, today, the next one, or the last."""
    if asked in days:
        return asked
    return next((day for day in days if day >= today), days[-1] if days else None)


def meetings_of_day(*, fair: Fair, day: date) -> QuerySet[Meeting]:
    """Return a day's published meetings in the order of time and tables, for those who hold the fair."""
    begins = datetime.combine(day, datetime.min.time(), SEOUL)
    rows = Meeting.objects.select_related("partner", "firm", "table", "interpreter", "absent")
    return rows.filter(
        fair=fair, state__in=SHOWN, starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1)
    ).order_by("starts_at", "table__number", "pk")


def access_meeting(*, fair: Fair, meeting_id: int) -> Meeting:
    """Return a published meeting of a fair that `access_fair` has returned."""
    rows = Meeting.objects.select_related("partner", "firm", "table", "interpreter", "absent", "fair")
    found = rows.filter(fair=fair, pk=meeting_id, state__in=SHOWN).first()
    if found is None:
        raise NotVisible(f"meeting {meeting_id}")
    return found


def arrivals(*, fair: Fair) -> QuerySet[Participant]:
    """Return who takes part: those who have not arrived first, partners before firms, then by name."""
    arrived = Case(When(checked_in_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Participant.objects.filter(fair=fair, state=ParticipantState.ACCEPTED).annotate(arrived=arrived)
    return rows.order_by("arrived", "-side", "name", "pk")
