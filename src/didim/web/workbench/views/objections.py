"""Objections: what firms say, who hears them, what is answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.documents.decision_letters import letter_pdf
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain.committees import standing
from didim.selection.domain.objections import decide_objection
from didim.selection.enums import ObjectionState, Outcome
from didim.selection.models import Objection
from didim.selection.queries.decisions import access_objection
from didim.web.components.refusals import done
from didim.web.workbench.forms.selection import ObjectionAnswerForm
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.lists import page_of


@guarded(AGENCY_STAFF)
@require_GET
def objection_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """List the objections to the decisions of a call, newest first."""
    call = access_call(actor=request.actor, call_id=call_id)
    rows = (
        Objection.objects.filter(decision__call=call)
        .select_related("enterprise", "decision", "committee")
        .order_by("-filed_at", "-pk")
    )
    context = {
        "call": call,
        "page": page_of(rows, request),
        "waiting": rows.filter(state=ObjectionState.FILED, committee=None).count(),
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/selection/objections.html", context)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def objection_detail(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Show an objection; POST closes the vote of its committee and answers it."""
    writing = WRITERS if request.method == "POST" else ()
    objection = access_objection(actor=request.actor, objection_id=objection_id, roles=writing)
    form = ObjectionAnswerForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: decide_objection(
            objection=objection,
            answer=typed["answer"],
            outcome=Outcome(typed["outcome"]),
            render=letter_pdf,
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("이의신청을 처리하고 회신을 보냈습니다."))
        return redirect("workbench:objection", objection.pk)
    context = {
        "objection": objection,
        "decision": objection.decision,
        "call": objection.decision.call,
        "form": form,
        "standing": standing(objection.committee) if objection.committee else None,
        "may_answer": objection.agency_id in request.actor.agencies_with(*WRITERS)
        and objection.state == ObjectionState.FILED
        and objection.committee is not None,
    }
    return render(request, "workbench/selection/objection.html", context, status=422 if form.errors else 200)
