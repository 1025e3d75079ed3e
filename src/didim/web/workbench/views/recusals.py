"""Recusals of a round: by rule with their grounds, asked by applicants, by reviewers themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain.recusals import decide_recusal
from didim.selection.enums import RecusalState
from didim.selection.queries.access import access_round
from didim.selection.queries.rounds import access_recusal, recusals_of
from didim.web.components.refusals import done
from didim.web.workbench.forms import panels as forms
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.lists import page_of

UNPROCESSABLE = 422


@guarded(AGENCY_STAFF)
@require_GET
def recusal_list(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the recusals of a round, those that wait for a decision first."""
    review_round = access_round(actor=request.actor, round_id=round_id)
    context = {
        "round": review_round,
        "call": review_round.call,
        "page": page_of(recusals_of(review_round), request),
        "may_edit": review_round.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/panels/recusals.html", context)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, recusal_id: int) -> HttpResponse:
    """Show the grounds of a recusal edge by edge; a POST decides it."""
    roles = WRITERS if request.method == "POST" else ()
    recusal = access_recusal(actor=request.actor, recusal_id=recusal_id, roles=roles)
    form = forms.DecideForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: decide_recusal(
            recusal=recusal,
            state=RecusalState(typed["state"]),
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("결정했습니다. 빠진 자리는 배정에서 다시 채워 주세요."))
        return redirect("workbench:recusal-list", recusal.round_id)
    context = {
        "recusal": recusal,
        "round": recusal.round,
        "call": recusal.round.call,
        "form": form,
        "waits": recusal.state == RecusalState.ASKED,
        "may_edit": recusal.agency_id in request.actor.agencies_with(*WRITERS),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workbench/panels/recusal.html", context, status=status)
