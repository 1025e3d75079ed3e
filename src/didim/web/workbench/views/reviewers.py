"""The pool of reviewers: who may judge, by what qualification, with which account, tied to whom."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.registry.models import Agency
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain import reviewers as acts
from didim.selection.models import Tie
from didim.selection.queries.reviewers import PoolFilter, access_reviewer, pool_of
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import panels as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

SORTS = {
    "name": ("expert__person__name",),
    "affiliation": ("expert__person__affiliation",),
    "judged": ("judged",),
}


@guarded(AGENCY_STAFF)
@require_GET
def reviewer_list(request: HttpRequest) -> HttpResponse:
    """List the reviewers of the agencies somebody works for, with what they took this year."""
    filters = forms.PoolFilterForm(request.GET)
    chosen = filters.chosen
    narrowed = PoolFilter(text=chosen.get("q", ""), qualification=chosen.get("qualification", ""))
    pool = pool_of(agencies=request.actor.agencies_with(), on=timezone.localdate(), narrowed=narrowed)
    rows, sorting = sorted_rows(pool, request, SORTS, "name")
    page = page_of(rows, request)
    note_search(
        task="평가위원 목록",
        subject=narrowed.text,
        shown=len(page.object_list),
        agency_id=min(request.actor.agencies, default=None),
    )
    context = {
        "page": page,
        "sorting": sorting,
        "filters": filters,
        "may_edit": bool(request.actor.agencies_with(*WRITERS)),
    }
    return render(request, "workbench/panels/reviewers.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def reviewer_detail(request: HttpRequest, reviewer_id: int) -> HttpResponse:
    """Show a reviewer: qualification, what they know, ties, rounds, account."""
    reviewer = access_reviewer(actor=request.actor, reviewer_id=reviewer_id, on=timezone.localdate())
    person = reviewer.expert.person
    context = {
        "reviewer": reviewer,
        "person": person,
        "trades": reviewer.expert.trades.all(),
        "regions": reviewer.expert.regions.all(),
        "ties": Tie.objects.filter(Q(person=person) | Q(other_person=person))
        .select_related("person", "other_person", "enterprise")
        .order_by("-recorded_at"),
        "memberships": reviewer.memberships.select_related("round__call").order_by("-invited_at"),
        "invitation": reviewer.invitations.filter(accepted_at=None, revoked_at=None).first(),
        "may_edit": bool(request.actor.agencies_with(*WRITERS)),
        "now": timezone.now(),
    }
    return render(request, "workbench/panels/reviewer.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def reviewer_edit(request: HttpRequest, reviewer_id: int | None = None) -> HttpResponse:
    """Take somebody into the pool, or change what is entered about them."""
    if reviewer_id is None:
        agency = agency_choice(request, *WRITERS).current
        form = forms.ReviewerForm(request.POST or None)
        return _edited(request, form, agency=agency)
    reviewer = access_reviewer(
        actor=request.actor, reviewer_id=reviewer_id, on=timezone.localdate(), roles=WRITERS
    )
    form = forms.ReviewerForm(request.POST or None, initial=forms.ReviewerForm.of(reviewer))
    return _edited(request, form, reviewer=reviewer)


def _edited(
    request: HttpRequest, form: forms.ReviewerForm, *, agency: Agency | None = None, reviewer: Any = None
) -> HttpResponse:
    def act(_typed: object) -> None:
        if reviewer is not None:
            acts.change_reviewer(reviewer=reviewer, details=form.details(), by=request.user)
        elif agency is not None:
            acts.register_reviewer(agency=agency, details=form.details(), by=request.user, now=timezone.now())

    back = (
        reverse("workbench:reviewer-detail", args=[reviewer.pk])
        if reviewer is not None
        else reverse("workbench:reviewer-list")
    )
    return act_page(
        request,
        form=form,
        act=act,
        title=_("평가위원 고치기") if reviewer is not None else _("평가위원 등록"),
        subject=reviewer.expert.person.name if reviewer is not None else "",
        said=_("평가위원을 저장했습니다."),
        back=back,
    )


@guarded(WRITER)
@require_POST
def invite(request: HttpRequest, reviewer_id: int) -> HttpResponse:
    """Invite a reviewer to judge with an account."""
    reviewer = access_reviewer(
        actor=request.actor, reviewer_id=reviewer_id, on=timezone.localdate(), roles=WRITERS
    )
    try:
        acts.invite_reviewer(
            reviewer=reviewer,
            agency=agency_choice(request, *WRITERS).current,
            link=lambda token: request.build_absolute_uri(reverse("review:invitation", args=[token])),
            by=request.user,
            now=timezone.now(),
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("초대하는 전자우편을 보냈습니다."))
    return redirect("workbench:reviewer-detail", reviewer_id)


@guarded(WRITER)
@require_POST
def leave(request: HttpRequest, reviewer_id: int) -> HttpResponse:
    """End somebody's being in the pool today."""
    reviewer = access_reviewer(
        actor=request.actor, reviewer_id=reviewer_id, on=timezone.localdate(), roles=WRITERS
    )
    try:
        acts.leave_pool(
            reviewer=reviewer,
            agency=agency_choice(request, *WRITERS).current,
            by=request.user,
            now=timezone.now(),
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("오늘까지만 우리 기관의 평가위원입니다."))
    return redirect("workbench:reviewer-list")
