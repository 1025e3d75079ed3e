"""Planning who goes where: a run as a job, its confirmation as a whole, changes by hand, a new plan."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.engines.dispatch import Plan as Planned
from didim.engines.dispatch import fit, plan, replan, too_low, why_nobody
from didim.experts.domain.facts import (
    Plan,
    loads_of_visits,
    open_requests,
    problem_for,
    taken_by_month,
)
from didim.experts.domain.months import first_of_month
from didim.experts.domain.telling import tell_of_dispatches
from didim.experts.enums import DispatchState, RequestState, RunPurpose, RunState
from didim.experts.models import Dispatch, DispatchRun, PoolExpert, Visit, VisitRequest
from didim.kernel.calendar import SEOUL
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.refusals import RefusedError, refuse
from didim.registry.models import Agency

LARGEST_SEED = 2**53 - 1  # the largest whole number every reader of JSON keeps
LANGUAGES = ("ko", "en")
_UNDER_WAY = (RunState.QUEUED, RunState.RUNNING, RunState.PROPOSED)
# Class of advisory locks: whoever fills the months of an agency's experts waits for whoever else does.
_MONTHS = 6205


def ask_plan(
    *, agency: Agency, month: date, by: User | None, now: datetime, seed: int | None = None
) -> DispatchRun:
    """Ask for a plan of all open requests for a month; a job makes it. RefusedError while another is open."""
    if month < first_of_month(now.astimezone(SEOUL).date()):
        raise refuse("month", _("지난 달은 배정할 수 없습니다. 이번 달이나 그 뒤를 골라 주세요."))
    if not open_requests(agency=agency, month=month):
        raise refuse("month", _("이 달에 배정을 기다리는 요청이 없습니다."))
    return _ask(agency, RunPurpose.PLAN, month, by, now, seed=seed)


def ask_replan(
    *, leaving: PoolExpert, month: date, reason: str, by: User, now: datetime, seed: int | None = None
) -> DispatchRun:
    """Ask for a plan without an expert who drops out of a month, that changes as little as can be.

    RefusedError without a reason, while another run is open, or where the expert has nothing to give away.
    """
    if not reason.strip():
        raise refuse("reason", _("전문가가 빠지는 사유를 적어 주세요."))
    if leaving.pk not in {one.expert_id for one in _movable(leaving.agency, month)}:
        raise refuse("", _("이 달에 이 전문가가 맡아 아직 시작하지 않은 요청이 없습니다."))
    return _ask(
        leaving.agency, RunPurpose.REPLAN, month, by, now, seed=seed, leaving=leaving, reason=reason.strip()
    )


def _ask(
    agency: Agency,
    purpose: RunPurpose,
    month: date,
    by: User | None,
    now: datetime,
    *,
    seed: int | None,
    leaving: PoolExpert | None = None,
    reason: str = "",
) -> DispatchRun:
    with recorded("ask_plan" if purpose == RunPurpose.PLAN else "ask_replan", by):
        _lock(agency)
        if DispatchRun.objects.filter(agency=agency, state__in=_UNDER_WAY).exists():
            raise refuse(
                "", _("확정하지 않은 배정안이 있습니다. 그것을 확정하거나 취소한 뒤 다시 해 주세요.")
            )
        last = DispatchRun.objects.filter(agency=agency).aggregate(last=Max("number"))["last"]
        return DispatchRun.objects.create(
            agency=agency,
            number=(last or 0) + 1,
            purpose=purpose,
            month=month,
            seed=secrets.randbelow(LARGEST_SEED) if seed is None else seed,
            leaving=leaving,
            reason=reason[:200],
            asked_at=now,
            by=by,
        )


def _lock(agency: Agency) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_MONTHS, agency.pk % (1 << 31)])


def carry_out(*, run_id: int, now: datetime) -> DispatchRun:
    """Make a plan that was asked for; done twice it is made once. A fault is kept in the run, and raised."""
    run = DispatchRun.objects.select_related("agency", "leaving", "by").get(pk=run_id)
    if run.state not in (RunState.QUEUED, RunState.RUNNING):
        return run
    DispatchRun.objects.filter(pk=run_id).update(state=RunState.RUNNING)
    try:
        with recorded("plan_dispatch", run.by):
            return _make(run, now)
    except RefusedError as refusal:
        return _fail(run_id, [problem.message for problem in refusal.problems])
    except Exception:
        _fail(run_id, [_("계산하다 문제가 생겼습니다. 다시 해 주세요. 거듭되면 운영자에게 알려 주세요.")])
        raise


def _fail(run_id: int, sentences: Sequence[object]) -> DispatchRun:
    told: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = [str(sentence) for sentence in sentences]
    run = DispatchRun.objects.get(pk=run_id)
    run.state, run.failure = RunState.FAILED, told
    run.save(update_fields=["state", "failure"])
    return run


def _make(run: DispatchRun, now: datetime) -> DispatchRun:
    facts = facts_of_run(run)
    if not facts.requests:
        raise refuse("", _("배정을 기다리는 요청이 더는 없습니다."))
    made = plan(facts.problem) if run.purpose == RunPurpose.PLAN else replan(facts.problem)
    run.problem = facts.problem.canonical().decode()
    run.problem_hash = sha256_hex(run.problem.encode())
    run.result = {**made.as_json(), "nobody": _nobody(facts, made), "experts": len(facts.experts)}
    run.objective, run.bound, run.planned_at = made.objective, made.bound, now
    run.state = RunState.PROPOSED
    run.save()
    changed = {
        request: expert
        for request, expert in made.pairs.items()
        if request not in facts.held or str(facts.held[request].expert_id) != expert
    }
    Dispatch.objects.bulk_create(
        _proposal(facts, request, expert, run, now) for request, expert in sorted(changed.items())
    )
    return run


def facts_of_run(run: DispatchRun) -> Plan:
    """Return the problem of a run as the rows stand now."""
    if run.purpose == RunPurpose.PLAN:
        requests = open_requests(agency=run.agency, month=run.month)
        return problem_for(agency=run.agency, month=run.month, requests=requests, seed=run.seed)
    held = {one.request_id: one for one in _movable(run.agency, run.month)}
    return problem_for(
        agency=run.agency,
        month=run.month,
        requests=[one.request for one in held.values()],
        seed=run.seed,
        without=run.leaving,
        held=held,
    )


def _movable(agency: Agency, month: date) -> list[Dispatch]:
    """Return what is confirmed for a month and has not begun: no visit of it has been agreed on."""
    begun = Visit.objects.filter(agency=agency, accepted_at__isnull=False).values("dispatch")
    return list(
        Dispatch.objects.filter(agency=agency, state=DispatchState.CONFIRMED, month=month)
        .filter(request__state=RequestState.ASSIGNED)
        .exclude(pk__in=begun)
        .select_related("request__enterprise", "request__industry", "request__region")
        .order_by("pk")
    )


def _nobody(facts: Plan, made: Planned) -> list[dict[str, Any]]:
    told = []
    for request in made.unserved:
        why = why_nobody(facts.problem, request)
        sentence = why.sentence
        told.append(
            {
                "request": int(request),
                "ko": sentence.ko,
                "en": sentence.en,
                "full": why.full,
                "reasons": [{"ko": text.ko, "en": text.en, "count": count} for text, count in why.reasons],
            }
        )
    return told


def _proposal(facts: Plan, request: str, expert: str, run: DispatchRun, now: datetime) -> Dispatch:
    made = dispatch_for(facts, request, expert, month=run.month, now=now, by=run.by)
    made.run, made.state = run, DispatchState.PROPOSED
    if request in facts.held:
        made.replaces, made.reason = facts.held[request], run.reason
    return made


def dispatch_for(
    facts: Plan, request: str, expert: str, *, month: date, now: datetime, by: User | None
) -> Dispatch:
    """Return the row of a pair, not stored, with its fit and the parts of it."""
    row, who = facts.requests[request], facts.experts[expert]
    found = fit(facts.profiles[expert], facts.asked[request], facts.rule)
    return Dispatch(
        agency_id=row.agency_id,
        enterprise_id=row.enterprise_id,
        request=row,
        expert=who,
        expert_user_id=who.user_id,
        month=month,
        loads=list(loads_of_visits(row.kind, row.visits_planned, facts.rule)),
        fit=found.value,
        parts=found.parts_as_json(),
        distance_km=found.distance_km,
        made_at=now,
        made_by=by,
    )


def confirm_run(*, run: DispatchRun, by: User, now: datetime) -> DispatchRun:
    """Send everybody a run proposes, as one act; firms and experts are told.

    What was cancelled or given by hand meanwhile is left out. RefusedError unless the run is a proposal, or
    where a month has filled meanwhile.
    """
    with recorded("confirm_run", by):
        _lock(run.agency)
        locked = DispatchRun.objects.select_for_update().get(pk=run.pk)
        if locked.state != RunState.PROPOSED:
            raise refuse("", _("확정할 수 있는 배정안이 아닙니다."))
        proposed = list(
            locked.dispatches.filter(state=DispatchState.PROPOSED)
            .select_related("request", "replaces", "expert__profile__person")
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        _free_the_leaving(locked, now)
        sent = [one for one in proposed if _may_send(one)]
        _check_months(run.agency, sent)
        dropped = [one.pk for one in proposed if one not in sent]
        Dispatch.objects.filter(pk__in=dropped).update(state=DispatchState.DROPPED, ended_at=now)
        for one in sent:
            _send(one, now)
        locked.state, locked.confirmed_at, locked.confirmed_by = RunState.CONFIRMED, now, by
        locked.save(update_fields=["state", "confirmed_at", "confirmed_by"])
        tell_of_dispatches(sent, now=now)
        return locked


def _free_the_leaving(run: DispatchRun, now: datetime) -> None:
    """End what the expert who drops out held; requests that get nobody else wait again."""
    if run.leaving_id is None:
        return
    for one in _movable(run.agency, run.month):
        if one.expert_id == run.leaving_id:
            _replace(one, run.reason, now)


def _replace(old: Dispatch, reason: str, now: datetime) -> None:
    old.state, old.ended_at, old.reason = DispatchState.REPLACED, now, reason[:200]
    old.save(update_fields=["state", "ended_at", "reason"])
    old.request.state = RequestState.OPEN
    old.request.save(update_fields=["state"])


def _may_send(one: Dispatch) -> bool:
    request = VisitRequest.objects.select_for_update(no_key=True).get(pk=one.request_id)
    one.request = request
    if one.replaces is not None and one.replaces.state == DispatchState.CONFIRMED:
        one.replaces.refresh_from_db()
        return request.state in (RequestState.OPEN, RequestState.ASSIGNED)
    return request.state == RequestState.OPEN


def _send(one: Dispatch, now: datetime) -> None:
    old = Dispatch.objects.filter(request=one.request_id, state=DispatchState.CONFIRMED).first()
    if old is not None:
        _replace(old, one.reason, now)
    one.state, one.confirmed_at = DispatchState.CONFIRMED, now
    one.save(update_fields=["state", "confirmed_at"])
    one.request.state = RequestState.ASSIGNED
    one.request.save(update_fields=["state"])


def _check_months(agency: Agency, sent: Sequence[Dispatch]) -> None:
    """Refuse where the visits of an expert's month would pass the capacity: something filled it meanwhile."""
    if not sent:
        return
    first = min(one.month for one in sent)
    months = max(
        (one.month.year - first.year) * 12 + one.month.month - first.month + len(one.loads) for one in sent
    )
    giving = [one.replaces_id for one in sent if one.replaces_id]
    taken = taken_by_month(agency=agency, month=first, months=months, without=giving)
    capacity: Mapping[int, int] = {one.expert_id: one.expert.capacity_month for one in sent}
    for one in sent:
        mine = taken.setdefault(one.expert_id, [0] * months)
        begins = (one.month.year - first.year) * 12 + one.month.month - first.month
        for at, load in enumerate(one.loads, begins):
            mine[at] += load
    full = [one for one in sent if max(taken[one.expert_id]) > capacity[one.expert_id]]
    if full:
        sentence = _(
            "%(name)s 전문가의 방문이 그사이 월 한도를 넘게 되었습니다. 배정안을 다시 만들어 주세요."
        )
        raise refuse("", sentence % {"name": full[0].expert.profile.person.name})


def drop_run(*, run: DispatchRun, by: User, now: datetime) -> DispatchRun:
    """Drop a proposal as a whole; its requests wait on. RefusedError unless it is a proposal or failed."""
    with recorded("drop_run", by):
        locked = DispatchRun.objects.select_for_update().get(pk=run.pk)
        if locked.state not in (RunState.PROPOSED, RunState.QUEUED):
            raise refuse("", _("취소할 수 있는 배정안이 아닙니다."))
        locked.dispatches.filter(state=DispatchState.PROPOSED).update(
            state=DispatchState.DROPPED, ended_at=now
        )
        locked.state = RunState.DROPPED
        locked.save(update_fields=["state"])
        return locked


def give_by_hand(
    *, request: VisitRequest, expert: PoolExpert, reason: str, by: User, now: datetime
) -> Dispatch:
    """Send an expert of the officer's choice, with a reason, instead of whoever was proposed or was to go.

    A proposal of an open run is changed within it; otherwise it holds at once and both are told. RefusedError
    without a reason, for a pair that may not be, or where the expert's month is full.
    """
    if not reason.strip():
        raise refuse("reason", _("바꾸는 사유를 적어 주세요."))
    with recorded("give_by_hand", by):
        _lock(request.agency)
        locked = VisitRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
        if locked.state not in (RequestState.OPEN, RequestState.ASSIGNED):
            raise refuse("", _("이미 끝난 요청입니다."))
        live = list(Dispatch.objects.filter(request=locked, state__in=("proposed", "confirmed")))
        proposed = next((one for one in live if one.state == DispatchState.PROPOSED), None)
        held = next((one for one in live if one.state == DispatchState.CONFIRMED), None)
        month = live[0].month if live else first_of_month(now.astimezone(SEOUL).date())
        facts = problem_for(
            agency=request.agency,
            month=month,
            requests=[locked],
            seed=0,
            held={locked.pk: held} if held else {},
        )
        _check_chosen(facts, str(locked.pk), str(expert.pk))
        made = dispatch_for(facts, str(locked.pk), str(expert.pk), month=month, now=now, by=by)
        made.reason, made.replaces = reason.strip()[:200], held
        if proposed is not None:
            made.run = proposed.run
            proposed.state, proposed.ended_at = DispatchState.DROPPED, now
            proposed.save(update_fields=["state", "ended_at"])
            made.state = DispatchState.PROPOSED
            made.save()
            return made
        if held is not None:
            held.request = locked
            _replace(held, made.reason, now)
        made.state, made.confirmed_at = DispatchState.CONFIRMED, now
        made.save()
        locked.state = RequestState.ASSIGNED
        locked.save(update_fields=["state"])
        tell_of_dispatches([made], now=now)
        return made


def _check_chosen(facts: Plan, request: str, expert: str) -> None:
    """Refuse an expert who may not go, or has no room; one who only fits badly is the officer's to choose."""
    if expert not in facts.experts:
        raise refuse("expert", _("이 달에 계약이 있는 전문가가 아닙니다."))
    row, column = facts.problem.row()[request], facts.problem.column()[expert]
    bar = facts.problem.bar(row, column)
    if bar is not None and bar != too_low(facts.rule):
        why = bar.text(translation.get_language() or "ko")
        raise refuse("expert", _("보낼 수 없는 전문가입니다: %(why)s") % {"why": why})
    job, doctor = facts.problem.jobs[row], facts.problem.doctors[column]
    if any(load > free for load, free in zip(job.loads, doctor.free, strict=False)):
        raise refuse(
            "expert", _("이 전문가의 월 방문이 찼습니다. 다른 전문가를 고르거나 월 방문 수를 늘려 주세요.")
        )


def decline_dispatch(*, dispatch: Dispatch, reason: str, by: User, now: datetime) -> Dispatch:
    """Say as the expert that one cannot go: the request waits again, and this expert is not sent to it.

    RefusedError without a reason, or once a visit has been agreed on.
    """
    if not reason.strip():
        raise refuse("reason", _("갈 수 없는 사유를 적어 주세요."))
    with recorded("decline_dispatch", by):
        # The request before its dispatch, as everywhere.
        VisitRequest.objects.select_for_update(no_key=True).get(pk=dispatch.request_id)
        rows = Dispatch.objects.select_for_update(of=("self",), no_key=True).select_related("request")
        locked = rows.get(pk=dispatch.pk)
        if locked.state != DispatchState.CONFIRMED:
            raise refuse("", _("이미 끝난 배정입니다."))
        if Visit.objects.filter(dispatch=locked, accepted_at__isnull=False).exists():
            raise refuse("", _("방문 시간이 정해졌습니다. 먼저 방문을 취소하거나 담당자에게 알려 주세요."))
        locked.state, locked.ended_at, locked.reason = DispatchState.DECLINED, now, reason.strip()[:200]
        locked.save(update_fields=["state", "ended_at", "reason"])
        VisitRequest.objects.filter(pk=locked.request_id, state=RequestState.ASSIGNED).update(
            state=RequestState.OPEN
        )
        return locked
