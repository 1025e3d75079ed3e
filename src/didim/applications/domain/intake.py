"""Handing in and taking back: light acts that freeze what is stored already.

What decides is the instant a request arrived (`arrived_at`: the server's clock when the request was read);
whatever happens after it, a queue, a lock, a slow disk, does not count against the applicant. The closing
instant itself is in, a microsecond later is out (queries.periods.IntakePeriod). An act stands whole or not at
all.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.applications.domain.freezing import FrozenFile, freeze_submission, freeze_withdrawal, receipt_code
from didim.applications.domain.intake_group import GROUP, AloneError, SubmissionGroup
from didim.applications.domain.intake_sql import read_for_submission, write_submission
from didim.applications.domain.problems import form_problems
from didim.applications.enums import ApplicationState, ReceiptKind, ScanState, SupplementState
from didim.applications.models import Application, Receipt, Submission, SubmissionFile, SupplementRequest
from didim.applications.queries.forms import form_of
from didim.applications.queries.periods import IntakePeriod, intake_period
from didim.engines.forms import Examined, FileFact, FormProblem
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.registry.queries.visibility import NotVisible

_INFECTED = _("'%(name)s'에서 악성코드가 발견되었습니다. 다른 파일로 바꿔 주세요.")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was written; the receipt gets its number when the transaction commits."""

    submission_id: int
    receipt_id: int
    code: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft as it stands when it is handed in: one snapshot of answers, version and files.

    `supplement`: the request it answers after the closing, None while the call is open.
    """

    row: dict[str, Any]
    period: IntakePeriod | None
    answers: dict[str, Any]
    files: tuple[FrozenFile, ...]
    infected: tuple[FrozenFile, ...]
    supplement: SupplementRequest | None = None


def submit_application(
    *,
    application_id: int,
    draft_version: int,
    arrived_at: datetime,
    by: User,
    firms: Collection[int] | None = None,
) -> HandedIn:
    """Hand in a draft as it is stored, and give a receipt.

    `draft_version` is the version the applicant saw: another one is refused, so that nobody hands in what a
    colleague has changed meanwhile. `firms`: whose application it may be (None: anybody's; the caller has
    asked). Handing in again before the closing replaces what counts and gives a new receipt; the application
    keeps its number. After the closing, while a request for supplements stands, only what it names is taken
    from the draft; everything else stays as it was handed in.

    Raises NotVisible where there is nothing to hand in, RefusedError with everything that is wrong. Two
    statements, and the locks of one application.
    """
    if (group := GROUP.get()) is not None:
        return _submit_in(group, application_id, draft_version, arrived_at, by, firms)
    # Without a savepoint, which would cost two statements more: so what refuses is raised outside the block,
    # where nothing has been written yet and the transaction of a request can still read.
    handed_in = None
    with transaction.atomic(savepoint=False):
        draft = _stored(application_id, arrived_at, by, firms)
        examined, problems = _examined(draft, draft_version, arrived_at) if draft else (None, [])
        if draft and examined:
            handed_in = _hand_in(draft, examined, application_id, arrived_at, by)
    if draft is None:
        raise NotVisible(f"application {application_id}")
    if handed_in is None:
        raise RefusedError(problems)
    return handed_in


def _submit_in(
    group: SubmissionGroup,
    application_id: int,
    draft_version: int,
    arrived_at: datetime,
    by: User,
    firms: Collection[int] | None,
) -> HandedIn:
    """Hand in as one of a group; AloneError for whatever is not plain: alone it is said what is wrong."""
    row = group.take(application_id, firms)
    draft = _draft(row)
    if _is_supplement(draft, arrived_at):
        raise AloneError
    examined, _problems = _examined(draft, draft_version, arrived_at)
    if examined is None:
        raise AloneError
    frozen, files, code = _frozen(draft, examined, application_id, arrived_at, by)
    submission_id, receipt_id = group.add(frozen, files)
    return HandedIn(submission_id, receipt_id, code)


def _examined(
    draft: _Draft, draft_version: int, arrived_at: datetime
) -> tuple[Examined | None, list[Problem]]:
    """Return what the form says of a draft that may be handed in; None and why not, else."""
    if problems := _refusals(draft, draft_version, arrived_at):
        return None, problems
    examined = form_of(draft.row["revision_id"]).examine(draft.answers, _facts(draft.files))
    problems = _said(examined.problems, draft.infected)
    return (None, problems) if problems else (examined, [])


def _stored(
    application_id: int, arrived_at: datetime, by: User, firms: Collection[int] | None
) -> _Draft | None:
    row = read_for_submission(application_id=application_id, arrived_at=arrived_at, by_id=by.pk)
    if row is None or (firms is not None and row["enterprise_id"] not in firms):
        return None
    draft = _draft(row)
    return _supplemented(draft, application_id, arrived_at) if _is_supplement(draft, arrived_at) else draft


def _draft(row: dict[str, Any]) -> _Draft:
    period = None
    if row["current_revision_id"] is not None:
        period = IntakePeriod(row["current_revision_id"], row["opens_at"], row["closes_at"])
    files = [(FrozenFile(*told), scan) for *told, scan in _loaded(row["files"])]
    return _Draft(
        row,
        period,
        _loaded(row["answers"]),
        tuple(file for file, _scan in files),
        tuple(file for file, scan in files if scan == ScanState.INFECTED),
    )


def _is_supplement(draft: _Draft, arrived_at: datetime) -> bool:
    """Whether only what staff asked for can still be taken: after the closing, where something stands."""
    period, state = draft.period, draft.row["state"]
    return period is not None and period.is_over(arrived_at) and state == ApplicationState.SUBMITTED


def _supplemented(draft: _Draft, application_id: int, arrived_at: datetime) -> _Draft:
    """Return what was handed in with the parts that staff asked for taken from the draft, if they asked."""
    request = (
        SupplementRequest.objects.select_for_update(of=("self",))
        .filter(application=application_id, state=SupplementState.ASKED, due_at__gte=arrived_at)
        .first()
    )
    if request is None:
        return draft
    before = Submission.objects.select_related("revision").get(pk=draft.row["submission_id"])
    asked = frozenset(request.slots)
    kept = {key: value for key, value in json.loads(before.content)["answers"].items() if key not in asked}
    given = {key: value for key, value in draft.answers.items() if key in asked}
    stored = SubmissionFile.objects.filter(submission=before).exclude(slot__in=asked).select_related("file")
    files = [
        FrozenFile(row.slot, row.file_id, row.file.name, row.file.size, row.file.sha256) for row in stored
    ]
    files += [file for file in draft.files if file.slot in asked]
    row = draft.row | {"revision_id": before.revision_id, "revision_number": before.revision.number}
    infected = tuple(file for file in draft.infected if file.slot in asked)
    return replace(
        draft, row=row, answers=kept | given, files=tuple(files), infected=infected, supplement=request
    )


def _loaded(value: Any) -> Any:
    """Return JSON as Python has it, whether the driver has read it already or not."""
    return json.loads(value) if isinstance(value, str) else value


def _refusals(draft: _Draft, draft_version: int, arrived_at: datetime) -> list[Problem]:
    """Return why a draft may not be handed in now, whatever is in it."""
    if draft.supplement is None and (problem := _period_problem(draft.period, arrived_at)):
        return [problem]
    if draft.supplement is None and draft.row["revision_id"] != draft.row["current_revision_id"]:
        said = _("공고가 정정되었습니다. 바뀐 점을 확인한 뒤 다시 제출해 주세요.")
        return [Problem("draft_version", said)]
    if draft.row["version"] != draft_version:
        said = _("다른 화면이나 다른 분이 신청서를 고쳤습니다. 바뀐 내용을 확인한 뒤 다시 제출해 주세요.")
        return [Problem("draft_version", said)]
    return []


def _period_problem(period: IntakePeriod | None, arrived_at: datetime) -> Problem | None:
    if period is None:
        return Problem("", _("이 공고는 온라인으로 신청을 받지 않습니다. 공고의 신청방법을 확인해 주세요."))
    if not period.has_begun(arrived_at):
        return Problem("", _("아직 접수를 시작하지 않았습니다. 접수 시작 시각을 확인해 주세요."))
    if period.is_over(arrived_at):
        return Problem("", _("접수가 마감되었습니다. 마감 뒤에 도착한 신청은 받을 수 없습니다."))
    return None


def _facts(files: Collection[FrozenFile]) -> dict[str, list[FileFact]]:
    facts: dict[str, list[FileFact]] = {}
    for file in files:
        facts.setdefault(file.slot, []).append(FileFact(file.name, file.size))
    return facts


def _said(found: list[FormProblem], infected: Collection[FrozenFile]) -> list[Problem]:
    return form_problems(found) + [Problem(file.slot, _INFECTED % {"name": file.name}) for file in infected]


def _hand_in(
    draft: _Draft, examined: Examined, application_id: int, arrived_at: datetime, by: User
) -> HandedIn:
    values, files, code = _frozen(draft, examined, application_id, arrived_at, by)
    submission_id, receipt_id = write_submission(values, files)
    if draft.supplement is not None:
        answered = {"state": SupplementState.ANSWERED, "answered_at": arrived_at, "submission": submission_id}
        SupplementRequest.objects.filter(pk=draft.supplement.pk).update(**answered)
    return HandedIn(submission_id, receipt_id, code)


def _frozen(
    draft: _Draft, examined: Examined, application_id: int, arrived_at: datetime, by: User
) -> tuple[dict[str, Any], list[tuple[str, int]], str]:
    """Return what is to be written of a submission, its files by slot, and the code of its receipt."""
    row = draft.row
    code = receipt_code()
    files = [file for file in draft.files if file.slot in examined.visible]
    kind = ReceiptKind.SUBMITTED if row["submission_id"] is None else ReceiptKind.RESUBMITTED
    if draft.supplement is not None:
        kind = ReceiptKind.SUPPLEMENTED
    frozen = freeze_submission(
        application=told_application(application_id, row),
        kind=kind,
        answers=examined.canonical,
        files=files,
        code=code,
        arrived_at=arrived_at,
        by_id=by.pk,
    )
    values = {
        "application": application_id,
        "agency": row["agency_id"],
        "enterprise": row["enterprise_id"],
        "call": row["call_id"],
        "revision": row["revision_id"],
        "draft_version": row["version"],
        "content": frozen.text,
        "content_hash": frozen.hash,
        "arrived_at": arrived_at,
        "by": by.pk,
        "kind": kind.value,
        "code": code,
    }
    return values, [(file.slot, file.file_id) for file in files], code


def told_application(application_id: int, row: dict[str, Any]) -> dict[str, Any]:
    """Return what a submission's text tells of whose it is, to which call, under which revision."""
    return {
        "application": application_id,
        "call": row["call_id"],
        "revision": row["revision_number"],
        "draft_version": row["version"],
        "enterprise": {
            "id": row["enterprise_id"],
            "name": row["enterprise_name"],
            "business_number": row["business_number"],
        },
    }


@transaction.atomic
def withdraw_application(*, application_id: int, arrived_at: datetime, by: User) -> Receipt:
    """Take back what was handed in, until the closing, and give a receipt of that.

    The draft stays: until the closing it can be handed in again. Raises RefusedError when nothing stands, or
    the call has closed.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("submission")
        .get(pk=application_id)
    )
    if application.state != ApplicationState.SUBMITTED or application.submission is None:
        raise refuse("", _("접수된 신청이 없습니다."))
    if problem := _period_problem(intake_period(call_id=application.call_id), arrived_at):
        raise RefusedError([problem])
    code = receipt_code()
    frozen = freeze_withdrawal(
        application_id=application.pk,
        call_id=application.call_id,
        withdrawn=application.submission.content_hash,
        code=code,
        arrived_at=arrived_at,
    )
    with pghistory.context(act="withdraw_application", user=by.pk):
        Application.objects.filter(pk=application.pk).update(state=ApplicationState.WITHDRAWN)
        return Receipt.objects.create(
            agency_id=application.agency_id,
            enterprise_id=application.enterprise_id,
            call_id=application.call_id,
            application=application,
            kind=ReceiptKind.WITHDRAWN,
            received_at=arrived_at,
            content_hash=frozen.hash,
            code=code,
        )
