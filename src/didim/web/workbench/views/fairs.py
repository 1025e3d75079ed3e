"""Fairs of an agency: which there are, making one, its times, tables, interpreters and hosts."""

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.fairs.domain import holding, interpreting
from didim.fairs.enums import FairState
from didim.fairs.models import Fair
from didim.fairs.queries.access import access_fair, access_fair_table, access_interpreter
from didim.fairs.queries.fairs import fairs_of_agency, standing_of, with_days
from didim.kernel.refusals import RefusedError
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import fairs as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

READ_AND_WRITE = require_http_methods(["GET", "POST"])
SORTS = {"name": ("name",), "first": ("first",), "register": ("register_until",)}


def fair_page(fair: Fair) -> str:
    """Return the address of a fair."""
    return reverse("workbench:fair", args=[fair.pk])


def may_write(request: HttpRequest, fair: Fair) -> bool:
    """Return whether somebody changes what a fair is: an officer of an agency that holds it."""
    hosts = {fair.agency_id, *fair.hosts.values_list("agency_id", flat=True)}
    return bool(hosts & request.actor.agencies_with(*WRITERS))


def _to_change(request: HttpRequest, fair_id: int) -> Fair:
    return access_fair(actor=request.actor, fair_id=fair_id, roles=WRITERS)


@guarded(AGENCY_STAFF)
@require_GET
def fair_list(request: HttpRequest) -> HttpResponse:
    """List the fairs of an agency."""
    agency = agency_choice(request)
    rows, sorting = sorted_rows(fairs_of_agency(agency.current), request, SORTS, "-first")
    context = {
        "agency": agency,
        "page": page_of(rows, request),
        "sorting": sorting,
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/fairs/list.html", context)


@guarded(WRITER)
@READ_AND_WRITE
def fair_new(request: HttpRequest) -> HttpResponse:
    """Begin a fair."""
    agency = agency_choice(request, *WRITERS).current
    form = forms.FairForm(request.POST or None, agency=agency, initial={"officer": request.user.pk})
    made: list[Fair] = []

    def act(_typed: dict[str, Any]) -> None:
        made.append(
            holding.make_fair(
                agency=agency,
                details=form.details(),
                seed=secrets.randbelow(2**62),
                by=request.user,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, act):
        messages.success(request, _("상담회를 만들었습니다. 상담 시간과 자리를 이어서 정해 주세요."))
        return redirect(fair_page(made[0]))
    return act_page(
        request,
        form=form,
        act=act,
        title=_("상담회 만들기"),
        subject=agency.name,
        said="",
        back=f"{reverse('workbench:fair-list')}?agency={agency.pk}",
    )


@guarded(AGENCY_STAFF)
@require_GET
def fair_detail(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show a fair with what is set up, and how far it is."""
    return _detail(request, access_fair(actor=request.actor, fair_id=fair_id))


def _detail(request: HttpRequest, fair: Fair, refused: RefusedError | None = None) -> HttpResponse:
    dated = with_days(Fair.objects.filter(pk=fair.pk)).get()
    now = timezone.now()
    context = {
        "fair": fair,
        "first": dated.first,
        "last": dated.last,
        "standing": standing_of(fair),
        "slots": fair.slots.count(),
        "tables": list(fair.tables.order_by("number")),
        "interpreters": list(fair.interpreters.annotate(away=Count("absences")).order_by("name", "pk")),
        "hosts": list(fair.hosts.select_related("agency").order_by("agency__name")),
        "may_edit": may_write(request, fair),
        "is_draft": fair.state == FairState.DRAFT,
        "may_call_off": fair.state in (FairState.DRAFT, FairState.OPEN, FairState.SCHEDULING),
        "may_close": fair.state == FairState.PUBLISHED and dated.last is not None and dated.last <= now,
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "workbench/fairs/detail.html", context, status=422 if refused else 200)


@guarded(WRITER)
@READ_AND_WRITE
def fair_edit(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Change what a fair is."""
    fair = _to_change(request, fair_id)
    form = forms.FairForm(request.POST or None, agency=fair.agency, initial=forms.said_of(fair))
    return act_page(
        request,
        form=form,
        act=lambda _typed: holding.change_fair(fair=fair, details=form.details(), by=request.user),
        title=_("상담회 고치기"),
        subject=fair.name,
        said=_("저장했습니다."),
        back=fair_page(fair),
    )


@guarded(WRITER)
@READ_AND_WRITE
def slots(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Lay the meeting times."""
    fair = _to_change(request, fair_id)
    form = forms.SlotsForm(request.POST or None, initial=forms.laid_slots(fair))
    return act_page(
        request,
        form=form,
        act=lambda _typed: holding.set_slots(fair=fair, plan=form.plan(), by=request.user),
        title=_("상담 시간 정하기"),
        subject=fair.name,
        said=_("상담 시간을 정했습니다."),
        back=fair_page(fair),
    )


@guarded(WRITER)
@READ_AND_WRITE
def tables_new(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Add tables or video rooms."""
    fair = _to_change(request, fair_id)
    return act_page(
        request,
        form=forms.TablesForm(request.POST or None, initial={"name": _("테이블")}),
        act=lambda typed: holding.add_tables(fair=fair, **typed, by=request.user),
        title=_("상담 자리 더하기"),
        subject=fair.name,
        said=_("상담 자리를 더했습니다."),
        back=fair_page(fair),
    )


@guarded(WRITER)
@require_POST
def table_remove(request: HttpRequest, table_id: int) -> HttpResponse:
    """Take a table away."""
    table = access_fair_table(actor=request.actor, table_id=table_id, roles=WRITERS)
    return _at_once(request, table.fair, lambda: holding.remove_table(table=table, by=request.user))


@guarded(WRITER)
@READ_AND_WRITE
def interpreter_new(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Add an interpreter."""
    fair = _to_change(request, fair_id)
    return act_page(
        request,
        form=forms.InterpreterForm(request.POST or None, fair=fair),
        act=lambda typed: interpreting.add_interpreter(fair=fair, **typed, by=request.user),
        title=_("통역 더하기"),
        subject=fair.name,
        said=_("통역을 더했습니다."),
        back=fair_page(fair),
    )


@guarded(WRITER)
@READ_AND_WRITE
def interpreter_edit(request: HttpRequest, interpreter_id: int) -> HttpResponse:
    """Change who interprets: their languages, and when they are away."""
    one = access_interpreter(actor=request.actor, interpreter_id=interpreter_id, roles=WRITERS)
    initial = forms.said_of_interpreter(one)
    return act_page(
        request,
        form=forms.InterpreterForm(request.POST or None, fair=one.fair, initial=initial),
        act=lambda typed: interpreting.change_interpreter(interpreter=one, **typed, by=request.user),
        title=_("통역 고치기"),
        subject=f"{one.name} · {one.fair.name}",
        said=_("저장했습니다."),
        back=fair_page(one.fair),
    )


@guarded(WRITER)
@require_POST
def interpreter_remove(request: HttpRequest, interpreter_id: int) -> HttpResponse:
    """Take an interpreter off the list."""
    one = access_interpreter(actor=request.actor, interpreter_id=interpreter_id, roles=WRITERS)
    return _at_once(
        request, one.fair, lambda: interpreting.remove_interpreter(interpreter=one, by=request.user)
    )


@guarded(WRITER)
@READ_AND_WRITE
def hosts(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Say with which other agencies a fair is held."""
    fair = _to_change(request, fair_id)
    held = list(fair.hosts.values_list("agency", flat=True))
    return act_page(
        request,
        form=forms.HostsForm(request.POST or None, fair=fair, initial={"agencies": held}),
        act=lambda typed: holding.set_hosts(fair=fair, agencies=typed["agencies"], by=request.user),
        title=_("공동 주관 정하기"),
        subject=fair.name,
        said=_("저장했습니다."),
        back=fair_page(fair),
    )


@guarded(WRITER)
@require_POST
def open_to_all(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show a fair to everybody and take registrations."""
    fair = _to_change(request, fair_id)
    return _at_once(request, fair, lambda: holding.open_fair(fair=fair, by=request.user, now=timezone.now()))


@guarded(WRITER)
@READ_AND_WRITE
def call_off(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Call a fair off."""
    fair = _to_change(request, fair_id)
    return act_page(
        request,
        form=forms.ReasonForm(request.POST or None),
        act=lambda typed: holding.call_off_fair(fair=fair, **typed, by=request.user, now=timezone.now()),
        title=_("상담회 취소"),
        subject=fair.name,
        said=_("상담회를 취소했습니다."),
        back=fair_page(fair),
        button=_("상담회 취소하기"),
    )


@guarded(WRITER)
@require_POST
def close(request: HttpRequest, fair_id: int) -> HttpResponse:
    """End a fair that is over."""
    fair = _to_change(request, fair_id)
    return _at_once(request, fair, lambda: holding.close_fair(fair=fair, by=request.user, now=timezone.now()))


def _at_once(request: HttpRequest, fair: Fair, act: Any) -> HttpResponse:
    """Do what a button says; what is refused stands on the page of the fair."""
    try:
        act()
    except RefusedError as refusal:
        return _detail(request, fair, refusal)
    messages.success(request, _("저장했습니다."))
    return redirect(fair_page(fair))
