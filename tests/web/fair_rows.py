"""A fair that takes registrations, made by the acts themselves; who takes part; a personal link opened."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.fairs.domain.holding import DayPlan, FairDetails, add_tables, make_fair, open_fair, set_slots
from didim.fairs.domain.registering import Identity, PersonSaid, Profile, add_participant
from didim.fairs.enums import FairKind, Side
from didim.fairs.queries.access import link_token
from tests.fairs.joining.conftest import PLAN

DAY = timedelta(days=1)


def address(name, *args, language="ko"):
    with override(language):
        return reverse(name, args=args)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def fair(agency, now):
    return new_fair(agency, "수출 상담회", now=now)


def new_fair(agency, name, *, now):
    """Open a fair of seven times to meet at, with two tables, that takes registrations for a day."""
    dates = {"register_until": now + DAY, "request_until": now + 2 * DAY, "answer_until": now + 3 * DAY}
    made = make_fair(
        agency=agency,
        details=FairDetails(name, FairKind.EXPORT, **dates, name_en="Export fair"),
        seed=1,
        by=None,
        now=now,
    )
    set_slots(fair=made, plan=DayPlan((timezone.localdate() + 9 * DAY,), PLAN.spans), by=None)
    add_tables(fair=made, count=2, name="테이블", by=None)
    return open_fair(fair=made, by=None, now=now)


@pytest.fixture
def join(fair, make_firm, now):
    def make(name, side=Side.FIRM, **said):
        firm = make_firm(name) if side == Side.FIRM else None
        return add_participant(
            fair=fair,
            side=side,
            profile=Profile(name, **said),
            people=[PersonSaid("김상담", email="who@example.org")],
            who=Identity(enterprise=firm),
            by=None,
            now=now,
        )

    return make


def linked(participant):
    client = Client()
    client.get(address("portal:fair-link", link_token(participant)))
    return client
