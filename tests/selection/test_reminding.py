from datetime import datetime, timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.kernel.calendar import SEOUL
from didim.selection.domain import reminding, rounds
from didim.selection.models import Assignment, AssignmentRun, PanelMember, ReviewRound
from tests.sign_in import make_firm_member

from .panels import NOW, make_judged, make_reviewer

pytestmark = pytest.mark.django_db
# A Friday, within office hours; the round of the tests is due five days later.
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=SEOUL)


def sent() -> list[str]:
    return list(OutboundMessage.objects.order_by("pk").values_list("template", flat=True))


def test_reviewers_are_told_once_that_there_is_work() -> None:
    judged = make_judged()
    PanelMember.objects.filter(pk=judged.members[2].pk).update(dropped_at=NOW)
    for hours in (0, 1, 2):
        assert reminding.tell_reviewers(now=FRIDAY + timedelta(hours=hours), site="https://x") == 0
    assert sent() == ["review-opened", "review-opened"]
    message = OutboundMessage.objects.order_by("pk").first()
    assert (message.recipient, f"https://x/review/rounds/{judged.round.pk}/" in message.body) == (
        judged.members[0].user,
        True,
    )


def test_late_reviewers_are_reminded_once_a_day_in_office_hours() -> None:
    judged = make_judged(reviewers=1)
    ReviewRound.objects.update(due_at=FRIDAY - timedelta(hours=1))
    clocks = [
        FRIDAY,
        FRIDAY + timedelta(hours=2),
        FRIDAY + timedelta(hours=8),  # in the evening
        FRIDAY + timedelta(days=1),  # on Saturday
        FRIDAY + timedelta(days=3),
    ]
    assert [reminding.tell_reviewers(now=clock, site="") for clock in clocks] == [1, 1, 0, 0, 1]
    assert sent() == ["review-late", "review-late"]
    assert OutboundMessage.objects.first().recipient == judged.members[0].user


def test_open_seat_is_filled_by_the_job() -> None:
    judged = make_judged()
    spare = make_reviewer(judged.agency)
    rounds.seat_reviewers(review_round=judged.round, reviewers=[spare], max_load=9, by=None, now=NOW)
    Assignment.objects.filter(pk=judged.assignments[0].pk).update(ended_at=NOW)
    assert reminding.fill_open_seats(now=NOW) == 1
    assert rounds.entries_lacking(judged.round) == 0
    assert reminding.fill_open_seats(now=NOW) == 0
    assert AssignmentRun.objects.count() == 1


def test_seat_that_cannot_be_filled_is_left_to_the_officer() -> None:
    judged = make_judged()
    PanelMember.objects.filter(pk=judged.members[0].pk).update(dropped_at=NOW)
    Assignment.objects.filter(reviewer=judged.reviewers[0]).update(ended_at=NOW)
    assert reminding.fill_open_seats(now=NOW) == 0
    assert AssignmentRun.objects.count() == 0


def test_applicants_are_told_once_that_a_panel_is_shown() -> None:
    judged = make_judged(is_panel_shown=True, challenge_until=FRIDAY + timedelta(days=2))
    application = judged.applications[0]
    owner = make_firm_member(application.enterprise)
    assert reminding.tell_applicants_of_panels(now=FRIDAY, site="https://x") == 1
    assert reminding.tell_applicants_of_panels(now=FRIDAY, site="https://x") == 0
    message = OutboundMessage.objects.get()
    assert (message.recipient, f"https://x/applications/{application.pk}/panel/" in message.body) == (
        owner,
        True,
    )
