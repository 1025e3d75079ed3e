"""The check of a call's applications: the list with its counts, the automatic run, many at once."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Call
from didim.programmes.queries.calls import access_call
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain.checking.checking import DECIDED
from didim.selection.domain.checking.runs import start_run
from didim.selection.domain.checking.verdicts import confirm_items, override_items, pass_all_met
from didim.selection.enums import CheckState, CheckVerdict
from didim.selection.models import CheckItem, CheckRun, EligibilityCheck
from didim.selection.queries.checks import UNCONFIRMED, all_met, checks_of_call, counting
from didim.selection.tasks import run_checks
from didim.web.components.access_notes import note_search
from didim.web.components.refusals import done
from didim.web.workbench.forms import checks as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

SORTS = {
    "number": ("application__number",),
    "firm": ("application__enterprise__name", "application__number"),
    "state": ("state", "application__number"),
    "decided": ("decided_at",),
}
# Judging the same item of many: a page is as much as one person looks through at once.
PER_PAGE = 100
_NEEDS = {
    forms.UNKNOWN: Q(unknown__gt=0),
    forms.UNMET: Q(unmet__gt=0),
    forms.UNCONFIRMED: Q(unconfirmed__gt=0),
    forms.STALE: Q(is_current=False),
}


@guarded(AGENCY_STAFF)
@require_GET
def check_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """List the checks of a call with what is open in each, and how far the automatic check is."""
    call = access_call(actor=request.actor, call_id=call_id)
    filters = forms.CheckFilterForm(request.GET)
    chosen = filters.chosen
    rows = checks_of_call(actor=request.actor, call=call)
    if text := chosen.get("q"):
        number = Q(application__number=int(text)) if text.isdecimal() else Q()
        rows = rows.filter(Q(application__enterprise__name__icontains=text) | number)
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    if need := chosen.get("need"):
        rows = rows.filter(_NEEDS[need])
    rows, sorting = sorted_rows(rows, request, SORTS, "number")
    page = page_of(rows, request)
    _note_list(call, len(page.object_list))
    context = {
        "call": call,
        "page": page,
        "sorting": sorting,
        "filters": filters,
        "run": CheckRun.objects.filter(call=call).order_by("-asked_at", "-pk").first(),
        "may_write": call.agency_id in request.actor.agencies_with(*WRITERS),
        **_summary(request, call),
    }
    return render(request, "workbench/checks/list.html", context)


def _summary(request: HttpRequest, call: Call) -> dict[str, Any]:
    """Return how many checks are in each state, and how many have nothing left but to pass."""
    found = checks_of_call(actor=request.actor, call=call).order_by()
    by_state = dict(found.values_list("state").annotate(count=Count("pk")))
    submitted = call.applications.filter(state="submitted")
    return {
        "states": [(state, by_state.get(state.value, 0)) for state in CheckState],
        "all_met": all_met(call).count(),
        "unchecked": submitted.filter(
            ~Q(eligibility_check__submission=F("submission")) | Q(eligibility_check=None)
        ).count(),
        "unconfirmed": CheckItem.objects.filter(UNCONFIRMED, check_of__application__call=call).count(),
    }


def _note_list(call: Call, count: int) -> None:
    note_search(
        task=_("요건검토 목록"),
        subject=call.title,
        shown=max(1, count),
        agency_id=call.agency_id,
    )


@guarded(WRITER)
@require_POST
def check_run(request: HttpRequest, call_id: int) -> HttpResponse:
    """Start the automatic check of what is not decided yet."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    try:
        run = start_run(call=call, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        run_checks.defer(run_id=run.pk)
        messages.success(request, _("자동 검토를 시작했습니다. 진행 상황은 이 화면에 보입니다."))
    return redirect("workbench:check-list", call.pk)


# So many boxes at a time: a form of more than a thousand fields is not taken (DATA_UPLOAD_MAX_NUMBER_FIELDS).
PASSED_AT_ONCE = 200


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def check_pass(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show which applications meet everything, and pass those that are chosen."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    passed: list[EligibilityCheck] = []
    if request.method == "POST":
        ids = [int(pk) for pk in request.POST.getlist("check") if pk.isdecimal()]
        passed = pass_all_met(call=call, check_ids=ids, by=request.user, now=timezone.now())
        said = _("%(count)d건을 적격으로 확정했습니다.")
        messages.success(request, said % {"count": len(passed)})
    rows = all_met(call).select_related("application__enterprise").order_by("application__number")
    page = page_of(rows, request, PASSED_AT_ONCE)
    _note_list(call, len(page) + len(passed))
    context = {"call": call, "page": page, "passed": passed}
    return render(request, "workbench/checks/pass.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def check_items(request: HttpRequest, call_id: int) -> HttpResponse:
    """Judge the same item of many applications at once, or confirm what another officer has judged."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    asked = request.GET.get("item", "")
    form = forms.OverrideForm(request.POST if request.POST.get("act") == "override" else None)
    if request.method == "POST" and _judge_many(request, call, form):
        return redirect(request.get_full_path())
    undecided = CheckItem.objects.filter(check_of__application__call=call).exclude(
        check_of__state__in=DECIDED
    )
    waiting = undecided.filter(UNCONFIRMED)
    open_items = undecided.exclude(UNCONFIRMED).exclude(counting(CheckVerdict.MET))
    kind, _sign, key = asked.partition(":")
    rows = waiting if asked == "confirm" else open_items.filter(kind=kind, key=key)
    page = page_of(
        rows.select_related("check_of__application__enterprise", "overridden_by").order_by(
            "check_of__application__number", "position"
        ),
        request,
        PER_PAGE,
    )
    groups = open_items.order_by("kind", "key").values("kind", "key").annotate(count=Count("pk"))
    context = {
        "call": call,
        "form": form,
        "asked": asked,
        "page": page,
        "groups": _named(groups, open_items),
        "waiting": waiting.count(),
    }
    if asked:
        _note_list(call, len(page.object_list))
    return render(request, "workbench/checks/items.html", context, status=422 if form.errors else 200)


def _named(groups: Any, items: Any) -> list[dict[str, Any]]:
    """Return the groups, each with an item that tells its words."""
    firsts = items.order_by("kind", "key", "pk").distinct("kind", "key")
    words = {(item.kind, item.key): item for item in firsts}
    return [group | {"item": words[group["kind"], group["key"]]} for group in groups]


def _judge_many(request: HttpRequest, call: Call, form: forms.OverrideForm) -> bool:
    """Do what was chosen on the chosen items; return whether it was done. Refusals stand in the form."""
    chosen = request.POST.getlist("shown" if request.POST.get("everyone") else "chosen")
    ids = [int(pk) for pk in chosen if pk.isdecimal()]
    items = list(CheckItem.objects.filter(pk__in=ids, check_of__application__call=call))
    now = timezone.now()
    if not items:
        messages.error(request, _("판정할 신청을 골라 주세요."))
        return True
    if request.POST.get("act") == "confirm":
        try:
            confirmed = confirm_items(items=items, by=request.user, now=now)
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(count)d건의 판정을 확인했습니다.") % {"count": len(confirmed)})
        return True

    def act(typed: dict[str, Any]) -> None:
        override_items(
            items=items,
            verdict=CheckVerdict(typed["verdict"]),
            reason=typed["reason"],
            by=request.user,
            now=now,
        )

    if done(form, act):
        said = _("%(count)d건에 판정을 적었습니다. 다른 담당자가 확인하면 효력이 있습니다.")
        messages.success(request, said % {"count": len(items)})
        return True
    return False
