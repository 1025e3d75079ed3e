"""Applications at a job fair: making one, one's own, and what those who hire answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import PUBLIC, guarded
from didim.fairs.domain.hiring import (
    apply_for_work,
    decide_application,
    invite_to_interview,
    withdraw_application,
)
from didim.fairs.enums import ApplicationState, FairKind, FairState, Side
from didim.fairs.models import JobApplication, Participant
from didim.fairs.queries.jobs import (
    access_job_application,
    access_posting,
    interview_of,
    own_applications,
    reached_at,
)
from didim.kernel.refusals import RefusedError
from didim.web.components.act_page import act_page
from didim.web.portal.fair_links import for_own
from didim.web.portal.fair_offers import ApplyForm, DecideForm, for_side
from didim.web.portal.views.fair_jobs import HIRES
from didim.web.portal.views.fairs import signed_in

READ_AND_WRITE = require_http_methods(["GET", "POST"])
SEEKS = {"kind": FairKind.JOBS, "side": Side.FIRM}
_UNDECIDED = (ApplicationState.APPLIED, ApplicationState.INTERVIEW)


@guarded(PUBLIC)
@READ_AND_WRITE
def apply(request: HttpRequest, fair_id: int, posting_id: int) -> HttpResponse:
    """Ask for the work of a posting."""
    with for_side(request, fair_id, **SEEKS) as own:
        posting = access_posting(fair=own.fair, posting_id=posting_id, now=timezone.now())
        return act_page(
            request,
            form=ApplyForm(request.POST or None),
            act=lambda typed: apply_for_work(
                posting=posting, applicant=own, **typed, by=signed_in(request), now=timezone.now()
            ),
            title=_("지원하기"),
            subject=f"{posting.employer.name} · {posting.title}",
            said=_("지원했습니다. 결과는 전자우편으로도 알려 드립니다."),
            back=reverse("portal:fair-job-applications", args=[fair_id]),
            button=_("지원하기"),
        )


@guarded(PUBLIC)
@require_GET
def own_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show somebody what work they asked for."""
    with for_side(request, fair_id, **SEEKS) as own:
        context = {"own": own, "fair": own.fair, "applications": own_applications(own=own)}
        return render(request, "portal/fairs/job_applications.html", context)


@guarded(PUBLIC)
@require_GET
def detail(request: HttpRequest, fair_id: int, job_application_id: int) -> HttpResponse:
    """Show an application to who made it, or to those who hire."""
    with for_own(request, fair_id) as own:
        return _page(request, own, access_job_application(own=own, application_id=job_application_id))


def _page(
    request: HttpRequest, own: Participant, row: JobApplication, refused: RefusedError | None = None
) -> HttpResponse:
    hires = row.posting.employer_id == own.pk
    fair = own.fair
    context = {
        "own": own,
        "fair": fair,
        "row": row,
        "posting": row.posting,
        "hires": hires,
        "people": reached_at(row) if hires else [],
        "interview": interview_of(row),
        "is_undecided": row.state in _UNDECIDED,
        "may_invite": hires
        and row.state == ApplicationState.APPLIED
        and fair.state in (FairState.OPEN, FairState.SCHEDULING),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "portal/fairs/job_application.html", context, status=422 if refused else 200)


@guarded(PUBLIC)
@require_POST
def withdraw(request: HttpRequest, fair_id: int, job_application_id: int) -> HttpResponse:
    """Take an application back."""
    with for_side(request, fair_id, **SEEKS) as own:
        row = access_job_application(own=own, application_id=job_application_id)
        try:
            withdraw_application(application=row, by=signed_in(request), now=timezone.now())
        except RefusedError as refusal:
            return _page(request, own, row, refusal)
        messages.success(request, _("지원을 취소했습니다."))
        return redirect("portal:fair-job-applications", fair_id)


@guarded(PUBLIC)
@require_POST
def invite(request: HttpRequest, fair_id: int, job_application_id: int) -> HttpResponse:
    """Want to see somebody: the plan of the fair gives the interview a time."""
    with for_side(request, fair_id, **HIRES) as own:
        row = access_job_application(own=own, application_id=job_application_id)
        try:
            invite_to_interview(application=row, by=signed_in(request), now=timezone.now())
        except RefusedError as refusal:
            return _page(request, own, row, refusal)
        messages.success(request, _("면접에 초대했습니다. 시간은 상담 일정과 함께 정해집니다."))
        return redirect("portal:fair-applicants", fair_id, row.posting_id)


@guarded(PUBLIC)
@READ_AND_WRITE
def decide(request: HttpRequest, fair_id: int, job_application_id: int) -> HttpResponse:
    """Hire somebody, or not."""
    with for_side(request, fair_id, **HIRES) as own:
        row = access_job_application(own=own, application_id=job_application_id)
        return act_page(
            request,
            form=DecideForm(request.POST or None),
            act=lambda typed: decide_application(
                application=row, **typed, by=signed_in(request), now=timezone.now()
            ),
            title=_("결과 알리기"),
            subject=f"{row.applicant.name} · {row.posting.title}",
            said=_("결과를 지원자에게 알렸습니다."),
            back=reverse("portal:fair-applicants", args=[fair_id, row.posting_id]),
            button=_("결과 알리기"),
        )
