"""Programmes: what an agency offers year by year."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.programmes.domain import calls as acts
from didim.programmes.models import Call, Programme
from didim.programmes.queries.calls import access_programme, visible_programmes
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.refusals import done
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import programmes as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.views.boards import today

SORTS = {
    "name": ("name",),
    "year": ("year", "name"),
    "type": ("support_type", "name"),
    "budget": ("budget",),
    "calls": ("calls_made",),
}


@guarded(AGENCY_STAFF)
@require_GET
def programme_list(request: HttpRequest) -> HttpResponse:
    """List the programmes of the agencies somebody works for."""
    filters = forms.ProgrammeFilterForm(request.GET)
    chosen = filters.chosen
    rows = visible_programmes(actor=request.actor).select_related("agency")
    if text := chosen.pop("q", ""):
        rows = rows.filter(name__icontains=text)
    rows = rows.filter(**chosen).annotate(calls_made=Count("calls"))
    rows, sorting = sorted_rows(rows, request, SORTS, "-year")
    context = {
        "page": page_of(rows, request),
        "sorting": sorting,
        "filters": filters,
        "may_edit": WRITER.allows(request.actor),
    }
    return render(request, "workbench/programmes/list.html", context)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def programme_detail(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Show a programme with its calls; begin a new call."""
    roles = WRITERS if request.method == "POST" else ()
    programme = access_programme(actor=request.actor, programme_id=programme_id, roles=roles)
    form = forms.NewCallForm(
        request.POST or None, initial={"title": f"{programme.year}년 {programme.name} 공고"}
    )
    made: list[Call] = []

    def create(typed: dict[str, Any]) -> None:
        made.append(
            acts.create_call(programme=programme, title=typed["title"], by=request.user, now=timezone.now())
        )

    if request.method == "POST" and done(form, create):
        return redirect("workbench:call-edit", made[0].pk)
    context = {
        "programme": programme,
        "calls": programme.calls.annotate(
            published_at=Max("revisions__published_at"), closes_at=Max("revisions__closes_at")
        ).order_by("-created_at", "pk"),
        "form": form,
        "may_edit": programme.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/programmes/detail.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def programme_edit(request: HttpRequest, programme_id: int | None = None) -> HttpResponse:
    """Register a programme, or change one."""
    if programme_id is None:
        agency = agency_choice(request, *WRITERS)
        programme, initial = Programme(agency=agency.current), {"year": today().year}
    else:
        agency = None
        programme = access_programme(actor=request.actor, programme_id=programme_id, roles=WRITERS)
        initial = {name: getattr(programme, name) for name in forms.ProgrammeForm.base_fields}
    form = forms.ProgrammeForm(request.POST or None, initial=initial)
    if request.method == "POST" and done(
        form, lambda typed: acts.save_programme(programme=programme, details=typed, by=request.user)
    ):
        messages.success(request, _("사업을 저장했습니다."))
        return redirect("workbench:programme-detail", programme.pk)
    context = {"form": form, "agency": agency, "programme": programme}
    return render(request, "workbench/programmes/form.html", context, status=422 if form.errors else 200)
