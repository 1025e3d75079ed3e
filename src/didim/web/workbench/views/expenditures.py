"""Expenditures firms ask for: the queue, the check of one rule by rule, the decision, payments."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from didim.accounts.guards import guarded
from didim.agreements.domain import checking, payments
from didim.agreements.enums import ExpenditureState, FindingResult, PaymentKind, PaymentMethod
from didim.agreements.models import Expenditure, ExpenditureFinding, Payment
from didim.agreements.queries.budgets import budget_of, line_labels
from didim.agreements.queries.expenditures import (
    access_evidence,
    access_expenditure,
    evidence_of,
    payments_of,
    spending_of_agencies,
)
from didim.agreements.queries.rule_packs import pack_of
from didim.kernel.wording import Text
from didim.registry.enums import AgencyRole
from didim.registry.rules import AGENCY_STAFF, agency_role
from didim.web.components.access_notes import note_search
from didim.web.components.downloads import file_response
from didim.web.components.refusals import done
from didim.web.workbench.forms import expenditures as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

# The accountant pays, and may do no more.
PAYERS = (*WRITERS, AgencyRole.ACCOUNTANT)
PAYER = agency_role(*PAYERS)
SORTS = {
    "requested": ("requested_at",),
    "firm": ("enterprise__name", "requested_at"),
    "agreement": ("agreement__number", "number"),
    "won": ("won",),
    "state": ("state", "requested_at"),
}
_NEEDS = {
    forms.FAILING: Q(failing__gt=0),
    forms.OPEN: Q(open__gt=0),
    forms.UNCONFIRMED: Q(unconfirmed__gt=0),
}


@guarded(AGENCY_STAFF)
@require_GET
def expenditure_list(request: HttpRequest) -> HttpResponse:
    """List what firms have asked to spend, with what is open in each check."""
    filters = forms.ExpenditureFilterForm(request.GET)
    chosen = filters.chosen
    rows = spending_of_agencies(actor=request.actor)
    if text := chosen.get("q"):
        rows = rows.filter(
            Q(enterprise__name__icontains=text)
            | Q(agreement__number__icontains=text)
            | Q(purpose__icontains=text)
        )
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    if need := chosen.get("need"):
        rows = rows.filter(_NEEDS[need])
    rows, sorting = sorted_rows(rows, request, SORTS, "-requested")
    page = page_of(rows, request)
    note_search(
        task=_("집행 점검 목록"),
        subject=chosen.get("q", ""),
        shown=len(page.object_list),
        agency_id=page.object_list[0].agency_id if page.object_list else None,
    )
    context = {
        "page": page,
        "rows": [(row, line_labels(pack_of(row.agreement), row.line)) for row in page],
        "sorting": sorting,
        "filters": filters,
    }
    return render(request, "workbench/expenditures/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def detail(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Show a request with its evidence, what each rule says of it, the decision and the payments."""
    return _page(request, access_expenditure(actor=request.actor, expenditure_id=expenditure_id))


def _page(
    request: HttpRequest,
    row: Expenditure,
    *,
    finding_form: tuple[int, Any] | None = None,
    refund_form: tuple[int, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    pack, sheet = pack_of(row.agreement), budget_of(row.agreement)
    rows = []
    for finding in checking.latest_findings(row):
        mine = finding_form is not None and finding_form[0] == finding.pk
        form = finding_form[1] if finding_form and mine else forms.FindingForm(prefix=f"f{finding.pk}")
        said = finding.wording
        words = {
            "label": Text(said["label"], said["label_en"]),
            "sentence": Text(said["ko"], said["en"]),
            "citation": Text(finding.citation, said["citation_en"]),
        }
        rows.append((finding, checking.effective(finding), words, form))
    paid = [
        (one, refund_form[1] if refund_form and refund_form[0] == one.pk else _refund(one))
        for one in payments_of(row)
    ]
    context = {
        "row": row,
        "agreement": row.agreement,
        "labels": line_labels(pack, row.line),
        "line": next((one for one in sheet.rows if one.line.pk == row.line_id), None) if sheet else None,
        "sheet": sheet,
        "findings": rows,
        "open": [one for one in rows if one[1] != FindingResult.PASS or _waits(one[0])],
        "kept": [one for one in rows if one[1] == FindingResult.PASS and not _waits(one[0])],
        "evidence": [(one, pack.evidence.get(one.kind)) for one in evidence_of(row)],
        "approvals": [(pack.approvals.get(one.approval), one) for one in row.approvals.order_by("approval")],
        "assets": row.assets.order_by("pk"),
        "payments": paid,
        "is_waiting": row.state == ExpenditureState.REQUESTED,
        "is_approved": row.state == ExpenditureState.APPROVED,
        "may_write": row.agency_id in request.actor.agencies_with(*WRITERS),
        "may_pay": row.agency_id in request.actor.agencies_with(*PAYERS),
        "answer_form": forms.AnswerForm(),
        "approval_form": forms.ApprovalForm(None, pack=pack),
        "payment_form": forms.PaymentForm.of(row),
        **more,
    }
    wrong = [form for form in more.values() if form.errors]
    wrong += [pair[1] for pair in (finding_form, refund_form) if pair and pair[1].errors]
    context["wrong"] = wrong
    return render(request, "workbench/expenditures/detail.html", context, status=422 if wrong else 200)


def _waits(finding: ExpenditureFinding) -> bool:
    return bool(finding.override) and finding.confirmed_by_id is None


def _refund(payment: Payment, data: Any = None) -> Any:
    return forms.RefundForm(data, prefix=f"r{payment.pk}")


@guarded(WRITER)
@require_POST
def act(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Check a request again, approve it, give it back, refuse it, or take an approval back."""
    row = access_expenditure(actor=request.actor, expenditure_id=expenditure_id, roles=WRITERS)
    form = forms.AnswerForm(request.POST)
    by, now = request.user, timezone.now()
    acts: dict[str, tuple[Any, str]] = {
        "check": (
            lambda _said: checking.check_expenditure(expenditure=row, by=by, now=now),
            _("집행 기준으로 다시 점검했습니다."),
        ),
        "approve": (
            lambda _said: checking.approve_expenditure(expenditure=row, by=by, now=now),
            _("승인했습니다. 금액이 비목과 협약의 한도에서 잡혔습니다."),
        ),
        "return": (
            lambda said: checking.return_expenditure(expenditure=row, answer=said, by=by, now=now),
            _("보완을 요청했습니다."),
        ),
        "reject": (
            lambda said: checking.reject_expenditure(expenditure=row, answer=said, by=by, now=now),
            _("승인하지 않았습니다."),
        ),
        "release": (
            lambda said: checking.release_expenditure(expenditure=row, answer=said, by=by, now=now),
            _("승인을 취소하고 잡힌 금액을 풀었습니다."),
        ),
    }
    what, told = acts.get(request.POST.get("act", ""), acts["check"])
    if not done(form, lambda typed: what(typed["answer"])):
        return _page(request, row, answer_form=form)
    messages.success(request, told)
    return redirect("workbench:expenditure-detail", row.pk)


@guarded(WRITER)
@require_POST
def finding(request: HttpRequest, expenditure_id: int, finding_id: int) -> HttpResponse:
    """Say something else than a rule, confirm another officer's word, or take one back."""
    row = access_expenditure(actor=request.actor, expenditure_id=expenditure_id, roles=WRITERS)
    found = get_object_or_404(
        ExpenditureFinding.objects.select_related("expenditure"), pk=finding_id, expenditure=row
    )
    what, now = request.POST.get("act"), timezone.now()
    data: Any = request.POST
    if what in {"confirm", "withdraw"}:
        data = {f"f{found.pk}-result": found.override or FindingResult.FAIL, f"f{found.pk}-reason": "-"}
    form = forms.FindingForm(data, prefix=f"f{found.pk}")

    def judge(typed: dict[str, Any]) -> None:
        if what == "confirm":
            checking.confirm_override(finding=found, by=request.user, now=now)
        elif what == "withdraw":
            checking.withdraw_override(finding=found, by=request.user)
        else:
            checking.override_finding(
                finding=found,
                result=FindingResult(typed["result"]),
                reason=typed["reason"],
                by=request.user,
                now=now,
            )

    if not done(form, judge):
        return _page(request, row, finding_form=(found.pk, form))
    said = {"confirm": _("판단을 확인했습니다."), "withdraw": _("판단을 거두었습니다.")}
    messages.success(
        request, said.get(what or "", _("판단을 적었습니다. 다른 담당자가 확인하면 효력이 있습니다."))
    )
    return redirect("workbench:expenditure-detail", row.pk)


@guarded(WRITER)
@require_POST
def approval(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Put a prior approval on record, and check again."""
    row = access_expenditure(actor=request.actor, expenditure_id=expenditure_id, roles=WRITERS)
    form = forms.ApprovalForm(request.POST, pack=pack_of(row.agreement))

    def record(typed: dict[str, Any]) -> None:
        now = timezone.now()
        checking.record_prior_approval(expenditure=row, by=request.user, now=now, **typed)
        checking.check_expenditure(expenditure=row, by=request.user, now=now)

    if not done(form, record):
        return _page(request, row, approval_form=form)
    messages.success(request, _("사전 승인을 기록하고 다시 점검했습니다."))
    return redirect("workbench:expenditure-detail", row.pk)


@guarded(PAYER)
@require_POST
def pay(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Record that an approved expenditure was paid."""
    row = access_expenditure(actor=request.actor, expenditure_id=expenditure_id, roles=PAYERS)
    form = forms.PaymentForm.of(row, request.POST)

    def record(typed: dict[str, Any]) -> None:
        payments.pay_expenditure(
            expenditure=row,
            method=PaymentMethod(typed["method"]),
            paid_on=typed["paid_on"],
            reference=typed["reference"],
            by=request.user,
            now=timezone.now(),
        )

    if not done(form, record):
        return _page(request, row, payment_form=form)
    messages.success(request, _("지급을 기록했습니다."))
    return redirect("workbench:expenditure-detail", row.pk)


@guarded(PAYER)
@require_POST
def refund(request: HttpRequest, expenditure_id: int, payment_id: int) -> HttpResponse:
    """Record that money of a payment came back."""
    row = access_expenditure(actor=request.actor, expenditure_id=expenditure_id, roles=PAYERS)
    payment = get_object_or_404(
        Payment.objects.select_related("expenditure__agreement"),
        pk=payment_id,
        expenditure=row,
        kind=PaymentKind.PAYMENT,
    )
    form = _refund(payment, request.POST)

    def record(typed: dict[str, Any]) -> None:
        payments.refund_payment(payment=payment, by=request.user, now=timezone.now(), **typed)

    if not done(form, record):
        return _page(request, row, refund_form=(payment.pk, form))
    messages.success(request, _("반환을 기록했습니다. 금액은 비목에서 다시 쓸 수 있습니다."))
    return redirect("workbench:expenditure-detail", row.pk)


@guarded(AGENCY_STAFF)
@require_safe
def evidence_file(request: HttpRequest, expenditure_id: int, evidence_id: int) -> FileResponse:
    """Hand over the file of a piece of evidence."""
    found = access_evidence(actor=request.actor, expenditure_id=expenditure_id, evidence_id=evidence_id)
    return file_response(found.file)
