"""Work and challenges of a fair at its agency: what is offered, who answered, how far it came; exports."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from didim.accounts.domain.access_log import note_download
from didim.accounts.guards import guarded
from didim.documents.tables import Column
from didim.documents.workbooks import Table, workbook
from didim.fairs.domain.hiring import close_work
from didim.fairs.enums import FairKind, PostingState
from didim.fairs.models import Fair, Posting
from didim.fairs.queries.access import access_fair
from didim.fairs.queries.challenges import (
    access_challenge_for_staff,
    challenges_for_staff,
    file_for_staff,
    proposals_for_staff,
)
from didim.fairs.queries.jobs import (
    access_posting_for_staff,
    applications_for_staff,
    postings_for_staff,
)
from didim.fairs.queries.words import with_words
from didim.kernel.refusals import RefusedError
from didim.registry.enums import AgencyRole
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.downloads import file_response
from didim.web.components.refusals import done
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.forms.fairs import ChallengeFilterForm, PostingFilterForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.views.fairs import may_write

_COUNTED = {"waiting": ("waiting",), "title": ("title",), "closes": ("closes_at",)}
JOB_SORTS = {**_COUNTED, "employer": ("employer__name",), "applied": ("applied",), "hired": ("hired",)}
CHALLENGE_SORTS = {**_COUNTED, "partner": ("partner__name",), "sent": ("sent",), "chosen": ("chosen",)}


def _fair(request: HttpRequest, fair_id: int, kind: FairKind, roles: tuple[AgencyRole, ...] = ()) -> Fair:
    fair = access_fair(actor=request.actor, fair_id=fair_id, roles=roles)
    if fair.kind != kind:
        raise NotVisible(f"fair {fair_id}")
    return fair


@guarded(AGENCY_STAFF)
@require_GET
def job_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List the work offered at a fair, with how many asked, are to be met and were hired."""
    fair = _fair(request, fair_id, FairKind.JOBS)
    filters = PostingFilterForm(request.GET)
    chosen = filters.chosen
    rows = with_words(postings_for_staff(fair=fair), chosen.get("q", ""), "title", "employer__name")
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    rows, sorting = sorted_rows(rows, request, JOB_SORTS, "closes")
    context = {
        "fair": fair,
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "may_export": may_write(request, fair),
    }
    return render(request, "workbench/fairs/jobs.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def job(request: HttpRequest, fair_id: int, posting_id: int) -> HttpResponse:
    """Show work that is offered, and who asked for it."""
    fair = _fair(request, fair_id, FairKind.JOBS)
    return _job_page(request, fair, access_posting_for_staff(fair=fair, posting_id=posting_id))


def _job_page(
    request: HttpRequest, fair: Fair, posting: Posting, refused: RefusedError | None = None
) -> HttpResponse:
    page = page_of(applications_for_staff(fair=fair).filter(posting=posting), request)
    _note(_("입사 지원 보기"), fair, posting.title, len(page.object_list))
    context = {
        "fair": fair,
        "posting": posting,
        "page": page,
        "may_close": posting.state == PostingState.OPEN and may_write(request, fair),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "workbench/fairs/job.html", context, status=422 if refused else 200)


def _note(task: str, fair: Fair, subject: str, shown: int) -> None:
    note_search(task=task, subject=subject, shown=shown, agency_id=fair.agency_id)


@guarded(WRITER)
@require_POST
def job_close(request: HttpRequest, fair_id: int, posting_id: int) -> HttpResponse:
    """Take a posting down: nobody applies any more."""
    fair = _fair(request, fair_id, FairKind.JOBS, WRITERS)
    posting = access_posting_for_staff(fair=fair, posting_id=posting_id)
    try:
        close_work(posting=posting, by=request.user)
    except RefusedError as refusal:
        return _job_page(request, fair, posting, refusal)
    messages.success(request, _("모집을 마감했습니다."))
    return redirect("workbench:fair-job", fair_id, posting_id)


@guarded(AGENCY_STAFF)
@require_GET
def challenge_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List the challenges of a fair, with how many proposed, are to be met and were chosen."""
    fair = _fair(request, fair_id, FairKind.OPEN_INNOVATION)
    filters = ChallengeFilterForm(request.GET)
    rows = with_words(challenges_for_staff(fair=fair), filters.chosen.get("q", ""), "title", "partner__name")
    rows, sorting = sorted_rows(rows, request, CHALLENGE_SORTS, "closes")
    context = {
        "fair": fair,
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "may_export": may_write(request, fair),
    }
    return render(request, "workbench/fairs/challenges.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def challenge(request: HttpRequest, fair_id: int, challenge_id: int) -> HttpResponse:
    """Show a challenge, and what was proposed to it."""
    fair = _fair(request, fair_id, FairKind.OPEN_INNOVATION)
    row = access_challenge_for_staff(fair=fair, challenge_id=challenge_id)
    page = page_of(proposals_for_staff(fair=fair).filter(challenge=row), request)
    _note(_("혁신 과제 제안 보기"), fair, row.title, len(page.object_list))
    context = {"fair": fair, "challenge": row, "page": page}
    return render(request, "workbench/fairs/challenge.html", context)


@guarded(AGENCY_STAFF)
@require_safe
def proposal_file(request: HttpRequest, fair_id: int, proposal_id: int) -> FileResponse:
    """The file of a proposal; noted in the access log."""
    fair = _fair(request, fair_id, FairKind.OPEN_INNOVATION)
    return file_response(file_for_staff(fair=fair, proposal_id=proposal_id))


def _export(
    request: HttpRequest, fair: Fair, *, task: str, rows: QuerySet[Any], book: Callable[[], bytes], back: str
) -> HttpResponse:
    """Ask for the reason, note it, then send the workbook."""
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: note_download(
            task=task,
            subject=fair.name[:200],
            subjects=max(1, rows.count()),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=fair.agency_id,
        ),
    ):
        return as_download(book(), f"{back}-{fair.pk}.xlsx")
    context = {"form": form, "fair": fair, "title": task, "back": f"workbench:{back}"}
    return render(request, "workbench/fairs/offers_export.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def jobs_export(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Send the work and the applications of a fair as a workbook."""
    fair = _fair(request, fair_id, FairKind.JOBS, WRITERS)
    return _export(
        request,
        fair,
        task=_("채용 공고·지원 내려받기"),
        rows=applications_for_staff(fair=fair),
        book=lambda: job_book(fair),
        back="fair-jobs",
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def challenges_export(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Send the challenges and the proposals of a fair as a workbook."""
    fair = _fair(request, fair_id, FairKind.OPEN_INNOVATION, WRITERS)
    return _export(
        request,
        fair,
        task=_("혁신 과제·제안 내려받기"),
        rows=proposals_for_staff(fair=fair),
        book=lambda: challenge_book(fair),
        back="fair-challenges",
    )


def _clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def job_book(fair: Fair) -> bytes:
    """Return the workbook of a job fair: one sheet of work, one of applications."""
    work = Table(
        _("채용 공고 목록"),
        [
            Column(_("기업")), Column(_("채용 공고")), Column(_("고용 형태")), Column(_("일하는 곳")),
            Column(_("연봉 하한(원)")), Column(_("연봉 상한(원)")), Column(_("모집 인원")),
            Column(_("지원 마감")), Column(_("상태")), Column(_("지원자")), Column(_("면접")),
            Column(_("합격")),
        ],
        [
            [
                one.employer.name, one.title, one.get_employment_display(), one.work_place, one.wage_from_won,
                one.wage_to_won, one.places, _clock(one.closes_at), one.get_state_display(), one.applied,
                one.interviews, one.hired,
            ]
            for one in postings_for_staff(fair=fair).order_by("employer__name", "title", "pk")
        ],
    )  # fmt: skip
    asked = Table(
        _("지원자"),
        [
            Column(_("기업")), Column(_("채용 공고")), Column(_("지원자")), Column(_("상태")),
            Column(_("지원한 시각")), Column(_("결정한 시각")), Column(_("첫 출근일")),
        ],
        [
            [
                one.posting.employer.name, one.posting.title, one.applicant.name, one.get_state_display(),
                _clock(one.applied_at), _clock(one.decided_at), one.starts_on,
            ]
            for one in applications_for_staff(fair=fair)
        ],
    )  # fmt: skip
    return workbook([work, asked])


def challenge_book(fair: Fair) -> bytes:
    """Return the workbook of an open-innovation fair: one sheet of challenges, one of proposals."""
    tasks = Table(
        _("혁신 과제 목록"),
        [
            Column(_("파트너")), Column(_("과제")), Column(_("제공하는 것")), Column(_("선정할 기업 수")),
            Column(_("제안 마감")), Column(_("받은 제안")), Column(_("만나 보기")), Column(_("선정됨")),
        ],
        [
            [
                one.partner.name, one.title, one.gives, one.places, _clock(one.closes_at), one.sent,
                one.meetings, one.chosen,
            ]
            for one in challenges_for_staff(fair=fair).order_by("partner__name", "title", "pk")
        ],
    )  # fmt: skip
    proposed = Table(
        _("받은 제안"),
        [
            Column(_("파트너")), Column(_("과제")), Column(_("기업")), Column(_("풀 방법")),
            Column(_("상태")), Column(_("제안한 시각")), Column(_("답한 시각")),
        ],
        [
            [
                one.challenge.partner.name, one.challenge.title, one.firm.name, one.idea,
                one.get_state_display(), _clock(one.sent_at), _clock(one.decided_at),
            ]
            for one in proposals_for_staff(fair=fair)
        ],
    )  # fmt: skip
    return workbook([tasks, proposed])
