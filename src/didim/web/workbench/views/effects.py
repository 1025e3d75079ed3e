"""Effects of support: ask for an estimate, read what it says and whether to believe it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.registry.rules import AGENCY_STAFF
from didim.reports.domain.effects import BEFORE, ask_for_study
from didim.reports.enums import EffectMeasure
from didim.reports.queries.studies import access_study, studies_of
from didim.reports.tasks import run_study
from didim.web.components.refusals import refusals_into
from didim.web.workbench.forms.effects import StudyForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of


@guarded(AGENCY_STAFF)
@require_GET
def study_list(request: HttpRequest) -> HttpResponse:
    """List the studies of the agencies somebody works for."""
    context = {
        "page": page_of(studies_of(actor=request.actor), request),
        "may_edit": bool(request.actor.agencies_with(*WRITERS)),
    }
    return render(request, "workbench/effects/list.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def study_new(request: HttpRequest) -> HttpResponse:
    """Ask for an estimate; a job makes it."""
    agencies = request.actor.agencies_with(*WRITERS)
    last = timezone.localdate().year - 1
    first = {"year": last - 1, "until": last, "agency": next(iter(agencies), None)}
    form = StudyForm(request.POST or None, agencies=agencies, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            measure = EffectMeasure(typed["measure"])
            study = ask_for_study(**{**typed, "measure": measure}, by=request.user, now=timezone.now())
            run_study.defer(study_id=study.pk)
            return redirect("workbench:study-detail", study.pk)
    return render(request, "workbench/effects/new.html", {"form": form}, status=422 if form.errors else 200)


@guarded(AGENCY_STAFF)
@require_GET
def study_detail(request: HttpRequest, study_id: int) -> HttpResponse:
    """Show a study: effect, interval, balance, placebo, how many firms."""
    study = access_study(actor=request.actor, study_id=study_id)
    names = {"age": _("업력"), "level": _("지원 전 성과"), "trend": _("지원 전 추세")}
    result = study.result
    context = {
        "study": study,
        "result": result,
        "sentence": result.get("sentence", {}).get("ko" if (get_language() or "ko") == "ko" else "en", ""),
        "balance": [{**row, "label": names[row["name"]]} for row in result.get("balance", ())],
        "years_before": BEFORE,
    }
    return render(request, "workbench/effects/detail.html", context)
