"""Booking a slot: the database has the last word, and locks make sure that it is asked in one order."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.intake import Asked, Visitor, open_consultation, send_needs
from didim.desk.domain.video import keep_room
from didim.desk.enums import BookingState, ConsultationState, ContactChannel, DeskSide
from didim.desk.models import Booking, Consultation, Counter, CounterPost
from didim.desk.models.bookings import HOLDS
from didim.desk.queries.slots import counter_slots
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse
from didim.registry.models import Enterprise

# Classes of advisory locks: a counter first, then its counsellors by number. No one takes them otherwise.
_COUNTER, _COUNSELLOR = 6101, 6102
BOOKED_CHANNELS = (ContactChannel.WALK_IN, ContactChannel.PHONE, ContactChannel.VIDEO)


def book_slot(
    *,
    counter: Counter,
    starts_at: datetime,
    visitor: Visitor,
    asked: Asked,
    channel: ContactChannel,
    side: DeskSide,
    by: User | None,
    now: datetime,
    counsellor_id: int | None = None,
    is_sample: bool = False,
) -> Booking:
    """Book a slot of a counter for a firm or a person, with a counsellor who is free (or the one named).

    Staff (`side` AGENCY) book without the counter's notice. RefusedError field by field; "starts_at" where
    the slot is gone.
    """
    if not counter.takes_bookings:
        raise refuse("counter", _("예약을 받지 않는 창구입니다. 다른 창구를 골라 주세요."))
    if channel not in BOOKED_CHANNELS:
        raise refuse("channel", _("방문, 전화, 화상 가운데 하나를 골라 주세요."))
    if channel == ContactChannel.VIDEO and not counter.takes_video:
        raise refuse("channel", _("화상 상담을 하지 않는 창구입니다. 방문이나 전화를 골라 주세요."))
    with transaction.atomic():
        lock_places(counter)
        _refuse_same_time(visitor.enterprise, starts_at, counter)
        seat, chosen = _free_place(counter, starts_at, now, asked.topics, side, counsellor_id)
        with scoped(SYSTEM):
            counsellor = (
                CounterPost.objects.select_related("counsellor")
                .get(counter=counter, counsellor=chosen)
                .counsellor
            )
        consultation = open_consultation(
            agency=counter.agency,
            visitor=visitor,
            asked=asked,
            channel=channel,
            state=ConsultationState.BOOKED,
            by=by,
            now=now,
            counter=counter,
            counsellor=counsellor,
            is_sample=is_sample,
        )
        booking = _insert(consultation, counter, seat, chosen, starts_at, by, now)
        send_needs(consultation=consultation, now=now)
        keep_room(booking=booking, by=by, now=now)
        return booking


def move_booking(
    *,
    booking: Booking,
    starts_at: datetime,
    reason: str,
    side: DeskSide,
    by: User | None,
    now: datetime,
    counsellor_id: int | None = None,
    to: Counter | None = None,
) -> Booking:
    """Move a booking to another slot of its counter, or of the counter `to`: the old gives way to a new one.

    RefusedError for one that is over or was ended, without a reason, or where the slot is gone.
    """
    with transaction.atomic():
        old = _ahead(booking, now)
        counter = to or old.counter
        lock_places(counter)
        old.state, old.ended_side, old.end_reason = BookingState.MOVED, side, _said(reason)
        old.save(update_fields=["state", "ended_side", "end_reason"])
        consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=old.consultation_id)
        topics = tuple(consultation.needs.order_by("pk").values_list("topic", flat=True))
        _refuse_same_time(consultation.enterprise, starts_at, counter)
        seat, chosen = _free_place(counter, starts_at, now, topics, side, counsellor_id)
        new = _insert(consultation, counter, seat, chosen, starts_at, by, now)
        new.room_id, old.moved_to = old.room_id, new
        new.save(update_fields=["room"])
        old.save(update_fields=["moved_to"])
        consultation.counsellor_id, consultation.counter = chosen, counter
        if consultation.channel == ContactChannel.VIDEO:
            consultation.video_link = counter.video_link
        consultation.save(update_fields=["counsellor", "counter", "video_link"])
        keep_room(booking=new, by=by, now=now)
        return new


@transaction.atomic
def cancel_booking(*, booking: Booking, reason: str, side: DeskSide, now: datetime) -> Booking:
    """Cancel a booking that is still ahead. RefusedError without a reason, or for one that is over."""
    locked = _ahead(booking, now)
    locked.state, locked.ended_side, locked.end_reason = BookingState.CANCELLED, side, _said(reason)
    locked.save(update_fields=["state", "ended_side", "end_reason"])
    _end(locked, ConsultationState.CANCELLED)
    keep_room(booking=locked, by=None, now=now)
    return locked


@transaction.atomic
def miss_booking(*, booking: Booking, now: datetime) -> Booking:
    """Record that nobody came. RefusedError before its time, or where the consultation was begun."""
    locked = Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    if locked.state != BookingState.BOOKED or now < locked.starts_at:
        raise refuse("", _("시작 시각이 지난 예약만 불참으로 적을 수 있습니다."))
    if locked.consultation.state != ConsultationState.BOOKED:
        raise refuse("", _("이미 시작한 상담입니다."))
    locked.state, locked.ended_side = BookingState.MISSED, DeskSide.FIRM
    locked.save(update_fields=["state", "ended_side"])
    _end(locked, ConsultationState.MISSED)
    keep_room(booking=locked, by=None, now=now)
    return locked


def lock_places(*counters: Counter) -> None:
    """Wait for whoever books these counters or one of their counsellors; held until the transaction ends.

    Without it, inserts into the exclusion constraints find each other's rows and end in deadlocks of a
    second (docs/decisions/0016-bookings.md).
    """
    with scoped(SYSTEM):
        posts = CounterPost.objects.filter(counter__in=counters)
        staff = sorted(set(posts.values_list("counsellor", flat=True)))
    places = sorted({counter.pk for counter in counters})
    keys = [*((_COUNTER, one) for one in places), *((_COUNSELLOR, one) for one in staff)]
    with connection.cursor() as cursor:
        for kind, number in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number % (1 << 31)])


def _free_place(
    counter: Counter,
    starts_at: datetime,
    now: datetime,
    topics: tuple[str, ...],
    side: DeskSide,
    counsellor_id: int | None,
) -> tuple[int, int]:
    """Return a free seat and who takes it."""
    day = starts_at.astimezone(SEOUL).date()
    slots = counter_slots(
        counter=counter,
        first=day,
        last=day,
        now=now,
        topics=topics,
        notice=side == DeskSide.FIRM,
        counsellor_id=counsellor_id,
    )
    slot = next((slot for slot in slots if slot.span.starts_at == starts_at), None)
    if slot is None:
        raise _gone()
    with scoped(SYSTEM):
        taken = set(
            Booking.objects.filter(
                HOLDS, counter=counter, starts_at__lt=slot.span.ends_at, ends_at__gt=starts_at
            ).values_list("seat", flat=True)
        )
    seat = next((seat for seat in range(1, counter.seats + 1) if seat not in taken), None)
    if seat is None:
        raise _gone()
    return seat, int(slot.people[0])


def _insert(
    consultation: Consultation,
    counter: Counter,
    seat: int,
    counsellor_id: int,
    starts_at: datetime,
    by: User | None,
    now: datetime,
) -> Booking:
    try:
        with transaction.atomic():
            return Booking.objects.create(
                agency_id=counter.agency_id,
                enterprise_id=consultation.enterprise_id,
                consultation=consultation,
                counter=counter,
                seat=seat,
                counsellor_id=counsellor_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=counter.slot_minutes),
                booked_at=now,
                booked_by=by,
            )
    except IntegrityError as error:
        raise _gone() from error


def _gone() -> RefusedError:
    return refuse(
        "starts_at", _("방금 다른 분이 예약했거나 비어 있지 않은 시간입니다. 다른 시간을 골라 주세요.")
    )


def _refuse_same_time(firm: Enterprise | None, starts_at: datetime, counter: Counter) -> None:
    if firm is None:
        return
    ends_at = starts_at + timedelta(minutes=counter.slot_minutes)
    mine = Booking.objects.filter(
        enterprise=firm, state=BookingState.BOOKED, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if mine.exists():
        raise refuse("starts_at", _("같은 시간에 이미 예약이 있습니다. 내 예약에서 먼저 바꿔 주세요."))


def _ahead(booking: Booking, now: datetime) -> Booking:
    locked = (
        Booking.objects.select_for_update(of=("self",)).select_related("counter__agency").get(pk=booking.pk)
    )
    if locked.state != BookingState.BOOKED or locked.starts_at <= now:
        raise refuse("", _("이미 지났거나 바뀐 예약입니다. 내 예약을 다시 확인해 주세요."))
    return locked


def _said(reason: str) -> str:
    said = " ".join(reason.split())[:200]
    if not said:
        raise refuse("reason", _("사유를 적어 주세요."))
    return said


def _end(booking: Booking, state: ConsultationState) -> None:
    Consultation.objects.filter(pk=booking.consultation_id).update(
        state=state, end_reason=booking.end_reason, next_look_at=None
    )
