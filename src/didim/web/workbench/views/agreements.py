"""Agreements: those to conclude, the list, one with its money, its draft, its paper."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.drafting import draft_agreement, revise_draft
from didim.agreements.domain.terms import AgreementTerms, rule_pack, terms_of
from didim.agreements.enums import AgreementState, Side
from didim.agreements.models import Agreement
from didim.agreements.queries.agreements import (
    access_agreement,
    agreements_of_agencies,
    beyond_signing,
    beyond_their_end,
    lines_with_limits,
    plan_of,
    version_in,
    without_agreement,
)
from didim.engines.expenditure import RulePack, shipped_packs
from didim.kernel.refusals import RefusedError
from didim.registry.rules import AGENCY_STAFF
from didim.selection.queries.decisions import access_decision
from didim.web.components.agreement_terms import (
    TermsPage,
    agreement_paper_of,
    budget_rows,
    first_terms,
    said_in_rows,
)
from didim.web.workbench.forms.agreements import AgreementFilterForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

SORTS = {
    "number": ("number",),
    "enterprise": ("enterprise__name",),
    "title": ("title",),
    "state": ("state",),
    "ends": ("version__ends_on",),
    "created": ("created_at",),
}
_MOST_LATE = 50
_USUAL_PERIOD = timedelta(days=240)


@guarded(AGENCY_STAFF)
@require_GET
def agreement_list(request: HttpRequest) -> HttpResponse:
    """List the agreements of the agencies somebody works for, and how many are still to be drafted."""
    filters = AgreementFilterForm(request.GET)
    chosen = filters.chosen
    rows = agreements_of_agencies(actor=request.actor)
    if text := chosen.get("q"):
        rows = rows.filter(
            Q(enterprise__name__icontains=text) | Q(title__icontains=text) | Q(number__icontains=text)
        )
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    rows, sorting = sorted_rows(rows, request, SORTS, "-created")
    context = {
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "waiting": without_agreement(actor=request.actor).count(),
        "today": timezone.localdate(),
    }
    return render(request, "workbench/agreements/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def agreement_todo(request: HttpRequest) -> HttpResponse:
    """List the selected firms that have no agreement yet, and the agreements that are late."""
    today = timezone.localdate()
    context = {
        "page": page_of(without_agreement(actor=request.actor), request),
        "unsigned": beyond_signing(actor=request.actor, day=today)[:_MOST_LATE],
        "over": beyond_their_end(actor=request.actor, day=today)[:_MOST_LATE],
    }
    return render(request, "workbench/agreements/todo.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def agreement_detail(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show an agreement: what it says, its money, signatures, payments, examinations and changes."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id)
    version = agreement.version
    pack = rule_pack(agreement.rule_pack)
    context = {
        "agreement": agreement,
        "version": version,
        "rows": budget_rows(pack, lines_with_limits(agreement), version.amounts.all()),
        "signatures": list(version.signatures.order_by("signed_at")),
        "signed_sides": set(version.signatures.values_list("side", flat=True)),
        "instalments": agreement.instalments.select_related("gate").order_by("number"),
        "gates": agreement.gates.select_related("file").order_by("due_on", "pk"),
        "changes": agreement.changes.select_related("requested_by", "version"),
        "versions": agreement.versions.filter(offered_at__isnull=False).order_by("-number"),
        "may_edit": agreement.agency_id in request.actor.agencies_with(*WRITERS),
        "tab": "detail",
        "agency_side": Side.AGENCY,
    }
    return render(request, "workbench/agreements/detail.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def agreement_new(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Draft the agreement of a selected firm, beginning with its application and its award."""
    decision = access_decision(actor=request.actor, decision_id=decision_id, roles=WRITERS)
    found = Agreement.objects.filter(decision=decision).first()
    if found is not None:
        return redirect("workbench:agreement-detail", found.pk)
    today = timezone.localdate()
    pack_id = _pack_in_force(today)
    terms = first_terms(
        title=decision.call.programme.name,
        starts_on=today,
        ends_on=today + _USUAL_PERIOD,
        award_won=decision.amount_won or 0,
        plan=plan_of(decision),
    )
    return _terms_page(
        request,
        terms=terms,
        pack_id=pack_id,
        subject=decision.enterprise.name,
        award_won=decision.amount_won,
        act=lambda read: draft_agreement(
            decision=decision, terms=read, rule_pack_id=pack_id, by=request.user, now=timezone.now()
        ),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def agreement_edit(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Revise a draft's period and budget."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id, roles=WRITERS)
    if agreement.state != AgreementState.DRAFT:
        messages.error(request, _("이미 제시한 협약은 고칠 수 없습니다. 제시를 거두거나 협약 변경을 쓰세요."))
        return redirect("workbench:agreement-detail", agreement.pk)
    return _terms_page(
        request,
        terms=terms_of(agreement.version),
        pack_id=agreement.rule_pack,
        subject=agreement.enterprise.name,
        award_won=agreement.decision.amount_won,
        act=lambda read: revise_draft(agreement=agreement, terms=read, by=request.user, now=timezone.now()),
    )


@guarded(AGENCY_STAFF)
@require_GET
def agreement_paper(request: HttpRequest, agreement_id: int, number: int) -> HttpResponse:
    """Give a version of an agreement as PDF, as it is signed."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id)
    return agreement_paper_of(version_in(agreement, number))


def _pack_in_force(day: date) -> str:
    return shipped_packs()["startup-funds"].as_of(day).id


def _terms_page(
    request: HttpRequest,
    *,
    terms: AgreementTerms,
    pack_id: str,
    subject: str,
    award_won: int | None,
    act: Callable[[AgreementTerms], Agreement],
) -> HttpResponse:
    pack: RulePack = rule_pack(pack_id)
    page = TermsPage(request.POST or None, terms=terms, pack=pack)
    problems: list[str] = []
    if request.method == "POST" and page.is_valid():
        try:
            agreement = act(page.read())
        except RefusedError as error:
            problems = said_in_rows(error)
        else:
            messages.success(request, _("협약안을 저장했습니다. 내용을 확인하고 기업에 제시하세요."))
            return redirect("workbench:agreement-detail", agreement.pk)
    wrong = bool(problems or page.form.errors or any(page.lines.errors or []))
    context = {
        "page": page,
        "problems": problems,
        "subject": subject,
        "award_won": award_won,
        "pack": pack,
    }
    return render(request, "workbench/agreements/terms.html", context, status=422 if wrong else 200)
