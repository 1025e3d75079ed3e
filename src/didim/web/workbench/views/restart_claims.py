"""A firm's wish to be linked to the closed one before it: what is known of both, and the decision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.lifecycle.domain.claiming import accept_claim, earlier_firm_of, refuse_claim
from didim.lifecycle.enums import ClaimState, RestartGround
from didim.lifecycle.queries.access import access_restart_claim
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.workbench.forms import lifecycle as typed_forms
from didim.web.workbench.guards import WRITER, WRITERS

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@guarded(AGENCY_STAFF)
@require_GET
def claim(request: HttpRequest, restart_claim_id: int) -> HttpResponse:
    """Show who asks, which firm they say they follow, and what is known of it."""
    row = access_restart_claim(actor=request.actor, claim_id=restart_claim_id, task=_("재기 연결 확인"))
    context = {
        "row": row,
        "earlier": earlier_firm_of(claim=row),
        "may_edit": row.agency_id in request.actor.agencies_with(*WRITERS) and row.state == ClaimState.ASKED,
    }
    return render(request, "workbench/lifecycle/claim.html", context)


@guarded(WRITER)
@READ_AND_WRITE
def link(request: HttpRequest, restart_claim_id: int) -> HttpResponse:
    """Link the two firms."""
    row = access_restart_claim(
        actor=request.actor, claim_id=restart_claim_id, task=_("재기 연결 결정"), roles=WRITERS
    )

    def run(typed: dict[str, Any]) -> None:
        ground = RestartGround(typed["ground"])
        accept_claim(claim=row, by=request.user, now=timezone.now(), **typed | {"ground": ground})

    return act_page(
        request,
        form=typed_forms.LinkForm(request.POST or None),
        act=run,
        title=_("앞 기업과 잇기"),
        subject=row.enterprise.name,
        said=_("두 기업의 이력을 이었습니다."),
        back=reverse("workbench:restart-claim", args=[row.pk]),
        button=_("잇기"),
    )


@guarded(WRITER)
@READ_AND_WRITE
def decline(request: HttpRequest, restart_claim_id: int) -> HttpResponse:
    """Do not link, and tell the firm why."""
    row = access_restart_claim(
        actor=request.actor, claim_id=restart_claim_id, task=_("재기 연결 결정"), roles=WRITERS
    )
    return act_page(
        request,
        form=typed_forms.ReasonForm(request.POST or None),
        act=lambda typed: refuse_claim(
            claim=row, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("잇지 않기"),
        subject=row.enterprise.name,
        said=_("기업에 까닭을 알렸습니다."),
        back=reverse("workbench:restart-claim", args=[row.pk]),
        button=_("잇지 않기"),
    )
