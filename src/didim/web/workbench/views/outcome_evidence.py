"""Files beside a value: putting one there, taking it out, handing it over."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from didim.accounts.guards import guarded
from didim.applications.queries.files import is_infected
from didim.outcomes.domain.evidence import remove_evidence
from didim.outcomes.queries.access import access_evidence_file, access_observation
from didim.outcomes.rules import RECORDERS
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.downloads import file_response
from didim.web.components.refusals import done
from didim.web.workbench.evidence import attach
from didim.web.workbench.forms.outcomes import PaperForm
from didim.web.workbench.guards import WRITER
from didim.web.workbench.views.outcomes import detail_page


@guarded(WRITER)
@require_POST
def add(request: HttpRequest, observation_id: int) -> HttpResponse:
    """Put a file beside a value."""
    row = access_observation(actor=request.actor, observation_id=observation_id, task=_("성과 증빙 붙이기"))
    if row.agency_id not in request.actor.agencies_with(*RECORDERS):
        raise NotVisible(f"observation {observation_id}")
    form = PaperForm(request.POST, request.FILES)

    def keep(typed: dict[str, Any]) -> None:
        attach(request, row, typed["file"])

    if not done(form, keep):
        return detail_page(request, row, form)
    messages.success(request, _("증빙 파일을 붙였습니다."))
    return redirect("workbench:observation", row.pk)


@guarded(WRITER)
@require_POST
def remove(request: HttpRequest, observation_id: int, evidence_id: int) -> HttpResponse:
    """Take a file out."""
    found = access_evidence_file(
        actor=request.actor,
        observation_id=observation_id,
        evidence_id=evidence_id,
        task=_("성과 증빙 빼기"),
    )
    if found.observation.agency_id not in request.actor.agencies_with(*RECORDERS):
        raise NotVisible(f"evidence file {evidence_id}")
    remove_evidence(evidence=found, by=request.user, now=timezone.now())
    messages.success(request, _("증빙 파일을 뺐습니다. 뺀 기록은 남습니다."))
    return redirect("workbench:observation", observation_id)


@guarded(AGENCY_STAFF)
@require_safe
def download(request: HttpRequest, observation_id: int, evidence_id: int) -> FileResponse:
    """Hand over a file beside a value."""
    found = access_evidence_file(
        actor=request.actor,
        observation_id=observation_id,
        evidence_id=evidence_id,
        task=_("성과 증빙 열람"),
    )
    if is_infected(found.sha256):
        raise NotVisible(f"evidence file {evidence_id}")
    return file_response(found)
