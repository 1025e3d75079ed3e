"""Many book one expert, and firms many experts, at once: no double visit, no month too full, no deadlock."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from didim.experts.domain.requesting import cancel_request
from didim.experts.domain.visits.booking import accept_visit, move_visit, propose_visit
from didim.experts.models import Dispatch, Visit
from didim.experts.models.visits import HOLDS
from didim.experts.visit_enums import VisitSide
from didim.kernel.refusals import RefusedError

from .conftest import NOW, slot

# Each client commits on a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 12
HOURS = (9, 11, 13, 15)


def at_once(acts):
    """Run the acts at the same instant; return "done" or the field and sentence of each refusal."""
    gate = Barrier(len(acts))

    def client(act):
        try:
            gate.wait()
            act()
        except RefusedError as refusal:
            return refusal.problems[0].message
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(str(said) for said in threads.map(client, acts))


def overlaps():
    """Count pairs of visits that hold the same person or the same firm at one instant."""
    rows = list(Visit.objects.filter(HOLDS).order_by("pk"))
    return sum(
        one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and (one.profile_id == other.profile_id or one.enterprise_id == other.enterprise_id)
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
    )


def propose(dispatch, **fields):
    return lambda: propose_visit(dispatch=dispatch, time=slot(**fields), side=VisitSide.EXPERT, now=NOW)


def test_firms_that_want_the_same_hours_of_one_expert_get_each_hour_once(make_expert, make_dispatch):
    expert = make_expert(capacity=CLIENTS)
    sent = [make_dispatch(expert) for _client in range(CLIENTS)]
    said = at_once([propose(one, hour=HOURS[at % len(HOURS)]) for at, one in enumerate(sent)])
    assert said["done"] == len(HOURS)
    assert set(said) == {"done", "그 시간에 전문가의 다른 방문이 있습니다. 다른 시간을 골라 주세요."}
    assert overlaps() == 0


def test_month_of_one_expert_does_not_fill_beyond_its_measure(make_expert, make_dispatch):
    expert = make_expert(capacity=5)
    sent = [make_dispatch(expert) for _client in range(CLIENTS)]
    said = at_once([propose(one, hour=8 + at, minutes=60) for at, one in enumerate(sent)])
    assert said["done"] == 5
    assert sum(said.values()) == CLIENTS
    assert Visit.objects.count() == 5


def test_experts_in_two_pools_and_firms_crosswise_end_without_a_deadlock(
    make_expert, make_firm, make_dispatch, make_agency
):
    one, other = make_expert("이전문", capacity=20), make_expert("박전문", capacity=20)
    elsewhere = make_expert(profile=one.profile, agency=make_agency("다라진흥원"), capacity=20)
    firms = [make_firm(), make_firm()]
    pairs = [(expert, firm) for expert in (one, other, elsewhere) for firm in firms] * 2
    acts = [propose(make_dispatch(expert, firm)) for expert, firm in pairs]
    said = at_once(acts)
    # At one instant two people can be at two firms.
    assert said["done"] == 2
    assert sum(said.values()) == len(acts)
    assert overlaps() == 0


def test_visits_moved_into_each_others_hours_at_once_never_overlap(make_expert, make_dispatch):
    expert = make_expert(capacity=CLIENTS)
    visits = [propose(make_dispatch(expert), hour=hour, minutes=120)() for hour in HOURS]
    turned = [*HOURS[1:], HOURS[0]]

    def move(visit, hour):
        return lambda: move_visit(
            visit=visit, time=slot(hour=hour, minutes=120), side=VisitSide.EXPERT, now=NOW
        )

    said = at_once([move(visit, hour) for visit, hour in zip(visits, turned, strict=True)])
    assert sum(said.values()) == len(HOURS)
    assert overlaps() == 0


def test_request_taken_back_while_its_visit_is_proposed_leaves_no_visit_ahead(make_dispatch):
    sent = [make_dispatch() for _pair in range(CLIENTS // 2)]
    acts = [propose(one) for one in sent]
    acts += [
        lambda one=one: cancel_request(
            request=one.request, reason="휴업", side=VisitSide.FIRM, by=None, now=NOW
        )
        for one in sent
    ]
    at_once(acts)
    assert not Visit.objects.filter(HOLDS).exists()
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"replaced"}


def test_time_is_taken_once_by_many_of_a_firm(make_visit):
    visit = make_visit(agreed=False)
    said = at_once([lambda: accept_visit(visit=visit, now=NOW) for _client in range(CLIENTS)])
    assert said["done"] == 1
