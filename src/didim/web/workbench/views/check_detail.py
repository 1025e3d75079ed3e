"""The check of one application: its items with evidence, verdicts of officers, the decision, bonus points."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.engines.forms import load_bonus_points
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain.checking import verdicts
from didim.selection.domain.checking.claims import decide_claim
from didim.selection.enums import BonusState, CheckKind, CheckState, CheckVerdict
from didim.selection.models import BonusClaim, CheckItem, EligibilityCheck
from didim.selection.queries.checks import access_check
from didim.selection.queries.similar_plans import side_by_side, similar_plans
from didim.web.components.refusals import done
from didim.web.workbench.forms import checks as forms
from didim.web.workbench.guards import WRITER, WRITERS


@guarded(AGENCY_STAFF)
@require_GET
def check_detail(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show what was found about an application, with its evidence."""
    return _page(request, access_check(actor=request.actor, application_id=application_id))


def _page(
    request: HttpRequest,
    check: EligibilityCheck,
    *,
    item_form: tuple[int, forms.OverrideForm] | None = None,
    decision: forms.DecisionForm | None = None,
    claim_form: tuple[int, forms.ClaimForm] | None = None,
) -> HttpResponse:
    may_write = check.agency_id in request.actor.agencies_with(*WRITERS)
    by_kind: dict[str, list[Any]] = {}
    for item in check.items.select_related("overridden_by", "confirmed_by").order_by("position", "pk"):
        bad = item_form is not None and item_form[0] == item.pk
        form = item_form[1] if item_form and bad else forms.OverrideForm(prefix=f"item{item.pk}")
        by_kind.setdefault(item.kind, []).append((item, CheckVerdict(verdicts.effective(item)), form))
    labels = {bonus.key: bonus for bonus in load_bonus_points(check.submission.revision.bonus_points)}
    claims = []
    for claim in BonusClaim.objects.filter(application=check.application_id).select_related(
        "file", "decided_by"
    ):
        bad = claim_form is not None and claim_form[0] == claim.pk
        form_of_claim = claim_form[1] if claim_form and bad else forms.ClaimForm.for_claim(claim)
        claims.append((claim, labels.get(claim.key), form_of_claim))
    unmet = [
        f"- {item.sentence}"
        for rows in by_kind.values()
        for item, counts, _form in rows
        if counts == CheckVerdict.NOT_MET
    ]
    decision = decision or forms.DecisionForm(initial={"reason": "\n".join(unmet)})
    wrong = [
        form for form in (decision, *(pair[1] for pair in (item_form, claim_form) if pair)) if form.errors
    ]
    context = {
        "check": check,
        "application": check.application,
        "call": check.application.call,
        "groups": [(CheckKind(kind), rows) for kind, rows in by_kind.items()],
        "claims": claims,
        "similar": similar_plans(check=check),
        "decision": decision,
        "wrong": wrong,
        "is_decided": check.state in (CheckState.PASSED, CheckState.FAILED),
        "may_write": may_write,
    }
    return render(request, "workbench/checks/detail.html", context, status=422 if wrong else 200)


@guarded(WRITER)
@require_POST
def check_item(request: HttpRequest, application_id: int, item_id: int) -> HttpResponse:
    """Say a verdict over the machine's, confirm another officer's, or take one back."""
    check = access_check(actor=request.actor, application_id=application_id, roles=WRITERS)
    item = get_object_or_404(CheckItem, pk=item_id, check_of=check)
    form = forms.OverrideForm(request.POST, prefix=f"item{item.pk}")
    act, now = request.POST.get("act"), timezone.now()
    if act in {"confirm", "withdraw"}:
        form = forms.OverrideForm(
            {f"item{item.pk}-verdict": item.override or item.automatic, f"item{item.pk}-reason": item.reason},
            prefix=f"item{item.pk}",
        )

    def judge(typed: dict[str, Any]) -> None:
        if act == "confirm":
            verdicts.confirm_items(items=[item], by=request.user, now=now)
        elif act == "withdraw":
            verdicts.withdraw_override(item=item, by=request.user)
        else:
            verdict = CheckVerdict(typed["verdict"])
            verdicts.override_items(
                items=[item], verdict=verdict, reason=typed["reason"], by=request.user, now=now
            )

    if not done(form, judge):
        return _page(request, check, item_form=(item.pk, form))
    said = {"confirm": _("판정을 확인했습니다."), "withdraw": _("판정을 거두었습니다.")}
    messages.success(
        request, said.get(act or "", _("판정을 적었습니다. 다른 담당자가 확인하면 효력이 있습니다."))
    )
    return redirect("workbench:check-detail", application_id)


@guarded(WRITER)
@require_POST
def check_decide(request: HttpRequest, application_id: int) -> HttpResponse:
    """Pass or fail an application, put it before the committee, or take a decision back."""
    check = access_check(actor=request.actor, application_id=application_id, roles=WRITERS)
    form = forms.DecisionForm(request.POST)
    act, by, now = request.POST.get("act"), request.user, timezone.now()

    def decide(typed: dict[str, Any]) -> None:
        reason = typed["reason"]
        if act == "committee":
            verdicts.refer_to_committee(check=check, reason=reason, by=by)
        elif act == "reopen":
            verdicts.reopen_check(check=check, reason=reason, by=by)
        else:
            state = CheckState.FAILED if act == "fail" else CheckState.PASSED
            verdicts.decide_check(check=check, state=state, reason=reason, by=by, now=now)

    if not done(form, decide):
        return _page(request, check, decision=form)
    messages.success(request, _("저장했습니다."))
    return redirect("workbench:check-detail", application_id)


@guarded(WRITER)
@require_POST
def bonus_decide(request: HttpRequest, application_id: int, claim_id: int) -> HttpResponse:
    """Grant or deny a bonus point on its evidence."""
    check = access_check(actor=request.actor, application_id=application_id, roles=WRITERS)
    claim = get_object_or_404(BonusClaim, pk=claim_id, application=check.application_id)
    form = forms.ClaimForm.for_claim(claim, request.POST)

    def decide(typed: dict[str, Any]) -> None:
        decide_claim(
            claim=claim,
            state=BonusState(typed["state"]),
            allowed=typed["allowed"],
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        )

    if not done(form, decide):
        return _page(request, check, claim_form=(claim.pk, form))
    messages.success(request, _("가점을 결정했습니다."))
    return redirect("workbench:check-detail", application_id)


@guarded(AGENCY_STAFF)
@require_GET
def similar_plan(request: HttpRequest, application_id: int, similarity_id: int) -> HttpResponse:
    """Show a plan beside an earlier one, the passages both have marked.

    Of another agency's plan only those passages are shown.
    """
    check = access_check(actor=request.actor, application_id=application_id, task=_("사업계획 유사성 대조"))
    plan = next((plan for plan in similar_plans(check=check) if plan.similarity.pk == similarity_id), None)
    if plan is None:
        raise NotVisible(f"similarity {similarity_id}")
    if plan.is_own:
        note_access(
            act=AccessAct.VIEW,
            task=_("사업계획 유사성 대조"),
            subject_kind=SubjectKind.ENTERPRISE,
            subject_id=plan.enterprise_id,
            subject=plan.firm,
            agency_id=check.agency_id,
        )
    context = {
        "check": check,
        "application": check.application,
        "call": check.application.call,
        "plan": plan,
        "sides": side_by_side(check=check, plan=plan),
    }
    return render(request, "workbench/checks/similar.html", context)
