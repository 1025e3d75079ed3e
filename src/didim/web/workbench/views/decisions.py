"""What was decided: the list, one decision with its history, telling applicants, giving up and moving up."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.documents.decision_letters import letter_pdf
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Call
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain import deciding, notifying
from didim.selection.enums import ObjectionState, Outcome
from didim.selection.models import Committee, Decision, DecisionPlan, NoticeJob, Objection, ReviewRound
from didim.selection.queries.decisions import access_decision, access_letter, changes_of, decisions_of
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.workbench.forms.selection import DecisionFilterForm, ForgoForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.tasks import send_decision_notices

SORTS = {
    "rank": ("rank",),
    "number": ("application__number",),
    "firm": ("enterprise__name",),
    "total": ("total",),
    "outcome": ("outcome", "rank"),
}


@guarded(AGENCY_STAFF)
@require_GET
def selection(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show how far the selection of a call is, and lead to each part of it."""
    call = access_call(actor=request.actor, call_id=call_id)
    plans = DecisionPlan.objects.filter(call=call)
    context = {
        "call": call,
        "rounds": ReviewRound.objects.filter(call=call).annotate(
            entered=Count("entries", distinct=True), sheets_made=Count("sheets", distinct=True)
        ),
        "plans": plans.count(),
        "committees": Committee.objects.filter(call=call).order_by("-held_at", "-pk"),
        "outcomes": _outcomes(call),
        "told": Decision.objects.filter(call=call, notified_at__isnull=False).count(),
        "objections": Objection.objects.filter(decision__call=call, state=ObjectionState.FILED).count(),
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/selection/overview.html", context)


def _outcomes(call: Call) -> list[tuple[str, int]]:
    counts = dict(
        Decision.objects.filter(call=call).order_by().values_list("outcome").annotate(n=Count("pk"))
    )
    return [(str(outcome.label), counts[outcome]) for outcome in Outcome if outcome in counts]


@guarded(AGENCY_STAFF)
@require_GET
def decision_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """List the decisions of a call."""
    call = access_call(actor=request.actor, call_id=call_id)
    filters = DecisionFilterForm(request.GET)
    rows = decisions_of(call_id=call.pk)
    if text := filters.chosen.get("q"):
        matching = Q(enterprise__name__icontains=text)
        rows = rows.filter(matching | Q(application__number=int(text)) if text.isdecimal() else matching)
    if outcome := filters.chosen.get("outcome"):
        rows = rows.filter(outcome=outcome)
    rows, sorting = sorted_rows(rows, request, SORTS, "rank")
    page = page_of(rows, request)
    note_search(
        task="선정 결과 목록",
        subject=call.title,
        shown=len(page),
        agency_id=call.agency_id,
    )
    context = {
        "call": call,
        "page": page,
        "sorting": sorting,
        "filters": filters,
        "outcomes": _outcomes(call),
        "free_places": deciding.free_places(call=call),
        "reserves_until": deciding.reserves_until(call=call, now=timezone.now()),
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/selection/decisions.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def decision_detail(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show one decision: what it rests on, what it was before, its letters."""
    decision = access_decision(actor=request.actor, decision_id=decision_id)
    labels = dict(Outcome.choices)
    context = {
        "decision": decision,
        "call": decision.call,
        "changes": [(at, labels[outcome]) for at, outcome in changes_of(decision)],
        "letters": decision.notices.order_by("-sent_at", "-pk"),
        "objection": Objection.objects.filter(decision=decision).first(),
        "may_edit": decision.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/selection/decision.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def forgo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Record that a selected firm gives up, and tell it so."""
    decision = access_decision(actor=request.actor, decision_id=decision_id, roles=WRITERS)

    def act(typed: dict[str, str]) -> None:
        changed = deciding.forgo_selection(decision=decision, reason=typed["reason"], by=request.user)
        if changed.notified_at is not None:
            notifying.tell_change(decision=changed, render=letter_pdf, now=timezone.now(), by=request.user)

    return act_page(
        request,
        form=ForgoForm(request.POST or None),
        act=act,
        title=_("선정 포기 기록"),
        subject=decision.enterprise.name,
        said=_("선정 포기를 기록했습니다. 예비 순위에서 올릴 수 있습니다."),
        back=reverse("workbench:decision-list", args=[decision.call_id]),
    )


@guarded(WRITER)
@require_POST
def promote(request: HttpRequest, call_id: int) -> HttpResponse:
    """Move the first reserve up into a free place, and tell it so."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    now = timezone.now()
    try:
        decision = deciding.promote_reserve(call=call, by=request.user, now=now)
        notifying.tell_change(decision=decision, render=letter_pdf, now=now, by=request.user)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("예비 1순위 기업을 선정하고 알렸습니다."))
    return redirect("workbench:decision-list", call.pk)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show how far telling the applicants is; POST starts it."""
    writing = WRITERS if request.method == "POST" else ()
    call = access_call(actor=request.actor, call_id=call_id, roles=writing)
    if request.method == "POST":
        try:
            job = notifying.start_notices(call=call, by=request.user, now=timezone.now())
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            send_decision_notices.defer(job_id=job.pk)
            messages.success(request, _("통보를 시작했습니다. 이 화면을 떠나도 계속됩니다."))
        return redirect("workbench:notices", call.pk)
    decisions = Decision.objects.filter(call=call)
    context = {
        "call": call,
        "job": NoticeJob.objects.filter(call=call).select_related("asked_by").order_by("-pk").first(),
        "waiting": decisions.filter(notified_at=None).count(),
        "decided": decisions.count(),
        "may_edit": call.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/selection/notices.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show a letter as it was sent: the same bytes, made again."""
    notice = access_letter(actor=request.actor, letter_id=letter_id)
    name = f"{notice.letter_number}.pdf"
    return HttpResponse(
        letter_pdf(notice.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, name) or "inline",
            "Cache-Control": "no-store",
        },
    )
