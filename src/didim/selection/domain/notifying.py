"""Telling applicants: one letter a decision, in bulk, resumable; the portal shows it the same moment.

The bytes of a letter are made by whoever calls (the documents stand on a floor above): `render` takes the
letter's content and returns its PDF. Only the hash is kept; the PDF is made from the content again. Without
`render` no PDF is made now and its hash stays empty: who opens the letter gets it made from the content.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from didim.accounts.acts import recorded
from didim.accounts.domain.messages import queue_message
from didim.accounts.models import OutboundMessage, User
from didim.kernel.calendar import SEOUL
from didim.kernel.hash_chains import decimal_text, sha256_hex
from didim.kernel.refusals import refuse
from didim.programmes.models import Call
from didim.registry.enums import FirmRole
from didim.registry.models import EnterpriseMember
from didim.selection.enums import JobState, NoticeKind, Outcome
from didim.selection.models import Decision, DecisionNotice, NoticeJob, Objection

from .disclosing import Disclosures
from .objection_days import objection_due

Render = Callable[[dict[str, Any]], bytes]
ENDED = (JobState.DONE, JobState.FAILED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: letters sent, in all, and whether it has ended."""

    done: int
    total: int
    ended: bool


def start_notices(*, call: Call, by: User, now: datetime) -> NoticeJob:
    """Begin telling every applicant of a call who was not told yet; the caller starts the job.

    Raises RefusedError where nothing is decided, everybody was told, or a job is running.
    """
    with transaction.atomic():
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        decisions = Decision.objects.filter(call=call)
        waiting = decisions.filter(notified_at=None).count()
        if not decisions.exists():
            raise refuse("", gettext_lazy("아직 결정한 것이 없습니다. 위원회 의결 뒤에 통보할 수 있습니다."))
        if not waiting:
            raise refuse("", gettext_lazy("모든 신청기업에 이미 통보했습니다."))
        running = NoticeJob.objects.filter(call=call, state__in=[JobState.QUEUED, JobState.RUNNING])
        if running.exists():
            raise refuse("", gettext_lazy("통보가 진행되고 있습니다."))
        return NoticeJob.objects.create(
            agency_id=call.agency_id, call=call, total=waiting, asked_at=now, asked_by=by
        )


def send_notices(*, job_id: int, render: Render | None, now: datetime, limit: int = 20) -> Progress:
    """Send up to `limit` letters of a job, each in a transaction of its own, and say how far it is.

    Whoever is killed in between leaves whole letters behind and no half one: the next call goes on with
    those not yet told. A decision is told once, however often this runs.
    """
    call = NoticeJob.objects.select_related("call").get(pk=job_id).call
    waiting = Decision.objects.filter(call=call, notified_at=None).order_by("application__number", "pk")
    rows = list(waiting.values_list("pk", "application_id")[:limit])
    shown = Disclosures(call, applications=[application_id for _pk, application_id in rows])
    for decision_id, _application in rows:
        _send(job_id, decision_id, render, now, shown)
    if len(rows) < limit:
        _end(job_id, now)
    job = NoticeJob.objects.get(pk=job_id)
    return Progress(job.done, job.total, job.state in ENDED)


def _send(job_id: int, decision_id: int, render: Render | None, now: datetime, shown: Disclosures) -> None:
    """Send one letter, unless the job has ended or somebody else has sent it."""
    with transaction.atomic(), pghistory.context(act="send_notices", job=job_id):
        decision = (
            Decision.objects.select_for_update(of=("self",))
            .filter(pk=decision_id, notified_at=None)
            .select_related("application", "enterprise", "call__programme", "agency")
            .first()
        )
        running = NoticeJob.objects.filter(pk=job_id).exclude(state__in=ENDED)
        if decision is None or not running.update(state=JobState.RUNNING, done=F("done") + 1):
            return
        decision.notified_at = now
        tell(decision=decision, kind=NoticeKind.RESULT, render=render, now=now, shown=shown)
        decision.save(update_fields=["notified_at"])


def _end(job_id: int, now: datetime) -> None:
    NoticeJob.objects.filter(pk=job_id).exclude(state__in=ENDED).update(state=JobState.DONE, ended_at=now)


def fail_notices(*, job_id: int, problem: str, now: datetime) -> None:
    """End a job that cannot go on, so that an officer sees why and may begin another."""
    NoticeJob.objects.filter(pk=job_id, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
        state=JobState.FAILED, problem=problem[:300], ended_at=now
    )


def tell(
    *,
    decision: Decision,
    kind: NoticeKind,
    render: Render | None,
    now: datetime,
    shown: Disclosures | None = None,
) -> DecisionNotice:
    """Write the letter of a decision as it stands, and queue the e-mail to the firm's people.

    The first letter shows the reviews (`shown`: read once for many letters). A letter of a result or of an
    objection is written once; that it exists already is no error.
    """
    told = DecisionNotice.objects.filter(decision=decision, kind=kind).first()
    if told is not None and kind != NoticeKind.CHANGE:
        return told
    content = letter_content(decision=decision, kind=kind, now=now)
    if kind == NoticeKind.RESULT:
        content["rounds"] = (shown or Disclosures(decision.call, applications=[decision.application_id])).of(
            decision
        )
    message = _queue(decision, content, now)
    return DecisionNotice.objects.create(
        agency_id=decision.agency_id,
        enterprise_id=decision.enterprise_id,
        decision=decision,
        kind=kind,
        outcome=decision.outcome,
        letter_number=content["letter_number"],
        content=content,
        pdf_sha256=sha256_hex(render(content)) if render else "",
        message=message,
        sent_at=now,
    )


def tell_change(*, decision: Decision, render: Render, now: datetime, by: User | None) -> DecisionNotice:
    """Tell a firm that its decision has changed (a reserve moved up, a place was given up)."""
    with recorded("tell_change", by):
        decision = (
            Decision.objects.select_for_update(of=("self",))
            .select_related("application", "enterprise", "call__programme", "agency")
            .get(pk=decision.pk)
        )
        if decision.notified_at is None:
            raise refuse("", gettext_lazy("먼저 선정 결과를 통보해 주세요."))
        return tell(decision=decision, kind=NoticeKind.CHANGE, render=render, now=now)


def letter_content(*, decision: Decision, kind: NoticeKind, now: datetime) -> dict[str, Any]:
    """Return what a letter says, in Korean: the PDF is made from this alone, so it stays the same."""
    is_first = kind == NoticeKind.RESULT
    before = 0 if is_first else DecisionNotice.objects.filter(decision=decision).count()
    suffix = f"-{before + 1}" if before else ""
    day = now.astimezone(SEOUL).date()
    answers = Objection.objects.filter(decision=decision).values_list("answer", flat=True)
    answer = answers.first() if kind == NoticeKind.OBJECTION else None
    # In the first letter only: one objects once.
    due = objection_due(notified_at=decision.notified_at or now) if is_first else None
    with override("ko"):
        return {
            "letter_number": f"{day:%Y}-{decision.call_id}-{decision.application.number or 0:04d}{suffix}",
            "kind": NoticeKind(kind).value,
            "title": f"{decision.call.title} {NoticeKind(kind).label} 통보",
            "date": day.isoformat(),
            "agency": decision.agency.name,
            "recipient": decision.enterprise.name,
            "representative": decision.enterprise.representative_name,
            "programme": decision.call.programme.name,
            "call": decision.call.title,
            "application_number": decision.application.number,
            "outcome": Outcome(decision.outcome).value,
            "outcome_label": str(Outcome(decision.outcome).label),
            "ground": str(decision.get_ground_display()),
            "reason": decision.reason,
            "rank": decision.rank if decision.outcome in (Outcome.SELECTED, Outcome.RESERVE) else None,
            "reserve_rank": decision.reserve_rank if decision.outcome == Outcome.RESERVE else None,
            "total": None if decision.total is None else decimal_text(decision.total),
            "amount_won": decision.amount_won if decision.outcome == Outcome.SELECTED else None,
            "objection_until": due.day.isoformat() if due else None,
            "objection_definition": due.definition if due else "",
            "rounds": [],
            "answer": answer or "",
        }


def _queue(decision: Decision, content: dict[str, Any], now: datetime) -> OutboundMessage | None:
    """Queue an e-mail to each member of the firm, or to the firm's own address; return the first."""
    messages = [
        queue_message(
            template="decision-notice",
            subject=f"[{content['agency']}] {content['title']}",
            body=_mail_text(content),
            dedupe_key=f"decision:{content['letter_number']}:{recipient.pk if recipient else 'firm'}",
            not_before=now,
            now=now,
            recipient=recipient,
            address="" if recipient else decision.enterprise.email,
        )
        for recipient in _recipients(decision)
    ]
    return messages[0] if messages else None


def _recipients(decision: Decision) -> Iterable[User | None]:
    rows = EnterpriseMember.objects.filter(enterprise=decision.enterprise_id, user__is_active=True)
    members = sorted(
        rows.select_related("user"), key=lambda one: (one.role != FirmRole.OWNER, one.role, one.pk)
    )
    if members:
        return [member.user for member in members]
    return [None] if decision.enterprise.email else []


def _mail_text(content: dict[str, Any]) -> str:
    with override("ko"):
        lines = [
            _("%(recipient)s 귀하") % content,
            "",
            _("%(call)s의 결과를 알려 드립니다: %(outcome_label)s") % content,
            _("문서번호 %(letter_number)s") % content,
            _("점수와 의견, 통보서는 디딤에 로그인하여 신청 내역에서 볼 수 있습니다."),
        ]
        if content["objection_until"]:
            lines.append(_("이의신청은 %(objection_until)s까지 한 번 할 수 있습니다.") % content)
        return "\n".join([*lines, "", content["agency"]])
