"""A firm's own assets under an agreement, and asking to give one away."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.assets import ask_disposal
from didim.agreements.queries.agreements import access_own_agreement
from didim.agreements.queries.assets import access_own_asset, assets_under
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page


class DisposalWishForm(forms.Form):
    """Why a firm wants to give a thing away."""

    wish = forms.CharField(
        label=gettext_lazy("처분하려는 까닭"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
        help_text=gettext_lazy(
            "언제 어떻게 처분하려는지 함께 적어 주세요. 기관이 승인한 뒤 처분할 수 있습니다."
        ),
    )


@guarded(FIRM_MEMBER)
@require_GET
def asset_list(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """List what was bought under an agreement and is looked after."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    context = {
        "agreement": agreement,
        "assets": list(assets_under(agreement)),
        "today": timezone.localdate(),
    }
    return render(request, "portal/spending/assets.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def disposal(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Ask to give an asset away."""
    asset = access_own_asset(actor=request.actor, asset_id=asset_id)

    def ask(typed: dict[str, Any]) -> None:
        ask_disposal(asset=asset, wish=typed["wish"], by=request.user, now=timezone.now())

    return act_page(
        request,
        form=DisposalWishForm(request.POST or None),
        act=ask,
        title=_("자산 처분 신청"),
        subject=f"{asset.serial_number} {asset.name}",
        button=_("처분 신청"),
        said=_("처분을 신청했습니다. 기관이 답하면 이 화면에서 볼 수 있습니다."),
        back=reverse("portal:asset-list", args=[asset.expenditure.agreement_id]),
    )
