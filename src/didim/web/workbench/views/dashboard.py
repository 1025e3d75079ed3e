"""What needs somebody today, and the figures behind it, each leading to its rows."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from didim.accounts.guards import guarded
from didim.accounts.queries.access_log import months_to_review
from didim.programmes.enums import PairState, RevisionState
from didim.programmes.models import CallRevision, DuplicatePair
from didim.programmes.queries.calls import visible_calls
from didim.registry.domain.firm_files.kind import FIRMS
from didim.registry.enums import AgencyRole, ImportState
from didim.registry.models import FileImport
from didim.registry.queries.commissions import target_progress
from didim.registry.queries.firms import TAX_FLAGGED, visible_firms
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.views.boards import networks_on, today

CLOSING_DAYS = 14
SHOWN = 8


@dataclass(frozen=True)
class Task:
    """Something that waits: how many, what, and where it is done."""

    label: str
    count: int
    url: str
    note: str = ""


@guarded(AGENCY_STAFF)
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what needs an agency's staff today."""
    agency = agency_choice(request)
    now = timezone.now()
    revisions = CallRevision.objects.filter(call=OuterRef("pk")).order_by("-number")
    calls = visible_calls(actor=request.actor).filter(agency=agency.current)
    drafts = calls.filter(Exists(revisions.filter(state=RevisionState.DRAFT))).select_related("programme")
    published = revisions.filter(state=RevisionState.PUBLISHED)
    closing = (
        calls.annotate(closes_at=Subquery(published.values("closes_at")[:1]))
        .filter(closes_at__gte=now, closes_at__lte=now + timedelta(days=CLOSING_DAYS))
        .order_by("closes_at", "pk")
    )
    targets = target_progress(agency_id=agency.current.pk, on=today())
    context = {
        "agency": agency,
        "tasks": _tasks(request, agency.current.pk, drafts.count()),
        "figures": _figures(request),
        "closing": closing[:SHOWN],
        "drafts": drafts.order_by("-created_at", "pk")[:SHOWN],
        "target": next((row for row in targets if row.missing), targets[-1] if targets else None),
        "today": today(),
    }
    return render(request, "workbench/dashboard.html", context)


def _tasks(request: HttpRequest, agency_id: int, drafts: int) -> list[Task]:
    imports = FileImport.objects.filter(
        agency=agency_id, kind=FIRMS.code, state=ImportState.PREVIEWED
    ).count()
    tasks = [
        Task(_("공고하지 않은 초안"), drafts, reverse("workbench:call-list") + "?state=draft"),
        Task(
            _("중복 의심 공고"),
            DuplicatePair.objects.filter(state=PairState.PENDING).count(),
            reverse("workbench:duplicate-list"),
        ),
        Task(_("확인을 기다리는 일괄 등록"), imports, reverse("workbench:firm-import")),
    ]
    if agency_id in request.actor.agencies_with(AgencyRole.DIRECTOR):
        (month, reviewed), *_older = months_to_review(agency_id=agency_id, now=timezone.now(), months=1)
        url = f"{reverse('workbench:access-review')}?agency={agency_id}&month={month:%Y-%m}"
        tasks.append(Task(_("접속기록 점검"), int(reviewed is None), url, f"{month:%Y-%m}"))
    return tasks


def _figures(request: HttpRequest) -> list[Task]:
    firms = visible_firms(actor=request.actor, now=timezone.now())
    boards = networks_on(today()).filter(hub__in=request.actor.agencies_with())
    vacant: list[Any] = list(boards.values_list("vacant", flat=True).order_by("pk"))
    return [
        Task(_("볼 수 있는 기업"), firms.count(), reverse("workbench:firm-list")),
        Task(
            _("국세청 상태가 다른 기업"),
            firms.filter(TAX_FLAGGED).count(),
            reverse("workbench:firm-list") + "?flagged=on",
        ),
        Task(_("빈 위원 자리"), sum(vacant), reverse("workbench:board-list") + "?sort=-vacant"),
    ]
