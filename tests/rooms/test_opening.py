from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.kernel.refusals import RefusedError
from didim.rooms.domain.links import link_token, renew_link
from didim.rooms.domain.opening import SeatFor, close_room, move_room, seat_people, take_seat_away
from didim.rooms.enums import Provider, SeatRole
from didim.rooms.models import Room, Seat, Signal
from didim.rooms.queries.seats import (
    is_open,
    name_of,
    next_room_of,
    rooms_ahead,
    seat_of_token,
    seat_of_user,
    seats_of,
)

pytestmark = pytest.mark.django_db


def test_room_opens_with_its_seats(make_room, make_user):
    host = make_user(name="김상담")
    room = make_room(SeatFor(user=host, role=SeatRole.HOST), SeatFor(name="이사장", email="lee@example.org"))
    seats = seats_of(room=room)
    assert [(seat.number, name_of(seat), seat.role) for seat in seats] == [
        (1, "김상담", "host"),
        (2, "이사장", "guest"),
    ]
    assert [seat.admitted_at is not None for seat in seats] == [True, False]
    assert seat_of_user(key=room.key, user_id=host.pk) == seats[0]
    assert seat_of_token(key=room.key, token=link_token(seats[1])) == seats[1]


def test_database_keeps_no_token(make_room):
    seat = seats_of(room=make_room())[1]
    values = [str(value) for value in Seat.objects.filter(pk=seat.pk).values_list()[0]]
    assert link_token(seat) not in values


def test_third_person_is_refused(make_room, make_user):
    room, other = make_room(), make_room()
    with pytest.raises(PermissionDenied):
        seat_of_user(key=room.key, user_id=make_user().pk)
    with pytest.raises(PermissionDenied):
        seat_of_user(key=room.key, user_id=None)
    with pytest.raises(PermissionDenied):
        seat_of_token(key=room.key, token=link_token(seats_of(room=other)[1]))


def test_seat_taken_away_opens_nothing(make_room, now):
    room = make_room()
    guest = seats_of(room=room)[1]
    token = link_token(guest)
    take_seat_away(seat=guest, by=None, now=now)
    with pytest.raises(PermissionDenied):
        seat_of_token(key=room.key, token=token)
    assert Signal.objects.get(room=room).kind == "people"


def test_renewed_link_ends_the_old_one(make_room):
    room = make_room()
    guest = seats_of(room=room)[1]
    old = link_token(guest)
    new = link_token(renew_link(seat=guest, by=None))
    assert seat_of_token(key=room.key, token=new) == guest
    with pytest.raises(PermissionDenied):
        seat_of_token(key=room.key, token=old)


def test_room_is_open_from_its_door_to_a_little_after_its_end(make_room, now):
    room = make_room()
    times = {minutes: is_open(room, now + timedelta(minutes=minutes)) for minutes in (-11, -10, 0, 34, 35)}
    assert times == {-11: False, -10: True, 0: True, 34: True, 35: False}


def test_moved_room_keeps_its_door_before_its_start(make_room, now):
    room = move_room(
        room=make_room(),
        starts_at=now + timedelta(hours=2),
        ends_at=now + timedelta(hours=3),
        by=None,
        now=now,
    )
    assert (room.starts_at - room.opens_at, is_open(room, now)) == (timedelta(minutes=10), False)


def test_closed_room_takes_nobody(make_room, now):
    room = close_room(room=make_room(), by=None, now=now)
    assert not is_open(room, now)
    with pytest.raises(RefusedError):
        seat_people(room=room, people=[SeatFor(name="박대표")], by=None, now=now)
    with pytest.raises(RefusedError):
        move_room(room=room, starts_at=now, ends_at=now + timedelta(hours=1), by=None, now=now)


def test_times_out_of_order_are_refused(make_room, now):
    with pytest.raises(RefusedError):
        make_room(minutes=0)
    room = make_room()
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.filter(pk=room.pk).update(ends_at=now)


def test_more_people_than_meet_without_a_server_are_refused(make_room, now):
    room = make_room(*(SeatFor(name=f"사람 {number}") for number in range(4)))
    with pytest.raises(RefusedError):
        seat_people(room=room, people=[SeatFor(name="하나 더")], by=None, now=now)
    people = [SeatFor(name=f"사람 {number}") for number in range(40)]
    assert len(seats_of(room=make_room(*people, provider=Provider.JANUS))) == 40


def test_user_has_one_seat(make_room, make_user, now):
    user = make_user()
    room = make_room(SeatFor(user=user), SeatFor(user=user))
    assert seat_people(room=room, people=[SeatFor(user=user)], by=None, now=now) == []
    assert len(seats_of(room=room)) == 1


def test_next_room_is_the_one_that_begins_next(make_room, make_user, make_agency, now):
    agency, user = make_agency(), make_user()
    rooms = [
        make_room(SeatFor(user=user), agency=agency, starts_at=now + timedelta(minutes=minutes))
        for minutes in (0, 60, 30)
    ]
    make_room(agency=agency, starts_at=now + timedelta(minutes=30))
    seat = seats_of(room=rooms[0])[0]
    following = next_room_of(seat=seat, after=rooms[0].ends_at)
    assert following is not None
    assert following.seat.room == rooms[2]
    assert next_room_of(seat=seats_of(room=rooms[1])[0], after=now + timedelta(hours=3)) is None
    assert [one.room for one in rooms_ahead(user_id=user.pk, now=now)] == [rooms[0], rooms[2], rooms[1]]


def test_next_room_of_a_link_is_known_by_its_address_at_the_same_agency(make_room, make_agency, now):
    agency = make_agency()
    guest = SeatFor(name="이사장", email="lee@example.org")
    first = make_room(guest, agency=agency)
    make_room(guest, starts_at=now + timedelta(minutes=30), agency=make_agency("다른기관"))
    second = make_room(
        SeatFor(name="이사장", email="Lee@example.org"), starts_at=now + timedelta(hours=1), agency=agency
    )
    following = next_room_of(seat=seats_of(room=first)[0], after=first.ends_at)
    assert following is not None
    assert following.seat.room == second


def test_rows_are_seen_by_the_agency_and_by_who_sits_there(make_room, make_user, make_agency):
    agency, user = make_agency(), make_user()
    make_room(SeatFor(user=user), SeatFor(name="이사장"), agency=agency)
    scopes = {
        "agency": DatabaseScope(agencies=frozenset({agency.pk})),
        "user": DatabaseScope(user=user.pk),
        "other": DatabaseScope(user=make_user().pk, agencies=frozenset({make_agency("다른기관").pk})),
    }
    seen = {}
    for name, scope in scopes.items():
        with scoped(scope):
            seen[name] = (Room.objects.count(), Seat.objects.count())
    assert seen == {"agency": (1, 2), "user": (1, 1), "other": (0, 0)}
