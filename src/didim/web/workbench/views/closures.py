"""Help with closing, case by case, and the firms that follow closed ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.accounts.models import User
from didim.desk.enums import Topic
from didim.experts.domain.requesting import Wish
from didim.experts.enums import RequestKind
from didim.kernel.calendar import SEOUL
from didim.lifecycle.domain import closing
from didim.lifecycle.domain.restarting import link_restart, undo_restart
from didim.lifecycle.enums import CheckVerdict, ClaimState, ClosureReason, ClosureState, RestartGround
from didim.lifecycle.models import Closure, Restart, RestartClaim
from didim.lifecycle.queries.access import access_closure, access_closure_check, access_restart
from didim.lifecycle.queries.lineage import line_of
from didim.registry.queries.firms import visible_firms
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.selection.enums import Outcome
from didim.selection.models import Decision
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import lifecycle as typed_forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])
OPEN = (ClosureState.REQUESTED, ClosureState.UNDER_WAY)


@dataclass(frozen=True)
class Scene:
    """What an act is done in."""

    case: Closure
    by: User
    now: datetime
    day: date
    data: Any
    firms: Any


@dataclass(frozen=True)
class Act:
    """A form, what it does with what was typed, and the words around it."""

    title: str
    said: str
    form: forms.BaseForm
    run: Callable[[dict[str, Any]], object]


@guarded(AGENCY_STAFF)
@require_GET
def closure_list(request: HttpRequest) -> HttpResponse:
    """List an agency's closures; those still open by default."""
    agency = agency_choice(request)
    filters = typed_forms.ClosureFilterForm(request.GET)
    chosen = filters.chosen
    rows = Closure.objects.filter(agency=agency.current).select_related("enterprise", "agreement")
    if text := chosen.get("q"):
        rows = rows.filter(enterprise__name__icontains=text)
    state = chosen.get("state")
    if state is None:
        rows = rows.filter(state__in=OPEN)
    elif state != "all":
        rows = rows.filter(state=state)
    page = page_of(rows.order_by("-requested_at", "-pk"), request)
    note_search(
        task="사업정리 목록",
        subject=str(chosen.get("q", "")),
        shown=len({row.enterprise_id for row in page}),
        agency_id=agency.current.pk,
    )
    context = {
        "agency": agency,
        "filters": filters,
        "page": page,
        "restarts": Restart.objects.filter(agency=agency.current, undone_at=None)
        .select_related("earlier", "enterprise")
        .order_by("-linked_at", "-pk")[:20],
        "claims": RestartClaim.objects.filter(agency=agency.current, state=ClaimState.ASKED)
        .select_related("enterprise")
        .order_by("asked_at", "pk")[:20],
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/lifecycle/closures.html", context)


@guarded(WRITER)
@READ_AND_WRITE
def closure_new(request: HttpRequest) -> HttpResponse:
    """Write down for a firm that it wants to close."""
    agency = agency_choice(request, *WRITERS).current
    firms = visible_firms(actor=request.actor, now=timezone.now())

    def run(typed: dict[str, Any]) -> None:
        firm = typed.pop("enterprise")
        situation = closing.Situation(**typed | {"reason": ClosureReason(typed["reason"])})
        closing.request_closure(
            agency=agency, enterprise=firm, situation=situation, by=request.user, now=timezone.now()
        )

    return act_page(
        request,
        form=typed_forms.ClosureForm(request.POST or None, firms=firms),
        act=run,
        title=_("사업정리 접수"),
        subject=agency.name,
        said=_("접수했습니다."),
        back=f"{reverse('workbench:closure-list')}?agency={agency.pk}",
    )


@guarded(AGENCY_STAFF)
@require_GET
def closure(request: HttpRequest, closure_id: int) -> HttpResponse:
    """Show one closure: what is settled, who advises, the grant, what came before and after."""
    case = access_closure(actor=request.actor, closure_id=closure_id, task=_("사업정리 보기"))
    asked_on = case.requested_at.astimezone(SEOUL).date()
    items = {item.key: item for item in closing.closure_items(on=asked_on)}
    checks = [(items[row.item], row) for row in case.checks.order_by("pk") if row.item in items]
    restart = Restart.objects.filter(earlier=case.enterprise, undone_at=None).select_related("enterprise")
    may_edit = case.agency_id in request.actor.agencies_with(*WRITERS)
    context = {
        "case": case,
        "checks": checks,
        "ceiling": closing.demolition_ceiling(area=case.area, on=asked_on) if case.area else None,
        "restart": restart.order_by("-linked_at", "-pk").first(),
        "line": line_of(enterprise=case.enterprise, on=today()),
        "acts": _open_to(case) if may_edit else [],
        "may_edit": may_edit,
    }
    return render(request, "workbench/lifecycle/closure.html", context)


def _open_to(case: Closure) -> list[tuple[str, str]]:
    """Return the acts a closure is open to now, what comes next first."""
    if case.state == ClosureState.FINISHED:
        return [("restart", _("새 기업 잇기"))]
    if not case.is_open:
        return []
    acts = [] if case.visit_request_id else [("advice", _("전문가 요청"))]
    if case.wants_demolition and case.agreement_id is None:
        acts.append(("grant", _("철거비 협약 작성")))
    return [*acts, ("finish", _("정리 마침")), ("withdraw", _("취소"))]


@guarded(WRITER)
@READ_AND_WRITE
def act(request: HttpRequest, closure_id: int, act: str) -> HttpResponse:
    """Do one thing with a closure; NotVisible for an act there is none of."""
    case = access_closure(actor=request.actor, closure_id=closure_id, task=_("사업정리 처리"), roles=WRITERS)
    if act not in dict(_open_to(case)):
        raise NotVisible(f"act {act} of closure {closure_id}")
    now = timezone.now()
    firms = visible_firms(actor=request.actor, now=now)
    found = ACTS[act](Scene(case, request.user, now, today(), request.POST or None, firms))
    return act_page(
        request,
        form=found.form,
        act=found.run,
        title=found.title,
        subject=case.enterprise.name,
        said=found.said,
        back=reverse("workbench:closure", args=[case.pk]),
    )


def _advice(scene: Scene) -> Act:
    def run(typed: dict[str, Any]) -> None:
        wish = Wish(RequestKind.CLOSURE, topics=[Topic.LAW_AND_TAX], **typed)
        closing.ask_advice(closure=scene.case, wish=wish, by=scene.by, now=scene.now)

    initial = {
        "subject": _("폐업 절차와 정리 순서"),
        "wanted_from": scene.day,
        "wanted_until": scene.day + timedelta(days=14),
        "visits": 1,
    }
    form = typed_forms.AdviceForm(scene.data, initial=initial)
    return Act(_("전문가 요청"), _("전문가 배정 대기에 올렸습니다."), form, run)


def _grant(scene: Scene) -> Act:
    decisions = Decision.objects.filter(
        agency=scene.case.agency_id,
        enterprise=scene.case.enterprise_id,
        outcome=Outcome.SELECTED,
        agreement=None,
    ).exclude(notified_at=None)
    area = scene.case.area or Decimal(0)
    most = closing.demolition_ceiling(area=area, on=scene.case.requested_at.astimezone(SEOUL).date())
    form = typed_forms.GrantForm(
        scene.data,
        decisions=decisions.select_related("call").order_by("-decided_at", "-pk"),
        most=most,
        initial={"starts_on": scene.day, "ends_on": scene.day + timedelta(days=60)},
    )
    return Act(
        _("철거비 협약 작성"),
        _("협약 초안을 만들었습니다. 협약 화면에서 제시하고 서명합니다."),
        form,
        lambda typed: closing.grant_demolition(closure=scene.case, by=scene.by, now=scene.now, **typed),
    )


def _finish(scene: Scene) -> Act:
    return Act(
        _("정리 마침"),
        _("정리를 마쳤습니다. 기업은 폐업으로 바뀌고 이력은 남습니다."),
        typed_forms.FinishForm(scene.data, initial={"closed_on": scene.case.planned_on or scene.day}),
        lambda typed: closing.finish_closure(closure=scene.case, by=scene.by, now=scene.now, **typed),
    )


def _withdraw(scene: Scene) -> Act:
    return Act(
        _("사업정리 취소"),
        _("취소했습니다. 기업은 계속 영업합니다."),
        typed_forms.ReasonForm(scene.data),
        lambda typed: closing.withdraw_closure(closure=scene.case, by=scene.by, now=scene.now, **typed),
    )


def _restart(scene: Scene) -> Act:
    def run(typed: dict[str, Any]) -> None:
        link_restart(
            agency=scene.case.agency,
            earlier=scene.case.enterprise,
            by=scene.by,
            now=scene.now,
            **typed | {"ground": RestartGround(typed["ground"])},
        )

    form = typed_forms.RestartForm(scene.data, firms=scene.firms)
    return Act(_("새 기업 잇기"), _("두 기업의 이력을 이었습니다."), form, run)


ACTS: dict[str, Callable[[Scene], Act]] = {
    "advice": _advice,
    "grant": _grant,
    "finish": _finish,
    "withdraw": _withdraw,
    "restart": _restart,
}


@guarded(WRITER)
@READ_AND_WRITE
def check(request: HttpRequest, check_id: int) -> HttpResponse:
    """Say what was found about one thing to settle."""
    row = access_closure_check(actor=request.actor, check_id=check_id, roles=WRITERS)
    initial = {"verdict": row.verdict, "note": row.note}

    def run(typed: dict[str, Any]) -> None:
        verdict = CheckVerdict(typed["verdict"])
        closing.record_check(
            check=row, verdict=verdict, note=typed["note"], by=request.user, now=timezone.now()
        )

    return act_page(
        request,
        form=typed_forms.CheckForm(request.POST or None, initial=initial),
        act=run,
        title=_("점검"),
        subject=row.closure.enterprise.name,
        said=_("점검을 저장했습니다."),
        back=reverse("workbench:closure", args=[row.closure_id]),
    )


@guarded(AGENCY_STAFF)
@require_GET
def restart(request: HttpRequest, restart_id: int) -> HttpResponse:
    """Show a new beginning: the firm and those it follows, what each received and what bars it."""
    row = access_restart(actor=request.actor, restart_id=restart_id)
    context = {
        "row": row,
        "line": line_of(enterprise=row.enterprise, on=today()),
        "may_edit": row.agency_id in request.actor.agencies_with(*WRITERS) and row.undone_at is None,
    }
    return render(request, "workbench/lifecycle/restart.html", context)


@guarded(WRITER)
@READ_AND_WRITE
def restart_undo(request: HttpRequest, restart_id: int) -> HttpResponse:
    """Take a wrong link back."""
    row = access_restart(actor=request.actor, restart_id=restart_id, roles=WRITERS)
    return act_page(
        request,
        form=typed_forms.ReasonForm(request.POST or None),
        act=lambda typed: undo_restart(restart=row, by=request.user, now=timezone.now(), **typed),
        title=_("연결 끊기"),
        subject=f"{row.earlier.name} → {row.enterprise.name}",
        said=_("연결을 끊었습니다. 이어진 참여제한도 풀립니다."),
        back=reverse("workbench:restart", args=[row.pk]),
    )
