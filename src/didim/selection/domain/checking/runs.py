"""The automatic check of a whole call as a job that shows its progress."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.applications.queries.periods import intake_period
from didim.kernel.refusals import refuse
from didim.programmes.models import Call
from didim.selection.domain.checking.checking import check_applications, due_applications
from didim.selection.enums import JobState
from didim.selection.models import CheckRun

_LONGEST_PROBLEM = 300


def start_run(*, call: Call, by: User | None, now: datetime) -> CheckRun:
    """Begin a run over what is not decided yet; the caller starts the job. RefusedError while one runs."""
    with transaction.atomic():
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if CheckRun.objects.filter(call=call, state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
            raise refuse("", _("자동 검토가 진행되고 있습니다."))
        due = due_applications(call=call, again=True)
        if not due:
            raise refuse("", _("검토할 신청이 없습니다. 모두 확정했거나 접수된 신청이 없습니다."))
        return CheckRun.objects.create(
            agency_id=call.agency_id, call=call, total=len(due), asked_at=now, asked_by=by
        )


def run_checks(*, run_id: int, now: datetime) -> CheckRun:
    """Carry a run out, a batch a transaction, so that its progress is seen; done twice it is done once.

    What stops it is kept in the run, and raised again for the worker's log.
    """
    run = CheckRun.objects.select_related("call").get(pk=run_id)
    if run.state in (JobState.DONE, JobState.FAILED):
        return run
    due = due_applications(call=run.call, again=True)
    CheckRun.objects.filter(pk=run_id).update(state=JobState.RUNNING, total=len(due), done=0)

    def show(done: int) -> None:
        CheckRun.objects.filter(pk=run_id).update(done=done)

    try:
        check_applications(call=run.call, application_ids=due, now=now, each=show)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"[:_LONGEST_PROBLEM]
        CheckRun.objects.filter(pk=run_id).update(state=JobState.FAILED, problem=problem, ended_at=now)
        raise
    CheckRun.objects.filter(pk=run_id).update(state=JobState.DONE, ended_at=now)
    run.refresh_from_db()
    return run


def check_what_is_due(*, now: datetime) -> int:
    """Check what was handed in to calls that have closed, and supplements that came later; return how many.

    While a call is open its check waits (what counts may still change, and intake needs the machine), unless
    an officer starts a run.
    """
    due = Application.objects.filter(
        Q(eligibility_check__isnull=True) | ~Q(eligibility_check__submission=F("submission")),
        state=ApplicationState.SUBMITTED,
    )
    calls = due.order_by("call_id").values_list("call_id", flat=True).distinct()
    checked = 0
    for call in Call.objects.filter(pk__in=list(calls)).order_by("pk"):
        period = intake_period(call_id=call.pk)
        if period is None or not period.is_over(now):
            continue
        ids = due_applications(call=call, again=False)
        checked += check_applications(call=call, application_ids=ids, now=now)
    return checked
