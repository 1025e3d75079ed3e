"""For firms: asking for help with closing, and the groups they are in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.lifecycle.domain.claiming import claim_restart
from didim.lifecycle.domain.closing import Situation, request_closure
from didim.lifecycle.domain.collaborating import agree_to_terms
from didim.lifecycle.enums import ClosureReason
from didim.lifecycle.models import JointProject, MemberConsent
from didim.lifecycle.queries.access import (
    access_own_member,
    claims_of_firms,
    closures_of_firms,
    co_members,
    memberships_of,
)
from didim.registry.models import Agency, Enterprise
from didim.registry.rules import FIRM_MEMBER, FIRM_OWNER
from didim.web.components.act_page import act_page


class WhoseForm(forms.Form):
    """Which of the visitor's firms asks which agency."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("신청할 기관"),
        queryset=Agency.objects.none(),
        widget=forms.Select(attrs={"lang": "ko"}),
    )
    enterprise = forms.ModelChoiceField(
        label=gettext_lazy("기업"),
        queryset=Enterprise.objects.none(),
        widget=forms.Select(attrs={"lang": "ko"}),
    )

    def __init__(self, *args: Any, firms: frozenset[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.filter(closed_on=None).order_by("name", "pk")
        self.fields["enterprise"].queryset = Enterprise.objects.filter(pk__in=firms).order_by("name", "pk")
        if len(firms) == 1:
            self.fields["enterprise"].empty_label = None


class ClosingForm(WhoseForm):
    """What an owner says who means to close."""

    reason = forms.ChoiceField(label=gettext_lazy("사유"), choices=ClosureReason.choices)
    story = forms.CharField(
        label=gettext_lazy("지금 사정"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    planned_on = forms.DateField(
        label=gettext_lazy("폐업 예정일"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    wants_demolition = forms.BooleanField(
        label=gettext_lazy("철거·원상복구 비용 지원을 받고 싶습니다"), required=False
    )
    area = forms.DecimalField(
        label=gettext_lazy("점포 면적(㎡)"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
        help_text=gettext_lazy("철거 지원을 받을 때 임대차계약서의 면적을 적습니다."),
    )


@guarded(FIRM_MEMBER)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show what the visitor's firms asked for, and the groups they are in."""
    members = list(memberships_of(actor=request.actor))
    agreed = _agreed(members)
    context = {
        "closures": list(closures_of_firms(actor=request.actor)),
        "claims": list(claims_of_firms(actor=request.actor)),
        "members": [(one, (one.pk, one.collaboration.terms_number) in agreed) for one in members],
    }
    return render(request, "portal/lifecycle/overview.html", context)


def _agreed(members: list[Any]) -> set[tuple[int, int]]:
    rows = MemberConsent.objects.filter(member__in=members).order_by("pk")
    return set(rows.values_list("member", "terms_number"))


@guarded(FIRM_OWNER)
@require_http_methods(["GET", "POST"])
def closing_request(request: HttpRequest) -> HttpResponse:
    """Ask an agency for help with closing."""

    def act(typed: dict[str, Any]) -> None:
        agency, firm = typed.pop("agency"), typed.pop("enterprise")
        situation = Situation(**typed | {"reason": ClosureReason(typed["reason"])})
        request_closure(
            agency=agency, enterprise=firm, situation=situation, by=request.user, now=timezone.now()
        )

    return act_page(
        request,
        form=ClosingForm(request.POST or None, firms=request.actor.enterprises_with()),
        act=act,
        title=_("사업정리 도움 신청"),
        subject="",
        said=_("신청했습니다. 기관이 연락해 자문과 점검을 함께 합니다."),
        back=reverse("portal:lifecycle"),
        button=_("신청하기"),
    )


class ClaimForm(WhoseForm):
    """Which firm the visitor had before."""

    earlier_number = forms.CharField(
        label=gettext_lazy("앞 기업의 사업자등록번호"),
        max_length=12,
        help_text=gettext_lazy("폐업한 기업의 번호입니다."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    story = forms.CharField(
        label=gettext_lazy("어떻게 이어지나"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("예: 2024년에 폐업한 식당의 대표였고, 올해 같은 업종으로 다시 열었습니다."),
    )


@guarded(FIRM_OWNER)
@require_http_methods(["GET", "POST"])
def restart_request(request: HttpRequest) -> HttpResponse:
    """Ask an agency to link one's firm to the closed one before it."""
    return act_page(
        request,
        form=ClaimForm(request.POST or None, firms=request.actor.enterprises_with()),
        act=lambda typed: claim_restart(by=request.user, now=timezone.now(), **typed),
        title=_("앞 기업과 잇기"),
        subject=_(
            "기관이 같은 사람인지 확인한 뒤 두 기업의 이력을 잇습니다. 받은 지원과 참여제한도 이어집니다."
        ),
        said=_("요청했습니다. 기관이 확인해 알려 드립니다."),
        back=reverse("portal:lifecycle"),
        button=_("요청"),
    )


@guarded(FIRM_MEMBER)
@require_GET
def group(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show a group the visitor's firm is in, its terms and shares."""
    member = access_own_member(actor=request.actor, member_id=member_id)
    found = member.collaboration
    context = {
        "member": member,
        "group": found,
        "shares": [(one, one.share_bp / 100) for one in co_members(member=member)],
        "projects": list(JointProject.objects.filter(collaboration=found).order_by("-starts_on", "-pk")),
        "results": list(
            member.results.select_related("observation__indicator", "project").order_by(
                "-observation__period_end", "-pk"
            )
        ),
        "consent": MemberConsent.objects.filter(member=member, terms_number=found.terms_number).first(),
    }
    return render(request, "portal/lifecycle/group.html", context)


@guarded(FIRM_OWNER)
@require_POST
def agree(request: HttpRequest, member_id: int) -> HttpResponse:
    """Agree to the terms of a group as they stand."""
    member = access_own_member(actor=request.actor, member_id=member_id)
    try:
        agree_to_terms(member=member, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("약정에 동의했습니다. 동의한 내용을 그대로 보관합니다."))
    return redirect("portal:own-group", member.pk)
