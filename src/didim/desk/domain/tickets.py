"""Walk-in tickets: numbers per counter and day, called in order."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.desk.domain.intake import Asked, Visitor, open_consultation, send_needs
from didim.desk.enums import ConsultationState, ContactChannel, TicketState
from didim.desk.models import Consultation, Counsellor, Counter, Ticket
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

# Class of advisory locks: who takes a number waits for whoever takes one at the same counter.
_TICKETS = 6103


def take_ticket(
    *,
    counter: Counter,
    visitor: Visitor,
    asked: Asked,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> Ticket:
    """Give somebody who walked in the next number of the day. RefusedError where a counter gives none."""
    day = now.astimezone(SEOUL).date()
    if not counter.takes_tickets or (counter.valid_to is not None and counter.valid_to < day):
        raise refuse("counter", _("번호표를 쓰지 않는 창구입니다."))
    with transaction.atomic():
        consultation = open_consultation(
            agency=counter.agency,
            visitor=visitor,
            asked=asked,
            channel=ContactChannel.WALK_IN,
            state=ConsultationState.WAITING,
            by=by,
            now=now,
            counter=counter,
            is_sample=is_sample,
        )
        send_needs(consultation=consultation, now=now)
        return next_ticket(counter=counter, consultation=consultation, now=now)


@transaction.atomic
def next_ticket(*, counter: Counter, consultation: Consultation, now: datetime) -> Ticket:
    """Give a consultation the next number of a counter; the database refuses a gap and a double."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TICKETS, counter.pk % (1 << 31)])
    day = now.astimezone(SEOUL).date()
    last = Ticket.objects.filter(counter=counter, day=day).aggregate(last=Max("number"))["last"]
    return Ticket.objects.create(
        agency_id=counter.agency_id,
        counter=counter,
        day=day,
        number=(last or 0) + 1,
        consultation=consultation,
        taken_at=now,
    )


@transaction.atomic
def call_next(*, counter: Counter, counsellor: Counsellor, seat: int, now: datetime) -> Ticket | None:
    """Call the next number of today to a seat; two counsellors never call the same. None: nobody waits."""
    ticket = (
        Ticket.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(counter=counter, day=now.astimezone(SEOUL).date(), state=TicketState.WAITING)
        .order_by("number")
        .first()
    )
    if ticket is None:
        return None
    ticket.state, ticket.called_at, ticket.called_by, ticket.seat = TicketState.CALLED, now, counsellor, seat
    ticket.save(update_fields=["state", "called_at", "called_by", "seat"])
    Consultation.objects.filter(pk=ticket.consultation_id).update(counsellor=counsellor)
    return ticket


@transaction.atomic
def leave_ticket(*, ticket: Ticket) -> Ticket:
    """Record that a called number did not come. RefusedError for one that was not called."""
    locked = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if locked.state != TicketState.CALLED:
        raise refuse("", _("부른 번호만 자리 비움으로 적을 수 있습니다."))
    consultations = Consultation.objects.filter(pk=locked.consultation_id, state=ConsultationState.WAITING)
    if not consultations.update(state=ConsultationState.MISSED):
        raise refuse("", _("이미 시작한 상담입니다."))
    locked.state = TicketState.LEFT
    locked.save(update_fields=["state"])
    return locked
