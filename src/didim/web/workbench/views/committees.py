"""Committees: who sits, who is barred, how they voted, and what follows."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Call
from didim.programmes.queries.calls import access_call
from didim.registry.domain.days import lasting_on
from didim.registry.enums import ExpertRoleKind
from didim.registry.models import Appointment, ExpertRole, Person
from didim.registry.rules import AGENCY_STAFF
from didim.selection.domain import committees, deciding
from didim.selection.enums import CommitteeKind, ObjectionState
from didim.selection.models import Committee, CommitteeVote, Objection
from didim.selection.queries.decisions import access_committee, access_plan
from didim.web.components.refusals import done
from didim.web.workbench.forms.selection import CommitteeForm, MeetingForm, ObjectionCommitteeForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.views.boards import today

READ_AND_WRITE = require_http_methods(["GET", "POST"])
SOON = timedelta(days=7)


def _known(call: Call) -> QuerySet[Person]:
    """Return whom an agency may want on a committee: advisers, members of its boards, those of last times."""
    on = lasting_on(today())
    seats = Appointment.objects.filter(on, board__hub=call.agency_id).values("person")
    advisers = ExpertRole.objects.filter(on, agency=call.agency_id, kind=ExpertRoleKind.ADVISOR)
    earlier = CommitteeVote.objects.filter(agency=call.agency_id).values("person")
    return Person.objects.filter(
        Q(pk__in=seats) | Q(pk__in=advisers.values("expert__person")) | Q(pk__in=earlier)
    )


@guarded(WRITER)
@READ_AND_WRITE
def convene(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Call a committee over a plan."""
    plan = access_plan(actor=request.actor, plan_id=plan_id, roles=WRITERS)
    form = CommitteeForm(
        request.POST or None, people=_known(plan.call), initial={"held_at": timezone.now() + SOON}
    )
    if request.method == "POST" and done(
        form,
        lambda typed: committees.convene_for_plan(
            plan=plan,
            title=typed["title"],
            held_at=typed["held_at"],
            members=typed["members"],
            chair=typed["chair_person"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        committee = plan.committees.latest("pk")
        messages.success(request, _("위원회를 열었습니다. 참석과 표결을 적어 주세요."))
        return redirect("workbench:committee", committee.pk)
    context = {"form": form, "call": plan.call, "plan": plan, "title": _("위원회 열기")}
    return render(request, "workbench/selection/convene.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@READ_AND_WRITE
def convene_objections(request: HttpRequest, call_id: int) -> HttpResponse:
    """Call a committee over objections that wait."""
    call = access_call(actor=request.actor, call_id=call_id, roles=WRITERS)
    waiting = list(
        Objection.objects.filter(decision__call=call, state=ObjectionState.FILED, committee=None)
        .select_related("enterprise", "decision__call")
        .order_by("filed_at", "pk")
    )
    form = ObjectionCommitteeForm(
        request.POST or None,
        people=_known(call),
        objections=waiting,
        initial={"held_at": timezone.now() + SOON},
    )
    if request.method == "POST" and done(
        form,
        lambda typed: committees.convene_for_objections(
            objections=form.chosen(),
            title=typed["title"],
            held_at=typed["held_at"],
            members=typed["members"],
            chair=typed["chair_person"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        committee = Committee.objects.filter(call=call, kind=CommitteeKind.OBJECTION).latest("pk")
        messages.success(request, _("위원회를 열었습니다. 참석과 표결을 적어 주세요."))
        return redirect("workbench:committee", committee.pk)
    context = {"form": form, "call": call, "plan": None, "title": _("이의신청 심의 위원회 열기")}
    return render(request, "workbench/selection/convene.html", context, status=422 if form.errors else 200)


@guarded(AGENCY_STAFF)
@READ_AND_WRITE
def meeting(request: HttpRequest, committee_id: int) -> HttpResponse:
    """Show a meeting; POST records who came and how they voted."""
    writing = WRITERS if request.method == "POST" else ()
    committee = access_committee(actor=request.actor, committee_id=committee_id, roles=writing)
    form = MeetingForm(
        request.POST or None, seats=list(committee.votes.all()), initial={"minutes": committee.minutes}
    )
    if request.method == "POST" and done(
        form,
        lambda typed: committees.record_meeting(
            committee=committee, attendance=form.attendance(), minutes=typed["minutes"], by=request.user
        ),
    ):
        messages.success(request, _("참석과 표결을 저장했습니다."))
        return redirect("workbench:committee", committee.pk)
    return _shown(request, committee, form, status=422 if form.errors else 200)


def _shown(request: HttpRequest, committee: Committee, form: MeetingForm, status: int) -> HttpResponse:
    context = {
        "committee": committee,
        "call": committee.call,
        "form": form,
        "standing": committees.standing(committee),
        "objections": committee.objections.select_related("enterprise").order_by("pk"),
        "may_edit": committee.agency_id in request.actor.agencies_with(*WRITERS)
        and committee.decided_at is None,
    }
    return render(request, "workbench/selection/committee.html", context, status=status)


@guarded(WRITER)
@require_POST
def decide(request: HttpRequest, committee_id: int) -> HttpResponse:
    """Close the vote on a plan: every application is decided, or the plan is dismissed."""
    committee = access_committee(actor=request.actor, committee_id=committee_id, roles=WRITERS)
    try:
        decided = deciding.decide_plan(committee=committee, by=request.user, now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("workbench:committee", committee.pk)
    if decided:
        messages.success(request, _("가결되어 %(count)d건의 결과를 정했습니다.") % {"count": len(decided)})
        return redirect("workbench:decision-list", committee.call_id)
    messages.warning(request, _("부결되었습니다. 정해진 결과는 없습니다."))
    return redirect("workbench:committee", committee.pk)
