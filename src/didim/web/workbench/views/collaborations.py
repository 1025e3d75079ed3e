"""Groups of firms: who is in, who agreed, what they do together and what each achieved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.accounts.models import User
from didim.lifecycle.domain import collaborating
from didim.lifecycle.enums import CollaborationState, ProjectKind, ProjectState
from didim.lifecycle.models import Collaboration, MemberConsent, MemberResult
from didim.lifecycle.queries.access import access_collaboration, access_member, access_project
from didim.outcomes.models import Observation
from didim.registry.queries.firms import visible_firms
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import lifecycle as typed_forms
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Scene:
    """What an act is done in."""

    group: Collaboration
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
def group_list(request: HttpRequest) -> HttpResponse:
    """List an agency's groups of firms."""
    agency = agency_choice(request)
    rows = Collaboration.objects.filter(agency=agency.current).annotate(
        firms=Count("members", filter=Q(members__left_on=None), distinct=True),
        doing=Count("projects", distinct=True),
    )
    context = {
        "agency": agency,
        "page": page_of(rows.order_by("-made_at", "-pk"), request),
        "may_edit": agency.current.pk in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/lifecycle/groups.html", context)


@guarded(WRITER)
@READ_AND_WRITE
def group_new(request: HttpRequest) -> HttpResponse:
    """Begin a group."""
    agency = agency_choice(request, *WRITERS).current
    return act_page(
        request,
        form=typed_forms.GroupForm(request.POST or None, initial={"programme_name": collaborating.PROGRAMME}),
        act=lambda typed: collaborating.gather_group(
            agency=agency,
            details=collaborating.GroupDetails(**typed),
            by=request.user,
            now=timezone.now(),
        ),
        title=_("협업화 만들기"),
        subject=agency.name,
        said=_("만들었습니다. 참여 기업을 더해 주세요."),
        back=f"{reverse('workbench:collaboration-list')}?agency={agency.pk}",
    )


@guarded(AGENCY_STAFF)
@require_GET
def group(request: HttpRequest, collaboration_id: int) -> HttpResponse:
    """Show one group."""
    found = access_collaboration(actor=request.actor, collaboration_id=collaboration_id)
    members = list(found.members.select_related("enterprise").order_by("left_on", "-is_lead", "pk"))
    note_search(task="협업화 보기", subject=found.name, shown=len(members), agency_id=found.agency_id)
    agreed = dict(
        MemberConsent.objects.filter(member__in=members, terms_number=found.terms_number)
        .order_by("pk")
        .values_list("member", "agreed_at")
    )
    results = list(
        MemberResult.objects.filter(member__in=members)
        .select_related("member__enterprise", "project", "observation__indicator")
        .order_by("member", "observation__period_end", "pk")
    )
    rows = Observation.objects.filter(
        agency=found.agency_id, reference__in=[one.reference for one in results], is_effective=True
    )
    counting = {row.reference: row for row in rows.order_by("pk")}
    may_edit = found.agency_id in request.actor.agencies_with(*WRITERS)
    context = {
        "group": found,
        "members": [(one, one.share_bp / 100, agreed.get(one.pk)) for one in members],
        "projects": list(found.projects.order_by("-starts_on", "-pk")),
        "results": [(one, counting.get(one.reference)) for one in results],
        "acts": _open_to(found) if may_edit else [],
        "may_edit": may_edit and found.state != CollaborationState.ENDED,
    }
    return render(request, "workbench/lifecycle/group.html", context)


def _open_to(found: Collaboration) -> list[tuple[str, str]]:
    """Return the acts a group is open to now, what comes next first."""
    if found.state == CollaborationState.ENDED:
        return []
    begins = [("form", _("시작하기"))] if found.state == CollaborationState.GATHERING else []
    does = [("project", _("공동사업 적기"))] if found.state == CollaborationState.FORMED else []
    rest = [
        ("member", _("기업 더하기")),
        ("shares", _("지분 바꾸기")),
        ("terms", _("약정 바꾸기")),
        ("end", _("끝내기")),
    ]
    return [*does, *rest[:1], *begins, *rest[1:]]


@guarded(WRITER)
@READ_AND_WRITE
def act(request: HttpRequest, collaboration_id: int, act: str) -> HttpResponse:
    """Do one thing with a group; NotVisible for an act there is none of."""
    found = access_collaboration(actor=request.actor, collaboration_id=collaboration_id, roles=WRITERS)
    if act not in dict(_open_to(found)):
        raise NotVisible(f"act {act} of collaboration {collaboration_id}")
    now = timezone.now()
    firms = visible_firms(actor=request.actor, now=now)
    made = ACTS[act](Scene(found, request.user, now, today(), request.POST or None, firms))
    return act_page(
        request,
        form=made.form,
        act=made.run,
        title=made.title,
        subject=found.name,
        said=made.said,
        back=reverse("workbench:collaboration", args=[found.pk]),
    )


def _member(scene: Scene) -> Act:
    def run(typed: dict[str, Any]) -> None:
        share = typed.pop("share")
        collaborating.add_member(
            collaboration=scene.group, share_bp=share, by=scene.by, now=scene.now, **typed
        )

    form = typed_forms.MemberForm(scene.data, firms=scene.firms, initial={"on": scene.day})
    return Act(_("기업 더하기"), _("더했습니다. 기업이 약정에 동의해야 시작합니다."), form, run)


def _shares(scene: Scene) -> Act:
    form = typed_forms.SharesForm(scene.data, collaboration=scene.group)
    return Act(
        _("지분 바꾸기"),
        _("지분을 바꿨습니다. 모든 기업이 다시 동의해야 합니다."),
        form,
        lambda _typed: collaborating.change_shares(
            collaboration=scene.group, shares=form.shares(), by=scene.by
        ),
    )


def _terms(scene: Scene) -> Act:
    return Act(
        _("약정 바꾸기"),
        _("약정을 바꿨습니다. 모든 기업이 다시 동의해야 합니다."),
        typed_forms.TermsForm(scene.data, initial={"terms": scene.group.terms}),
        lambda typed: collaborating.change_terms(collaboration=scene.group, by=scene.by, **typed),
    )


def _form(scene: Scene) -> Act:
    return Act(
        _("시작하기"),
        _("시작했습니다. 참여 기업의 지원이력에 적었습니다."),
        typed_forms.DayForm(scene.data, initial={"on": scene.day}),
        lambda typed: collaborating.form_group(
            collaboration=scene.group, by=scene.by, now=scene.now, **typed
        ),
    )


def _project(scene: Scene) -> Act:
    def run(typed: dict[str, Any]) -> None:
        details = collaborating.ProjectDetails(**typed | {"kind": ProjectKind(typed["kind"])})
        collaborating.start_project(collaboration=scene.group, details=details, by=scene.by)

    form = typed_forms.ProjectForm(scene.data, initial={"starts_on": scene.day})
    return Act(_("공동사업 적기"), _("공동사업을 적었습니다."), form, run)


def _end(scene: Scene) -> Act:
    return Act(
        _("협업화 끝내기"),
        _("끝냈습니다. 한 일과 성과는 남습니다."),
        typed_forms.LeaveForm(scene.data, initial={"on": scene.day}),
        lambda typed: collaborating.end_group(collaboration=scene.group, by=scene.by, **typed),
    )


ACTS: dict[str, Callable[[Scene], Act]] = {
    "member": _member,
    "shares": _shares,
    "terms": _terms,
    "form": _form,
    "project": _project,
    "end": _end,
}


@guarded(WRITER)
@READ_AND_WRITE
def leave(request: HttpRequest, member_id: int) -> HttpResponse:
    """Let a firm go."""
    member = access_member(actor=request.actor, member_id=member_id, roles=WRITERS)
    return act_page(
        request,
        form=typed_forms.LeaveForm(request.POST or None, initial={"on": today()}),
        act=lambda typed: collaborating.remove_member(member=member, by=request.user, **typed),
        title=_("협업에서 나감"),
        subject=f"{member.collaboration.name} · {member.enterprise.name}",
        said=_("나간 날을 적었습니다. 성과는 남습니다."),
        back=reverse("workbench:collaboration", args=[member.collaboration_id]),
    )


@guarded(WRITER)
@READ_AND_WRITE
def result(request: HttpRequest, member_id: int) -> HttpResponse:
    """Record what a member achieved."""
    member = access_member(actor=request.actor, member_id=member_id, roles=WRITERS)
    form = typed_forms.MemberResultForm(
        request.POST or None, collaboration=member.collaboration, initial={"period_end": today()}
    )
    return act_page(
        request,
        form=form,
        act=lambda _typed: collaborating.record_member_result(
            member=member,
            achieved=collaborating.Achieved(**form.said()),
            by=request.user,
            now=timezone.now(),
        ),
        title=_("참여 기업의 성과"),
        subject=f"{member.collaboration.name} · {member.enterprise.name}",
        said=_("성과를 적었습니다. 성과 값에도 같은 줄이 생깁니다."),
        back=reverse("workbench:collaboration", args=[member.collaboration_id]),
    )


@guarded(WRITER)
@READ_AND_WRITE
def project_end(request: HttpRequest, project_id: int) -> HttpResponse:
    """Say how a joint project ended."""
    project = access_project(actor=request.actor, project_id=project_id, roles=WRITERS)

    def run(typed: dict[str, Any]) -> None:
        state = ProjectState(typed["state"])
        collaborating.finish_project(project=project, state=state, result=typed["result"], by=request.user)

    return act_page(
        request,
        form=typed_forms.ProjectEndForm(request.POST or None),
        act=run,
        title=_("공동사업 매듭짓기"),
        subject=project.title,
        said=_("결과를 저장했습니다."),
        back=reverse("workbench:collaboration", args=[project.collaboration_id]),
    )
