"""An expert's day on a phone, and what they are paid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.documents.fee_slips import fee_slip_pdf
from didim.experts.domain.visits.calendars import close_calendar, open_calendar
from didim.experts.models import VisitCalendar
from didim.experts.queries.visit_access import access_own_fee_slip
from didim.experts.queries.visits import expert_day, lines_not_on_a_slip, slips_of_expert
from didim.experts.rules import EXPERT
from didim.web.components.papers import pdf_response


@guarded(EXPERT)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show today, reports that are owed, times to propose and the coming visits."""
    now = timezone.now()
    return render(
        request,
        "expert/home.html",
        {"day": expert_day(user_id=request.user.pk, now=now), "now": now, "today": timezone.localdate()},
    )


@guarded(EXPERT)
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the secret address for one's own calendar program; a POST makes a new one, or takes it away."""
    if request.method == "POST":
        if request.POST.get("go") == "close":
            close_calendar(user=request.user)
            messages.success(request, _("구독 주소를 없앴습니다."))
        else:
            open_calendar(user=request.user, now=timezone.now())
            messages.success(request, _("구독 주소를 만들었습니다. 앞의 주소는 더 열리지 않습니다."))
        return redirect("expert:calendar")
    kept = VisitCalendar.objects.filter(user=request.user).first()
    url = reverse("portal:visit-subscription", args=[kept.token]) if kept else ""
    context = {"address": request.build_absolute_uri(url) if kept else ""}
    response = render(request, "expert/calendar.html", context)
    response["Cache-Control"] = "no-store"
    return response


@guarded(EXPERT)
@require_GET
def fees(request: HttpRequest) -> HttpResponse:
    """List fee slips, and approved visits that come with the next one."""
    waiting = list(lines_not_on_a_slip(user_id=request.user.pk))
    context = {
        "slips": list(slips_of_expert(user_id=request.user.pk)),
        "waiting": waiting,
        "waiting_won": sum(line.fee_won + line.travel_won for line in waiting),
    }
    return render(request, "expert/fees.html", context)


@guarded(EXPERT)
@require_GET
def fee_paper(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Give a fee slip as PDF."""
    slip = access_own_fee_slip(actor=request.actor, slip_id=slip_id)
    return pdf_response(fee_slip_pdf(slip), slip.number)
