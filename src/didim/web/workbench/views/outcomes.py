"""Observations: sums of a year, the rows they are made of, entering, correcting."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.kernel.refusals import Problem, RefusedError
from didim.outcomes.domain.observing import Said, correct_observation, record_observation
from didim.outcomes.enums import ObservationSource
from didim.outcomes.models import Indicator, Observation
from didim.outcomes.queries.access import access_observation
from didim.outcomes.queries.history import corrections_of, evidence_files
from didim.outcomes.queries.periods import closed_days
from didim.outcomes.queries.totals import yearly_totals
from didim.outcomes.rules import RECORDERS, may_correct
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.evidence import attach
from didim.web.workbench.forms import outcomes as forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@guarded(AGENCY_STAFF)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show what every indicator of an agency came to in a year, against the year before."""
    agency = agency_choice(request)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == len("2026") else today().year
    totals = yearly_totals(agency_id=agency.current.pk, years=(year - 1, year))
    indicators = {row.code: row for row in Indicator.objects.filter(valid_to=None)}
    rows = [
        {
            "indicator": indicators[code],
            "currency": currency,
            "now": by_year.get(year),
            "before": by_year.get(year - 1),
            "change": _change(by_year, year),
        }
        for (code, currency), by_year in totals.items()
        if code in indicators
    ]
    rows.sort(key=lambda row: (row["indicator"].position, row["currency"]))
    context = {
        "agency": agency,
        "rows": rows,
        "year": year,
        "years": range(today().year, today().year - 8, -1),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/outcomes/overview.html", context)


def _change(by_year: dict[int, Any], year: int) -> float | None:
    """Return by how many per cent a value changed; None where there is nothing to compare."""
    now, before = by_year.get(year), by_year.get(year - 1)
    if now is None or before is None or not before.value:
        return None
    return float(now.value / before.value - 1) * 100


@guarded(AGENCY_STAFF)
@require_GET
def observation_list(request: HttpRequest) -> HttpResponse:
    """List the observations of an agency."""
    agency = agency_choice(request)
    filters = forms.ObservationFilterForm(request.GET)
    chosen = filters.chosen
    rows = Observation.objects.filter(agency=agency.current).select_related(
        "indicator", "enterprise", "place", "region", "network"
    )
    if chosen.get("state") != "all":
        rows = rows.filter(is_effective=True)
    if code := chosen.get("code"):
        rows = rows.filter(indicator__code=code)
    if year := chosen.get("year"):
        rows = rows.filter(year=year)
    if text := chosen.get("q"):
        rows = rows.filter(Q(enterprise__name__icontains=text) | Q(programme_name__icontains=text))
    page = page_of(rows.order_by("-period_end", "-pk"), request)
    firms = {row.enterprise_id for row in page if row.enterprise_id}
    note_search(
        task="성과 목록",
        subject=str(chosen.get("q", "")),
        shown=len(firms),
        agency_id=agency.current.pk,
    )
    context = {
        "agency": agency,
        "filters": filters,
        "page": page,
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/outcomes/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def observation_detail(request: HttpRequest, observation_id: int) -> HttpResponse:
    """Show one value: of whom, by which definition, from whom, and all it was before."""
    row = access_observation(actor=request.actor, observation_id=observation_id, task=_("성과 확인"))
    return detail_page(request, row, forms.PaperForm())


def detail_page(request: HttpRequest, row: Observation, form: forms.PaperForm) -> HttpResponse:
    """Render a value with its files; a form that was refused comes back with 422."""
    chain = corrections_of(observation=row)
    context = {
        "row": row,
        "chain": chain,
        "files": evidence_files(observations=chain),
        "paper_form": form,
        "may_correct": may_correct(actor=request.actor, observation=row),
        "is_closed": bool(closed_days(agency_id=row.agency_id, days=[row.period_end])),
        "may_add": row.agency_id in request.actor.agencies_with(*RECORDERS),
    }
    return render(request, "workbench/outcomes/detail.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@READ_AND_WRITE
def observation_create(request: HttpRequest) -> HttpResponse:
    """Enter one value."""
    agency = agency_choice(request, *WRITERS).current
    first, last = forms.last_year(today())
    form = forms.ObservationForm(
        request.POST or None,
        request.FILES or None,
        agency=agency,
        initial={"period_start": first, "period_end": last},
    )

    def act(typed: dict[str, Any]) -> None:
        try:
            said = form.said()
        except ValidationError as error:
            raise RefusedError(
                [Problem(name, sentences[0]) for name, sentences in error.message_dict.items()]
            ) from error
        with transaction.atomic():
            row = record_observation(
                agency=agency,
                said=Said(**said),
                source=ObservationSource.STAFF,
                by=request.user,
                now=timezone.now(),
            )
            attach(request, row, typed["file"])

    return act_page(
        request,
        form=form,
        act=act,
        title=_("성과 입력"),
        subject=agency.name,
        said=_("성과를 기록했습니다."),
        back=f"{reverse('workbench:observation-list')}?agency={agency.pk}",
    )


@guarded(WRITER)
@READ_AND_WRITE
def observation_correct(request: HttpRequest, observation_id: int) -> HttpResponse:
    """Correct a value; the old one stays beside it."""
    row = access_observation(actor=request.actor, observation_id=observation_id, task=_("성과 정정"))

    def act(typed: dict[str, Any]) -> None:
        if not may_correct(actor=request.actor, observation=row):
            sentence = _(
                "마감한 기간의 값은 기관장만 정정할 수 있습니다. 이미 정정한 값은 새 값을 고쳐 주세요."
            )
            raise RefusedError([Problem("", sentence)])
        sent = typed.pop("file")
        with transaction.atomic():
            corrected = correct_observation(
                observation=row, source=ObservationSource.STAFF, by=request.user, now=timezone.now(), **typed
            )
            attach(request, corrected, sent)

    form = forms.CorrectionForm(
        request.POST or None, request.FILES or None, initial={"value": row.shown_value}
    )
    whose = row.enterprise or row.place or row.region or row.network or row.agency
    return act_page(
        request,
        form=form,
        act=act,
        title=_("성과 정정"),
        subject=f"{whose} · {row.indicator.name} · {row.period_start} ~ {row.period_end}",
        said=_("정정했습니다. 앞의 값도 기록에 남았습니다."),
        back=f"{reverse('workbench:observation-list')}?agency={row.agency_id}",
    )
