"""Challenges of an open-innovation fair: which are set, setting one, and what was proposed to it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import PUBLIC, guarded
from didim.fairs.domain.challenging import set_challenge
from didim.fairs.domain.offering import OPEN_STATES
from didim.fairs.enums import FairKind, Side
from didim.fairs.queries.access import access_public_fair
from didim.fairs.queries.challenges import (
    access_challenge,
    access_own_challenge,
    challenges_of,
    own_challenges,
    proposals_to,
    standing_proposals,
)
from didim.fairs.queries.fairs import takes_in
from didim.web.components.act_page import act_page
from didim.web.portal.fair_links import own_at
from didim.web.portal.fair_offers import ChallengeForm, WordsForm, for_side, typed_of_challenge
from didim.web.portal.views.fairs import signed_in

READ_AND_WRITE = require_http_methods(["GET", "POST"])
A_PAGE = 24
SETS = {"kind": FairKind.OPEN_INNOVATION, "side": Side.PARTNER}


@guarded(PUBLIC)
@require_GET
def challenge_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List the challenges of a fair (`?q=`), what may still be proposed to first."""
    fair = access_public_fair(fair_id=fair_id, kind=FairKind.OPEN_INNOVATION)
    search = WordsForm(request.GET)
    search.is_valid()
    rows = challenges_of(fair=fair, now=timezone.now(), text=search.cleaned_data.get("q", ""))
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    own = own_at(request, fair_id)
    standing = standing_proposals(own=own) if own and own.side == Side.FIRM else {}
    context = {
        "fair": fair,
        "own": own,
        "search": search,
        "page": shown,
        "rows": [(row, standing.get(row.pk)) for row in shown],
    }
    return render(request, "portal/fairs/challenges.html", context)


@guarded(PUBLIC)
@require_GET
def challenge_detail(request: HttpRequest, fair_id: int, challenge_id: int) -> HttpResponse:
    """Show a challenge, and how to propose to it."""
    fair = access_public_fair(fair_id=fair_id, kind=FairKind.OPEN_INNOVATION)
    challenge = access_challenge(fair=fair, challenge_id=challenge_id, now=timezone.now())
    own = own_at(request, fair_id)
    proposes = own is not None and own.side == Side.FIRM
    context = {
        "fair": fair,
        "own": own,
        "challenge": challenge,
        "is_setter": own is not None and own.pk == challenge.partner_id,
        "proposal": standing_proposals(own=own).get(challenge.pk) if own and proposes else None,
        "proposes": proposes,
        "is_open": challenge.takes and fair.state in OPEN_STATES,
        "takes_in": takes_in(fair, now=timezone.now()),
    }
    return render(request, "portal/fairs/challenge.html", context)


@guarded(PUBLIC)
@require_GET
def own_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show a partner the challenges it set, and how many proposed."""
    with for_side(request, fair_id, **SETS) as own:
        challenges = own_challenges(own=own)
        context = {"own": own, "fair": own.fair, "challenges": challenges, "now": timezone.now()}
        return render(request, "portal/fairs/own_challenges.html", context)


@guarded(PUBLIC)
@READ_AND_WRITE
def challenge_new(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Set a challenge."""
    with for_side(request, fair_id, **SETS) as own:
        form = ChallengeForm(request.POST or None, initial={"closes_at": own.fair.answer_until, "places": 1})
        return act_page(
            request,
            form=form,
            act=lambda _typed: set_challenge(
                partner=own, said=form.said(), by=signed_in(request), now=timezone.now()
            ),
            title=_("혁신 과제 내기"),
            subject=own.fair.name,
            said=_("과제를 냈습니다. 누구나 볼 수 있습니다."),
            back=reverse("portal:fair-own-challenges", args=[fair_id]),
            button=_("과제 내기"),
        )


@guarded(PUBLIC)
@READ_AND_WRITE
def challenge_edit(request: HttpRequest, fair_id: int, challenge_id: int) -> HttpResponse:
    """Say a challenge anew."""
    with for_side(request, fair_id, **SETS) as own:
        challenge = access_own_challenge(own=own, challenge_id=challenge_id)
        form = ChallengeForm(request.POST or None, initial=typed_of_challenge(challenge))

        def act(_typed: dict[str, Any]) -> None:
            set_challenge(
                partner=own, said=form.said(), by=signed_in(request), now=timezone.now(), challenge=challenge
            )

        return act_page(
            request,
            form=form,
            act=act,
            title=_("혁신 과제 고치기"),
            subject=challenge.title,
            said=_("저장했습니다."),
            back=reverse("portal:fair-challenge", args=[fair_id, challenge_id]),
        )


@guarded(PUBLIC)
@require_GET
def proposals(request: HttpRequest, fair_id: int, challenge_id: int) -> HttpResponse:
    """Show a partner what was proposed to a challenge of its own."""
    with for_side(request, fair_id, **SETS) as own:
        challenge = access_own_challenge(own=own, challenge_id=challenge_id)
        page = Paginator(proposals_to(challenge=challenge), A_PAGE).get_page(request.GET.get("page"))
        context = {"own": own, "fair": own.fair, "challenge": challenge, "page": page}
        return render(request, "portal/fairs/proposals.html", context)
