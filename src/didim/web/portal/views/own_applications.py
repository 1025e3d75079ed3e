"""A firm's applications: begin one, the list of them, one of them as it was handed in."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from didim.accounts.guards import guarded
from didim.applications.domain.drafts import start_application
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.applications.queries.access import access_own_application
from didim.applications.queries.forms import form_of
from didim.applications.queries.own import next_step, own_applications, supplements_of
from didim.applications.queries.receipts import files_of, receipts_of
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Notice
from didim.programmes.queries.published import published_calls
from didim.registry.queries.firms import access_enterprise
from didim.registry.rules import FIRM_MEMBER
from didim.selection.models import Decision
from didim.web.components.reading import read_steps
from didim.web.portal.firm_choice import own_firm_id
from didim.web.portal.views.results import result_of

PAGE_SIZE = 20


@guarded(FIRM_MEMBER)
@require_POST
def start(request: HttpRequest, call_id: int) -> HttpResponse:
    """Begin the firm's application to a call, or go on where somebody has begun."""
    now = timezone.now()
    call = get_object_or_404(published_calls(), pk=call_id)
    chosen = own_firm_id(request)
    if chosen is None:
        raise Http404
    firm = access_enterprise(actor=request.actor, enterprise_id=chosen, task="신청 시작", now=now)
    try:
        application = start_application(enterprise=firm, call=call, by=request.user, now=now)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        notice = Notice.objects.filter(call=call).first()
        return redirect("portal:notice-detail", notice.pk) if notice else redirect("portal:notice-list")
    return redirect("portal:draft-step", application.pk, application.draft.step)


@guarded(FIRM_MEMBER)
@require_GET
def application_list(request: HttpRequest) -> HttpResponse:
    """The applications of the person's firms: where each stands and what to do next."""
    now = timezone.now()
    page = Paginator(_with_outcome(own_applications(actor=request.actor, now=now)), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [(application, next_step(application, now)) for application in page]
    context = {"page": page, "rows": rows, "several": len(request.actor.enterprises) > 1}
    return render(request, "portal/applying/list.html", context)


@guarded(FIRM_MEMBER)
@require_GET
def application_detail(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application as its firm sees it: what was handed in, receipts, supplements, the result."""
    now = timezone.now()
    access_own_application(actor=request.actor, application_id=application_id)
    application = _with_outcome(own_applications(actor=request.actor, now=now)).get(pk=application_id)
    submission = application.submission
    steps = []
    if submission is not None:
        content = json.loads(submission.content)
        files: dict[str, list[object]] = {}
        for given in files_of(submission):
            files.setdefault(given.slot, []).append(given.file)
        steps = read_steps(form_of(submission.revision_id), content["answers"], files)
    context = {
        "application": application,
        "next": next_step(application, now),
        "submission": submission,
        "steps": steps,
        "receipts": receipts_of(application),
        "supplements": supplements_of(application),
        "open": _may_write(application, now),
        "withdrawable": application.state == ApplicationState.SUBMITTED and not _is_over(application, now),
        "result": result_of(actor=request.actor, application_id=application_id),
    }
    return render(request, "portal/applying/detail.html", context)


def _with_outcome(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Add what the firm was told (`outcome`); empty until then."""
    told = Decision.objects.filter(application=OuterRef("pk"), notified_at__isnull=False)
    return applications.annotate(outcome=Subquery(told.values("outcome")[:1]))


def _may_write(application: Any, now: datetime) -> bool:
    """Whether the firm may still change its draft: until the closing, or a request for supplements ends."""
    return next_step(application, now).is_urgent or not _is_over(application, now)


def _is_over(application: Any, now: datetime) -> bool:
    return application.closes_at is not None and now > application.closes_at
