from collections import Counter
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from didim.accounts.guards import PUBLIC, guarded
from didim.engines.eligibility import FirmFacts, Verdict
from didim.programmes.enums import SupportType
from didim.programmes.models import Notice
from didim.programmes.queries.matching import NoticeMatch, explain_matches, matches_for_firm
from didim.programmes.queries.notice_status import with_status
from didim.web.components.facets import chosen, options
from didim.web.portal.firm_choice import facts_of_quick_check, judged_firm
from didim.web.portal.forms import QuickCheckForm

MATCHES_A_PAGE = 20
MOST_REASONS = 4
VERDICTS = (Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET)


@guarded(PUBLIC)
def matches(request: HttpRequest) -> HttpResponse:
    """Show open notices by verdict with reasons: for the visitor's firm, or for the quick check."""
    today = timezone.localdate()
    quick = "stage" in request.GET or "quick" in request.GET
    judged = None if quick else judged_firm(request, today=today)
    if judged is not None:
        context = {"firm": judged.firm, **_matches(request, judged.facts, today)}
        return render(request, "portal/matches.html", context)
    form = QuickCheckForm(request.GET if "stage" in request.GET else None, today=today)
    context = {"firm": None, "form": form, "page": None}
    if form.is_bound and form.is_valid():
        context |= _matches(request, facts_of_quick_check(form), today)
    return render(request, "portal/matches.html", context, status=422 if form.errors else 200)


def _matches(request: HttpRequest, facts: FirmFacts, today: date) -> dict[str, Any]:
    found = matches_for_firm(facts=facts, today=today)
    types = chosen(request, "support_types", SupportType.values)
    type_counts: Counter[str] = Counter()
    if types or found:
        kinds = dict(
            Notice.objects.filter(pk__in=[match.notice_id for match in found]).values_list(
                "pk", "support_type"
            )
        )
        counts = Counter(match.verdict for match in found if not types or kinds.get(match.notice_id) in types)
        verdict = _asked_verdict(request, counts)
        type_counts = Counter(
            kind for match in found if match.verdict is verdict and (kind := kinds.get(match.notice_id))
        )
        found = [
            match
            for match in found
            if match.verdict is verdict and (not types or kinds.get(match.notice_id) in types)
        ]
    else:
        counts, verdict = Counter(), Verdict.MET
    page = Paginator(found, MATCHES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_reasons(list(page.object_list), facts, today)
    return {
        "page": page,
        "verdict": verdict,
        "tabs": [(each, counts[each]) for each in VERDICTS],
        "types": options(SupportType.choices, counts=type_counts, chosen=types),
        "types_open": bool(types),
    }


def _asked_verdict(request: HttpRequest, counts: Counter[Verdict]) -> Verdict:
    asked = request.GET.get("verdict", "")
    if asked in set(Verdict):
        return Verdict(asked)
    return next((verdict for verdict in VERDICTS if counts[verdict]), Verdict.MET)


def with_reasons(found: list[NoticeMatch], facts: FirmFacts, today: date) -> list[Notice]:
    """Return the notices of matches in their order, each with its ``verdict`` and deciding ``reasons``."""
    shown = Notice.objects.filter(pk__in=[match.notice_id for match in found])
    notices = with_status(shown.defer("attachment_text", "body", "raw", "readings"), today).in_bulk()
    judgements = explain_matches(matches=found, facts=facts, today=today)
    listed = []
    for match in found:
        if (notice := notices.get(match.notice_id)) is None or match.notice_id not in judgements:
            continue
        reasons = judgements[match.notice_id].decisive()
        notice.verdict, notice.reasons = match.verdict, reasons[:MOST_REASONS]
        notice.more_reasons = max(0, len(reasons) - MOST_REASONS)
        listed.append(notice)
    return listed
