"""The report of a visit on a phone: what is typed is kept whatever happens, photos come by the camera."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.experts.domain.visits.photos import MOST_PHOTOS, add_photo, clean_photo, remove_photo
from didim.experts.domain.visits.reporting import (
    Written,
    begin_report,
    correct_report,
    file_report,
    save_report,
)
from didim.experts.models import Clinic, VisitReport
from didim.experts.queries.visit_access import access_own_photo
from didim.experts.rules import EXPERT
from didim.experts.visit_enums import ReportState
from didim.kernel.refusals import RefusedError
from didim.web.components.act_page import act_page
from didim.web.components.photos import photo_response
from didim.web.expert.forms import CauseForm
from didim.web.expert.views.visits import opened

UNPROCESSABLE = 422


@guarded(EXPERT)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show what is written; a POST keeps it, with photos, and files it where asked for.

    What was typed and photos that can be taken are kept first, so that nothing is lost when something else
    is wrong: then the page comes back with 422 and says what.
    """
    visit = opened(request, visit_id)
    if request.method == "GET":
        last = visit.reports.order_by("-version").first()
        if last is not None and last.state in {ReportState.FILED, ReportState.APPROVED}:
            return redirect("expert:visit", visit.pk)
        # A page that is only read begins nothing: the first words do.
        planned = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
        return _page(request, last or VisitReport(visit=visit, version=0, minutes=planned), {})
    try:
        written = begin_report(visit=visit, now=timezone.now())
        written = save_report(report=written, written=_typed(request), now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("expert:visit", visit.pk)
    problems = _add_photos(request, written)
    if request.POST.get("action") == "file" and not problems:
        try:
            file_report(report=written, by=request.user, now=timezone.now())
        except RefusedError as refusal:
            problems = refusal.by_field()
        else:
            messages.success(request, _("보고서를 냈습니다. 승인되면 수당에 더합니다."))
            return redirect("expert:visit", visit.pk)
    if problems:
        return _page(request, written, problems)
    messages.success(request, _("저장했습니다."))
    return redirect("expert:report", visit.pk)


@guarded(EXPERT)
@require_POST
def save(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Keep what is being typed, without photos; say when, or (422) why not."""
    visit = opened(request, visit_id)
    try:
        written = begin_report(visit=visit, now=timezone.now())
        written = save_report(report=written, written=_typed(request), now=timezone.now())
    except RefusedError as refusal:
        return JsonResponse({"problems": refusal.by_field()}, status=UNPROCESSABLE)
    return JsonResponse({"saved_at": date_format(timezone.localtime(written.written_at), "H:i")})


@guarded(EXPERT)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Begin a version that corrects an approved report."""
    visit = opened(request, visit_id)

    def act(typed: dict[str, str]) -> None:
        last = visit.reports.order_by("-version").first()
        if last is not None:
            correct_report(report=last, cause=typed["cause"], now=timezone.now())

    return act_page(
        request,
        form=CauseForm(request.POST or None),
        act=act,
        title=_("승인된 보고서 고치기"),
        subject=visit.enterprise.name,
        said=_("고친 판을 쓸 수 있습니다. 내면 다시 승인을 받습니다."),
        back=reverse("expert:report", args=[visit.pk]),
        button=_("고치기 시작"),
    )


@guarded(EXPERT)
@require_GET
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Show a photo of one's own report."""
    return photo_response(access_own_photo(actor=request.actor, photo_id=photo_id))


@guarded(EXPERT)
@require_POST
def photo_remove(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Take a photo out of a report that is being written."""
    found = access_own_photo(actor=request.actor, photo_id=photo_id)
    visit = found.report.visit_id
    try:
        remove_photo(photo=found)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("사진을 뺐습니다."))
    return redirect("expert:report", visit)


def _typed(request: HttpRequest) -> Written:
    typed = request.POST
    minutes = typed.get("minutes", "")
    return Written(
        typed.get("saw", ""),
        typed.get("advice", ""),
        typed.get("next_steps", ""),
        int(minutes) if minutes.isdigit() else None,
    )


def _add_photos(request: HttpRequest, written: VisitReport) -> dict[str, list[str]]:
    """Keep the photos that can be taken; return what is wrong with the others."""
    wrong: list[str] = []
    for sent in request.FILES.getlist("photos"):
        try:
            clean = clean_photo(name=sent.name or "", size=sent.size or 0, content=sent.file)
            caption = request.POST.get("caption", "")
            add_photo(report=written, photo=clean, caption=caption, by=request.user, now=timezone.now())
        except RefusedError as refusal:
            wrong.append(f"{sent.name}: {refusal}")
    return {"photos": wrong} if wrong else {}


def _page(request: HttpRequest, written: VisitReport, problems: dict[str, list[str]]) -> HttpResponse:
    visit = written.visit
    kept = list(written.photos.order_by("pk")) if written.pk else []
    context = {
        "row": visit,
        "report": written,
        "problems": problems,
        "photos": kept,
        "photos_left": MOST_PHOTOS - len(kept),
        "has_fee": hasattr(visit, "fee"),
        "clinic": Clinic.objects.filter(request=visit.request_id).first(),
        "keeps_photos": written.pk is not None and written.state == ReportState.WRITING,
    }
    return render(request, "expert/report.html", context, status=UNPROCESSABLE if problems else 200)
