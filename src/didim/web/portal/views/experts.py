"""An owner asks for an expert to come; an expert accepts an invitation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import SIGNED_IN, guarded
from didim.accounts.tenancy import SYSTEM, scoped
from didim.experts.domain.inviting import accept_expert_invitation
from didim.experts.domain.requesting import cancel_request, request_visit
from didim.experts.queries.access import access_own_request
from didim.experts.queries.pool import agencies_with_experts, requests_of_firms
from didim.experts.visit_enums import VisitSide
from didim.kernel.refusals import RefusedError
from didim.registry.models import Agency
from didim.registry.queries.firms import access_enterprise
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.components.visit_wishes import WishForm, first_wish
from didim.web.portal.firm_choice import own_firm_id

PER_PAGE = 20
READ_AND_WRITE = require_http_methods(["GET", "POST"])


class RequestForm(WishForm):
    """What a firm asks for, and of which agency."""

    field_order = ("agency",)
    agency = forms.ModelChoiceField(
        label=gettext_lazy("기관"), queryset=Agency.objects.none(), widget=forms.Select(attrs={"lang": "ko"})
    )

    def __init__(self, *args: Any, agencies: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=agencies).order_by("name")


def _agencies() -> list[int]:
    # Who is under contract is the agency's to see; which agencies have experts is for everybody.
    with scoped(SYSTEM):
        return agencies_with_experts(on=timezone.localdate())


@guarded(FIRM_MEMBER)
@READ_AND_WRITE
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an expert; below, what the visitor's firms asked for before."""
    today, agencies = timezone.localdate(), _agencies()
    initial = {
        "agency": agencies[0] if agencies else None,
        **first_wish(topic=request.GET.get("topic", ""), on=today),
    }
    form = RequestForm(request.POST or None, agencies=agencies, initial=initial)

    def act(said: dict[str, Any]) -> None:
        firm_id = own_firm_id(request) or min(request.actor.enterprises_with())
        firm = access_enterprise(
            actor=request.actor, enterprise_id=firm_id, task=_("전문가 요청"), now=timezone.now()
        )
        request_visit(
            agency=said["agency"], enterprise=firm, wish=form.wish(), by=request.user, now=timezone.now()
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, _("요청을 받았습니다. 전문가가 정해지면 알려 드립니다."))
        return redirect("portal:expert-request")
    rows = requests_of_firms(enterprise_ids=request.actor.enterprises_with())
    context = {
        "form": form,
        "is_open": bool(agencies),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/experts/ask.html", context, status=422 if form.errors else 200)


class ReasonForm(forms.Form):
    """Why a request is taken back."""

    reason = forms.CharField(label=gettext_lazy("취소하는 사유"), max_length=200)


@guarded(FIRM_MEMBER)
@READ_AND_WRITE
def cancel(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take a request back."""
    row = access_own_request(actor=request.actor, request_id=request_id)
    return act_page(
        request,
        form=ReasonForm(request.POST or None),
        act=lambda said: cancel_request(
            request=row,
            reason=said["reason"],
            side=VisitSide.FIRM,
            by=request.user,
            now=timezone.now(),
        ),
        title=_("전문가 요청 취소"),
        subject=row.subject,
        said=_("요청을 취소했습니다."),
        back=reverse("portal:expert-request"),
        button=_("요청 취소"),
    )


@guarded(SIGNED_IN)
@READ_AND_WRITE
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to accept, and tie the account to the expert."""
    if request.method == "POST":
        try:
            accept_expert_invitation(user=request.user, token=token, now=timezone.now())
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("전문가 위촉을 수락했습니다."))
        return redirect("account_pages:overview")
    return render(request, "portal/experts/invitation.html")
