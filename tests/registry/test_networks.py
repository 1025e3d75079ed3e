from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.kernel.refusals import RefusedError
from didim.registry.domain.networks import add_seat, appoint, end_term, join_network, leave_network, set_field
from didim.registry.enums import EndReason, NetworkKind, Ownership, SeatTitle
from didim.registry.models import Appointment, Network, NetworkMember, Person, Seat
from didim.registry.queries.networks import MemberCounts, board_on, member_counts, members_on

pytestmark = pytest.mark.django_db

START, END = date(2020, 1, 1), date(2021, 12, 31)


def refused(act, **arguments):
    with pytest.raises(RefusedError) as refusal:
        act(**arguments)
    return list(refusal.value.by_field())


@pytest.fixture
def hub(make_agency):
    return make_agency("거점센터", opened_on=date(2009, 1, 1))


@pytest.fixture
def network(hub):
    return Network.objects.create(hub=hub, kind=NetworkKind.NETWORK, name="센터 네트워크")


@pytest.fixture
def board(hub):
    return Network.objects.create(hub=hub, kind=NetworkKind.ADVISORY_BOARD, name="자문위원회")


def people(count):
    return [Person.objects.create(name=f"위원 {at:02}") for at in range(count)]


def test_network_counts_its_members_at_any_date(network, hub, make_agency):
    join_network(network=network, agency=hub, on=date(2009, 1, 1))
    for at in range(2):
        agency = make_agency(f"공공 {at}", opened_on=date(2012, 1, 1))
        join_network(network=network, agency=agency, on=date(2012, 1, 1))
    for at in range(9):
        agency = make_agency(f"민간 {at}", ownership=Ownership.PRIVATE, opened_on=date(2015 + at % 5, 1, 1))
        join_network(network=network, agency=agency, on=date(2015, 1, 1))

    def counts(day):
        return member_counts(networks=[network.pk], on=day)[network.pk]

    assert [counts(date(year, 6, 1)) for year in (2008, 2009, 2012, 2015, 2020)] == [
        MemberCounts(0, 0),
        MemberCounts(1, 0),
        MemberCounts(3, 0),
        MemberCounts(3, 2),
        MemberCounts(3, 9),
    ]
    assert counts(date(2020, 6, 1)).total == 12
    assert members_on(network=network, on=date(2020, 6, 1)).count() == 12


def test_member_that_left_counts_until_its_last_day_and_may_come_back(network, hub):
    join_network(network=network, agency=hub, on=START)
    assert refused(join_network, network=network, agency=hub, on=END) == ["agency"]
    leave_network(network=network, agency=hub, last_day=END)
    assert refused(leave_network, network=network, agency=hub, last_day=END + timedelta(1)) == ["agency"]
    counts = [
        member_counts(networks=[network.pk], on=day)[network.pk].total for day in (END, END + timedelta(1))
    ]
    assert counts == [1, 0]
    join_network(network=network, agency=hub, on=END + timedelta(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkMember.objects.create(network=network, agency=hub, valid_from=END)


def test_advisory_board_of_six_fields_has_eighteen_seats(board):
    for at in range(6):
        set_field(board=board, name=f"분야 {at}", quota=3)
    for seat, person in zip(Seat.objects.order_by("pk"), people(17), strict=False):
        appoint(seat=seat, person=person, valid_from=START, valid_to=END)
    fields = board_on(board=board, on=START)
    assert [(part.quota, part.held) for part in fields] == [(3, 3)] * 5 + [(3, 2)]
    assert sum(part.quota for part in fields) == 18
    assert [part.held for part in board_on(board=board, on=END + timedelta(1))] == [0] * 6


@pytest.mark.parametrize("count", [1, 3])
def test_board_takes_the_same_queries_for_one_seat_as_for_three(django_assert_num_queries, board, count):
    set_field(board=board, name="수출", quota=count)
    add_seat(board=board, title=SeatTitle.CHAIR)
    for seat, person in zip(Seat.objects.order_by("pk"), people(count + 1), strict=True):
        appoint(seat=seat, person=person, valid_from=START, valid_to=END)
    with django_assert_num_queries(3):
        parts = [
            (part.field.name if part.field else None, [str(held.person) for _seat, held in part.seats])
            for part in board_on(board=board, on=START)
        ]
    assert parts == [(None, [f"위원 {count:02}"]), ("수출", [f"위원 {at:02}" for at in range(count)])]


def test_seat_has_one_holder_and_a_person_one_seat(board):
    set_field(board=board, name="수출", quota=2)
    first, second = Seat.objects.order_by("number")
    somebody, other = people(2)
    held = appoint(seat=first, person=somebody, valid_from=START, valid_to=END)
    term = {"valid_from": END, "valid_to": END + timedelta(9)}
    assert refused(appoint, seat=first, person=other, **term) == ["seat"]
    assert refused(appoint, seat=second, person=somebody, **term) == ["person"]
    assert refused(appoint, seat=second, person=other, valid_from=END, valid_to=START) == ["valid_to"]
    for row in ({"seat": first, "person": other}, {"seat": second, "person": somebody}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(board=board, **row, **term)
    end_term(appointment=held, last_day=date(2020, 6, 30), reason=EndReason.RESIGNED)
    again = appoint(seat=second, person=somebody, valid_from=date(2020, 7, 1), valid_to=END)
    assert (
        again.term,
        appoint(seat=first, person=other, valid_from=date(2020, 7, 1), valid_to=END).term,
    ) == (2, 1)


def test_term_ends_only_on_a_day_of_it(board):
    seat = add_seat(board=board)
    held = appoint(seat=seat, person=people(1)[0], valid_from=START, valid_to=END)
    for day in (START - timedelta(1), END + timedelta(1)):
        assert refused(end_term, appointment=held, last_day=day, reason=EndReason.REPLACED) == ["last_day"]


def test_quota_grows_and_shrinks_but_never_over_history(board):
    field = set_field(board=board, name="수출", quota=1)
    set_field(board=board, name="수출", quota=3)
    seats = Seat.objects.order_by("number")
    assert [seat.number for seat in seats] == [1, 2, 3]
    appoint(seat=seats[1], person=people(1)[0], valid_from=START, valid_to=END)
    set_field(board=board, name="수출", quota=2)
    assert refused(set_field, board=board, name="수출", quota=1) == ["quota"]
    field.refresh_from_db()
    assert (field.quota, Seat.objects.count()) == (2, 2)
    assert refused(set_field, board=board, name="수출", quota=0) == ["quota"]
    assert refused(set_field, board=board, name="", quota=1) == ["name"]


def test_appointment_is_always_on_the_board_of_its_seat(board, network):
    seat = add_seat(board=board)
    made = Appointment.objects.create(
        board=network, seat=seat, person=people(1)[0], valid_from=START, valid_to=END
    )
    made.refresh_from_db()
    assert made.board == board
