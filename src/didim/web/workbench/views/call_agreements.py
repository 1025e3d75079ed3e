"""All agreements of a call: drafted and offered at once, and who goes on to the second payment."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain import batches
from didim.agreements.domain import second_stage as stage
from didim.agreements.domain.gates import second_stage as proposed_of
from didim.agreements.domain.terms import definition_of, rule_pack
from didim.agreements.enums import AgreementState, BatchAct, BatchState
from didim.agreements.models import Agreement, AgreementBatch, StageGate
from didim.agreements.queries.agreements import scored_gates, waiting_for_agreement
from didim.documents.agreement_papers import agreement_pdf
from didim.engines.expenditure import RulePack, shipped_packs
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Call
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.agreement_terms import line_choices
from didim.web.workbench.forms.agreements import BatchForm, ShareSet
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.tasks import carry_on_agreements

AT_ONCE = 30
USUAL_PERIOD = timedelta(days=240)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def call_agreements(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show how far the agreements of a call are; draft all that lack, and offer all drafts."""
    call = access_call(
        actor=request.actor, call_id=call_id, roles=WRITERS if request.method == "POST" else ()
    )
    today = timezone.localdate()
    pack = rule_pack(shipped_packs()["startup-funds"].as_of(today).id)
    act = request.POST.get("act", "")
    typed = request.POST if act == BatchAct.DRAFT else None
    last = AgreementBatch.objects.filter(call=call, act=BatchAct.DRAFT).order_by("-pk").first()
    first = last.terms if last else {"starts_on": today, "ends_on": today + USUAL_PERIOD}
    form = BatchForm(typed, initial=first)
    shares = ShareSet(
        typed, initial=_first_shares(last, today), prefix="share", form_kwargs={"lines": line_choices(pack)}
    )
    problems: list[str] = []
    if act == BatchAct.OFFER or (typed is not None and form.is_valid() and shares.is_valid()):
        try:
            batch = _started(request, call, pack, form, shares)
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            _carry(request, batch)
            return redirect("workbench:call-agreements", call.pk)
    wrong = bool(problems or form.errors or any(shares.errors or []))
    context = {
        **_standing(call),
        "call": call,
        "form": form,
        "shares": shares,
        "problems": problems,
        "pack": pack,
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/agreements/call.html", context, status=422 if wrong else 200)


def _first_shares(last: AgreementBatch | None, today: date) -> list[dict[str, Any]]:
    """Return the rows a template begins with: those used last for the call, else the usual ones."""
    if last is not None:
        return [
            {**row, "line": f"{row['code']}/{row['item']}" if row["item"] else row["code"]}
            for row in last.terms["shares"]
        ]
    usual = definition_of(today).values["template"]["shares"]
    return [{"line": line, "grant": percent} for line, percent in usual]


def _started(
    request: HttpRequest, call: Call, pack: RulePack, form: BatchForm, shares: Any
) -> AgreementBatch:
    now = timezone.now()
    if request.POST["act"] == BatchAct.OFFER:
        return batches.start_offering(call=call, by=request.user, now=now)
    return batches.start_drafting(
        call=call,
        **form.cleaned_data,
        rule_pack_id=pack.id,
        shares=[row.share for row in shares if row.share is not None],
        by=request.user,
        now=now,
    )


def _carry(request: HttpRequest, batch: AgreementBatch) -> None:
    """Do a small batch now, and leave a large one to a worker."""
    if batch.total > AT_ONCE:
        carry_on_agreements.defer(batch_id=batch.pk)
        messages.success(request, _("시작했습니다. 이 화면을 떠나도 계속됩니다."))
        return
    batches.carry_on(batch_id=batch.pk, render=agreement_pdf, now=timezone.now(), limit=AT_ONCE)
    batch.refresh_from_db()
    if batch.act == BatchAct.DRAFT:
        said = ngettext("협약안 %(done)d건을 썼습니다.", "협약안 %(done)d건을 썼습니다.", batch.done)
    else:
        said = ngettext("협약 %(done)d건을 제시했습니다.", "협약 %(done)d건을 제시했습니다.", batch.done)
    messages.success(request, said % {"done": batch.done})


def _standing(call: Call) -> dict[str, Any]:
    """Return how many agreements stand where, who has none, and the latest batch."""
    by_state = dict(
        Agreement.objects.filter(call=call).order_by().values_list("state").annotate(many=Count("pk"))
    )
    waiting = list(waiting_for_agreement(call_id=call.pk))
    batch = AgreementBatch.objects.filter(call=call).select_related("asked_by").order_by("-pk").first()
    return {
        "waiting": waiting,
        "states": [(state.label, by_state[state]) for state in AgreementState if state in by_state],
        "drafts": by_state.get(AgreementState.DRAFT, 0),
        "batch": batch,
        "running": batch is not None and batch.state != BatchState.DONE,
    }


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def second_stage(request: HttpRequest, call_id: int) -> HttpResponse:
    """List the points of the midterm examinations and propose who goes on; an officer confirms."""
    call = access_call(
        actor=request.actor, call_id=call_id, roles=WRITERS if request.method == "POST" else ()
    )
    now = timezone.now()
    gates = list(scored_gates(call_id=call.pk))
    problems: list[str] = []
    if request.method == "POST":
        try:
            said = _staged(request, call, gates)
        except RefusedError as error:
            problems = [str(problem) for problem in error.problems]
        else:
            messages.success(request, said)
            return redirect("workbench:second-stage", call.pk)
    open_gates = [gate for gate in gates if not gate.outcome]
    proposed = {gate.pk for gate in proposed_of(open_gates, now=now)}
    chosen = _numbers(request.POST.getlist("chosen")) if problems else proposed
    context = {
        "call": call,
        "rows": [
            {
                "gate": gate,
                "typed": request.POST.get(f"points-{gate.pk}", _plain(gate.points)),
                "proposed": gate.pk in proposed,
                "chosen": gate.pk in chosen,
            }
            for gate in gates
        ],
        "open": len(open_gates),
        "scored": any(gate.points is not None for gate in open_gates),
        "percent": definition_of(timezone.localdate()).values["second_stage"]["percent"],
        "reason": request.POST.get("reason", ""),
        "problems": problems,
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    template = "workbench/agreements/second_stage.html"
    return render(request, template, context, status=422 if problems else 200)


def _staged(request: HttpRequest, call: Call, gates: list[StageGate]) -> str:
    """Save the points, or confirm who goes on; return what to say."""
    if request.POST.get("act") == "confirm":
        onward, others = stage.confirm_second_stage(
            call=call,
            chosen=_numbers(request.POST.getlist("chosen")),
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=timezone.now(),
        )
        said = _("2단계 지원 %(onward)d곳, 제외 %(others)d곳으로 확정하고 기업에 알렸습니다.")
        return said % {"onward": onward, "others": others}
    points = {}
    for gate in gates:
        text = request.POST.get(f"points-{gate.pk}", "").strip()
        if text and not gate.outcome:
            points[gate.pk] = _points(text)
    stage.score_gates(call=call, points=points, by=request.user)
    return _("점수를 저장했습니다. 제안을 확인하고 확정해 주세요.")


def _points(text: str) -> Decimal:
    """Return typed points; a number that cannot be read counts as out of range and is refused."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(-1)
    return value if value.is_finite() else Decimal(-1)


def _plain(points: Decimal | None) -> str:
    return "" if points is None else f"{points.normalize():f}"


def _numbers(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal()}
