from collections import Counter
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from didim.accounts.guards import PUBLIC, guarded
from didim.engines.eligibility import Verdict
from didim.programmes.queries.matching import matches_for_firm
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notices import NoticePage, search_notices
from didim.registry.models import Agency
from didim.web.portal.ahead import ahead_of
from didim.web.portal.firm_choice import judged_firm
from didim.web.portal.notice_facets import CURRENT, facet_groups, provinces
from didim.web.portal.views.matches import with_reasons
from didim.web.portal.views.notices import listed

SHOWN = 6
SOON_DAYS = 7
TEASED = 3


@guarded(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page: search, whom one meets next, what fits one's firm, closes soon and is new."""
    today = timezone.localdate()
    recent = search_notices(NoticeFilter(statuses=CURRENT, order="recent"), today=today, page_size=SHOWN)
    closing = search_notices(
        NoticeFilter(statuses=("open",), closes_within=SOON_DAYS, order="deadline"),
        today=today,
        page_size=SHOWN,
        facets=(),
    )
    groups = {group.name: group.options for group in facet_groups(recent, provinces())}
    context = {
        "recent": listed(recent),
        "closing": listed(closing),
        "closing_total": closing.total,
        "closing_capped": closing.is_capped,
        "types": groups["support_types"],
        "regions": groups["regions"],
        "agencies": Agency.objects.filter(closed_on__isnull=True).count(),
        "ahead": ahead_of(request, now=timezone.now()),
        **_current(recent),
        **_teaser(request, today),
    }
    return render(request, "portal/home.html", context)


def _current(recent: NoticePage) -> dict[str, Any]:
    return {"current_total": recent.total, "current_capped": recent.is_capped}


def _teaser(request: HttpRequest, today: date) -> dict[str, Any]:
    judged = judged_firm(request, today=today)
    if judged is None:
        return {"firm": None}
    found = matches_for_firm(facts=judged.facts, today=today)
    counts = Counter(match.verdict for match in found)
    met = [match for match in found if match.verdict is Verdict.MET][:TEASED]
    best = with_reasons(met, judged.facts, today)
    return {"firm": judged.firm, "met": counts[Verdict.MET], "unknown": counts[Verdict.UNKNOWN], "best": best}
