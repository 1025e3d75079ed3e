"""Clients book the same slots and take numbers at once: no overlap, no gap, no deadlock."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from bench.bookings.race import open_desk, race, without_guard
from django.db import connection

from didim.desk.domain.intake import Visitor
from didim.desk.domain.tickets import call_next, take_ticket
from didim.desk.models import Counsellor, Ticket

from .conftest import FUNDING, NOW

# Each client commits on a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 12


def test_slots_booked_at_once_are_booked_once():
    outcome = race(open_desk("한빛센터"), clients=CLIENTS, slots=2)
    assert (outcome.done, outcome.refused) == (outcome.places, 2 * CLIENTS - outcome.places)
    assert (outcome.overlaps, outcome.deadlocks) == (0, 0)


def test_without_the_guard_the_same_clients_overlap():
    counters = open_desk("한빛센터")
    with without_guard(counters):
        assert race(counters, clients=CLIENTS, slots=2).overlaps > 0
    assert race(counters, clients=CLIENTS, slots=1).overlaps == 0


def at_once(act):
    gate = Barrier(CLIENTS)

    def client(_number):
        try:
            gate.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as threads:
        return list(threads.map(client, range(CLIENTS)))


def test_numbers_taken_at_once_have_no_gap_and_are_called_once():
    counter = open_desk("한빛센터")[0]
    counsellor = Counsellor.objects.first()
    visitor = Visitor(person_name="이방문")
    at_once(lambda: take_ticket(counter=counter, visitor=visitor, asked=FUNDING, by=None, now=NOW))
    numbers = list(Ticket.objects.order_by("number").values_list("number", flat=True))
    called = at_once(lambda: call_next(counter=counter, counsellor=counsellor, seat=1, now=NOW))
    assert numbers == list(range(1, CLIENTS + 1))
    assert sorted(ticket.number for ticket in called) == numbers
