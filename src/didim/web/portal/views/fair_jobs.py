"""Work at a job fair: which is offered, and for those who hire: posting it, changing it, who asked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import PUBLIC, guarded
from didim.fairs.domain.hiring import change_work, close_work, post_work
from didim.fairs.domain.offering import OPEN_STATES
from didim.fairs.enums import Employment, FairKind, Side
from didim.fairs.models import Posting
from didim.fairs.queries.access import access_public_fair
from didim.fairs.queries.fairs import takes_in
from didim.fairs.queries.jobs import (
    access_own_posting,
    access_posting,
    applicants_of,
    own_postings,
    postings_of,
    standing_applications,
)
from didim.kernel.refusals import RefusedError
from didim.web.components.act_page import act_page
from didim.web.portal.fair_links import own_at
from didim.web.portal.fair_offers import WordsForm, WorkForm, for_side, typed_of_work
from didim.web.portal.views.fairs import signed_in

READ_AND_WRITE = require_http_methods(["GET", "POST"])
A_PAGE = 24
HIRES = {"kind": FairKind.JOBS, "side": Side.PARTNER}


class SearchForm(WordsForm):
    """What the list of work can be narrowed by."""

    employment = forms.ChoiceField(
        label=gettext_lazy("고용 형태"),
        choices=[("", gettext_lazy("모두")), *Employment.choices],
        required=False,
    )


@guarded(PUBLIC)
@require_GET
def job_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List the work offered at a fair (`?q=`, `?employment=`), what may still be applied for first."""
    fair = access_public_fair(fair_id=fair_id, kind=FairKind.JOBS)
    search = SearchForm(request.GET)
    search.is_valid()
    narrowed = {
        "text": search.cleaned_data.get("q", ""),
        "employment": search.cleaned_data.get("employment", ""),
    }
    page = Paginator(postings_of(fair=fair, now=timezone.now(), **narrowed), A_PAGE)
    own = own_at(request, fair_id)
    standing = standing_applications(own=own) if own and own.side == Side.FIRM else {}
    shown = page.get_page(request.GET.get("page"))
    context = {
        "fair": fair,
        "own": own,
        "search": search,
        "page": shown,
        "rows": [(row, standing.get(row.pk)) for row in shown],
    }
    return render(request, "portal/fairs/jobs.html", context)


@guarded(PUBLIC)
@require_GET
def job_detail(request: HttpRequest, fair_id: int, posting_id: int) -> HttpResponse:
    """Show work that is offered, and how to apply for it."""
    fair = access_public_fair(fair_id=fair_id, kind=FairKind.JOBS)
    posting = access_posting(fair=fair, posting_id=posting_id, now=timezone.now())
    return _job_page(request, posting)


def _job_page(request: HttpRequest, posting: Posting, refused: RefusedError | None = None) -> HttpResponse:
    fair, own = posting.fair, own_at(request, posting.fair_id)
    seeks = own is not None and own.side == Side.FIRM
    context = {
        "fair": fair,
        "own": own,
        "posting": posting,
        "is_employer": own is not None and own.pk == posting.employer_id,
        "application": standing_applications(own=own).get(posting.pk) if own and seeks else None,
        "seeks": seeks,
        "is_open": posting.takes and fair.state in OPEN_STATES,
        "takes_in": takes_in(fair, now=timezone.now()),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "portal/fairs/job.html", context, status=422 if refused else 200)


@guarded(PUBLIC)
@require_GET
def own_jobs(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show those who hire what they offer, and how many asked."""
    with for_side(request, fair_id, **HIRES) as own:
        context = {"own": own, "fair": own.fair, "postings": own_postings(own=own), "now": timezone.now()}
        return render(request, "portal/fairs/own_jobs.html", context)


@guarded(PUBLIC)
@READ_AND_WRITE
def job_new(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Offer work."""
    with for_side(request, fair_id, **HIRES) as own:
        form = WorkForm(request.POST or None, initial={"closes_at": own.fair.answer_until, "places": 1})
        return act_page(
            request,
            form=form,
            act=lambda _typed: post_work(
                employer=own, said=form.said(), by=signed_in(request), now=timezone.now()
            ),
            title=_("채용 공고 올리기"),
            subject=own.fair.name,
            said=_("채용 공고를 올렸습니다. 누구나 볼 수 있습니다."),
            back=reverse("portal:fair-own-jobs", args=[fair_id]),
            button=_("공고 올리기"),
        )


@guarded(PUBLIC)
@READ_AND_WRITE
def job_edit(request: HttpRequest, fair_id: int, posting_id: int) -> HttpResponse:
    """Say anew what work is offered."""
    with for_side(request, fair_id, **HIRES) as own:
        posting = access_own_posting(own=own, posting_id=posting_id)
        form = WorkForm(request.POST or None, initial=typed_of_work(posting))

        def act(_typed: dict[str, Any]) -> None:
            change_work(posting=posting, said=form.said(), by=signed_in(request), now=timezone.now())

        return act_page(
            request,
            form=form,
            act=act,
            title=_("채용 공고 고치기"),
            subject=posting.title,
            said=_("저장했습니다."),
            back=reverse("portal:fair-job", args=[fair_id, posting_id]),
        )


@guarded(PUBLIC)
@require_POST
def job_close(request: HttpRequest, fair_id: int, posting_id: int) -> HttpResponse:
    """Offer it no more."""
    with for_side(request, fair_id, **HIRES) as own:
        posting = access_own_posting(own=own, posting_id=posting_id)
        try:
            close_work(posting=posting, by=signed_in(request))
        except RefusedError as refusal:
            shown = access_posting(fair=own.fair, posting_id=posting_id, now=timezone.now())
            return _job_page(request, shown, refusal)
        messages.success(request, _("모집을 마감했습니다. 이미 지원한 사람에게는 결과를 알려 주세요."))
        return redirect("portal:fair-applicants", fair_id, posting_id)


@guarded(PUBLIC)
@require_GET
def applicants(request: HttpRequest, fair_id: int, posting_id: int) -> HttpResponse:
    """Show those who hire who asked for the work."""
    with for_side(request, fair_id, **HIRES) as own:
        posting = access_own_posting(own=own, posting_id=posting_id)
        page = Paginator(applicants_of(posting=posting), A_PAGE).get_page(request.GET.get("page"))
        context = {"own": own, "fair": own.fair, "posting": posting, "page": page}
        return render(request, "portal/fairs/applicants.html", context)
