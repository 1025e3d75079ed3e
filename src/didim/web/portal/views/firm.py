"""A firm's own profile: register, change, yearly figures, certificates."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from didim.accounts.guards import SIGNED_IN, guarded
from didim.kernel.refusals import RefusedError
from didim.registry.domain.firms import (
    FirmDetails,
    add_designation,
    declare_designations_complete,
    record_firm_year,
    register_firm,
    register_pre_founder,
    remove_designation,
    share_profile,
    update_firm,
)
from didim.registry.domain.members import add_firm_member
from didim.registry.enums import EnterpriseStage, FirmRole
from didim.registry.models import Enterprise, EnterpriseMember
from didim.registry.queries.firms import access_enterprise
from didim.registry.rules import FIRM_MEMBER, FIRM_OWNER
from didim.web.portal.completeness import completeness, waiting_verdicts
from didim.web.portal.firm_choice import own_firm_id
from didim.web.portal.forms import DesignationForm, FirmForm, PreFounderForm, YearForm


def own_firm(request: HttpRequest, task: str) -> Enterprise:
    """Return the firm the person acts for; 404 for one that is not theirs."""
    chosen = own_firm_id(request)
    if chosen is None:
        raise Http404
    return access_enterprise(actor=request.actor, enterprise_id=chosen, task=task, now=timezone.now())


def owned_firm(request: HttpRequest, task: str) -> Enterprise:
    """Return the person's firm if they own it, not only work for it; 403 otherwise."""
    firm = own_firm(request, task)
    if request.actor.enterprises[firm.pk] != FirmRole.OWNER:
        raise PermissionDenied(_("기업 대표만 고칠 수 있습니다. 대표에게 요청해 주세요."))
    return firm


@guarded(SIGNED_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """Show the firm as it stands, and what would decide more; without a firm, how to begin."""
    if not request.actor.enterprises:
        return render(request, "portal/firm_start.html")
    return _profile(request, own_firm(request, _("기업 정보 확인")))


def _profile(request: HttpRequest, firm: Enterprise, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    today = timezone.localdate()
    others = Enterprise.objects.filter(pk__in=request.actor.enterprises_with()).order_by("name")
    context = {
        "firm": firm,
        "others": others if len(request.actor.enterprises) > 1 else [],
        "is_owner": request.actor.enterprises[firm.pk] == FirmRole.OWNER,
        "completeness": completeness(firm, today=today, decides=waiting_verdicts(firm, today=today)),
        "years": firm.years.order_by("-year"),
        "designations": firm.designations.order_by("kind", "-valid_to"),
        "members": EnterpriseMember.objects.filter(enterprise=firm).select_related("user").order_by("since"),
        "year_form": YearForm(initial={"year": today.year - 1}),
        "designation_form": DesignationForm(),
    }
    return render(request, "portal/firm_profile.html", context | forms_, status=status)


@guarded(SIGNED_IN)
def register(request: HttpRequest) -> HttpResponse:
    """Register a firm, or oneself as a pre-founder; who registers becomes its owner."""
    founding = request.GET.get("kind") == "pre_founder"
    form_class = PreFounderForm if founding else FirmForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act: Callable[..., Enterprise] = register_pre_founder if founding else register_firm
        now = timezone.now()
        try:
            with transaction.atomic():
                firm = act(details=form.details(), now=now)
                add_firm_member(enterprise=firm, user=request.user, role=FirmRole.OWNER, now=now)
        except RefusedError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("등록했습니다. 이제 신청할 수 있는 공고를 확인해 보세요."))
            return redirect("portal:firm-profile")
    status = 422 if form.errors else 200
    return render(
        request, "portal/firm_form.html", {"form": form, "founding": founding, "new": True}, status=status
    )


@guarded(FIRM_OWNER)
def edit(request: HttpRequest) -> HttpResponse:
    """Change what the firm says of itself; a pre-founder who now has a number becomes a firm."""
    firm = owned_firm(request, _("기업 정보 수정"))
    founding = firm.stage == EnterpriseStage.PRE_FOUNDER and request.GET.get("kind") != "operating"
    form_class = PreFounderForm if founding else FirmForm
    form = form_class(request.POST or None, initial=_initial(firm))
    if request.method == "POST" and form.is_valid():
        blank = {"size_class": None, "region": None, "industry": None}
        changes: dict[str, Any] = {
            name: blank.get(name, value) if value in (None, "") else value
            for name, value in form.cleaned_data.items()
        }
        try:
            update_firm(enterprise=firm, changes=changes, now=timezone.now())
        except RefusedError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("기업 정보를 고쳤습니다."))
            return redirect("portal:firm-profile")
    status = 422 if form.errors else 200
    return render(
        request, "portal/firm_form.html", {"form": form, "founding": founding, "firm": firm}, status=status
    )


def _initial(firm: Enterprise) -> dict[str, Any]:
    details = FirmDetails.of(firm)
    return {name: getattr(details, name) for name in details.__slots__}


@guarded(FIRM_MEMBER)
@require_POST
def add_year(request: HttpRequest) -> HttpResponse:
    """Record one business year."""
    form = YearForm(request.POST)
    firm = own_firm(request, _("연도별 현황 입력"))
    return _record(request, firm, form, "year_form", record_firm_year, now=timezone.now())


@guarded(FIRM_MEMBER)
@require_POST
def add_certificate(request: HttpRequest) -> HttpResponse:
    """Record a certificate."""
    form = DesignationForm(request.POST)
    return _record(request, own_firm(request, _("인증 입력")), form, "designation_form", add_designation)


def _record(
    request: HttpRequest,
    firm: Enterprise,
    form: Any,
    name: str,
    act: Callable[..., object],
    **more: Any,
) -> HttpResponse:
    if form.is_valid():
        try:
            act(enterprise=firm, **form.cleaned_data, **more)
        except RefusedError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("저장했습니다."))
            return redirect("portal:firm-profile")
    return _profile(request, firm, status=422, **{name: form})


@guarded(FIRM_MEMBER)
@require_POST
def remove_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a certificate that was entered by mistake."""
    remove_designation(enterprise=own_firm(request, _("인증 삭제")), designation_id=pk)
    messages.success(request, _("인증을 지웠습니다."))
    return redirect("portal:firm-profile")


@guarded(FIRM_OWNER)
@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    """Say whether all certificates are listed, and whether agencies may see the profile."""
    firm, now = owned_firm(request, _("기업 정보 수정")), timezone.now()
    if "complete" in request.POST:
        declare_designations_complete(enterprise=firm, complete=request.POST["complete"] == "yes", now=now)
    if "shared" in request.POST:
        share_profile(enterprise=firm, shared=request.POST["shared"] == "yes", now=now)
    messages.success(request, _("저장했습니다."))
    return redirect("portal:firm-profile")
