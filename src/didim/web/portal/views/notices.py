import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from didim.accounts.guards import PUBLIC, guarded
from didim.engines.eligibility import FirmFacts, conditions_of, judge
from didim.programmes.enums import FounderStage, Target
from didim.programmes.models import Notice
from didim.programmes.queries.matching import (
    judge_notice,
    matches_for_firm,
    names_for,
    notice_day,
    stored_rule,
)
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notice_status import status_of
from didim.programmes.queries.notices import PAGE_SIZE, NoticePage, search_notices
from didim.registry.models import Agency, Region
from didim.web.portal.applying.entrance import entrance
from didim.web.portal.call_notice import call_context
from didim.web.portal.firm_choice import judged_firm
from didim.web.portal.notice_facets import CURRENT, chips, facet_groups, provinces

ORDERS = (("relevance", _("알맞은 차례")), ("recent", _("최신 차례")), ("deadline", _("마감 임박 차례")))
WITHIN = (7, 14, 30)


def wanted_notices(request: HttpRequest) -> NoticeFilter:
    """Return what the address asks for; without a status, notices that are not over."""
    wanted = NoticeFilter.of(dict(request.GET.lists()))
    return wanted if wanted.statuses else replace(wanted, statuses=CURRENT)


@guarded(PUBLIC)
def notice_list(request: HttpRequest) -> HttpResponse:
    """Search among all agencies' notices, with facets."""
    today = timezone.localdate()
    wanted = wanted_notices(request)
    found = search_notices(wanted, today=today, page=_page_number(request))
    agencies = list(Agency.objects.filter(pk__in=wanted.agencies)) if wanted.agencies else []
    names = provinces()
    notices = listed(found, _own_verdicts(request) if found.hits else {})
    context = {
        "filter": wanted,
        "notices": notices,
        "total": found.total,
        "is_capped": found.is_capped,
        "page": Paginator(range(found.total), PAGE_SIZE).get_page(found.page),
        "facets": facet_groups(found, names),
        "chips": chips(request.GET, wanted, names, agencies),
        "agencies": agencies,
        "suggestion": found.suggestion,
        "orders": ORDERS,
        "within": WITHIN,
        "search_name": wanted.text[:60],
    }
    return render(request, "portal/notice_list.html", context)


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if re.fullmatch("[0-9]{1,3}", asked) else 1


def listed(found: NoticePage, verdicts: Mapping[int, str] | None = None) -> list[Notice]:
    """Return the notices of a page as the notice component shows them: with status, marked hits, verdict."""
    for hit in found.hits:
        hit.notice.status, hit.notice.verdict = hit.status, (verdicts or {}).get(hit.notice.pk, "")
        hit.notice.title_html, hit.notice.excerpt_html = hit.title_html, hit.excerpt_html
    return [hit.notice for hit in found.hits]


def _own_verdicts(request: HttpRequest) -> dict[int, str]:
    today = timezone.localdate()
    judged = judged_firm(request, today=today)
    if judged is None:
        return {}
    return {match.notice_id: match.verdict for match in matches_for_firm(facts=judged.facts, today=today)}


@guarded(PUBLIC)
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: when, who may apply and why, how; a copy leads to the notice it is a copy of."""
    today = timezone.localdate()
    notice = get_object_or_404(Notice.objects.defer("raw", "readings", "search", "search_text"), pk=pk)
    if notice.canonical_id:
        return redirect("portal:notice-detail", pk=notice.canonical_id)
    notice.status = status_of(notice, today)
    judged = judged_firm(request, today=today)
    return render(
        request,
        "portal/notice_detail.html",
        {
            "notice": notice,
            "texts": _texts(notice),
            "attachments": _attachments(notice),
            "copies": notice.copies.only("source", "url").order_by("source"),
            "regions": Region.objects.filter(pk__in=notice.region_codes).order_by("code"),
            "targets": [str(Target(value).label) for value in notice.targets if value in Target.values],
            "stages": _stages(notice),
            "firm": judged.firm if judged else None,
            "entrance": entrance(request, notice, timezone.now()),
            **_verdict(notice, judged.facts if judged else None),
            **call_context(notice),
        },
    )


def _verdict(notice: Notice, facts: FirmFacts | None) -> dict[str, Any]:
    """Return the judgement for the visitor's firm, or for nobody the bare conditions."""
    if facts is not None:
        judgement = judge_notice(notice=notice, facts=facts)
        return {"judgement": judgement, "conditions": list(judgement.conditions())}
    if not notice.rule:
        return {"judgement": None, "conditions": []}
    rule = stored_rule(notice.rule)
    open_ = judge(rule, FirmFacts(), notice_day(notice), names_for([rule]))
    return {"judgement": None, "conditions": list(open_.conditions()) if list(conditions_of(rule)) else []}


def _texts(notice: Notice) -> list[tuple[Any, str]]:
    summary = "" if notice.summary.strip() in notice.body else notice.summary
    parts = (
        (_("요약"), summary),
        (_("지원대상"), notice.target_text),
        (_("제외대상"), notice.exclusion_text),
        (_("신청방법"), notice.how_to_apply),
        (_("공고 내용"), notice.body),
    )
    return [(title, text) for title, text in parts if text.strip()]


def _stages(notice: Notice) -> list[str]:
    """Name the years since opening; a list without gaps from the first year on is said by its last."""
    order = [stage for stage in FounderStage if stage != FounderStage.PRE_FOUNDER]
    years = [stage for stage in order if stage in notice.stages]
    if years == order[: len(years)]:
        years = years[-1:]
    before = [FounderStage.PRE_FOUNDER] if FounderStage.PRE_FOUNDER in notice.stages else []
    return [str(stage.label) for stage in [*before, *years]]


def _attachments(notice: Notice) -> list[dict[str, str]]:
    """Return attachments that can be opened; only web addresses are linked."""
    return [
        {"name": item.get("name") or item["url"], "url": item["url"]}
        for item in notice.attachments
        if str(item.get("url", "")).startswith(("https://", "http://"))
    ]
