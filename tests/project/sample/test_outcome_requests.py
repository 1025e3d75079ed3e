"""Requests for results at every state: just asked, reminded, overdue, closed and published."""

from datetime import datetime, time

import pytest
import time_machine
from django.urls import reverse

from didim.accounts.models import User
from didim.kernel.calendar import SEOUL
from didim.outcomes.enums import RequestState
from didim.outcomes.models import ClosedPeriod, EvidenceFile, Observation, OutcomeAnswer, OutcomeRequest
from tests.sign_in import sign_in

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_requests_stand_at_every_state() -> None:
    found = []
    for request in OutcomeRequest.objects.order_by("period_end"):
        answers = request.answers
        found.append(
            (
                request.state,
                request.due_on < TODAY,
                answers.exclude(submitted_at=None).count(),
                answers.filter(submitted_at=None).exclude(reminded_at=None).count(),
                answers.count(),
            )
        )
    assert found == [
        (RequestState.CLOSED, True, 12, 0, 12),
        (RequestState.OPEN, True, 10, 2, 12),
        (RequestState.OPEN, False, 5, 7, 12),
        (RequestState.OPEN, False, 1, 0, 12),
    ]


def test_answers_have_their_evidence_and_one_was_corrected_before_its_quarter_was_closed() -> None:
    sales = Observation.objects.filter(source="firm", indicator__code="sales")
    assert EvidenceFile.objects.filter(observation__in=sales).count() == sales.count() == 28
    corrected = Observation.objects.exclude(corrects=None).get()
    assert corrected.value == corrected.corrects.value + 1
    period = ClosedPeriod.objects.get()
    assert period.period_start <= corrected.period_end <= period.period_end


def test_owner_sees_what_is_asked_and_has_typed_a_little() -> None:
    answer = OutcomeAnswer.objects.filter(enterprise__members__role="owner").latest("asked_at")
    with time_machine.travel(datetime.combine(TODAY, time(12), SEOUL), tick=False):
        owner = sign_in(User.objects.get(email="owner@hanbit.example"))
        asked = owner.get(reverse("portal:outcome-list")).content.decode()
        page = owner.get(reverse("portal:outcome-answer", args=[answer.pk])).content.decode()
    assert answer.request.name in asked
    assert "기한 지남" not in asked
    assert 'value="7"' in page
