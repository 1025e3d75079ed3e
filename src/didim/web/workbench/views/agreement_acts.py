"""What staff do with an agreement: offer, sign, pay, examine, change, end."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from didim.accounts.guards import guarded
from didim.agreements.domain.changing import approve_change, merged_terms, reject_change
from didim.agreements.domain.endings import end_agreement, let_lapse
from didim.agreements.domain.gates import GateDecision, decide_gate, open_gate, outcomes_of
from didim.agreements.domain.instalments import Part, hold_instalment, pay_instalment, plan_instalments
from didim.agreements.domain.signing import (
    extend_signing,
    offer_agreement,
    take_offer_back,
)
from didim.agreements.domain.terms import rule_pack
from didim.agreements.enums import (
    ChangeState,
    EndKind,
    GateKind,
    GateOutcome,
    InstalmentState,
    Side,
)
from didim.agreements.models import Agreement
from didim.agreements.queries.agreements import (
    access_agreement,
    access_change,
    access_gate,
    access_gate_file,
    access_instalment,
)
from didim.documents.agreement_papers import agreement_pdf
from didim.kernel.refusals import RefusedError
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.components.agreement_terms import shown_change
from didim.web.components.downloads import file_response
from didim.web.components.refusals import done, refusals_into
from didim.web.components.signing import sign_page
from didim.web.workbench.forms import agreements as typed_forms
from didim.web.workbench.guards import DIRECTOR, WRITER, WRITERS

_BLANK_PARTS = 2


@guarded(WRITER)
@require_POST
def agreement_offer(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Freeze the text and put it before the firm."""
    return _at_once(
        request,
        agreement_id,
        lambda agreement: offer_agreement(
            agreement=agreement, render=agreement_pdf, by=request.user, now=timezone.now()
        ),
        _("협약서를 제시했습니다. 기업이 서명할 수 있습니다."),
    )


@guarded(WRITER)
@require_POST
def agreement_take_back(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Take an unsigned offer back."""
    return _at_once(
        request,
        agreement_id,
        lambda agreement: take_offer_back(agreement=agreement, by=request.user, now=timezone.now()),
        _("제시를 거두었습니다. 고친 뒤 다시 제시하세요."),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def agreement_extend(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Give the firm more days to sign."""
    agreement = _writable(request, agreement_id)
    return act_page(
        request,
        form=typed_forms.ExtensionForm(request.POST or None),
        act=lambda typed: extend_signing(
            agreement=agreement, working_days=typed["working_days"], by=request.user, now=timezone.now()
        ),
        title=_("체결 기한 늘리기"),
        subject=str(agreement),
        said=_("체결 기한을 늘렸습니다."),
        back=_page(agreement),
    )


@guarded(DIRECTOR)
@require_http_methods(["GET", "POST"])
def agreement_sign(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Sign for the agency."""
    agreement = _writable(request, agreement_id)
    return sign_page(
        request,
        agreement=agreement,
        side=Side.AGENCY,
        paper="workbench:agreement-paper",
        back=_page(agreement),
        said=_("서명했습니다."),
        base="workbench/base.html",
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def instalment_plan(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Plan the parts of the grant."""
    agreement = _writable(request, agreement_id)
    gates = [(str(gate.pk), f"{gate.get_kind_display()} {gate.due_on}") for gate in agreement.gates.all()]
    named = {str(gate.pk): gate for gate in agreement.gates.all()}
    kept = agreement.instalments.exclude(state=InstalmentState.PAID).order_by("number")
    first = [
        {"amount_won": part.amount_won, "due_on": part.due_on, "gate": part.gate_id or ""} for part in kept
    ]
    made = forms.formset_factory(typed_forms.InstalmentForm, extra=_BLANK_PARTS, max_num=24)
    rows = made(request.POST or None, initial=first, form_kwargs={"gates": gates})
    problems: list[str] = []
    if request.method == "POST" and rows.is_valid():
        typed = [row.cleaned_data for row in rows if row.cleaned_data.get("amount_won")]
        parts = [Part(row["amount_won"], row["due_on"], named.get(row["gate"])) for row in typed]
        try:
            plan_instalments(agreement=agreement, parts=parts, by=request.user)
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            messages.success(request, _("지급 계획을 저장했습니다."))
            return redirect(_page(agreement))
    wrong = bool(problems) or any(rows.errors or [])
    context = {"agreement": agreement, "rows": rows, "problems": problems, "back": _page(agreement)}
    return render(request, "workbench/agreements/instalments.html", context, status=422 if wrong else 200)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def instalment_pay(request: HttpRequest, instalment_id: int) -> HttpResponse:
    """Record that a part of the grant was paid."""
    part = access_instalment(actor=request.actor, instalment_id=instalment_id, roles=WRITERS)
    return act_page(
        request,
        form=typed_forms.PaymentForm(request.POST or None, initial={"paid_on": timezone.localdate()}),
        act=lambda typed: pay_instalment(instalment=part, by=request.user, now=timezone.now(), **typed),
        title=_("지원금 지급 기록"),
        subject=f"{part.agreement} · {part.number}회 {part.amount_won:,}원",
        said=_("지급을 기록했습니다."),
        back=_page(part.agreement),
    )


@guarded(WRITER)
@require_POST
def instalment_hold(request: HttpRequest, instalment_id: int) -> HttpResponse:
    """Hold a part back."""
    part = access_instalment(actor=request.actor, instalment_id=instalment_id, roles=WRITERS)
    try:
        hold_instalment(instalment=part, by=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("지급을 보류했습니다."))
    return redirect(_page(part.agreement))


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def gate_new(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Set a day for an examination."""
    agreement = _writable(request, agreement_id)
    return act_page(
        request,
        form=typed_forms.GateForm(request.POST or None),
        act=lambda typed: open_gate(
            agreement=agreement, kind=GateKind(typed["kind"]), due_on=typed["due_on"], by=request.user
        ),
        title=_("점검 정하기"),
        subject=str(agreement),
        said=_("점검을 정했습니다."),
        back=_page(agreement),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def gate_decide(request: HttpRequest, gate_id: int) -> HttpResponse:
    """Say how an examination came out."""
    gate = access_gate(actor=request.actor, gate_id=gate_id, roles=WRITERS)
    outcomes = outcomes_of(GateKind(gate.kind))
    form = typed_forms.GateDecisionForm(request.POST or None, initial={"points": gate.points}, kinds=outcomes)

    def decide(typed: dict[str, Any]) -> None:
        decision = GateDecision(GateOutcome(typed["outcome"]), typed["opinion"], typed["points"])
        decide_gate(gate=gate, decision=decision, by=request.user, now=timezone.now())

    if request.method == "POST" and done(form, decide):
        messages.success(request, _("점검 결과를 기록했습니다."))
        return redirect(_page(gate.agreement))
    context = {"gate": gate, "form": form, "back": _page(gate.agreement)}
    return render(request, "workbench/agreements/gate.html", context, status=422 if form.errors else 200)


@guarded(AGENCY_STAFF)
@require_safe
def gate_file(request: HttpRequest, gate_id: int) -> FileResponse:
    """Hand over the file of a firm's report."""
    return file_response(access_gate_file(actor=request.actor, gate_id=gate_id))


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def change_detail(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show what a firm asks to change, what clashes, and approve it or turn it down."""
    change = access_change(actor=request.actor, change_id=change_id, roles=WRITERS)
    agreement = change.agreement
    is_open = change.state in (ChangeState.REQUESTED, ChangeState.CONFLICT)
    _terms, clashes = merged_terms(change) if is_open else (None, [])
    form = typed_forms.ChangeAnswerForm(request.POST or None, clashes=clashes)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            _decide(request, change, form)
        if not form.errors:
            return redirect(_page(agreement))
    rows = shown_change(change, rule_pack(agreement.rule_pack))
    names = {row["field"]: row["name"] for row in rows}
    context = {
        "change": change,
        "agreement": agreement,
        "rows": rows,
        "clashes": [
            {"name": names.get(clash.field, clash.field), "control": form[f"clash_{at}"]}
            for at, clash in enumerate(clashes)
        ],
        "form": form,
        "is_open": is_open,
    }
    return render(request, "workbench/agreements/change.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def agreement_end(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """End the work under an agreement."""
    agreement = _writable(request, agreement_id)
    return act_page(
        request,
        form=typed_forms.EndForm(
            request.POST or None, initial={"kind": EndKind.DUE, "ended_on": agreement.version.ends_on}
        ),
        act=lambda typed: end_agreement(
            agreement=agreement,
            kind=EndKind(typed["kind"]),
            ended_on=typed["ended_on"],
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("협약 끝내기"),
        subject=str(agreement),
        said=_("협약을 끝냈습니다. 지급하지 않은 지원금은 공고와 사업의 예산으로 돌아갔습니다."),
        back=_page(agreement),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def agreement_lapse(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Close an agreement that is not concluded."""
    agreement = _writable(request, agreement_id)
    return act_page(
        request,
        form=typed_forms.ReasonForm(request.POST or None),
        act=lambda typed: let_lapse(
            agreement=agreement, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("미체결로 닫기"),
        subject=str(agreement),
        said=_("협약을 미체결로 닫았습니다."),
        back=_page(agreement),
    )


def _decide(request: HttpRequest, change: Any, form: typed_forms.ChangeAnswerForm) -> None:
    answer = form.cleaned_data["answer"]
    if request.POST.get("act") == "reject":
        reject_change(change=change, answer=answer, by=request.user, now=timezone.now())
        messages.success(request, _("변경 신청을 불승인했습니다."))
        return
    approve_change(
        change=change,
        chosen=form.chosen,
        answer=answer,
        render=agreement_pdf,
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("변경을 승인했습니다. 새 차수의 협약이 시행됩니다."))


def _writable(request: HttpRequest, agreement_id: int) -> Agreement:
    return access_agreement(actor=request.actor, agreement_id=agreement_id, roles=WRITERS)


def _page(agreement: Agreement) -> str:
    return reverse("workbench:agreement-detail", args=[agreement.pk])


def _at_once(
    request: HttpRequest, agreement_id: int, act: Callable[[Agreement], object], said: str
) -> HttpResponse:
    agreement = _writable(request, agreement_id)
    try:
        act(agreement)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(_page(agreement))
