"""A firm's agreements: reading, signing, asking for a change, reporting at an examination."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.agreements.domain.changing import last_day_to_change, request_change, withdraw_change
from didim.agreements.domain.gates import report_at_gate
from didim.agreements.domain.terms import rule_pack, terms_of
from didim.agreements.enums import AgreementState, ChangeState, Side
from didim.agreements.queries.agreements import (
    access_own_agreement,
    access_own_change,
    access_own_gate,
    lines_with_limits,
    own_agreements,
    version_in,
)
from didim.kernel.refusals import RefusedError
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.agreement_terms import (
    TermsPage,
    agreement_paper_of,
    budget_rows,
    said_in_rows,
)
from didim.web.components.signing import sign_page
from didim.web.portal.chosen_file import FileChoice


class ReasonForm(forms.Form):
    """Why a change is needed."""

    reason = forms.CharField(label=gettext_lazy("변경 사유"), widget=forms.Textarea(attrs={"rows": 4}))


@guarded(FIRM_MEMBER)
@require_GET
def agreement_list(request: HttpRequest) -> HttpResponse:
    """List the agreements of one's firms."""
    rows = list(own_agreements(actor=request.actor))
    return render(request, "portal/agreements/list.html", {"agreements": rows})


@guarded(FIRM_MEMBER)
@require_GET
def agreement_detail(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show an agreement: what is to do now, its money, payments, examinations and changes."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    version = agreement.version
    sides = set(version.signatures.values_list("side", flat=True))
    last_change = last_day_to_change(version.ends_on)
    context = {
        "agreement": agreement,
        "version": version,
        "rows": budget_rows(
            rule_pack(agreement.rule_pack), lines_with_limits(agreement), version.amounts.all()
        ),
        "to_sign": agreement.state == AgreementState.OFFERED and Side.ENTERPRISE not in sides,
        "signatures": list(version.signatures.order_by("signed_at")),
        "instalments": agreement.instalments.select_related("gate").order_by("number"),
        "gates": agreement.gates.order_by("due_on", "pk"),
        "changes": agreement.changes.all(),
        "last_change": last_change,
        "may_change": agreement.state == AgreementState.ACTIVE and timezone.localdate() <= last_change,
        "open_change": ChangeState.REQUESTED,
    }
    return render(request, "portal/agreements/detail.html", context)


@guarded(FIRM_MEMBER)
@require_GET
def agreement_paper(request: HttpRequest, agreement_id: int, number: int) -> HttpResponse:
    """Give a version of an agreement as PDF, as it is signed."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    return agreement_paper_of(version_in(agreement, number))


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def agreement_sign(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Sign for the firm."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    return sign_page(
        request,
        agreement=agreement,
        side=Side.ENTERPRISE,
        paper="portal:agreement-paper",
        back=reverse("portal:agreement-detail", args=[agreement.pk]),
        said=_("협약서에 서명했습니다."),
        base="base.html",
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def change_new(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Ask for other terms: the form begins with those in force."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    base = agreement.version
    seen = request.POST.get("base", "")
    if seen.isdecimal():
        base = version_in(agreement, int(seen))
    page = TermsPage(request.POST or None, terms=terms_of(base), pack=rule_pack(agreement.rule_pack))
    reason = ReasonForm(request.POST or None)
    problems: list[str] = []
    if request.method == "POST" and page.is_valid() and reason.is_valid():
        try:
            request_change(
                agreement=agreement,
                base=base,
                terms=page.read(),
                reason=reason.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except RefusedError as error:
            problems = said_in_rows(error)
        else:
            messages.success(request, _("변경을 신청했습니다. 담당자가 확인하고 알려 드립니다."))
            return redirect("portal:agreement-detail", agreement.pk)
    wrong = bool(problems or page.form.errors or reason.errors or any(page.lines.errors or []))
    context = {"agreement": agreement, "page": page, "reason": reason, "base": base, "problems": problems}
    return render(request, "portal/agreements/change.html", context, status=422 if wrong else 200)


@guarded(FIRM_MEMBER)
@require_POST
def change_withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take a change request back."""
    change = access_own_change(actor=request.actor, change_id=change_id)
    try:
        withdraw_change(change=change, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("변경 신청을 취하했습니다."))
    return redirect("portal:agreement-detail", change.agreement_id)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def gate_report(request: HttpRequest, gate_id: int) -> HttpResponse:
    """Report for an examination."""
    gate = access_own_gate(actor=request.actor, gate_id=gate_id)
    problems: list[str] = []
    report = request.POST.get("report", gate.report)
    choice = FileChoice(request.POST or None, request.FILES or None, enterprise_id=gate.enterprise_id)
    if request.method == "POST" and choice.is_valid():
        try:
            kept = None if request.POST.get("drop") else gate.file
            file = choice.received(request) or kept
            report_at_gate(gate=gate, report=report, file=file, by=request.user, now=timezone.now())
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            messages.success(request, _("점검 보고를 냈습니다."))
            return redirect("portal:agreement-detail", gate.agreement_id)
    context = {
        "gate": gate,
        "agreement": gate.agreement,
        "report": report,
        "choice": choice,
        "problems": problems,
        "megabytes": settings.UPLOAD_CHUNK_BYTES >> 20,
    }
    wrong = bool(problems or choice.errors)
    return render(request, "portal/agreements/gate.html", context, status=422 if wrong else 200)
