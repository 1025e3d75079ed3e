"""Who is in charge and where nobody is, what was solved by whom, the register, promised changes of law."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.desk.domain.grievances.in_charge import end_in_charge, put_in_charge, record_absence
from didim.desk.domain.grievances.promises import check_promise
from didim.desk.domain.grievances.publishing import approve_entry, withdraw_entry
from didim.desk.grievance_enums import GrievanceTopic, PromiseState
from didim.desk.models import InCharge, LawPromise, OfficerAbsence, RegisterEntry
from didim.desk.queries.grievance_tables import (
    charges_on,
    coverage,
    district_table,
    merit_table,
    promises_of,
    topic_table,
    uncovered_districts,
    uncovered_places,
)
from didim.kernel.refusals import RefusedError
from didim.registry.enums import PlaceKind
from didim.registry.models import Industry
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import grievances as typed_forms
from didim.web.workbench.grievance_map import grievance_map
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

_MOST_GAPS = 200
_FIRST_YEAR = 2000


@guarded(AGENCY_STAFF)
@require_GET
def charges(request: HttpRequest) -> HttpResponse:
    """Show who is in charge of what today, how much of it is covered, and every gap."""
    agency = agency_choice(request)
    day = today()
    rows = coverage(agency_id=agency.current.pk, on=day)
    names = {"region": _("시군구"), **dict(PlaceKind.choices)}
    kinds = [row.kind for row in rows if row.kind != "region"]
    places = list(uncovered_places(on=day, kinds=kinds)[: _MOST_GAPS + 1])
    context = {
        "agency": agency,
        "coverage": [(names[row.kind], row) for row in rows],
        "charges": charges_on(agency_id=agency.current.pk, on=day),
        "absences": OfficerAbsence.objects.filter(agency=agency.current, valid_to__gte=day)
        .select_related("person", "stand_in")
        .order_by("valid_from", "pk"),
        "districts": list(uncovered_districts(agency_id=agency.current.pk, on=day)[:_MOST_GAPS]),
        "places": places[:_MOST_GAPS],
        "more_places": len(places) > _MOST_GAPS,
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
        "tab": "charges",
    }
    return render(request, "workbench/grievances/charges.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def charge_new(request: HttpRequest) -> HttpResponse:
    """Put somebody in charge of a topic or a trade."""
    agency = agency_choice(request, *WRITERS).current
    form = typed_forms.ChargeForm(
        request.POST or None,
        people=typed_forms.people_of(agency.pk),
        departments=typed_forms.departments_of(agency.pk, today()),
        initial={"on": today()},
    )
    return act_page(
        request,
        form=form,
        act=lambda typed: put_in_charge(
            agency=agency,
            by=request.user,
            **{**typed, "industry": Industry.objects.filter(pk=typed["industry"]).first()},
        ),
        title=_("분야·업종 담당자 정하기"),
        subject=agency.name,
        said=_("담당자를 정했습니다."),
        back=_address("grievance-charges", agency.pk),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def charge_end(request: HttpRequest, in_charge_id: int) -> HttpResponse:
    """Say until when somebody is in charge of a topic or a trade."""
    charge = (
        InCharge.objects.filter(pk=in_charge_id, agency__in=request.actor.agencies_with(*WRITERS))
        .select_related("person")
        .first()
    )
    if charge is None:
        raise NotVisible(f"charge {in_charge_id}")
    return act_page(
        request,
        form=typed_forms.LastDayForm(request.POST or None),
        act=lambda typed: end_in_charge(charge=charge, last_day=typed["last_day"], by=request.user),
        title=_("담당 마치기"),
        subject=str(charge),
        said=_("마지막 날을 적었습니다. 그 뒤의 건은 다시 배정됩니다."),
        back=_address("grievance-charges", charge.agency_id),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def absence_new(request: HttpRequest) -> HttpResponse:
    """Say that somebody is away, and who stands in."""
    agency = agency_choice(request, *WRITERS).current
    form = typed_forms.AbsenceForm(
        request.POST or None,
        people=typed_forms.people_of(agency.pk),
        initial={"first_day": today(), "last_day": today()},
    )
    return act_page(
        request,
        form=form,
        act=lambda typed: record_absence(agency=agency, by=request.user, **typed),
        title=_("담당자 부재 적기"),
        subject=agency.name,
        said=_("부재를 적었습니다."),
        back=_address("grievance-charges", agency.pk),
    )


@guarded(AGENCY_STAFF)
@require_GET
def districts(request: HttpRequest) -> HttpResponse:
    """Show a year's cases by district and topic."""
    agency = agency_choice(request)
    year = _year(request)
    rows = district_table(agency_id=agency.current.pk, year=year)
    context = {
        "agency": agency,
        "year": year,
        "years": _years(),
        "topics": GrievanceTopic.labels,
        "rows": rows,
        "map": grievance_map(rows, agency_id=agency.current.pk),
        "by_topic": topic_table(agency_id=agency.current.pk, year=year),
        "sums": [sum(row.by_topic[at] for row in rows) for at in range(len(GrievanceTopic))],
        "total": sum(row.total for row in rows),
        "open": sum(row.open for row in rows),
        "tab": "districts",
    }
    return render(request, "workbench/grievances/districts.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def merit(request: HttpRequest) -> HttpResponse:
    """Show who solved what in a year, for the recognition at its end."""
    agency = agency_choice(request)
    year = _year(request)
    rows = merit_table(agency_id=agency.current.pk, year=year)
    context = {"agency": agency, "year": year, "years": _years(), "rows": rows, "tab": "merit"}
    return render(request, "workbench/grievances/merit.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """List the changes of law that were promised, what should be there by now on top."""
    agency = agency_choice(request)
    context = {
        "agency": agency,
        "page": page_of(promises_of(agency_id=agency.current.pk), request),
        "today": today(),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
        "tab": "promises",
    }
    return render(request, "workbench/grievances/promises.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def promise_check(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Record how far a promised change is."""
    promise = LawPromise.objects.filter(
        pk=promise_id, agency__in=request.actor.agencies_with(*WRITERS)
    ).first()
    if promise is None:
        raise NotVisible(f"promise {promise_id}")
    return act_page(
        request,
        form=typed_forms.PromiseCheckForm(request.POST or None, initial={"state": promise.state}),
        act=lambda typed: check_promise(
            promise=promise,
            by=request.user,
            now=timezone.now(),
            **{**typed, "state": PromiseState(typed["state"])},
        ),
        title=_("약속 확인"),
        subject=str(promise),
        said=_("확인한 것을 적었습니다."),
        back=_address("grievance-promises", promise.agency_id),
    )


@guarded(AGENCY_STAFF)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List what waits for approval, what is public and what was taken down."""
    agency = agency_choice(request)
    entries = (
        RegisterEntry.objects.filter(agency=agency.current)
        .select_related("grievance", "proposed_by", "approved_by")
        .order_by("approved_at", "-proposed_at", "-pk")
    )
    waiting = entries.filter(approved_at__isnull=True, withdrawn_at__isnull=True)
    rest = entries.exclude(approved_at__isnull=True, withdrawn_at__isnull=True)
    context = {
        "agency": agency,
        "waiting": waiting[:_MOST_GAPS],
        "page": page_of(rest.order_by("-proposed_at", "-pk"), request),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
        "tab": "register",
    }
    return render(request, "workbench/grievances/register.html", context)


@guarded(WRITER)
@require_POST
def entry_approve(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Make an entry public, by somebody who did not write it."""
    entry = _entry(request, entry_id)
    try:
        approve_entry(entry=entry, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("공개했습니다."))
    return redirect(_address("grievance-register", entry.agency_id))


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def entry_withdraw(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an entry down."""
    entry = _entry(request, entry_id)
    return act_page(
        request,
        form=typed_forms.WhyForm(request.POST or None),
        act=lambda typed: withdraw_entry(
            entry=entry, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("공개 대장에서 내리기"),
        subject=entry.title,
        said=_("내렸습니다."),
        back=_address("grievance-register", entry.agency_id),
    )


def _entry(request: HttpRequest, entry_id: int) -> RegisterEntry:
    found = RegisterEntry.objects.filter(
        pk=entry_id, agency__in=request.actor.agencies_with(*WRITERS)
    ).first()
    if found is None:
        raise NotVisible(f"register entry {entry_id}")
    return found


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdigit() and _FIRST_YEAR <= int(asked) <= date.max.year else today().year


def _years() -> list[int]:
    return [today().year - back for back in range(5)]


def _address(name: str, agency_id: int) -> str:
    return f"{reverse(f'workbench:{name}')}?agency={agency_id}"
