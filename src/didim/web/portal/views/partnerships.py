"""Partnerships of agencies that everybody may read: what was promised, done, and came of it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from didim.accounts.guards import PUBLIC, guarded
from didim.partnerships.enums import Standing
from didim.partnerships.models import Activity, Promise
from didim.partnerships.queries.standing import partnerships_on, public_outcomes, with_counts

A_PAGE = 20


@guarded(PUBLIC)
@require_GET
def partnership_list(request: HttpRequest) -> HttpResponse:
    """List the public partnerships in force, of one agency (`?agency=3`) or of all."""
    today = timezone.localdate()
    rows = partnerships_on(today).filter(is_public=True, standing=Standing.IN_FORCE)
    asked = request.GET.get("agency", "")
    if asked.isdigit():
        rows = rows.filter(agency=int(asked))
    rows = with_counts(rows, today).order_by("agency__name", "partner__name", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/partnerships/list.html",
        {"page": page, "outcomes": public_outcomes(partnerships=list(page))},
    )


@guarded(PUBLIC)
@require_GET
def partnership_detail(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """Show one public partnership."""
    today = timezone.localdate()
    found = get_object_or_404(partnerships_on(today), pk=partnership_id, is_public=True)
    context = {
        "row": found,
        "standing": Standing(found.standing).label,
        "promises": list(Promise.objects.filter(partnership=found).order_by("side", "pk")),
        "activities": list(Activity.objects.filter(partnership=found).order_by("-held_on", "-pk")),
        "outcomes": public_outcomes(partnerships=[found]).get(found.pk, []),
    }
    return render(request, "portal/partnerships/detail.html", context)
