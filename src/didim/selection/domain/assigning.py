"""Drawing who judges what: recorded with its seed and all that went in, so that it can be made again."""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.engines.assignment import (
    Draw,
    Impossible,
    Pair,
    Redraw,
    Why,
    assign,
    load_problem,
    reassign,
    why,
)
from didim.kernel.calendar import SEOUL
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.refusals import Problem as Said
from didim.kernel.refusals import RefusedError, refuse
from didim.kernel.wording import Text
from didim.selection.enums import JobState, RoundState
from didim.selection.models import (
    Assignment,
    AssignmentRun,
    PanelMember,
    Recusal,
    Review,
    Reviewer,
    ReviewRound,
    RoundEntry,
)

from .draw_inputs import DrawInputs, inputs_for
from .recusals import STANDING
from .round_terms import MOST_REVIEWERS

LARGEST_SEED = 2**53 - 1  # the largest whole number every reader of JSON keeps


def _in_language_of_reader(sentence: Text) -> str:
    return sentence.text(get_language() or "ko")


# A sentence of an engine, put into the language of whoever reads it when it is read.
_sentence: Callable[[Text], object] = lazy(_in_language_of_reader, str)
_REPLACED, _MOVED = "다시 추첨", "재배정"


def ask_draw(
    *,
    review_round: ReviewRound,
    by: User | None,
    now: datetime,
    reviewers_each: int | None = None,
    seed: int | None = None,
    reason: str = "",
) -> AssignmentRun:
    """Record that a round's reviewers are to be drawn anew, with the seed; the caller starts the job.

    Without a seed one is drawn from the system's randomness. RefusedError when the round has begun (then
    `ask_redraw`), or while another draw of the round is under way.
    """
    with recorded("ask_draw", by):
        locked = _locked(review_round, RoundState.PREPARING)
        each = _reviewers_each(locked, reviewers_each)
        return _ask(locked, {"kind": "draw", "reviewers_each": each}, _seed(seed), reason, by, now)


def ask_redraw(*, review_round: ReviewRound, reason: str, by: User | None, now: datetime) -> AssignmentRun:
    """Record that what is open in a round is to be filled with the least change; the caller starts the job.

    RefusedError without a reason, or while another draw of the round is under way.
    """
    if not reason.strip():
        raise refuse("reason", _("다시 배정하는 사유를 적어 주세요."))
    with recorded("ask_redraw", by):
        locked = _locked(review_round, RoundState.PREPARING, RoundState.OPEN)
        parameters = {"kind": "redraw", "reviewers_each": locked.reviewers_each}
        return _ask(locked, parameters, _seed(None), reason, by, now)


def draw(
    *,
    review_round: ReviewRound,
    by: User | None,
    now: datetime,
    reviewers_each: int | None = None,
    seed: int | None = None,
    reason: str = "",
) -> AssignmentRun:
    """Draw a round's reviewers anew at once; RefusedError also says who lacks how many reviewers."""
    with recorded("draw", by):
        run = ask_draw(
            review_round=review_round,
            by=by,
            now=now,
            reviewers_each=reviewers_each,
            seed=seed,
            reason=reason,
        )
        return make(run=run, now=now)


def redraw(*, review_round: ReviewRound, reason: str, by: User | None, now: datetime) -> AssignmentRun:
    """Fill what is open at once; RefusedError also when too few reviewers are left, in sentences."""
    with recorded("redraw", by):
        run = ask_redraw(review_round=review_round, reason=reason, by=by, now=now)
        return make(run=run, now=now)


def make(*, run: AssignmentRun, now: datetime) -> AssignmentRun:
    """Make a draw that was asked for: with the seed it has, from what stands now; in a transaction.

    A draw anew ends what was drawn before and leaves what is by hand; a redraw changes as little as can be.
    A review that was begun stays where it is. RefusedError says in sentences why it cannot be made.
    """
    if run.parameters["kind"] == "draw":
        locked = _locked(run.round, RoundState.PREPARING)
        _make_draw(run, locked, now)
    else:
        locked = _locked(run.round, RoundState.PREPARING, RoundState.OPEN)
        _make_redraw(run, locked, now)
    return run


def _make_draw(run: AssignmentRun, locked: ReviewRound, now: datetime) -> None:
    each = run.parameters["reviewers_each"]
    if locked.reviewers_each != each:
        locked.reviewers_each = each
        locked.save(update_fields=["reviewers_each"])
    standing = _standing(locked)
    inputs = _inputs(run, locked, standing, now)
    drawn = assign(inputs.problem)
    if isinstance(drawn, Impossible):
        raise _impossible(drawn)
    _keep(run, inputs, drawn, {}, now)
    kept = {_pair(one) for one in standing}
    running = Assignment.objects.filter(round=locked, ended_at=None)
    running.exclude(pk__in=[one.pk for one in standing]).update(ended_at=now, end_reason=_REPLACED)
    _take(locked, run, inputs, (one for one in drawn.pairs if _ids(one) not in kept), now)


def _make_redraw(run: AssignmentRun, locked: ReviewRound, now: datetime) -> None:
    running = list(Assignment.objects.filter(round=locked, ended_at=None).order_by("pk"))
    inputs = _inputs(run, locked, _standing(locked), now)
    before = sorted((str(one.application_id), str(one.reviewer_id)) for one in running)
    redrawn = reassign(inputs.problem, before)
    if isinstance(redrawn, Impossible):
        raise _impossible(redrawn)
    changes = {
        "before": [list(pair) for pair in before],
        "kept": len(redrawn.kept),
        "added": len(redrawn.added),
        "removed": len(redrawn.removed),
    }
    _keep(run, inputs, redrawn.draw, changes, now)
    wanted = {_ids(one) for one in redrawn.draw.pairs}
    gone = [one.pk for one in running if _pair(one) not in wanted]
    Assignment.objects.filter(pk__in=gone).update(ended_at=now, end_reason=_MOVED)
    kept = {_pair(one) for one in running}
    _take(locked, run, inputs, (one for one in redrawn.draw.pairs if _ids(one) not in kept), now)


def assign_by_hand(
    *,
    review_round: ReviewRound,
    application_id: int,
    reviewer: Reviewer,
    reason: str,
    by: User,
    now: datetime,
) -> Assignment:
    """Give an application to a reviewer without a draw, with a reason; later draws leave it as it is.

    RefusedError where a recusal stands between them, or the reviewer sits not in the round.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise refuse("reason", _("추첨하지 않고 정하는 사유를 적어 주세요."))
    with recorded("assign_by_hand", by):
        locked = _locked(review_round, RoundState.PREPARING, RoundState.OPEN)
        member = PanelMember.objects.filter(round=locked, reviewer=reviewer, dropped_at=None).first()
        entry = RoundEntry.objects.filter(round=locked, application=application_id).first()
        if member is None or entry is None:
            raise refuse("reviewer", _("이 차수의 위원과 신청 가운데서 골라 주세요."))
        barred = Recusal.objects.filter(
            round=locked, application=application_id, reviewer=reviewer, state__in=STANDING
        )
        if barred.exists():
            raise refuse("reviewer", _("제척·기피·회피된 위원입니다. 다른 위원을 골라 주세요."))
        assignment, made = Assignment.objects.get_or_create(
            round=locked,
            application_id=application_id,
            reviewer=reviewer,
            ended_at=None,
            defaults={
                "agency_id": locked.agency_id,
                "reviewer_user_id": member.user_id,
                "fit": 0,
                "explanation": {"by_hand": reason, "by": by.pk},
                "made_at": now,
            },
        )
        if not made:
            raise refuse("reviewer", _("이미 배정된 위원입니다."))
        return assignment


def replay(run: AssignmentRun) -> dict[str, Any]:
    """Make a recorded draw again from what went in, and return its result: equal to `run.result`."""
    problem = load_problem(json.loads(run.problem))
    if run.parameters["kind"] == "draw":
        made: Draw | Redraw | Impossible = assign(problem)
    else:
        made = reassign(problem, [(pair[0], pair[1]) for pair in run.parameters["before"]])
    if isinstance(made, Impossible):
        raise _impossible(made)
    return (made.draw if isinstance(made, Redraw) else made).as_json()


def explain(run: AssignmentRun, *, application_id: int, reviewer_id: int) -> Why:
    """Return why a pair was drawn or not; RefusedError for one that was not in the draw."""
    try:
        return why(
            load_problem(json.loads(run.problem)), _draw_of(run.result), str(application_id), str(reviewer_id)
        )
    except KeyError as error:
        raise refuse("", _("이 추첨에 없던 신청이나 위원입니다.")) from error


def explain_all(run: AssignmentRun, *, application_id: int, reviewers: Iterable[int]) -> dict[int, Why]:
    """Return why each of some reviewers judges an application or not, for those that were in the draw."""
    problem, made = load_problem(json.loads(run.problem)), _draw_of(run.result)
    key, row, known = str(application_id), problem.row(), problem.column()
    if key not in row:
        return {}
    # Only the one row is looked at: the rest of a large draw plays no part in why.
    alone = replace(
        problem,
        entries=(problem.entries[row[key]],),
        fits=problem.fits[[row[key]]],
        forbidden={pair: told for pair, told in problem.forbidden.items() if pair[0] == key},
        fixed=frozenset(pair for pair in problem.fixed if pair[0] == key),
    )
    return {one: why(alone, made, key, str(one)) for one in reviewers if str(one) in known}


def _draw_of(result: dict[str, Any]) -> Draw:
    """Return a draw as it was recorded."""
    return Draw(
        pairs=tuple(Pair(one[0], one[1], one[2], one[3]) for one in result["pairs"]),
        weakest=tuple(result["weakest"]),
        **{
            name: result[name]
            for name in (
                "least", "least_bound", "total", "total_bound", "exact", "seed", "problem_hash",
            )
        },
    )  # fmt: skip


def _locked(review_round: ReviewRound, *states: RoundState) -> ReviewRound:
    locked = ReviewRound.objects.select_for_update().get(pk=review_round.pk)
    if locked.state not in states:
        raise refuse("", _("이 차수에서는 추첨할 수 없습니다. 평가가 시작되었으면 재배정을 이용해 주세요."))
    return locked


def _reviewers_each(review_round: ReviewRound, wanted: int | None) -> int:
    if wanted is None:
        return review_round.reviewers_each
    if not 1 <= wanted <= MOST_REVIEWERS:
        message = _("신청당 위원 수를 1명에서 %(most)d명 사이로 적어 주세요.")
        raise refuse("reviewers_each", message % {"most": MOST_REVIEWERS})
    return wanted


def _seed(typed: int | None) -> int:
    if typed is None:
        return secrets.randbelow(LARGEST_SEED) + 1
    if not 0 <= typed <= LARGEST_SEED:
        raise refuse("seed", _("추첨 씨앗은 0 이상 9,007,199,254,740,991 이하의 정수로 적어 주세요."))
    return typed


def _standing(review_round: ReviewRound) -> list[Assignment]:
    """Return what a draw leaves as it is: reviews that were begun, and what was given by hand."""
    running = Assignment.objects.filter(round=review_round, ended_at=None).order_by("pk")
    begun = set(Review.objects.filter(round=review_round).values_list("assignment", flat=True))
    return [one for one in running if one.pk in begun or one.run_id is None]


def _pair(assignment: Assignment) -> tuple[int, int]:
    return assignment.application_id, assignment.reviewer_id


def _ids(pair: Pair) -> tuple[int, int]:
    return int(pair.application), int(pair.reviewer)


def _impossible(found: Impossible) -> RefusedError:
    return RefusedError(Said("", _sentence(one.sentence)) for one in found.shortages)


def _inputs(run: AssignmentRun, locked: ReviewRound, standing: list[Assignment], now: datetime) -> DrawInputs:
    return inputs_for(
        locked,
        reviewers_each=run.parameters["reviewers_each"],
        seed=run.seed,
        fixed=[_pair(one) for one in standing],
        on=now.astimezone(SEOUL).date(),
    )


def _ask(
    review_round: ReviewRound,
    parameters: dict[str, Any],
    seed: int,
    reason: str,
    by: User | None,
    now: datetime,
) -> AssignmentRun:
    runs = AssignmentRun.objects.filter(round=review_round)
    if runs.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
        raise refuse("", _("이 차수의 추첨이 진행되고 있습니다. 끝난 뒤에 다시 해 주세요."))
    last = runs.aggregate(last=Max("number"))["last"]
    return AssignmentRun.objects.create(
        agency_id=review_round.agency_id,
        round=review_round,
        number=(last or 0) + 1,
        seed=seed,
        parameters=parameters,
        reason=" ".join(reason.split())[:200],
        at=now,
        by=by,
    )


def _keep(
    run: AssignmentRun, inputs: DrawInputs, drawn: Draw, changes: dict[str, Any], now: datetime
) -> None:
    text = inputs.problem.canonical()
    run.state, run.ended_at = JobState.DONE, now
    run.problem, run.problem_hash = text.decode(), sha256_hex(text)
    run.parameters = {**run.parameters, "fit": inputs.rule.definition, **changes}
    run.result = drawn.as_json()
    run.save(update_fields=["state", "ended_at", "problem", "problem_hash", "parameters", "result"])


def _take(
    review_round: ReviewRound, run: AssignmentRun, inputs: DrawInputs, pairs: Iterable[Pair], now: datetime
) -> None:
    users = dict(PanelMember.objects.filter(round=review_round).values_list("reviewer", "user"))
    Assignment.objects.bulk_create(
        [
            Assignment(
                agency_id=review_round.agency_id,
                round=review_round,
                run=run,
                application_id=int(pair.application),
                reviewer_id=int(pair.reviewer),
                reviewer_user_id=users[int(pair.reviewer)],
                fit=pair.fit / 1000,
                explanation=inputs.explained(pair.application, pair.reviewer),
                made_at=now,
            )
            for pair in pairs
        ],
        batch_size=2000,
    )
