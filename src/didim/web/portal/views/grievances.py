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
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.grievances.clock import recorded_events, told_of
from didim.desk.domain.grievances.handling import (
    SUPPLEMENT,
    supplement_grievance,
    withdraw_grievance,
)
from didim.desk.domain.grievances.intake import Contact, Intake, TakenIn, receive_grievance
from didim.desk.grievance_enums import GrievanceChannel, GrievanceTopic
from didim.desk.models import Grievance
from didim.desk.queries.grievances import (
    access_own_grievance,
    grievance_by_code,
    own_grievances,
    public_entries,
    similar_entries,
)
from didim.kernel.calendar import SEOUL
from didim.registry.domain.days import lasting_on
from didim.registry.models import Enterprise, Place
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.grievances import clock_words, time_line
from didim.web.components.refusals import done
from didim.web.portal.firm_choice import own_firm_id
from didim.web.portal.grievances import forms as typed_forms

PAGE_SIZE = 20
# Under which the session keeps what somebody without an account has just opened with its code.
OPENED = "grievance"
SHOWN_CODE = "grievance-code"


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
    form = kind(request.POST or None, on=on)
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


@guarded(FIRM_MEMBER)
@require_GET
def own(request: HttpRequest, grievance_id: int) -> HttpResponse:
    """Show a case of one's firm: until when, what has happened, what was answered."""
    case = access_own_grievance(actor=request.actor, grievance_id=grievance_id)
    context = _case(case) | {
        "supplement": reverse("portal:grievance-supplement", args=[case.pk]),
        "withdraw": reverse("portal:grievance-withdraw", args=[case.pk]),
        "received": "received" in request.GET,
    }
    return render(request, "portal/grievances/case.html", context)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, grievance_id: int) -> HttpResponse:
    """Hand in what the office asked for."""
    case = access_own_grievance(actor=request.actor, grievance_id=grievance_id)
    return _supplement(request, case, reverse("portal:grievance", args=[case.pk]))


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, grievance_id: int) -> HttpResponse:
    """Take a case back."""
    case = access_own_grievance(actor=request.actor, grievance_id=grievance_id)
    return _withdraw(request, case, reverse("portal:grievance", args=[case.pk]))


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
def opened(request: HttpRequest) -> HttpResponse:
    """Show the case this session has opened with its code; the code itself stands there once."""
    with scoped(SYSTEM):
        case = _opened(request)
        context = _case(case) | {
            "supplement": reverse("portal:grievance-opened-supplement"),
            "withdraw": reverse("portal:grievance-opened-withdraw"),
            "code": request.session.pop(SHOWN_CODE, ""),
        }
    return render(request, "portal/grievances/case.html", context)


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def opened_supplement(request: HttpRequest) -> HttpResponse:
    """Hand in what the office asked for, without an account."""
    with scoped(SYSTEM):
        case = _opened(request)
    return _supplement(request, case, reverse("portal:grievance-opened"))


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def opened_withdraw(request: HttpRequest) -> HttpResponse:
    """Take a case back, without an account."""
    with scoped(SYSTEM):
        case = _opened(request)
    return _withdraw(request, case, reverse("portal:grievance-opened"))


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
            **words, channel=GrievanceChannel.PORTAL, region=form.chosen_region(), contact=contact
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


def _opened(request: HttpRequest) -> Grievance:
    case = (
        Grievance.objects.filter(pk=request.session.get(OPENED), enterprise__isnull=True)
        .select_related("agency", "region")
        .first()
    )
    if case is None:
        raise NotVisible("no grievance opened")
    return case


def _case(case: Grievance) -> dict[str, Any]:
    now = timezone.now()
    rows = recorded_events(case)
    told = told_of(case, rows, at=now)
    return {
        "case": case,
        "clock": clock_words(case, now=now),
        "moments": time_line(rows),
        "answers": list(case.answers.order_by("round", "pk")),
        "files": list(case.files.select_related("file").order_by("pk")),
        "waits_for": next((one for one in told.pauses if one.reason == SUPPLEMENT), None),
        "is_paused": bool(told.pauses),
    }


def _supplement(request: HttpRequest, case: Grievance, back: str) -> HttpResponse:
    return act_page(
        request,
        form=typed_forms.WordsForm(request.POST or None),
        act=lambda typed: supplement_grievance(
            grievance=case,
            text=typed["text"],
            by=request.user if request.user.is_authenticated else None,
            now=timezone.now(),
        ),
        title=_("보완 내용 내기"),
        subject=str(case),
        said=_("보완 내용을 냈습니다. 처리기간을 다시 셉니다."),
        back=back,
        button=_("내기"),
    )


def _withdraw(request: HttpRequest, case: Grievance, back: str) -> HttpResponse:
    return act_page(
        request,
        form=typed_forms.WordsForm(request.POST or None),
        act=lambda typed: withdraw_grievance(
            grievance=case,
            text=typed["text"],
            by=request.user if request.user.is_authenticated else None,
            now=timezone.now(),
        ),
        title=_("취하하기"),
        subject=str(case),
        said=_("취하했습니다."),
        back=back,
        button=_("취하"),
    )
