"""Fifty officers plan at once: nobody and nothing is taken twice; without the guard they are."""

import pytest
from bench.meetings.race import open_fairs, race, without_guard
from django.db import IntegrityError, transaction

from didim.fairs.enums import MeetingOrigin, MeetingState
from didim.fairs.models import Meeting
from didim.fairs.queries.clashes import GUARDS

# Each client commits on a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 50


def test_meetings_added_at_once_take_nobody_twice_and_without_the_guard_they_do():
    fairs = open_fairs("한빛원")
    outcome = race(fairs, clients=CLIENTS, slots=2)
    assert (outcome.doubles, outcome.deadlocks) == (0, 0)
    assert outcome.done + outcome.refused == 2 * CLIENTS
    assert Meeting.objects.count() == outcome.done > 0
    with without_guard(fairs):
        assert race(fairs, clients=CLIENTS, slots=1).doubles > 0
    assert race(fairs, clients=CLIENTS, slots=1).doubles == 0


@pytest.mark.parametrize("same", sorted(GUARDS))
def test_database_itself_refuses(same):
    first, second = open_fairs("한빛원")
    one = row(first)
    other = {"partner": 1, "firm": 1, "table": 1, "interpreter": None}
    if same == "fair_meeting_enterprise_once":
        two = row(second, **other | {"firm": 0})
    elif same == "fair_meeting_pair_once":
        two = row(first, **other | {"partner": 0, "firm": 0}, slot=1)
    else:
        two = row(first, **other | {same.removeprefix("fair_meeting_").removesuffix("_once"): 0})
    if same == "fair_meeting_firm_once":
        two.enterprise = None
    one.save()
    with pytest.raises(IntegrityError, match=same), transaction.atomic():
        two.save()
    one.state, one.end_reason = MeetingState.CANCELLED, "측정"
    one.save()
    two.save()


def row(fair, *, slot=0, partner=0, firm=0, table=0, interpreter=0):
    slot = fair.slots.get(number=slot)
    firm = fair.participants.filter(side="firm").order_by("pk")[firm]
    return Meeting(
        agency=fair.agency,
        fair=fair,
        partner=fair.participants.filter(side="partner").order_by("pk")[partner],
        firm=firm,
        enterprise=firm.enterprise,
        slot=slot,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        table=fair.tables.get(number=table),
        interpreter=None if interpreter is None else fair.interpreters.get(),
        origin=MeetingOrigin.OFFICER,
    )
