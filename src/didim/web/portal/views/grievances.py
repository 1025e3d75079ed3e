"""Grievances for everybody: telling one, following it, reading what became of others'."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import PUBLIC, guarded
from didim.desk.domain.grievances.intake import Contact, Intake, TakenIn, receive_grievance
from didim.desk.grievance_enums import GrievanceChannel, GrievanceTopic
from didim.desk.queries.grievances import (
    grievance_by_code,
    own_grievances,
    public_entries,
    similar_entries,
)
from didim.kernel.calendar import SEOUL
from didim.registry.domain.days import lasting_on
from didim.registry.models import Enterprise, Place
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.case_papers import have_scanned, sent_papers
from didim.web.components.grievances import clock_words
from didim.web.components.refusals import done
from didim.web.portal.firm_choice import own_firm_id
from didim.web.portal.grievances import forms as typed_forms
from didim.web.portal.grievances.opened import OPENED, SHOWN_CODE

PAGE_SIZE = 20


@guarded(PUBLIC)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Say what the desk is for, and lead to telling, following and reading."""
    return render(request, "portal/grievances/start.html", {"entries": public_entries()[:5]})


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a grievance in: of the visitor's firm, or of somebody with a phone."""
    firm_id = own_firm_id(request)
    on = timezone.now().astimezone(SEOUL).date()
    kind = typed_forms.FirmGrievanceForm if firm_id else typed_forms.PersonGrievanceForm
    form = kind(request.POST or None, request.FILES or None, on=on)
    attached = (
        typed_forms.GrievanceFileForm(request.POST or None, request.FILES or None, enterprise_id=firm_id)
        if firm_id
        else None
    )
    taken: list[TakenIn] = []
    valid = attached is None or request.method != "POST" or attached.is_valid()
    if request.method == "POST" and valid:
        done(form, lambda typed: taken.append(_take_in(request, form, attached, firm_id, typed)))
    if taken:
        grievance = taken[0].grievance
        have_scanned(taken[0].papers)
        if firm_id:
            return redirect(f"{reverse('portal:grievance', args=[grievance.pk])}?received=1")
        request.session[OPENED], request.session[SHOWN_CODE] = grievance.pk, taken[0].access_code
        return redirect("portal:grievance-opened")
    context = {
        "form": form,
        "attached": attached,
        "firm": Enterprise.objects.filter(pk=firm_id).first() if firm_id else None,
        "alike": similar_entries(title=form["title"].value() or ""),
    }
    status = 422 if form.errors or (attached is not None and attached.errors) else 200
    return render(request, "portal/grievances/new.html", context, status=status)


@guarded(PUBLIC)
@require_GET
def similar(request: HttpRequest) -> HttpResponse:
    """Return published cases like a title, while one types it."""
    rows = similar_entries(title=request.GET.get("title", "")[:120])
    return render(request, "portal/grievances/_similar.html", {"alike": rows})


@guarded(FIRM_MEMBER)
@require_GET
def own_list(request: HttpRequest) -> HttpResponse:
    """List the cases of one's firms."""
    now = timezone.now()
    page = Paginator(own_grievances(actor=request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [{"case": case, "clock": clock_words(case, now=now)} for case in page]
    return render(request, "portal/grievances/list.html", {"page": page, "rows": rows})


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Open a case with its number and code, without an account."""
    form = typed_forms.FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        found = grievance_by_code(number=typed["number"], code=typed["code"])
        if found is not None:
            request.session[OPENED] = found.pk
            return redirect("portal:grievance-opened")
        form.add_error(None, _("맞는 건이 없습니다. 접수번호와 조회 번호를 다시 확인해 주세요."))
    return render(request, "portal/grievances/find.html", {"form": form}, status=422 if form.errors else 200)


@guarded(PUBLIC)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Show what was published of answered cases, with what came of them."""
    form = typed_forms.RegisterFilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = public_entries(text=chosen.get("q", ""), topic=chosen.get("topic", ""))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/grievances/register.html", {"page": page, "filters": form})


def _take_in(
    request: HttpRequest, form: Any, attached: Any, firm_id: int | None, typed: dict[str, Any]
) -> TakenIn:
    now = timezone.now()
    topic = GrievanceTopic(typed["topic"])
    words = {"title": typed["title"], "body": typed["body"], "topic": topic}
    by = request.user if request.user.is_authenticated else None
    if firm_id is None:
        contact = Contact(typed["name"], typed["phone"], typed["email"], typed["agreed"])
        intake = Intake(
            **words,
            channel=GrievanceChannel.PORTAL,
            region=form.chosen_region(),
            contact=contact,
            papers=sent_papers(typed["file"]),
        )
        return receive_grievance(intake=intake, agency=typed["agency"], by=by, now=now)
    firm = Enterprise.objects.select_related("region", "industry").get(pk=firm_id)
    file = attached.received(request)
    place = Place.objects.filter(
        lasting_on(now.astimezone(SEOUL).date(), prefix="residents__"), residents__enterprise=firm
    )
    intake = Intake(
        **words,
        channel=GrievanceChannel.PORTAL,
        enterprise=firm,
        place=place.select_related("region").order_by("pk").first(),
        files=[file] if file else [],
    )
    return receive_grievance(intake=intake, agency=typed["agency"], by=by, now=now)
