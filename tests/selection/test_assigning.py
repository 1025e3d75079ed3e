import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from didim.engines.assignment import WhyKind
from didim.kernel.refusals import RefusedError
from didim.selection.domain import assigning, draw_jobs, recusals, reviewing, rounds
from didim.selection.domain.reviewing import Written
from didim.selection.enums import JobState, RoundState, TieKind, TieSource
from didim.selection.models import Assignment, AssignmentRun, PanelMember, Recusal, Reviewer, ReviewRound, Tie
from tests.sign_in import make_user

from .panels import NOW, Judged, make_agency, make_application, make_call, make_judged, make_reviewer

pytestmark = pytest.mark.django_db


def make_prepared(applications: int = 6, reviewers: int = 5, *, max_load: int = 10) -> Judged:
    """Make a prepared round with reviewers and without a draw."""
    agency = make_agency()
    call = make_call(agency)
    firms = [make_application(call) for _ in range(applications)]
    pool = [make_reviewer(agency) for _ in range(reviewers)]
    prepared = rounds.prepare_round(call=call, number=1, by=None, now=NOW)
    members = rounds.seat_reviewers(
        review_round=prepared, reviewers=pool, max_load=max_load, by=None, now=NOW
    )
    return Judged(agency, call, prepared, firms, pool, members)


def pairs(review_round: ReviewRound) -> set[tuple[int, int]]:
    running = Assignment.objects.filter(round=review_round, ended_at=None)
    return set(running.values_list("application", "reviewer"))


def draw(judged: Judged, seed: int | None = 7) -> AssignmentRun:
    return assigning.draw(review_round=judged.round, seed=seed, by=None, now=NOW)


def test_draw_gives_each_application_its_reviewers() -> None:
    judged = make_prepared()
    run = draw(judged)
    per_application = Counter(application for application, _reviewer in pairs(judged.round))
    assert per_application == {one.pk: 3 for one in judged.applications}
    assert (run.number, run.seed, run.result["total"]) == (1, 7, sum(p[2] for p in run.result["pairs"]))
    accounts = Assignment.objects.filter(round=judged.round, reviewer=judged.reviewers[0])
    assert set(accounts.values_list("reviewer_user", flat=True)) <= {judged.members[0].user_id}


def test_recorded_draw_can_be_made_again() -> None:
    judged = make_prepared()
    for run in (draw(judged), draw(judged, seed=None)):
        run.refresh_from_db()
        assert assigning.replay(run) == run.result


def test_same_seed_gives_the_same_pairs_and_another_may_not() -> None:
    judged = make_prepared()
    first = draw(judged).result["pairs"]
    assert draw(judged).result["pairs"] == first
    others = [draw(judged, seed=seed).result["pairs"] for seed in range(5)]
    assert any(one != first for one in others)


def test_draw_is_never_changed_afterwards() -> None:
    run = draw(make_prepared())
    with pytest.raises(DatabaseError), transaction.atomic():
        AssignmentRun.objects.filter(pk=run.pk).update(seed=8)


def test_excluded_pair_is_not_drawn_and_says_why() -> None:
    judged = make_prepared(applications=2, reviewers=4)
    Tie.objects.create(
        kind=TieKind.OWNS,
        person=judged.reviewers[0].expert.person,
        enterprise=judged.applications[0].enterprise,
        source=TieSource.DECLARED,
        recorded_at=NOW,
    )
    recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    run = draw(judged)
    barred = (judged.applications[0].pk, judged.reviewers[0].pk)
    assert barred not in pairs(judged.round)
    told = assigning.explain(run, application_id=barred[0], reviewer_id=barred[1])
    assert told.kind is WhyKind.EXCLUDED
    assert told.reasons[0].ko == "제척: 평가대상의 지분 보유 (평가 지침 제9조)"
    drawn = next(iter(pairs(judged.round)))
    why = assigning.explain(run, application_id=drawn[0], reviewer_id=drawn[1])
    assert why.kind is WhyKind.DRAWN


def test_each_pair_keeps_the_parts_of_its_fit() -> None:
    judged = make_prepared()
    draw(judged)
    kept = Assignment.objects.filter(round=judged.round).first()
    assert [part["key"] for part in kept.explanation["parts"]] == ["trade", "keywords", "region", "load"]


def test_too_few_reviewers_are_said_in_sentences() -> None:
    with pytest.raises(RefusedError) as refused:
        draw(make_prepared(reviewers=2))
    assert all(str(problem) for problem in refused.value.problems)


def test_yearly_cap_counts_other_rounds() -> None:
    judged = make_prepared(applications=4, reviewers=4)
    busy = judged.reviewers[0]
    Reviewer.objects.filter(pk=busy.pk).update(yearly_cap=1)
    draw(judged)
    assert sum(reviewer == busy.pk for _application, reviewer in pairs(judged.round)) <= 1
    Reviewer.objects.filter(pk=busy.pk).update(yearly_cap=0)
    draw(judged)
    assert sum(reviewer == busy.pk for _application, reviewer in pairs(judged.round)) == 0


def test_hand_made_pair_stays_through_draws_and_needs_a_reason() -> None:
    judged = make_prepared()
    by, given = make_user("officer@example.org"), (judged.applications[0].pk, judged.reviewers[4].pk)

    def by_hand(reason: str) -> Assignment:
        return assigning.assign_by_hand(
            review_round=judged.round,
            application_id=given[0],
            reviewer=judged.reviewers[4],
            reason=reason,
            by=by,
            now=NOW,
        )

    with pytest.raises(RefusedError):
        by_hand(" ")
    by_hand("유일한 해당 분야 전문가")
    for seed in (1, 2):
        draw(judged, seed=seed)
        assert given in pairs(judged.round)
    assert len(pairs(judged.round)) == 18
    with pytest.raises(RefusedError, match="이미"):
        by_hand("다시")


def test_recused_reviewer_is_not_given_by_hand() -> None:
    judged = make_judged(state=RoundState.PREPARING)
    own = judged.assignment(0, 0)
    recusals.recuse_oneself(assignment=own, reason="친구", by=judged.members[0].user, now=NOW)
    with pytest.raises(RefusedError, match="회피"):
        assigning.assign_by_hand(
            review_round=judged.round,
            application_id=own.application_id,
            reviewer=judged.reviewers[0],
            reason="부족해서",
            by=make_user("officer@example.org"),
            now=NOW,
        )


def test_redraw_after_a_recusal_changes_one_pair() -> None:
    judged = make_prepared(applications=4, reviewers=5)
    draw(judged)
    rounds.open_round(review_round=judged.round, due_at=NOW + timedelta(days=5), by=None, now=NOW)
    before = pairs(judged.round)
    own = Assignment.objects.filter(round=judged.round, ended_at=None).first()
    recusals.recuse_oneself(assignment=own, reason="동창", by=own.reviewer_user, now=NOW)
    run = assigning.redraw(review_round=judged.round, reason="회피", by=None, now=NOW)
    after = pairs(judged.round)
    assert before - after == {(own.application_id, own.reviewer_id)}
    assert len(after) == len(before)
    assert (run.parameters["kept"], run.parameters["added"]) == (11, 1)
    assert assigning.replay(run) == run.result


def test_redraw_keeps_reviews_that_were_begun() -> None:
    judged = make_prepared(applications=4, reviewers=5)
    draw(judged)
    rounds.open_round(review_round=judged.round, due_at=NOW + timedelta(days=5), by=None, now=NOW)
    # The draw's seed is another each time, and with it who has work.
    begun = Assignment.objects.filter(round=judged.round, ended_at=None).order_by("pk").first()
    leaving = next(member for member in judged.members if member.reviewer_id == begun.reviewer_id)
    mine = list(Assignment.objects.filter(round=judged.round, reviewer=leaving.reviewer, ended_at=None))
    whole = {"problem": "20", "solution": "21", "scale_up": "22", "team": "23"}
    written = Written(whole, {}, "좋다")
    reviewing.save_review(assignment=mine[0], written=written, version=0, by=leaving.user, now=NOW)
    reviewing.submit_review(assignment=mine[0], by=leaving.user, now=NOW)
    rounds.drop_member(member=leaving, reason="입원", by=None, now=NOW)
    assigning.redraw(review_round=judged.round, reason="위원 입원", by=None, now=NOW)
    left = {pair for pair in pairs(judged.round) if pair[1] == leaving.reviewer_id}
    assert left == {(mine[0].application_id, leaving.reviewer_id)}
    assert rounds.entries_lacking(judged.round) == 0


def test_open_round_is_not_drawn_anew() -> None:
    judged = make_judged()
    with pytest.raises(RefusedError):
        draw(judged)


def test_what_went_in_is_kept_whole() -> None:
    judged = make_prepared()
    Recusal.objects.create(
        agency=judged.agency,
        round=judged.round,
        application=judged.applications[0],
        reviewer=judged.reviewers[0],
        kind="self",
        state="upheld",
        asked_at=NOW,
    )
    content = json.loads(draw(judged).problem)
    assert len(content["applications"]) == 6
    assert content["forbidden"][0]["reasons"] == [{"ko": "회피", "en": "The reviewer's own recusal"}]


def test_draw_asked_for_stands_with_its_seed_before_it_is_made() -> None:
    judged = make_prepared()
    asked = assigning.ask_draw(review_round=judged.round, seed=7, reviewers_each=2, by=None, now=NOW)
    assert (asked.state, asked.seed, asked.problem, pairs(judged.round)) == (JobState.QUEUED, 7, "", set())
    with pytest.raises(DatabaseError), transaction.atomic():
        AssignmentRun.objects.filter(pk=asked.pk).update(seed=8)
    made = draw_jobs.carry_out(run_id=asked.pk, now=NOW)
    assert (made.state, made.seed, len(pairs(judged.round))) == (JobState.DONE, 7, 12)
    assert assigning.replay(made) == made.result
    again = draw_jobs.carry_out(run_id=asked.pk, now=NOW)
    assert (again.ended_at, len(pairs(judged.round))) == (NOW, 12)


def test_draw_a_dead_worker_left_is_made_by_the_next() -> None:
    judged = make_prepared()
    asked = assigning.ask_draw(review_round=judged.round, by=None, now=NOW)
    AssignmentRun.objects.filter(pk=asked.pk).update(state=JobState.RUNNING)
    assert draw_jobs.carry_out(run_id=asked.pk, now=NOW).state == JobState.DONE


def test_draw_that_cannot_be_made_says_why_in_both_languages_and_changes_nothing() -> None:
    judged = make_prepared()
    draw(judged)
    before = pairs(judged.round)
    PanelMember.objects.filter(round=judged.round).update(max_load=1)
    asked = assigning.ask_draw(review_round=judged.round, reviewers_each=4, by=None, now=NOW)
    failed = draw_jobs.carry_out(run_id=asked.pk, now=NOW)
    assert (failed.state, pairs(judged.round)) == (JobState.FAILED, before)
    assert len(failed.failure["ko"]) == len(failed.failure["en"]) > 0
    assert failed.failure["ko"] != failed.failure["en"]
    judged.round.refresh_from_db()
    assert judged.round.reviewers_each == 3
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AssignmentRun.objects.filter(pk=asked.pk).update(state=JobState.DONE)


def test_round_that_began_while_a_draw_waited_is_not_drawn() -> None:
    judged = make_prepared()
    asked = assigning.ask_draw(review_round=judged.round, by=None, now=NOW)
    ReviewRound.objects.filter(pk=judged.round.pk).update(state=RoundState.OPEN)
    failed = draw_jobs.carry_out(run_id=asked.pk, now=NOW)
    assert (failed.state, pairs(judged.round)) == (JobState.FAILED, set())
