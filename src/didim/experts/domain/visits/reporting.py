"""Reports of visits: written on the way, filed, returned, approved by somebody else, corrected."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.domain.fees import note_fee
from didim.experts.domain.visits.photos import copy_photos
from didim.experts.domain.visits.telling import tell_of_returned_report
from didim.experts.enums import RequestKind, RequestState
from didim.experts.models import FeeLine, Visit, VisitReport, VisitRequest
from didim.experts.visit_enums import ReportState, VisitState
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

from .satisfaction import ask_once

LONGEST_TEXT = 10_000
_OPEN = (ReportState.WRITING, ReportState.FILED)
# What a support is called in the ledger, by what the firm asked for.
PROGRAMMES = {
    RequestKind.VISIT: "전문가 현장 방문",
    RequestKind.CLINIC: "전문가 클리닉",
    RequestKind.CLOSURE: "사업정리 자문",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What is typed of a report: three texts, and how long the visit took in minutes (None: not said)."""

    saw: str = ""
    advice: str = ""
    next_steps: str = ""
    minutes: int | None = None


@transaction.atomic
def begin_report(*, visit: Visit, now: datetime) -> VisitReport:
    """Return the version that is being written; begun where there is none.

    After a returned version the next one begins with what it said. RefusedError before the visit's time, for
    one that was called off, while a version waits, and once one is approved (`correct_report` goes on).
    """
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    last = VisitReport.objects.filter(visit=locked).order_by("-version").first()
    if last is not None and last.state == ReportState.WRITING:
        return last
    if last is not None and last.state != ReportState.RETURNED:
        raise refuse("", _("이미 낸 보고서입니다."))
    if locked.state not in {VisitState.PLANNED, VisitState.DONE} or now < locked.starts_at:
        raise refuse("", _("방문을 시작한 뒤에 보고서를 쓸 수 있습니다."))
    planned = int((locked.ends_at - locked.starts_at).total_seconds() // 60)
    return _next_version(locked, last, minutes=last.minutes if last else planned, now=now)


@transaction.atomic
def correct_report(*, report: VisitReport, cause: str, now: datetime) -> VisitReport:
    """Begin the version that corrects an approved one; that one stays as it is, and so does its fee.

    RefusedError without a cause, or where a later version exists.
    """
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=report.visit_id)
    last = VisitReport.objects.filter(visit=locked).latest("version")
    if last.pk != report.pk or last.state != ReportState.APPROVED:
        raise refuse("", _("마지막으로 승인된 보고서만 고칠 수 있습니다."))
    said = " ".join(cause.split())[:200]
    if not said:
        raise refuse("cause", _("왜 고치는지 적어 주세요."))
    return _next_version(locked, last, minutes=last.minutes, now=now, cause=said)


def _next_version(
    visit: Visit, last: VisitReport | None, *, minutes: int, now: datetime, cause: str = ""
) -> VisitReport:
    report = VisitReport.objects.create(
        agency_id=visit.agency_id,
        visit=visit,
        version=last.version + 1 if last else 1,
        saw=last.saw if last else "",
        advice=last.advice if last else "",
        next_steps=last.next_steps if last else "",
        minutes=minutes,
        cause=cause or (last.cause if last else ""),
        written_at=now,
    )
    if last is not None:
        copy_photos(last.photos.order_by("pk"), report=report, now=now)
    return report


@transaction.atomic
def save_report(*, report: VisitReport, written: Written, now: datetime) -> VisitReport:
    """Keep what is typed so far; how long an approved visit took stays. RefusedError once it is filed."""
    locked = _writing(report)
    locked.saw, locked.advice = _text(written.saw), _text(written.advice)
    locked.next_steps, locked.written_at = _text(written.next_steps), now
    if written.minutes is not None and not FeeLine.objects.filter(visit=locked.visit_id).exists():
        locked.minutes = max(1, min(written.minutes, 24 * 60))
    locked.save(update_fields=["saw", "advice", "next_steps", "minutes", "written_at"])
    return locked


@transaction.atomic
def file_report(*, report: VisitReport, by: User, now: datetime) -> VisitReport:
    """File what is written: the visit is done, and after the last one the firm is asked how it was.

    RefusedError field by field where something is missing; what was written stays.
    """
    locked = _writing(report)
    missing = {
        "saw": (locked.saw, _("무엇을 보았는지 적어 주세요.")),
        "advice": (locked.advice, _("무엇을 조언했는지 적어 주세요.")),
    }
    problems = [Problem(name, sentence) for name, (text, sentence) in missing.items() if not text]
    if problems:
        raise RefusedError(problems)
    locked.state, locked.filed_at, locked.filed_by = ReportState.FILED, now, by
    locked.save(update_fields=["state", "filed_at", "filed_by"])
    Visit.objects.filter(pk=locked.visit_id).update(state=VisitState.DONE)
    _end_request(locked.visit, now)
    return locked


@transaction.atomic
def return_report(*, report: VisitReport, reason: str, by: User, now: datetime) -> VisitReport:
    """Give a filed report back with what it still wants. RefusedError without a reason, or when decided."""
    locked = _filed(report)
    said = " ".join(reason.split())[:300]
    if not said:
        raise refuse("reason", _("무엇을 보완해야 하는지 적어 주세요."))
    locked.state, locked.return_reason = ReportState.RETURNED, said
    locked.decided_at, locked.decided_by = now, by
    locked.save(update_fields=["state", "return_reason", "decided_at", "decided_by"])
    tell_of_returned_report(locked, now=now)
    return locked


@transaction.atomic
def approve_report(*, report: VisitReport, by: User, now: datetime) -> VisitReport:
    """Approve a filed report: the firm's support and the expert's fee are written with it, or nothing is.

    RefusedError when it was decided before, and for the expert who filed it.
    """
    locked = _filed(report)
    visit = Visit.objects.select_related("agency", "enterprise", "request", "expert", "dispatch").get(
        pk=locked.visit_id
    )
    if by.pk in {visit.expert.user_id, locked.filed_by_id}:
        raise refuse("", _("자기가 낸 보고서는 승인할 수 없습니다. 다른 담당자가 승인해 주세요."))
    locked.state, locked.decided_at, locked.decided_by = ReportState.APPROVED, now, by
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    fee = note_fee(visit=visit, report=locked, now=now)
    _record_support(visit, locked, fee, by, now)
    return locked


def _record_support(visit: Visit, report: VisitReport, fee: FeeLine, by: User, now: datetime) -> None:
    """Write what the firm received, worth what its expert is paid for it; said again for a correction."""
    day = visit.starts_at.astimezone(SEOUL).date()
    request: VisitRequest = visit.request
    record_support(
        agency=visit.agency,
        enterprise=visit.enterprise,
        details=SupportDetails(
            form=SupportForm.ADVICE,
            programme_name=PROGRAMMES[RequestKind(request.kind)],
            year=day.year,
            received_on=day,
            amount_won=fee.fee_won,
            detail=", ".join(str(topic) for topic in request.topics)[:60],
            evidence=f"visit-report-{report.pk}",
            case_reference=f"visit-request-{request.pk}" if request.visits_planned > 1 else "",
        ),
        source=RecordSource.DELIVERED,
        reference=f"visit-{visit.pk}",
        by=by,
        now=now,
        is_sample=visit.is_sample,
    )


def _end_request(visit: Visit, now: datetime) -> None:
    """After the last visit of a plan the request is finished and the firm is asked how it was; once."""
    with scoped(SYSTEM):
        request = VisitRequest.objects.select_for_update(of=("self",)).get(pk=visit.request_id)
        done = Visit.objects.filter(request=request, state=VisitState.DONE).count()
        if done < request.visits_planned or request.state != RequestState.ASSIGNED:
            return
        request.state, request.ended_at = RequestState.FINISHED, now
        request.save(update_fields=["state", "ended_at"])
        ask_once(visit=visit, now=now)


def _writing(report: VisitReport) -> VisitReport:
    locked = VisitReport.objects.select_for_update(of=("self",)).select_related("visit").get(pk=report.pk)
    if locked.state != ReportState.WRITING:
        raise refuse("", _("이미 낸 보고서입니다. 화면을 다시 열어 확인해 주세요."))
    return locked


def _filed(report: VisitReport) -> VisitReport:
    locked = (
        VisitReport.objects.select_for_update(of=("self",))
        .select_related("visit__enterprise")
        .get(pk=report.pk)
    )
    if locked.state != ReportState.FILED:
        raise refuse("", _("승인을 기다리는 보고서가 아닙니다. 화면을 다시 열어 확인해 주세요."))
    return locked


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[:LONGEST_TEXT]
