"""A counsellor's day, the desk's lists, the board of the waiting room."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.enums import BookingState, ConsultationState, NeedState, TicketState
from didim.desk.models import Absence, Booking, Consultation, Counsellor, Counter, FollowUp, Need, Ticket
from didim.desk.models.bookings import HOLDS
from didim.kernel.calendar import SEOUL
from didim.registry.domain.days import lasting_on

_OPEN = (
    ConsultationState.REQUESTED,
    ConsultationState.BOOKED,
    ConsultationState.WAITING,
    ConsultationState.UNDER_WAY,
)
_BOARD_CALLS = 5
_BOARD_BOOKINGS = 6


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first instant of a day in Seoul and that of the next."""
    start = datetime.combine(day, datetime.min.time(), SEOUL)
    return start, start + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Agenda:
    """A day at the desk: bookings in order, who waits, what is owed, who is away, what was left open."""

    bookings: list[Booking]
    waiting: list[Ticket]
    answers: list[Consultation]
    needs: list[Need]
    follow_ups: list[FollowUp]
    absences: list[Absence]
    # Of days gone by: booked, waiting or begun, and never ended.
    unfinished: list[Consultation]
    next_booking: Booking | None = field(default=None)


def agenda_of(*, agency_id: int, day: date, now: datetime, counsellor: Counsellor | None) -> Agenda:
    """Return the day of one counsellor, or of the whole desk (None): seven queries whatever their number."""
    start, end = day_bounds(day)
    mine = Q(counsellor=counsellor) if counsellor else Q(agency=agency_id)
    bookings = list(
        Booking.objects.filter(mine, starts_at__gte=start, starts_at__lt=end)
        .exclude(state__in=[BookingState.CANCELLED, BookingState.MOVED])
        .select_related("consultation__enterprise", "counter", "counsellor__user")
        .prefetch_related("consultation__needs")
        .order_by("starts_at", "pk")
    )
    tickets = Ticket.objects.filter(
        agency=agency_id, day=day, state__in=[TicketState.WAITING, TicketState.CALLED]
    )
    if counsellor is not None:
        tickets = tickets.filter(counter__staff__counsellor=counsellor)
    waiting = tickets.select_related("consultation__enterprise", "counter").order_by("counter", "number")
    owed = Q(state=ConsultationState.REQUESTED) | Q(state=ConsultationState.UNDER_WAY, clock__gt="")
    answers = Consultation.objects.filter(mine & owed).select_related("enterprise")
    sent = Q(sent_to=counsellor, state=NeedState.SENT) if counsellor else Q(state=NeedState.OPEN)
    needs = (
        Need.objects.filter(sent, agency=agency_id, consultation__state__in=_OPEN)
        .exclude(consultation__in=_led_by(counsellor))
        .select_related("consultation__enterprise", "sent_to__user")
    )
    follow_ups = FollowUp.objects.filter(
        mine, done_at=None, due_on__lte=day + timedelta(days=7)
    ).select_related("consultation__enterprise", "counsellor__user")
    absences = Absence.objects.filter(mine, starts_at__lt=end, ends_at__gt=start).select_related(
        "counsellor__user"
    )
    ahead = (row for row in bookings if row.state == BookingState.BOOKED and row.ends_at > now)
    return Agenda(
        bookings,
        list(waiting),
        list(answers.order_by("answer_due_at", "pk")),
        list(needs.order_by("pk")),
        list(follow_ups.order_by("due_on", "pk")),
        list(absences.order_by("starts_at")),
        list(_unfinished(mine, start)),
        next(ahead, None),
    )


def _unfinished(mine: Q, start: datetime) -> QuerySet[Consultation]:
    """Return consultations of days before `start` that nobody ended, the oldest first."""
    gone = (
        Q(state=ConsultationState.BOOKED, bookings__state=BookingState.BOOKED, bookings__ends_at__lte=start)
        | Q(state=ConsultationState.WAITING, asked_at__lt=start)
        | Q(state=ConsultationState.UNDER_WAY, clock="", started_at__lt=start)
    )
    return Consultation.objects.filter(mine & gone).select_related("enterprise").order_by("asked_at", "pk")


def _led_by(counsellor: Counsellor | None) -> QuerySet[Consultation]:
    """Return the consultations in which a counsellor's needs are met anyway."""
    if counsellor is None:
        return Consultation.objects.none()
    return Consultation.objects.filter(counsellor=counsellor)


def consultations_of_agency(*, agency_id: int) -> QuerySet[Consultation]:
    """Return an agency's consultations for a list, newest first."""
    return (
        Consultation.objects.filter(agency=agency_id)
        .select_related("enterprise", "counsellor__user", "counter", "branch")
        .prefetch_related("needs")
        .order_by("-asked_at", "-pk")
    )


def consultations_of_firms(*, enterprise_ids: frozenset[int]) -> QuerySet[Consultation]:
    """Return what firms came for, newest first, with bookings, needs and whether satisfaction is asked."""
    booked = Booking.objects.filter(HOLDS).select_related("counter").order_by("-starts_at")
    return (
        Consultation.objects.filter(enterprise__in=enterprise_ids)
        .select_related("agency", "enterprise", "counter", "satisfaction")
        .prefetch_related("needs", Prefetch("bookings", booked, to_attr="held"))
        .order_by("-asked_at", "-pk")
    )


def counters_with_waiting(*, agency_id: int, day: date) -> QuerySet[Counter]:
    """Return an agency's counters with how many wait today and the last number given."""
    today = Q(tickets__day=day)
    return (
        Counter.objects.filter(lasting_on(day), agency=agency_id)
        .select_related("branch")
        .annotate(
            waiting=Count("tickets", filter=today & Q(tickets__state=TicketState.WAITING)),
            last_number=Max("tickets__number", filter=today),
        )
        .order_by("name", "pk")
    )


@dataclass(frozen=True, slots=True)
class Board:
    """What the screen of a waiting room shows: no names, only numbers and times."""

    counter: Counter
    called: list[Ticket]
    waiting: list[int]
    bookings: list[datetime]


def board_of(*, counter: Counter, now: datetime) -> Board:
    """Return a counter's board: the latest calls first, who waits, the next bookings: three queries."""
    today = now.astimezone(SEOUL).date()
    with scoped(SYSTEM):
        called = Ticket.objects.filter(counter=counter, day=today, state=TicketState.CALLED)
        waiting = Ticket.objects.filter(counter=counter, day=today, state=TicketState.WAITING)
        bookings = Booking.objects.filter(
            counter=counter, state=BookingState.BOOKED, ends_at__gt=now, starts_at__lt=day_bounds(today)[1]
        )
        return Board(
            counter,
            list(called.order_by("-called_at", "-pk")[:_BOARD_CALLS]),
            list(waiting.order_by("number").values_list("number", flat=True)),
            list(bookings.order_by("starts_at").values_list("starts_at", flat=True)[:_BOARD_BOOKINGS]),
        )


def bookings_of_calendar(*, counsellor: Counsellor, now: datetime) -> list[Booking]:
    """Return a counsellor's bookings from a month ago on, for the calendar they subscribe to."""
    with scoped(SYSTEM):
        rows = Booking.objects.filter(HOLDS, counsellor=counsellor, starts_at__gte=now - timedelta(days=31))
        return list(rows.select_related("counter", "consultation").order_by("starts_at", "pk"))
