from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from didim.selection.models import Recusal, ReviewRound
from tests.selection.panels import Judged, make_judged
from tests.sign_in import make_firm_member, sign_in

REASON = "작년에 저희와 소송을 한 분입니다"


@pytest.fixture
def judged(db: None) -> Judged:
    until = timezone.now() + timedelta(days=2)
    return make_judged(is_panel_shown=True, challenge_until=until)


@pytest.fixture
def firm(judged: Judged) -> Client:
    """A member of the first applicant."""
    return sign_in(make_firm_member(judged.applications[0].enterprise))


def panel_of(judged: Judged, application: int = 0) -> str:
    return f"/applications/{judged.applications[application].pk}/panel/"


@pytest.mark.parametrize("language", ["", "/en"])
def test_applicant_sees_who_judges(
    judged: Judged, firm: Client, parse_page: Callable[[HttpResponse], Any], language: str
) -> None:
    answer = firm.get(f"{language}{panel_of(judged)}")
    parse_page(answer)
    text = answer.content.decode()
    assert all(one.expert.person.name in text for one in judged.reviewers)


def test_applicant_challenges_once_with_a_reason(judged: Judged, firm: Client) -> None:
    member = judged.members[0].pk
    assert firm.post(panel_of(judged), {"member": member, "reason": "싫음"}).status_code == 422
    assert firm.post(panel_of(judged), {"member": member, "reason": REASON}).status_code == 302
    recusal = Recusal.objects.get()
    assert (recusal.kind, recusal.state, recusal.reason) == ("challenged", "asked", REASON)
    assert firm.post(panel_of(judged), {"member": member, "reason": REASON}).status_code == 422


def test_late_challenge_is_refused(judged: Judged, firm: Client) -> None:
    ReviewRound.objects.update(challenge_until=timezone.now())
    answer = firm.post(panel_of(judged), {"member": judged.members[0].pk, "reason": REASON})
    assert answer.status_code == 422


def test_panel_that_is_not_shown_is_not_there(judged: Judged, firm: Client) -> None:
    assert firm.get(panel_of(judged, 1)).status_code == 404
    ReviewRound.objects.update(is_panel_shown=False)
    assert firm.get(panel_of(judged)).status_code == 404
