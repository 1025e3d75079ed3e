"""Visits of experts for the firm: who comes and when, what they advised, how it was."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import PUBLIC, guarded
from didim.experts.domain.visits.booking import accept_visit, cancel_visit
from didim.experts.domain.visits.satisfaction import answer_visit_satisfaction
from didim.experts.models import Clinic, Visit
from didim.experts.queries.visit_access import (
    access_firm_photo,
    access_firm_visit,
    access_visit_satisfaction,
)
from didim.experts.queries.visits import approved_report, visits_of_calendar, visits_of_firms
from didim.experts.visit_enums import VisitSide, VisitState
from didim.kernel.refusals import RefusedError
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.act_page import act_page
from didim.web.components.photos import photo_response
from didim.web.components.visit_calendars import subscribed_visits, visit_calendar

PER_PAGE = 20


@guarded(FIRM_MEMBER)
@require_GET
def visit_list(request: HttpRequest) -> HttpResponse:
    """List the visits to the visitor's firms; times to answer first."""
    rows = visits_of_firms(enterprise_ids=request.actor.enterprises_with())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    asked = [row for row in page if row.state == VisitState.PROPOSED and row.starts_at > timezone.now()]
    return render(request, "portal/visits/list.html", {"page": page, "asked": asked})


@guarded(FIRM_MEMBER)
@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show who comes and when, and afterwards what they advised."""
    return _page(request, access_firm_visit(actor=request.actor, visit_id=visit_id))


def _page(request: HttpRequest, row: Visit, refused: RefusedError | None = None) -> HttpResponse:
    expert = row.profile
    context = {
        "row": row,
        "expert": expert,
        "report": approved_report(row),
        "clinic": Clinic.objects.filter(request=row.request_id).first(),
        "satisfaction": access_visit_satisfaction(actor=request.actor, visit_id=row.pk),
        "is_asked": row.state == VisitState.PROPOSED and row.starts_at > timezone.now(),
        "is_ahead": row.state == VisitState.PLANNED and row.starts_at > timezone.now(),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
        "typed": request.POST.get("comment", ""),
    }
    return render(request, "portal/visits/visit.html", context, status=422 if refused else 200)


@guarded(FIRM_MEMBER)
@require_POST
def accept(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Agree to a proposed time."""
    row = access_firm_visit(actor=request.actor, visit_id=visit_id)
    try:
        accept_visit(visit=row, now=timezone.now())
    except RefusedError as refusal:
        return _page(request, row, refusal)
    messages.success(request, _("방문 시간을 정했습니다. 하루 전에 다시 알려 드립니다."))
    return redirect("portal:visit", row.pk)


class OtherTimeForm(forms.Form):
    """What time would suit instead."""

    reason = forms.CharField(
        label=gettext_lazy("언제가 좋은가요?"),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "ko"}),
        help_text=gettext_lazy("예: 다음 주 화요일이나 목요일 오후 3시 뒤"),
    )


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def other_time(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Ask for another time: this one is let go."""
    row = access_firm_visit(actor=request.actor, visit_id=visit_id)
    return act_page(
        request,
        form=OtherTimeForm(request.POST or None),
        act=lambda typed: cancel_visit(
            visit=row, reason=typed["reason"], side=VisitSide.FIRM, now=timezone.now()
        ),
        title=_("다른 시간 부탁하기"),
        subject=row.profile.person.name,
        said=_("전문가에게 알렸습니다. 새 시간을 정하면 알려 드립니다."),
        back=reverse("portal:visit-list"),
        button=_("보내기"),
    )


@guarded(FIRM_MEMBER)
@require_POST
def rate(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Say how an expert's help was."""
    row = access_firm_visit(actor=request.actor, visit_id=visit_id)
    question = access_visit_satisfaction(actor=request.actor, visit_id=row.pk)
    score = request.POST.get("score", "")
    if question is not None:
        try:
            answer_visit_satisfaction(
                question=question,
                score=int(score) if score.isdigit() else 0,
                comment=request.POST.get("comment", ""),
                now=timezone.now(),
            )
        except RefusedError as refusal:
            return _page(request, row, refusal)
        messages.success(request, _("의견을 남겨 주셔서 고맙습니다."))
    return redirect("portal:visit", row.pk)


@guarded(FIRM_MEMBER)
@require_GET
def calendar(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give a visit as a calendar file."""
    row = access_firm_visit(actor=request.actor, visit_id=visit_id)
    url = request.build_absolute_uri(reverse("portal:visit", args=[row.pk]))
    title = _("전문가 방문: %(name)s") % {"name": row.profile.person.name}
    return visit_calendar(row, title=title, url=url, now=timezone.now())


@guarded(PUBLIC)
@require_GET
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Give an expert's visits to the calendar program that knows the secret address."""
    now = timezone.now()

    def url_of(row: Visit) -> str:
        return request.build_absolute_uri(reverse("expert:visit", args=[row.pk]))

    return subscribed_visits(visits_of_calendar(token=token, now=now), url_of=url_of, now=now)


@guarded(FIRM_MEMBER)
@require_GET
def photo(request: HttpRequest, visit_id: int, photo_id: int) -> HttpResponse:
    """Show a photo of an approved report."""
    found = access_firm_photo(actor=request.actor, visit_id=visit_id, photo_id=photo_id)
    return photo_response(found)
