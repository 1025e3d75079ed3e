from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from didim.registry.models import Agency
from didim.selection.domain import assigning, recusals, reviewing, rounds
from didim.selection.domain.reviewing import Written
from didim.selection.enums import RecusalState, RoundState
from didim.selection.models import (
    Assignment,
    AssignmentRun,
    PanelMember,
    Recusal,
    Review,
    Reviewer,
    ReviewerInvitation,
    ReviewRound,
    Tie,
)
from didim.selection.tasks import draw_reviewers
from tests.selection.panels import (
    NOW,
    Judged,
    make_application,
    make_call,
    make_judged,
    make_reviewer,
)

WHOLE = {"problem": "20", "solution": "21", "scale_up": "22", "team": "23"}


def draw_asked_for() -> None:
    """Do what the worker does."""
    jobs = ProcrastinateJob.objects.filter(task_name="didim.selection.tasks.draw_reviewers")
    for job in jobs.order_by("id"):
        draw_reviewers(**job.args)


def hand_in(judged: Judged, reviewer: int, application: int) -> Review:
    own, user = judged.assignment(reviewer, application), judged.members[reviewer].user
    written = Written(WHOLE, {"team": "이력이 맞다"}, "좋다")
    reviewing.save_review(assignment=own, written=written, version=0, by=user, now=NOW)
    return reviewing.submit_review(assignment=own, by=user, now=NOW)


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_of_a_round_are_whole_in_both_languages(
    agency: Agency, officer: Client, whole_page: Callable[[HttpResponse], Any], language: str
) -> None:
    judged = make_judged(agency=agency, state=RoundState.PREPARING, challenge_until=timezone.now())
    person, firm = judged.reviewers[0].expert.person, judged.applications[0].enterprise
    Tie.objects.create(kind="owns", person=person, enterprise=firm, source="declared", recorded_at=NOW)
    recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    spare = make_reviewer(agency)
    rounds.seat_reviewers(review_round=judged.round, reviewers=[spare], max_load=9, by=None, now=NOW)
    make_reviewer(agency)
    assigning.draw(review_round=judged.round, by=None, now=NOW)
    ReviewRound.objects.update(state=RoundState.OPEN)
    review = hand_in(judged, 1, 0)
    own = f"/workbench/rounds/{judged.round.pk}"
    for path in (
        f"/workbench/calls/{judged.call.pk}/reviews/",
        f"{own}/",
        f"{own}/?q=1",
        f"{own}/members/",
        f"{own}/recusals/",
        f"/workbench/recusals/{Recusal.objects.get().pk}/",
        f"{own}/assignment/",
        f"{own}/assignment/{judged.applications[0].pk}/",
        f"/workbench/reviews/{review.pk}/",
        "/workbench/reviewers/",
        f"/workbench/reviewers/{spare.pk}/",
        f"/workbench/reviewers/{spare.pk}/edit/",
        "/workbench/reviewers/new/",
    ):
        answer = officer.get(f"{language}{path}")
        assert answer.status_code == 200, path
        whole_page(answer)


def test_officer_prepares_seats_draws_and_opens_a_round(agency: Agency, officer: Client) -> None:
    call = make_call(agency)
    for _ in range(4):
        make_application(call)
    pool = [make_reviewer(agency) for _ in range(4)]
    officer.post(f"/workbench/calls/{call.pk}/reviews/prepare/", {"number": "1"})
    own = f"/workbench/rounds/{ReviewRound.objects.get().pk}"
    chosen = {"reviewers": [one.pk for one in pool], "max_load": "10"}
    assert officer.post(f"{own}/members/seat/", chosen).status_code == 302
    assert PanelMember.objects.count() == 4
    officer.post(f"{own}/act/", {"act": "conflicts"})
    draw = {"act": "draw", "reviewers_each": "3", "seed": "42"}
    assert officer.post(f"{own}/assignment/draw/", draw).status_code == 302
    run = AssignmentRun.objects.get()
    assert (run.state, run.seed, Assignment.objects.count()) == ("queued", 42, 0)
    waiting = officer.get(f"{own}/assignment/").content.decode()
    assert "추첨하고 있습니다" in waiting
    assert "추첨하기" not in waiting
    draw_asked_for()
    assert (run.seed, Assignment.objects.filter(ended_at=None).count()) == (42, 12)
    due = timezone.now() + timedelta(days=5)
    officer.post(f"{own}/act/", {"act": "open", "due_at_day": f"{due:%Y-%m-%d}", "due_at_time": "18:00"})
    assert ReviewRound.objects.get().state == RoundState.OPEN
    leaving = PanelMember.objects.first()
    officer.post(f"{own}/members/change/", {"act": "drop", "member": leaving.pk, "reason": "입원"})
    lacking = Assignment.objects.filter(ended_at=None).count()
    officer.post(f"{own}/assignment/draw/", {"act": "redraw", "reason": "위원 입원"})
    draw_asked_for()
    assert Assignment.objects.filter(ended_at=None).count() == 12
    assert lacking < 12


@pytest.mark.parametrize(
    ("language", "words"), [("", "추첨하지 못했습니다"), ("/en", "Nothing could be drawn")]
)
def test_draw_without_reviewers_says_why(
    agency: Agency, officer: Client, whole_page: Callable[[HttpResponse], Any], language: str, words: str
) -> None:
    judged = make_judged(agency=agency, state=RoundState.PREPARING)
    Assignment.objects.update(ended_at=NOW)
    PanelMember.objects.update(max_load=1)
    page = f"/workbench/rounds/{judged.round.pk}/assignment/"
    officer.post(f"{page}draw/", {"act": "draw", "reviewers_each": "3"})
    whole_page(officer.get(language + page))
    draw_asked_for()
    answer = officer.get(language + page)
    whole_page(answer)
    assert words in answer.content.decode()
    assert len(answer.context["failure"]) > 0


def test_draw_is_asked_for_once_at_a_time(agency: Agency, officer: Client) -> None:
    judged = make_judged(agency=agency, state=RoundState.PREPARING)
    page = f"/workbench/rounds/{judged.round.pk}/assignment/draw/"
    assert officer.post(page, {"act": "draw", "reviewers_each": "3"}).status_code == 302
    assert officer.post(page, {"act": "draw", "reviewers_each": "3"}).status_code == 422
    assert AssignmentRun.objects.count() == 1


def test_recusal_is_decided_with_a_reason(agency: Agency, officer: Client) -> None:
    judged = make_judged(agency=agency)
    recusal = Recusal.objects.create(
        agency=agency,
        round=judged.round,
        application=judged.applications[0],
        reviewer=judged.reviewers[0],
        kind="challenged",
        state="asked",
        reason="소송 중",
        asked_at=NOW,
    )
    path = f"/workbench/recusals/{recusal.pk}/"
    assert officer.post(path, {"state": "upheld", "reason": ""}).status_code == 422
    officer.post(path, {"state": "upheld", "reason": "판결문 확인"})
    recusal.refresh_from_db()
    assert recusal.state == RecusalState.UPHELD


def test_pair_is_given_by_hand_with_a_reason(agency: Agency, officer: Client) -> None:
    judged = make_judged(agency=agency)
    spare = make_reviewer(agency)
    rounds.seat_reviewers(review_round=judged.round, reviewers=[spare], max_load=9, by=None, now=NOW)
    path = f"/workbench/rounds/{judged.round.pk}/assignment/{judged.applications[0].pk}/"
    assert officer.post(path, {"reviewer": spare.pk, "reason": ""}).status_code == 422
    officer.post(path, {"reviewer": spare.pk, "reason": "유일한 전문가"})
    assert Assignment.objects.get(reviewer=spare).explanation["by_hand"] == "유일한 전문가"


def test_handed_in_review_is_reopened_with_a_reason(agency: Agency, officer: Client) -> None:
    judged = make_judged(agency=agency)
    review = hand_in(judged, 0, 0)
    assert officer.post(f"/workbench/reviews/{review.pk}/", {"reason": ""}).status_code == 422
    officer.post(f"/workbench/reviews/{review.pk}/", {"reason": "항목을 바꿔 적음"})
    review.refresh_from_db()
    assert (review.state, review.reopen_reason) == ("draft", "항목을 바꿔 적음")


def test_reviewer_is_registered_changed_invited_and_left(agency: Agency, officer: Client) -> None:
    typed = {
        "name": "박평가",
        "email": "park@example.org",
        "qualification": "doctorate",
        "qualified_by": "박사학위증(2014)",
        "keywords": "농업, 발효",
    }
    assert officer.post("/workbench/reviewers/new/", typed | {"qualified_by": ""}).status_code == 422
    officer.post("/workbench/reviewers/new/", typed)
    reviewer = Reviewer.objects.get()
    assert reviewer.keywords == ["농업", "발효"]
    officer.post(f"/workbench/reviewers/{reviewer.pk}/edit/", typed | {"yearly_cap": "40"})
    officer.post(f"/workbench/reviewers/{reviewer.pk}/invite/")
    assert ReviewerInvitation.objects.get().email == "park@example.org"
    assert "박평가" in officer.get("/workbench/reviewers/?q=발효").content.decode()
    reviewer.refresh_from_db()
    assert reviewer.yearly_cap == 40


def test_other_agencys_rounds_are_not_there(officer: Client, other_agency: Agency) -> None:
    judged = make_judged(agency=other_agency)
    review = hand_in(judged, 0, 0)
    own = f"/workbench/rounds/{judged.round.pk}"
    for path in (f"{own}/", f"{own}/members/", f"{own}/assignment/", f"/workbench/reviews/{review.pk}/"):
        assert officer.get(path).status_code == 404
    assert officer.post(f"{own}/act/", {"act": "close"}).status_code == 404
    assert officer.get(f"/workbench/reviewers/{judged.reviewers[0].pk}/").status_code == 404


def test_viewer_reads_and_does_not_write(agency: Agency, viewer: Client) -> None:
    judged = make_judged(agency=agency)
    own = f"/workbench/rounds/{judged.round.pk}"
    assert viewer.get(f"{own}/").status_code == 200
    assert viewer.post(f"{own}/act/", {"act": "close"}).status_code == 403


def test_round_takes_the_same_queries_for_more_applications(agency: Agency, officer: Client) -> None:
    counts = []
    for many in (1, 3):
        judged = make_judged(agency=agency, applications=many)
        with CaptureQueriesContext(connection) as captured:
            officer.get(f"/workbench/rounds/{judged.round.pk}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
