"""Acts on intake: a deadline moved for an outage, a firm asked for supplements."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.applications.domain.deadlines import extend_for_outage
from didim.applications.domain.supplements import ask_supplement, cancel_supplement, give_more_time
from didim.applications.models import SupplementRequest
from didim.applications.queries.access import access_application
from didim.applications.queries.forms import form_of
from didim.applications.tasks import tell_of_extension
from didim.kernel.refusals import RefusedError
from didim.programmes.queries.calls import access_call
from didim.registry.queries.visibility import NotVisible
from didim.web.components.act_page import act_page
from didim.web.workbench.forms import intake as forms
from didim.web.workbench.guards import WRITER, WRITERS

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@guarded(WRITER)
@READ_AND_WRITE
def extend(request: HttpRequest, call_id: int) -> HttpResponse:
    """Move a call's deadline for a recorded outage, and tell everybody who applies."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)

    def act(typed: dict[str, object]) -> None:
        extension = extend_for_outage(call=call, by=request.user, now=timezone.now(), **typed)  # type: ignore[arg-type]
        tell_of_extension.defer(extension_id=extension.pk)

    return act_page(
        request,
        form=forms.OutageForm(request.POST or None),
        act=act,
        title=_("장애로 마감 연장"),
        subject=call.title,
        said=_("마감을 늦추고 신청자 모두에게 알렸습니다."),
        back=reverse("workbench:call-detail", args=[call.pk]),
    )


@guarded(WRITER)
@READ_AND_WRITE
def supplement(request: HttpRequest, application_id: int) -> HttpResponse:
    """Ask a firm to add or mend parts of what it handed in."""
    application = access_application(
        actor=request.actor, application_id=application_id, roles=WRITERS, task=_("보완 요청")
    )
    if application.submission is None or application.agency_id not in request.actor.agencies_with(*WRITERS):
        raise NotVisible(f"application {application_id}")
    return act_page(
        request,
        form=forms.SupplementForm(request.POST or None, asked=form_of(application.submission.revision_id)),
        act=lambda typed: ask_supplement(
            application_id=application.pk, by=request.user, now=timezone.now(), **typed
        ),
        title=_("보완 요청"),
        subject=application.enterprise.name,
        said=_("보완을 요청했습니다. 기업에 메일로 알립니다."),
        back=_page_of(application.pk),
    )


def _page_of(application_id: int) -> str:
    return reverse("workbench:application-detail", args=[application_id])


def _request_of(request: HttpRequest, supplement_id: int) -> SupplementRequest:
    """Return a request of an agency of the actor; 404 for any other."""
    agencies = request.actor.agencies_with(*WRITERS)
    return get_object_or_404(SupplementRequest, pk=supplement_id, agency__in=agencies)


@guarded(WRITER)
@READ_AND_WRITE
def more_time(request: HttpRequest, supplement_id: int) -> HttpResponse:
    """Give a firm more time for its supplements."""
    asked = _request_of(request, supplement_id)
    return act_page(
        request,
        form=forms.MoreTimeForm(request.POST or None),
        act=lambda typed: give_more_time(request_id=asked.pk, now=timezone.now(), **typed),
        title=_("보완 기한 연장"),
        subject="",
        said=_("보완 기한을 늦췄습니다."),
        back=_page_of(asked.application_id),
    )


@guarded(WRITER)
@require_POST
def cancel(request: HttpRequest, supplement_id: int) -> HttpResponse:
    """Let a request for supplements rest."""
    asked = _request_of(request, supplement_id)
    try:
        cancel_supplement(request_id=asked.pk, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("보완 요청을 취소했습니다."))
    return redirect(_page_of(asked.application_id))
