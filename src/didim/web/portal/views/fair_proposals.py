"""Proposals to challenges: making one with a file, one's own, and what the partner answers."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from didim.accounts.guards import PUBLIC, guarded
from didim.fairs.domain import challenging
from didim.fairs.enums import FairKind, FairState, ProposalState, Side
from didim.fairs.models import Participant, Proposal
from didim.fairs.queries.challenges import (
    access_challenge,
    access_proposal,
    file_of_proposal,
    own_proposals,
)
from didim.kernel.refusals import RefusedError
from didim.web.components.act_page import act_page
from didim.web.components.downloads import file_response
from didim.web.portal.fair_links import for_own
from didim.web.portal.fair_offers import AnswerForm, ProposeForm, ProposeWithFileForm, for_side
from didim.web.portal.views.fair_challenges import SETS
from didim.web.portal.views.fairs import signed_in

READ_AND_WRITE = require_http_methods(["GET", "POST"])
PROPOSES = {"kind": FairKind.OPEN_INNOVATION, "side": Side.FIRM}
_UNDECIDED = (ProposalState.SENT, ProposalState.MEETING)


def _form(request: HttpRequest, own: Participant) -> ProposeForm:
    """Return the form; with a file only for members of the firm, whose cabinet keeps it."""
    if own.enterprise_id in request.actor.enterprises_with():  # type: ignore[attr-defined]
        return ProposeWithFileForm(
            request.POST or None, request.FILES or None, enterprise_id=own.enterprise_id
        )
    return ProposeForm(request.POST or None)


@guarded(PUBLIC)
@READ_AND_WRITE
def propose(request: HttpRequest, fair_id: int, challenge_id: int) -> HttpResponse:
    """Propose how to solve a challenge."""
    with for_side(request, fair_id, **PROPOSES) as own:
        challenge = access_challenge(fair=own.fair, challenge_id=challenge_id, now=timezone.now())
        form = _form(request, own)

        def act(typed: dict[str, Any]) -> None:
            challenging.propose(
                challenge=challenge,
                firm=own,
                idea=typed["idea"],
                proof=typed["proof"],
                file=form.received(request) if isinstance(form, ProposeWithFileForm) else None,
                by=signed_in(request),
                now=timezone.now(),
            )

        return act_page(
            request,
            form=form,
            act=act,
            title=_("제안하기"),
            subject=f"{challenge.partner.name} · {challenge.title}",
            said=_("제안했습니다. 답은 전자우편으로도 알려 드립니다."),
            back=reverse("portal:fair-proposals", args=[fair_id]),
            button=_("제안하기"),
        )


@guarded(PUBLIC)
@require_GET
def own_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show a firm what it proposed."""
    with for_side(request, fair_id, **PROPOSES) as own:
        context = {"own": own, "fair": own.fair, "proposals": own_proposals(own=own)}
        return render(request, "portal/fairs/own_proposals.html", context)


@guarded(PUBLIC)
@require_GET
def detail(request: HttpRequest, fair_id: int, proposal_id: int) -> HttpResponse:
    """Show a proposal to who made it, or to who set the challenge."""
    with for_own(request, fair_id) as own:
        return _page(request, own, access_proposal(own=own, proposal_id=proposal_id))


def _page(
    request: HttpRequest, own: Participant, row: Proposal, refused: RefusedError | None = None
) -> HttpResponse:
    context = {
        "own": own,
        "fair": own.fair,
        "row": row,
        "challenge": row.challenge,
        "sets": row.challenge.partner_id == own.pk,
        "is_undecided": row.state in _UNDECIDED,
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "portal/fairs/proposal.html", context, status=422 if refused else 200)


@guarded(PUBLIC)
@require_safe
def file(request: HttpRequest, fair_id: int, proposal_id: int) -> FileResponse:
    """The file of a proposal, for the two sides."""
    with for_own(request, fair_id) as own:
        return file_response(file_of_proposal(own=own, proposal_id=proposal_id))


@guarded(PUBLIC)
@require_POST
def withdraw(request: HttpRequest, fair_id: int, proposal_id: int) -> HttpResponse:
    """Take a proposal back."""
    with for_side(request, fair_id, **PROPOSES) as own:
        row = access_proposal(own=own, proposal_id=proposal_id)
        try:
            challenging.withdraw_proposal(proposal=row, by=signed_in(request), now=timezone.now())
        except RefusedError as refusal:
            return _page(request, own, row, refusal)
        messages.success(request, _("제안을 취소했습니다."))
        return redirect("portal:fair-proposals", fair_id)


@guarded(PUBLIC)
@READ_AND_WRITE
def answer(request: HttpRequest, fair_id: int, proposal_id: int) -> HttpResponse:
    """Ask to meet, choose, or decline."""
    with for_side(request, fair_id, **SETS) as own:
        row = access_proposal(own=own, proposal_id=proposal_id)
        meets = row.state == ProposalState.SENT and own.fair.state in (FairState.OPEN, FairState.SCHEDULING)
        return act_page(
            request,
            form=AnswerForm(request.POST or None, meets=meets),
            act=lambda typed: challenging.answer_proposal(
                proposal=row,
                state=ProposalState(typed["state"]),
                answer=typed["answer"],
                by=signed_in(request),
                now=timezone.now(),
            ),
            title=_("제안에 답하기"),
            subject=f"{row.firm.name} · {row.challenge.title}",
            said=_("답을 보냈습니다."),
            back=reverse("portal:fair-challenge-proposals", args=[fair_id, row.challenge_id]),
            button=_("답 보내기"),
        )
