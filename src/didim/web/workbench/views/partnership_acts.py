"""Signing, changing, renewing and ending a partnership."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.partnerships.domain.signing import (
    change_partnership,
    end_partnership,
    last_term,
    let_run_out,
    renew_partnership,
    sign_partnership,
)
from didim.partnerships.enums import PartnershipEnd
from didim.partnerships.models import Partnership
from didim.partnerships.queries.access import access_partnership
from didim.registry.domain.directory import partner_named
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import partnerships as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])


def page_of_one(partnership: Partnership) -> str:
    """Return the address of a partnership."""
    return reverse("workbench:partnership", args=[partnership.pk])


def to_change(request: HttpRequest, partnership_id: int) -> Partnership:
    """Return a partnership the actor may change."""
    return access_partnership(actor=request.actor, partnership_id=partnership_id, roles=WRITERS)


@guarded(WRITER)
@READ_AND_WRITE
def sign(request: HttpRequest) -> HttpResponse:
    """Record a signed agreement."""
    agency = agency_choice(request, *WRITERS).current
    form = forms.SignForm(
        request.POST or None,
        agency=agency,
        initial={"signed_on": today(), "valid_from": today(), "officer": request.user.pk},
    )
    made: list[Partnership] = []

    def act(typed: dict[str, Any]) -> None:
        made.append(
            sign_partnership(
                agency=agency,
                partner=partner_named(name=typed["partner"], kind=typed["partner_kind"]),
                details=form.details(),
                term=form.term(),
                by=request.user,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, _("협약을 적었습니다. 서로 약속한 것을 이어서 적어 주세요."))
        return redirect(page_of_one(made[0]))
    return act_page(
        request,
        form=form,
        act=act,
        title=_("업무협약 적기"),
        subject=agency.name,
        said="",
        back=f"{reverse('workbench:partnership-list')}?agency={agency.pk}",
    )


@guarded(WRITER)
@READ_AND_WRITE
def edit(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Change what is said of a partnership."""
    found = to_change(request, partnership_id)
    initial = {name: getattr(found, name) for name in forms.DetailsForm.base_fields}
    form = forms.DetailsForm(request.POST or None, agency=found.agency, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _typed: change_partnership(partnership=found, details=form.details(), by=request.user),
        title=_("업무협약 고치기"),
        subject=found.title,
        said=_("저장했습니다."),
        back=page_of_one(found),
    )


@guarded(WRITER)
@READ_AND_WRITE
def renew(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Record the next term."""
    found = to_change(request, partnership_id)
    last = last_term(found)
    initial = {"signed_on": today(), "valid_from": last.valid_to + timedelta(days=1), "renewal": last.renewal}
    form = forms.TermForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _typed: renew_partnership(
            partnership=found, term=form.term(), by=request.user, now=timezone.now()
        ),
        title=_("업무협약 갱신"),
        subject=found.title,
        said=_("갱신했습니다."),
        back=page_of_one(found),
    )


@guarded(WRITER)
@require_POST
def run_out(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Let the running term be the last one."""
    found = to_change(request, partnership_id)
    let_run_out(partnership=found, by=request.user)
    messages.success(request, _("이번 기간까지만 합니다. 끝나도 자동으로 이어지지 않습니다."))
    return redirect(page_of_one(found))


@guarded(WRITER)
@READ_AND_WRITE
def end(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """End a partnership early."""
    found = to_change(request, partnership_id)
    return act_page(
        request,
        form=forms.EndForm(request.POST or None, initial={"last_day": today()}),
        act=lambda typed: end_partnership(
            partnership=found, **typed | {"reason": PartnershipEnd(typed["reason"])}, by=request.user
        ),
        title=_("업무협약 끝내기"),
        subject=found.title,
        said=_("협약을 끝냈습니다. 약속과 성과는 남습니다."),
        back=page_of_one(found),
    )
