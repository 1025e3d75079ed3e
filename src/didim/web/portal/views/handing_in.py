"""Handing in and taking back: the narrow place of a deadline, so nothing here but the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from didim.accounts.guards import SIGNED_IN, guarded
from didim.applications.domain.intake import submit_application, withdraw_application
from didim.applications.queries.access import access_own_application
from didim.applications.queries.forms import form_of
from didim.kernel.refusals import RefusedError
from didim.web.components.arrival import arrived_at


@guarded(SIGNED_IN)
@require_POST
def submit(request: HttpRequest, application_id: int) -> HttpResponse:
    """Hand in the draft the applicant saw (`draft_version`) and lead to its receipt.

    A program that asks for JSON gets 201 with the receipt's code and address, or 422 with what is wrong.
    """
    seen = request.POST.get("draft_version", "")
    try:
        handed_in = submit_application(
            application_id=application_id,
            draft_version=int(seen) if seen.isdecimal() else -1,
            arrived_at=arrived_at(request),
            by=request.user,
            firms=request.actor.enterprises,
        )
    except RefusedError as refusal:
        return _refused(request, application_id, refusal)
    address = reverse("portal:receipt", args=[application_id, handed_in.receipt_id])
    if _wants_json(request):
        return JsonResponse({"receipt": handed_in.code, "url": address}, status=201)
    return redirect(address)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _refused(request: HttpRequest, application_id: int, refusal: RefusedError) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problems": refusal.by_field()}, status=422)
    application = access_own_application(actor=request.actor, application_id=application_id)
    fields = form_of(application.draft.revision_id).fields
    found = [(fields.get(field), sentences) for field, sentences in refusal.by_field().items()]
    shown = {"application": application, "found": found}
    return render(request, "portal/submit_refused.html", shown, status=422)


@guarded(SIGNED_IN)
@require_POST
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take back what was handed in, and lead to the receipt of that."""
    application = access_own_application(actor=request.actor, application_id=application_id)
    try:
        receipt = withdraw_application(
            application_id=application.pk, arrived_at=arrived_at(request), by=request.user
        )
    except RefusedError as refusal:
        return render(
            request,
            "portal/submit_refused.html",
            {"application": application, "found": [(None, [str(refusal)])]},
            status=422,
        )
    messages.success(request, _("신청을 철회했습니다. 마감 전까지 다시 제출할 수 있습니다."))
    return redirect("portal:receipt", application_id, receipt.pk)
