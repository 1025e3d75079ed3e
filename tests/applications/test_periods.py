from datetime import timedelta

import pytest

from didim.accounts.models import User
from didim.applications.models import DeadlineExtension
from didim.applications.queries.periods import intake_period

from .builders import CLOSES, NOW, make_agency, make_call, publish

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def call():
    return make_call(make_agency())


def extend(call, closes_at):
    return DeadlineExtension.objects.create(
        agency_id=call.agency_id,
        call=call,
        outage_began_at=CLOSES - timedelta(hours=2),
        outage_ended_at=CLOSES - timedelta(hours=1),
        reason="접속 장애",
        closes_at=closes_at,
        recorded_at=CLOSES,
        recorded_by=User.objects.get_or_create(email="officer@example.org")[0],
    )


def test_closing_second_is_exact(call):
    period = intake_period(call_id=call.pk)

    assert (period.closes_at, period.is_open(CLOSES)) == (CLOSES, True)
    assert not period.is_open(CLOSES + timedelta(microseconds=1))


def test_nothing_is_taken_before_the_opening(call):
    publish(call, number=2, opens_at=NOW + SECOND)
    period = intake_period(call_id=call.pk)

    assert (period.is_open(NOW), period.is_open(NOW + SECOND)) == (False, True)


def test_last_extension_counts(call):
    extend(call, CLOSES + timedelta(hours=3))
    extend(call, CLOSES + timedelta(days=1))

    assert intake_period(call_id=call.pk).closes_at == CLOSES + timedelta(days=1)


def test_extension_never_moves_the_end_of_a_later_revision_back(call):
    extend(call, CLOSES + timedelta(hours=3))
    publish(call, number=2, closes_at=CLOSES + timedelta(days=7))

    assert intake_period(call_id=call.pk).closes_at == CLOSES + timedelta(days=7)


def test_call_without_a_form_takes_nothing_online(call):
    publish(call, number=2, form={})

    assert not intake_period(call_id=call.pk).is_open(NOW)


def test_call_that_was_never_published_has_no_period():
    assert intake_period(call_id=0) is None
