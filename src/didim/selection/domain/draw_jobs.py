"""A draw as a job: large ones take seconds, so nobody waits for them in a request."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.kernel.refusals import RefusedError
from didim.selection.enums import JobState
from didim.selection.models import AssignmentRun

from .assigning import make

LANGUAGES = ("ko", "en")


def carry_out(*, run_id: int, now: datetime) -> AssignmentRun:
    """Make a draw that was asked for; done twice it is made once.

    Why it could not be made is kept in the run, in sentences; a fault of ours is raised again for the
    worker's log. After either, nothing of the round is changed.
    """
    run = AssignmentRun.objects.select_related("round", "by").get(pk=run_id)
    if run.state in (JobState.DONE, JobState.FAILED):
        return run
    AssignmentRun.objects.filter(pk=run_id).update(state=JobState.RUNNING)
    try:
        with recorded(run.parameters["kind"], run.by):
            return make(run=run, now=now)
    except RefusedError as refusal:
        return _fail(run_id, [problem.message for problem in refusal.problems], now)
    except Exception:
        _fail(
            run_id,
            [_("추첨하다 문제가 생겼습니다. 다시 추첨해 주세요. 거듭되면 운영자에게 알려 주세요.")],
            now,
        )
        raise


def _fail(run_id: int, sentences: Sequence[object], now: datetime) -> AssignmentRun:
    told: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = [str(sentence) for sentence in sentences]
    run = AssignmentRun.objects.get(pk=run_id)
    run.state, run.failure, run.ended_at = JobState.FAILED, told, now
    run.save(update_fields=["state", "failure", "ended_at"])
    return run
