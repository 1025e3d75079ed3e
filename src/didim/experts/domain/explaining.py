"""Every pair of a request explained, and what a pair would cost the others."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from didim.engines.dispatch import (
    Fit,
    Nobody,
    Price,
    Why,
    fit,
    load_plan,
    load_problem,
    plan,
    price_of,
    why,
    why_nobody,
)
from didim.experts.domain.facts import problem_for
from didim.experts.domain.months import first_of_month
from didim.experts.models import DispatchRun, PoolExpert, VisitRequest
from didim.kernel.calendar import SEOUL


@dataclass(frozen=True, slots=True)
class PairRow:
    """An expert and a request: how well they fit, and why the one goes to the other or not."""

    expert: PoolExpert
    fit: Fit
    why: Why


@dataclass(frozen=True, slots=True)
class Explained:
    """All experts of a month for one request, the best first; why nobody, where nobody can go."""

    month: date
    rows: list[PairRow]
    nobody: Nobody | None


def explain(*, request: VisitRequest, now: datetime, run: DispatchRun | None = None) -> Explained:
    """Return how every expert under contract fits a request, and why each goes or not.

    With a `run` that planned the request, as it was planned there among all others; else as things stand.
    """
    today = first_of_month(now.astimezone(SEOUL).date())
    month = run.month if run is not None else max(today, first_of_month(request.wanted_from))
    held = {one.request_id: one for one in request.dispatches.filter(state="confirmed")}
    facts = problem_for(agency=request.agency, month=month, requests=[request], seed=0, held=held)
    key = str(request.pk)
    problem, made = facts.problem, plan(facts.problem)
    if run is not None and run.problem:
        kept = load_problem(json.loads(run.problem))
        if key in kept.row():
            problem, made = kept, load_plan(run.result)
    rows = [
        PairRow(
            expert, fit(facts.profiles[name], facts.asked[key], facts.rule), why(problem, made, key, name)
        )
        for name, expert in facts.experts.items()
        if name in problem.column()
    ]
    rows.sort(key=lambda row: (bool(row.fit.bars), -row.why.fit, row.expert.pk))
    nobody = why_nobody(problem, key) if key in made.unserved else None
    return Explained(month, rows, nobody)


def price(*, run: DispatchRun, request: VisitRequest, expert: PoolExpert) -> Price | None:
    """Return what sending an expert would cost the others of a run; None where the run knows not both."""
    problem, made = load_problem(json.loads(run.problem)), load_plan(run.result)
    key, name = str(request.pk), str(expert.pk)
    if key not in problem.row() or name not in problem.column():
        return None
    return price_of(problem, made, key, name)
