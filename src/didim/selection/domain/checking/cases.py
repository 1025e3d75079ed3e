"""Everything the check of applications looks at, read for many at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from didim.applications.models import Application, SubmissionFile
from didim.applications.queries.periods import intake_period
from didim.engines.forms import Form, Structure
from didim.kernel.calendar import SEOUL
from didim.programmes.enums import RevisionState
from didim.programmes.models import Call, CallRevision
from didim.programmes.queries.matching import names_for, stored_rule
from didim.registry.queries.facts import facts_of_firms
from didim.selection.domain.checking.findings import Case, SubmittedFile
from didim.selection.domain.checking.plans import answers_of, submitted_form
from didim.selection.queries.elsewhere import selected_elsewhere
from didim.support.queries.bars import bars_of
from didim.support.queries.history import support_history

_NO_FORM = Form(Structure(()))


def notice_day(call: Call) -> date:
    """Return the day a call was first announced: a correction does not move it. ValueError before that."""
    first = (
        CallRevision.objects.filter(call=call, state=RevisionState.PUBLISHED)
        .order_by("number")
        .values_list("published_at", flat=True)
        .first()
    )
    if first is None:
        raise ValueError(f"call {call.pk} was never published")
    return first.astimezone(SEOUL).date()


def closing_day(call: Call, *, now: datetime) -> date:
    """Return the day applications to a call close, extensions included; today where it has no end."""
    period = intake_period(call_id=call.pk)
    closes_at = period.closes_at if period else None
    return (closes_at or now).astimezone(SEOUL).date()


def cases_of(*, call: Call, application_ids: Collection[int], now: datetime) -> list[Case]:
    """Return what there is to check of submitted applications of a call, by application id.

    About ten queries whatever their number. It reads other agencies' facts: run it in a job.
    """
    applications = (
        Application.objects.select_related("enterprise", "call__programme", "submission__revision")
        .filter(pk__in=list(application_ids), call=call, submission__isnull=False)
        .order_by("pk")
    )
    rows = [(row, row.submission) for row in applications if row.submission is not None]
    if not rows:
        return []
    announced, closes = notice_day(call), closing_day(call, now=now)
    firms = {application.enterprise_id for application, _submission in rows}
    facts = facts_of_firms(enterprise_ids=firms, on=announced)
    revisions = {submission.revision_id: submission.revision for _application, submission in rows}
    names = names_for([stored_rule(revision.rule) for revision in revisions.values()], facts.values())
    today = now.astimezone(SEOUL).date()
    history = support_history(enterprise_ids=firms, until=today)
    bars = bars_of(enterprise_ids=firms)
    elsewhere = selected_elsewhere(enterprise_ids=firms, year=today.year, except_call=call.pk)
    files = _files([submission.pk for _application, submission in rows])
    return [
        Case(
            application=application,
            submission=submission,
            revision=submission.revision,
            form=submitted_form(submission.revision_id) or _NO_FORM,
            answers=answers_of(submission.content),
            files=files[submission.pk],
            facts=facts[application.enterprise_id],
            names=names,
            history=history.get(application.enterprise_id, []),
            elsewhere=elsewhere.get(application.enterprise_id, []),
            bars=bars.get(application.enterprise_id, []),
            notice_day=announced,
            closing_day=closes,
            today=today,
        )
        for application, submission in rows
    ]


def _files(submissions: Collection[int]) -> defaultdict[int, list[SubmittedFile]]:
    files: defaultdict[int, list[SubmittedFile]] = defaultdict(list)
    rows = (
        SubmissionFile.objects.select_related("file")
        .filter(submission__in=submissions)
        .order_by("submission", "slot", "pk")
    )
    for row in rows:
        file = row.file
        files[row.submission_id].append(
            SubmittedFile(
                row.slot, file.pk, file.kind, file.name, file.scan, file.issued_on, file.valid_until
            )
        )
    return files
