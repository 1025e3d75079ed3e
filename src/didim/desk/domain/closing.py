"""Closing a counter: its bookings and numbers go elsewhere or are told; none is left unnoticed."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.desk.domain.answers import CALLBACK_CLOCK, begin_answer
from didim.desk.domain.booking import cancel_booking, lock_places, move_booking
from didim.desk.domain.telling import tell_of_booking, tell_of_ended_booking, when_in_words
from didim.desk.domain.tickets import next_ticket
from didim.desk.enums import BookingState, ConsultationState, DeskSide, TicketState
from didim.desk.models import Booking, Consultation, Counter, FollowUp, Ticket
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse

_HANDOVER = "창구가 닫혀 예약이 바뀜: 전화로 알리기"


@dataclass(slots=True)
class Closed:
    """What became of what a counter had: moved, ended, and of both whom nobody could tell in writing."""

    moved: list[Booking] = field(default_factory=list)
    ended: list[Booking] = field(default_factory=list)
    to_call: list[FollowUp] = field(default_factory=list)
    numbers_moved: list[Ticket] = field(default_factory=list)
    called_back: list[Consultation] = field(default_factory=list)


@transaction.atomic
def close_counter(
    *,
    counter: Counter,
    last_day: date | None,
    reason: str,
    move_to: Counter | None,
    by: User | None,
    now: datetime,
) -> Closed:
    """Close a counter after a day, or at once (None).

    Bookings after it move to the same time at `move_to` where it is free there, and are cancelled otherwise;
    whoever booked is told, and whom no message reaches stands among the follow-ups of their counsellor, to
    be called today. Closed at once, waiting numbers get the next ones at `move_to`, or a call back.
    RefusedError by field.
    """
    said = _checked(counter, last_day, reason, move_to, now)
    places = [counter, *([move_to] if move_to else [])]
    lock_places(*places)
    counter.valid_to = last_day or now.astimezone(SEOUL).date()
    counter.close_reason, counter.moved_to = said, move_to
    if last_day is None:
        counter.takes_bookings = counter.takes_tickets = False
    counter.save(update_fields=["valid_to", "close_reason", "moved_to", "takes_bookings", "takes_tickets"])
    closed = Closed()
    for booking in _bookings_after(counter, last_day, now):
        _hand_over(booking, said, move_to, by, now, closed)
    if last_day is None:
        for ticket in _waiting(counter, now):
            _send_on(ticket, move_to, by, now, closed)
    return closed


def _checked(
    counter: Counter, last_day: date | None, reason: str, move_to: Counter | None, now: datetime
) -> str:
    said = " ".join(reason.split())[:200]
    today = now.astimezone(SEOUL).date()
    if not said:
        raise refuse("reason", _("사유를 적어 주세요. 예약한 분에게 그대로 알립니다."))
    if last_day is not None and last_day < max(today, counter.valid_from):
        raise refuse("last_day", _("마지막 날은 오늘이나 그 뒤의 날이어야 합니다."))
    if move_to is not None and (move_to.pk == counter.pk or move_to.agency_id != counter.agency_id):
        raise refuse("move_to", _("이 기관의 다른 창구를 골라 주세요."))
    return said


def _bookings_after(counter: Counter, last_day: date | None, now: datetime) -> list[Booking]:
    after = now
    if last_day is not None:
        after = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), SEOUL)
    rows = Booking.objects.filter(counter=counter, state=BookingState.BOOKED, starts_at__gt=now)
    return list(
        rows.filter(starts_at__gte=after)
        .select_related("consultation", "counsellor", "counter__agency")
        .order_by("starts_at", "pk")
    )


def _hand_over(
    booking: Booking, reason: str, move_to: Counter | None, by: User | None, now: datetime, closed: Closed
) -> None:
    moved = _moved(booking, reason, move_to, by, now) if move_to else None
    if moved is not None:
        closed.moved.append(moved)
        told, counsellor = tell_of_booking(moved, now=now), moved.counsellor
    else:
        ended = cancel_booking(booking=booking, reason=reason, side=DeskSide.AGENCY, now=now)
        closed.ended.append(ended)
        told, counsellor = tell_of_ended_booking(ended, now=now), booking.counsellor
    if told:
        return
    closed.to_call.append(
        FollowUp.objects.create(
            agency_id=booking.agency_id,
            enterprise_id=booking.enterprise_id,
            consultation=booking.consultation,
            counsellor=counsellor,
            what=f"{_HANDOVER} ({when_in_words(booking.starts_at)})",
            due_on=now.astimezone(SEOUL).date(),
        )
    )


def _moved(booking: Booking, reason: str, move_to: Counter, by: User | None, now: datetime) -> Booking | None:
    """Return the booking at the same time elsewhere; None where that time is not free there."""
    try:
        return move_booking(
            booking=booking,
            starts_at=booking.starts_at,
            reason=reason,
            side=DeskSide.AGENCY,
            by=by,
            now=now,
            to=move_to,
        )
    except RefusedError:
        return None


def _waiting(counter: Counter, now: datetime) -> list[Ticket]:
    """Return the numbers of today that wait, or were called and not begun, in order."""
    rows = Ticket.objects.select_for_update(of=("self",)).filter(
        counter=counter,
        day=now.astimezone(SEOUL).date(),
        state__in=[TicketState.WAITING, TicketState.CALLED],
        consultation__state=ConsultationState.WAITING,
    )
    return list(rows.select_related("consultation").order_by("number"))


def _send_on(ticket: Ticket, move_to: Counter | None, by: User | None, now: datetime, closed: Closed) -> None:
    ticket.state = TicketState.MOVED
    ticket.save(update_fields=["state"])
    consultation = ticket.consultation
    if move_to is not None and move_to.takes_tickets:
        consultation.counter = move_to
        consultation.save(update_fields=["counter"])
        closed.numbers_moved.append(next_ticket(counter=move_to, consultation=consultation, now=now))
        return
    consultation.state = ConsultationState.REQUESTED
    consultation.save(update_fields=["state"])
    begin_answer(consultation=consultation, clock=CALLBACK_CLOCK, now=now, by=by)
    closed.called_back.append(consultation)


@transaction.atomic
def reopen_counter(*, counter: Counter) -> Counter:
    """Take a closing back: the counter goes on; what was moved or cancelled stays so."""
    counter.valid_to, counter.close_reason, counter.moved_to = None, "", None
    counter.save(update_fields=["valid_to", "close_reason", "moved_to"])
    return counter
