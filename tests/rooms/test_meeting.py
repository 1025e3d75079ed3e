from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from didim.kernel.refusals import RefusedError
from didim.rooms.domain.meeting import (
    GONE_AFTER,
    MOST_MESSAGES,
    acting,
    admit,
    describe,
    join,
    leave,
    say,
    still_here,
)
from didim.rooms.domain.opening import SeatFor, seat_people, take_seat_away
from didim.rooms.domain.recording import agree_to_recording, start_recording, withdraw_from_recording
from didim.rooms.domain.signals import forget_signals
from didim.rooms.domain.tickets import Ticket, read_ticket, sign_ticket
from didim.rooms.enums import StopReason
from didim.rooms.models import Presence, Recording, Signal
from didim.rooms.queries.seats import seats_of
from didim.rooms.queries.state import news_of, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def met(make_room, now):
    """Return the host's and the guest's seat of a room both are in."""
    host, guest = seats_of(room=make_room())
    join(seat_id=host.pk, connection="h", now=now)
    join(seat_id=guest.pk, connection="g", now=now)
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        admit(here=here, number=guest.number, now=now)
    return seats_of(room=host.room)


def test_guest_waits_until_a_host_admits(make_room, now):
    host, guest = seats_of(room=make_room())
    join(seat_id=guest.pk, connection="g", now=now)
    with pytest.raises(PermissionDenied), acting(seat_id=guest.pk, connection="g", now=now):
        pass
    join(seat_id=host.pk, connection="h", now=now)
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        admit(here=here, number=guest.number, now=now)
    with acting(seat_id=guest.pk, connection="g", now=now) as here, pytest.raises(PermissionDenied):
        admit(here=here, number=host.number, now=now)


def test_nobody_comes_in_outside_the_time_of_a_room(make_room, now):
    host = seats_of(room=make_room())[0]
    for minutes in (-11, 36):
        with pytest.raises(PermissionDenied):
            join(seat_id=host.pk, connection="h", now=now + timedelta(minutes=minutes))
    assert Presence.objects.count() == 0


def test_browser_that_comes_back_hears_what_it_missed(met, now):
    host, guest = met
    before = news_of(seat_id=guest.pk, after=0, begins=True, now=now).last
    leave(seat_id=guest.pk, connection="g", now=now)
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        for number in range(3):
            describe(here=here, to=guest.number, body={"candidates": [number]}, now=now)
        say(here=here, text="다시 오세요", now=now)
    join(seat_id=guest.pk, connection="g", now=now)
    news = news_of(seat_id=guest.pk, after=before, begins=True, now=now)
    assert [body["candidates"] for _number, body in news.described] == [[0], [1], [2]]
    assert news.state is not None
    assert [line["text"] for line in news.state["lines"]] == ["다시 오세요"]
    assert news_of(seat_id=host.pk, after=before, begins=False, now=now).described == []


def test_messages_are_numbered_without_a_gap(met, now):
    host, guest = met
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        for _ in range(5):
            describe(here=here, to=guest.number, body={}, now=now)
    numbers = list(Signal.objects.filter(room=host.room).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_too_many_messages_are_refused_for_a_while(met, now):
    host, guest = met
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        for _ in range(MOST_MESSAGES):
            describe(here=here, to=guest.number, body={}, now=now)
    with pytest.raises(RefusedError), acting(seat_id=host.pk, connection="h", now=now):
        pass
    with acting(seat_id=host.pk, connection="h", now=now + timedelta(seconds=11)) as here:
        assert here.seat == host


def test_second_browser_of_a_seat_takes_over(met, now):
    _host, guest = met
    join(seat_id=guest.pk, connection="g2", now=now)
    assert not still_here(seat_id=guest.pk, connection="g", now=now)
    with pytest.raises(PermissionDenied):
        join(seat_id=guest.pk, connection="g", now=now)
    assert [one.connection for one in Presence.objects.filter(seat=guest, left_at=None)] == ["g2"]


def test_connection_of_another_seat_is_refused(met, now):
    host, _guest = met
    with pytest.raises(PermissionDenied):
        join(seat_id=host.pk, connection="g", now=now)


def test_silent_browser_is_taken_for_gone(met, now):
    host, guest = met
    later = now + GONE_AFTER + timedelta(seconds=1)
    assert still_here(seat_id=host.pk, connection="h", now=later)
    people = state_of(host, later)["people"]
    assert [one["connection"] for one in people] == ["h", None]
    assert not still_here(seat_id=guest.pk, connection="g", now=later)


def test_seat_taken_away_is_led_out(met, now):
    _host, guest = met
    take_seat_away(seat=guest, by=None, now=now)
    assert not still_here(seat_id=guest.pk, connection="g", now=now)
    with pytest.raises(PermissionDenied), acting(seat_id=guest.pk, connection="g", now=now):
        pass


def test_who_waits_reads_nothing_of_others(make_room, now):
    host, guest = seats_of(room=make_room())
    join(seat_id=host.pk, connection="h", now=now)
    join(seat_id=guest.pk, connection="g", now=now)
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        say(here=here, text="아직 우리끼리", now=now)
        with pytest.raises(PermissionDenied):
            describe(here=here, to=guest.number, body={}, now=now)
    state = state_of(guest, now)
    assert (state["waits"], state["lines"], state["files"]) == (True, [], [])


def test_recording_needs_everybody(met, now):
    host, guest = met
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        agree_to_recording(here=here, now=now)
        with pytest.raises(RefusedError):
            start_recording(here=here, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.create(room=host.room, started_at=now, started_by=host)
    with acting(seat_id=guest.pk, connection="g", now=now) as here:
        agree_to_recording(here=here, now=now)
        with pytest.raises(PermissionDenied):
            start_recording(here=here, now=now)
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        assert start_recording(here=here, now=now).stopped_at is None


@pytest.fixture
def recorded_room(met, now):
    host, guest = met
    for seat, connection in ((guest, "g"), (host, "h")):
        with acting(seat_id=seat.pk, connection=connection, now=now) as here:
            agree_to_recording(here=here, now=now)
    with acting(seat_id=host.pk, connection="h", now=now) as here:
        start_recording(here=here, now=now)
    return met


def test_recording_ends_when_somebody_withdraws(recorded_room, now):
    _host, guest = recorded_room
    with acting(seat_id=guest.pk, connection="g", now=now) as here:
        withdraw_from_recording(here=here, now=now + timedelta(minutes=1))
    recording = Recording.objects.get()
    assert (recording.stopped_at, recording.stop_reason) == (
        now + timedelta(minutes=1),
        StopReason.WITHDRAWN,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.update(stopped_at=None, stop_reason="")


def test_recording_ends_when_somebody_comes_who_has_not_agreed(recorded_room, now):
    (third,) = seat_people(room=recorded_room[0].room, people=[SeatFor(name="박통역")], by=None, now=now)
    join(seat_id=third.pk, connection="t", now=now)
    assert Recording.objects.get().stop_reason == StopReason.NEWCOMER


def test_recording_ends_when_who_makes_it_leaves(recorded_room, now):
    host, guest = recorded_room
    leave(seat_id=guest.pk, connection="g", now=now)
    assert Recording.objects.get().stopped_at is None
    leave(seat_id=host.pk, connection="h", now=now)
    assert Recording.objects.get().stop_reason == StopReason.STOPPED


def test_messages_go_after_the_room(met, now):
    assert forget_signals(now=now + timedelta(minutes=80)) == 0
    assert forget_signals(now=now + timedelta(minutes=91)) > 0
    assert Signal.objects.count() == 0


def test_ticket_is_read_only_as_it_was_signed():
    ticket = Ticket(7, "abc", "http://127.0.0.1:8000", "ko")
    text = sign_ticket(ticket)
    assert read_ticket(text) == ticket
    assert read_ticket(text[:-2] + "xx") is None
    assert read_ticket("") is None
