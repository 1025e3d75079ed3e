from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.applications.domain.drafts import save_answers
from didim.applications.queries.access import access_own_application, access_own_draft
from didim.applications.queries.forms import form_of
from didim.kernel.refusals import RefusedError
from didim.registry.rules import FIRM_MEMBER
from didim.web.portal.applying.comparing import merge_page, settled
from didim.web.portal.applying.sending import sent


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, application_id: int) -> HttpResponse:
    """Put answers two people changed side by side, and store what is decided.

    It is reached by what was typed (POST); without that there is nothing to decide.
    """
    draft = access_own_draft(actor=request.actor, application_id=application_id)
    if request.method == "GET":
        return redirect("portal:draft-check", application_id)
    form = form_of(draft.revision_id)
    decided = "settle" in request.POST
    got = settled(form, draft.answers, request.POST) if decided else sent(form, request.POST)
    try:
        saved = save_answers(
            draft=draft,
            base_version=got.version,
            changes=got.answers,
            by=request.user,
            now=timezone.now(),
            bases=got.bases,
            step=got.step,
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:draft-check", application_id)
    if saved.conflicts:
        saved.draft.application = access_own_application(actor=request.actor, application_id=application_id)
        return merge_page(request, saved, got)
    if decided:
        messages.success(request, _("고른 대로 저장했습니다."))
    return redirect("portal:draft-step", application_id, got.step or draft.step)
