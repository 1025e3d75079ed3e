"""A clinic: several visits with one aim, a plan of them, and what came of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.experts.enums import DispatchState
from didim.experts.models import Clinic, Dispatch, Visit, VisitReport
from didim.experts.visit_enums import ClinicOutcome, ReportState, VisitState
from didim.kernel.refusals import Problem, RefusedError, refuse

_LONGEST = 4_000


@transaction.atomic
def plan_clinic(*, dispatch: Dispatch, aim: str, plan: str, by: User, now: datetime) -> Clinic:
    """Write down what a clinic is to reach and what each visit does; changed until it is finished.

    RefusedError for a request of one visit, a dispatch that does not stand, or without words.
    """
    locked = Dispatch.objects.select_related("request").get(pk=dispatch.pk)
    if locked.state != DispatchState.CONFIRMED:
        raise refuse("", _("확정된 배정이 아닙니다. 담당자에게 물어봐 주세요."))
    if locked.request.visits_planned == 1:
        raise refuse("", _("한 번의 방문에는 클리닉 계획이 없습니다."))
    aim, plan = " ".join(aim.split())[:300], plan.strip()[:_LONGEST]
    texts = {"aim": (aim, _("목표를 적어 주세요.")), "plan": (plan, _("회차마다 할 일을 적어 주세요."))}
    if problems := [Problem(name, sentence) for name, (text, sentence) in texts.items() if not text]:
        raise RefusedError(problems)
    clinic = Clinic.objects.select_for_update(of=("self",)).filter(request=locked.request_id).first()
    if clinic is not None and clinic.finished_at is not None:
        raise refuse("", _("마친 클리닉입니다."))
    clinic = clinic or Clinic(
        agency_id=locked.agency_id, enterprise_id=locked.enterprise_id, request_id=locked.request_id
    )
    clinic.expert_id, clinic.aim, clinic.plan = locked.expert_id, aim, plan
    clinic.planned_at, clinic.planned_by = now, by
    clinic.save()
    return clinic


@transaction.atomic
def finish_clinic(*, clinic: Clinic, outcome: ClinicOutcome, result: str, now: datetime) -> Clinic:
    """Say what came of a clinic once its visits are over and reported. RefusedError otherwise."""
    locked = Clinic.objects.select_for_update(of=("self",)).get(pk=clinic.pk)
    if locked.finished_at is not None:
        raise refuse("", _("마친 클리닉입니다."))
    visits = Visit.objects.filter(request=locked.request_id)
    ahead = visits.filter(state__in=[VisitState.PROPOSED, VisitState.PLANNED])
    owed = VisitReport.objects.filter(visit__in=visits, state=ReportState.WRITING)
    if ahead.exists() or owed.exists() or not visits.filter(state=VisitState.DONE).exists():
        raise refuse("", _("남은 방문과 보고서를 먼저 마쳐 주세요."))
    result = result.strip()[:_LONGEST]
    if not result:
        raise refuse("result", _("무엇이 달라졌는지 적어 주세요."))
    locked.outcome, locked.result, locked.finished_at = outcome, result, now
    locked.save(update_fields=["outcome", "result", "finished_at"])
    return locked
