"""Everything that was read from outside, and what looks like the same notice twice."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.feeds.models import FeedRun
from didim.programmes.domain.notices.duplicates import decide_pair, likeness_of, undo_decision
from didim.programmes.enums import PairState
from didim.programmes.models import DuplicatePair, Notice
from didim.programmes.queries.notice_status import status_condition, with_status
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.forms.notices import NoticeFilterForm, PairFilterForm
from didim.web.workbench.guards import WRITER
from didim.web.workbench.lists import page_of, sorted_rows
from didim.web.workbench.text_differences import Pieces, differences
from didim.web.workbench.views.boards import today

SHOWN_RUNS = 10
LISTED = (
    "id",
    "source",
    "source_id",
    "title",
    "agency_name",
    "operator_name",
    "period_kind",
    "period_text",
    "opens_on",
    "closes_on",
    "listed_on",
    "rule_reading",
    "canonical_id",
    "call_id",
    "last_seen_at",
)
SORTS = {
    "title": ("title",),
    "agency": ("agency_name", "title"),
    "closes": ("closes_on",),
    "listed": ("listed_on",),
}
COMPARED = (
    "title",
    "agency_name",
    "operator_name",
    "period_text",
    "target_text",
    "how_to_apply",
    "contact",
    "summary",
)


@guarded(AGENCY_STAFF)
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """List every notice that was read or published, copies included, with the latest feed runs."""
    filters = NoticeFilterForm(request.GET)
    chosen = filters.chosen
    rows = with_status(Notice.objects.only(*LISTED), today())
    if text := chosen.get("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(agency_name__icontains=text))
    if source := chosen.get("source"):
        rows = rows.filter(source=source)
    if status := chosen.get("status"):
        rows = rows.filter(status_condition([status], today()))
    if copies := chosen.get("copies"):
        rows = rows.filter(canonical__isnull=copies == "canonical")
    rows, sorting = sorted_rows(rows, request, SORTS, "-listed")
    context = {
        "page": page_of(rows, request),
        "filters": filters,
        "sorting": sorting,
        "today": today(),
        "runs": FeedRun.objects.order_by("-started_at", "-pk")[:SHOWN_RUNS],
        "waiting": DuplicatePair.objects.filter(state=PairState.PENDING).count(),
    }
    return render(request, "workbench/notices/list.html", context)


@guarded(AGENCY_STAFF)
@require_GET
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """List the pairs of notices that look alike, those that wait first."""
    filters = PairFilterForm(request.GET)
    chosen = filters.chosen
    pairs = DuplicatePair.objects.select_related("left", "right", "decided_by").only(
        *(field.name for field in DuplicatePair._meta.concrete_fields),
        "left__title",
        "left__source",
        "left__closes_on",
        "right__title",
        "right__source",
        "right__closes_on",
        "decided_by__name",
        "decided_by__email",
    )
    state = chosen.get("state", PairState.PENDING)
    if state in PairState.values:
        pairs = pairs.filter(state=state)
    if text := chosen.get("q"):
        pairs = pairs.filter(Q(left__title__icontains=text) | Q(right__title__icontains=text))
    page = page_of(pairs.order_by("-score", "pk"), request)
    return render(request, "workbench/notices/duplicates.html", {"page": page, "filters": filters})


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def duplicate_detail(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Show two notices side by side with what differs; record what somebody decides, or take it back."""
    pair = get_object_or_404(DuplicatePair.objects.select_related("left", "right", "decided_by"), pk=pair_id)
    may_decide = WRITER.allows(request.actor)
    if request.method == "POST" and may_decide:
        return _decide(request, pair)
    waiting = DuplicatePair.objects.filter(state=PairState.PENDING)
    context = {
        "pair": pair,
        "fields": _compared(pair),
        "scores": _scores(pair),
        "may_decide": may_decide,
        "waiting": waiting.count(),
        "is_waiting": pair.state == PairState.PENDING,
    }
    return render(
        request, "workbench/notices/pair.html", context, status=403 if request.method == "POST" else 200
    )


def _decide(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    decision = request.POST.get("decision", "")
    if decision == "undo":
        undo_decision(pair=pair, by=request.user, now=timezone.now())
        messages.success(request, _("결정을 되돌렸습니다."))
        return redirect("workbench:duplicate-detail", pair.pk)
    if decision not in (PairState.SAME, PairState.DIFFERENT):
        return redirect("workbench:duplicate-detail", pair.pk)
    decide_pair(pair=pair, state=PairState(decision), by=request.user, now=timezone.now())
    said = {
        PairState.SAME: _("같은 공고로 묶었습니다."),
        PairState.DIFFERENT: _("다른 공고로 두었습니다."),
    }
    messages.success(request, said[PairState(decision)])
    following = DuplicatePair.objects.filter(state=PairState.PENDING).order_by("-score", "pk").first()
    if following is None:
        return redirect("workbench:duplicate-list")
    return redirect("workbench:duplicate-detail", following.pk)


def _scores(pair: DuplicatePair) -> list[tuple[Any, float | None]]:
    """Return the scores with their labels; None where one of the notices does not say what is compared."""
    parts = likeness_of(pair)
    return [
        (_("유사도"), pair.score),
        (_("제목 유사도"), pair.title_score),
        (_("기관 유사도"), None if parts.agency is None else pair.agency_score),
        (_("기간 유사도"), None if parts.period is None else pair.period_score),
    ]


def _compared(pair: DuplicatePair) -> list[tuple[str, Pieces, Pieces, bool]]:
    """Return the fields either notice says something in: label, both texts in pieces, whether they differ."""
    rows: list[tuple[str, Pieces, Pieces, bool]] = []
    for name in COMPARED:
        left, right = getattr(pair.left, name), getattr(pair.right, name)
        if left or right:
            label = str(Notice._meta.get_field(name).verbose_name)
            rows.append((label, *differences(left, right), left != right))
    days: list[Any] = [f"{row.opens_on or '–'} ~ {row.closes_on or '–'}" for row in (pair.left, pair.right)]
    rows.insert(3, (_("접수 기간"), *differences(*days), days[0] != days[1]))
    return rows
