"""Targets, closed periods, and asking firms: the acts around observations."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.outcomes.domain.periods import close_period, reopen_period
from didim.outcomes.domain.requests import RequestDetails, close_request, open_request
from didim.outcomes.domain.targets import TargetDetails, remove_target, set_target
from didim.outcomes.models import ClosedPeriod, Indicator, OutcomeAnswer, OutcomeRequest
from didim.outcomes.queries.access import access_closed_period, access_request, access_target
from didim.outcomes.queries.targets import target_progress
from didim.outcomes.rules import CLOSERS
from didim.outcomes.tasks import tell_firms
from didim.registry.rules import AGENCY_STAFF
from didim.support.queries.totals import SupportFilter, support_records
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import outcomes as forms
from didim.web.workbench.guards import DIRECTOR, WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])


def _back(name: str, agency_id: int) -> str:
    return f"{reverse(f'workbench:{name}')}?agency={agency_id}"


@guarded(AGENCY_STAFF)
@require_GET
def target_list(request: HttpRequest) -> HttpResponse:
    """Show an agency's targets and how far they are."""
    agency = agency_choice(request)
    context = {
        "agency": agency,
        "progress": target_progress(agency_id=agency.current.pk, on=today()),
        "today": today(),
        "may_set": agency.current.pk in request.actor.agencies_with(*CLOSERS),
    }
    return render(request, "workbench/outcomes/targets.html", context)


@guarded(DIRECTOR)
@READ_AND_WRITE
def target_set(request: HttpRequest) -> HttpResponse:
    """Set a target."""
    agency = agency_choice(request, *CLOSERS).current
    return act_page(
        request,
        form=forms.TargetForm(request.POST or None),
        act=lambda typed: set_target(
            agency=agency, details=TargetDetails(**typed), by=request.user, now=timezone.now()
        ),
        title=_("성과 목표 정하기"),
        subject=agency.name,
        said=_("목표를 정했습니다."),
        back=_back("outcome-targets", agency.pk),
    )


@guarded(DIRECTOR)
@require_POST
def target_remove(request: HttpRequest, target_id: int) -> HttpResponse:
    """Take a target back."""
    target = access_target(actor=request.actor, target_id=target_id, roles=CLOSERS)
    remove_target(target=target, by=request.user)
    messages.success(request, _("목표를 지웠습니다. 지운 기록은 남습니다."))
    return redirect(_back("outcome-targets", target.agency_id))


@guarded(AGENCY_STAFF)
@require_GET
def period_list(request: HttpRequest) -> HttpResponse:
    """List the periods an agency has closed."""
    agency = agency_choice(request)
    context = {
        "agency": agency,
        "periods": ClosedPeriod.objects.filter(agency=agency.current).select_related(
            "closed_by", "reopened_by"
        ),
        "may_close": agency.current.pk in request.actor.agencies_with(*CLOSERS),
    }
    return render(request, "workbench/outcomes/periods.html", context)


@guarded(DIRECTOR)
@READ_AND_WRITE
def period_close(request: HttpRequest) -> HttpResponse:
    """Close a period."""
    agency = agency_choice(request, *CLOSERS).current
    first, last = forms.last_year(today())
    return act_page(
        request,
        form=forms.PeriodForm(request.POST or None, initial={"period_start": first, "period_end": last}),
        act=lambda typed: close_period(agency=agency, by=request.user, now=timezone.now(), **typed),
        title=_("기간 마감"),
        subject=agency.name,
        said=_("기간을 마감했습니다. 이제 정정만 할 수 있습니다."),
        back=_back("outcome-periods", agency.pk),
    )


@guarded(DIRECTOR)
@READ_AND_WRITE
def period_reopen(request: HttpRequest, period_id: int) -> HttpResponse:
    """Open a closed period again."""
    period = access_closed_period(actor=request.actor, period_id=period_id, roles=CLOSERS)
    return act_page(
        request,
        form=forms.ReasonForm(request.POST or None),
        act=lambda typed: reopen_period(period=period, by=request.user, now=timezone.now(), **typed),
        title=_("마감한 기간 다시 열기"),
        subject=f"{period.agency.name} · {period.period_start} ~ {period.period_end}",
        said=_("기간을 다시 열었습니다."),
        back=_back("outcome-periods", period.agency_id),
    )


@guarded(AGENCY_STAFF)
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """List what an agency has asked firms, and how many have answered."""
    agency = agency_choice(request)
    rows = (
        OutcomeRequest.objects.filter(agency=agency.current)
        .annotate(
            asked=Count("answers"), answered=Count("answers", filter=Q(answers__submitted_at__isnull=False))
        )
        .order_by("-opened_at", "-pk")
    )
    context = {
        "agency": agency,
        "page": page_of(rows, request),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/outcomes/requests.html", context)


@guarded(WRITER)
@READ_AND_WRITE
def request_open(request: HttpRequest) -> HttpResponse:
    """Ask the firms an agency supported."""
    agency = agency_choice(request, *WRITERS).current
    first, last = forms.last_year(today())

    def act(typed: dict[str, Any]) -> None:
        year, programme = typed.pop("supported_in"), typed["programme_name"]
        supported = support_records(
            SupportFilter(
                agency_ids=frozenset({agency.pk}),
                years=frozenset({year}),
                programmes=frozenset({programme}) if programme else None,
            )
        )
        codes = tuple(typed.pop("indicator_codes"))
        opened = open_request(
            agency=agency,
            details=RequestDetails(indicator_codes=codes, **typed),
            enterprise_ids=set(supported.values_list("enterprise_id", flat=True)),
            by=request.user,
            now=timezone.now(),
        )
        tell_firms.defer(request_id=opened.request.pk)
        sentence = _("%(asked)d개 기업에 물었습니다. 이미 물었거나 값이 있는 %(left)d개 기업은 뺐습니다.")
        messages.info(request, sentence % {"asked": opened.asked, "left": opened.left_alone})

    initial = {"period_start": first, "period_end": last, "supported_in": first.year}
    return act_page(
        request,
        form=forms.RequestForm(request.POST or None, initial=initial),
        act=act,
        title=_("기업에 성과 묻기"),
        subject=agency.name,
        said=_("성과 조사를 시작했습니다."),
        back=_back("outcome-requests", agency.pk),
    )


@guarded(AGENCY_STAFF)
@require_GET
def request_detail(request: HttpRequest, outcome_request_id: int) -> HttpResponse:
    """Show one request: which firms have answered, which were reminded."""
    found = access_request(actor=request.actor, request_id=outcome_request_id)
    answers = OutcomeAnswer.objects.filter(request=found).select_related("enterprise")
    names = dict(Indicator.objects.filter(code__in=found.indicator_codes).values_list("code", "name"))
    context = {
        "found": found,
        "indicators": Indicator.objects.filter(code__in=found.indicator_codes, valid_to=None),
        "names": names,
        "page": page_of(answers.order_by("submitted_at", "enterprise__name", "pk"), request),
        "answered": answers.exclude(submitted_at=None).count(),
        "today": today(),
        "may_edit": found.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/outcomes/request.html", context)


@guarded(WRITER)
@require_POST
def request_close(request: HttpRequest, outcome_request_id: int) -> HttpResponse:
    """Take no more answers."""
    found = access_request(actor=request.actor, request_id=outcome_request_id, roles=WRITERS)
    try:
        close_request(request=found, now=timezone.now())
        messages.success(request, _("조사를 마감했습니다."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("workbench:outcome-request", found.pk)
