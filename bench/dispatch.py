"""Planning of visits: 1,000 requests and 200 experts, everything from profiles to the plan, with its gap.

Four months: visits alone, a sixth of them clinics, more asked for than there is, and somebody who drops out.
"""

import time
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

REQUESTS, EXPERTS = 1_000, 200
MOST_SECONDS = 5.0
TRADES = "56111 56191 56193 56194 56221 10712 47912 96112 96113 14191 47411 85622".split()
TOPICS = "start_up funding management market district technology people law_and_tax".split()
SIDE = 5  # districts lie in a square of so many, about 4 km apart


def run() -> dict[str, Any]:
    """Plan four months; return seconds, requests served, points and their bound."""
    from didim.engines.dispatch import load_rule
    from didim.kernel.definitions import shipped_definitions

    rule = load_rule(shipped_definitions().as_of("expert-fit", date(2026, 11, 1)).values)
    cases = {
        "visits": _month(clinics=0.0, capacity=(4, 9)),
        "with clinics": _month(clinics=1 / 6, capacity=(5, 12)),
        "too many": _month(clinics=1 / 6, capacity=(2, 7)),
    }
    found = {name: _planned(case, rule) for name, case in cases.items()}
    found["drop-out"] = _without_one(cases["with clinics"], rule)
    return {
        "requests": REQUESTS,
        "experts": EXPERTS,
        "months": found,
        "goals_met": all(one["seconds"] <= MOST_SECONDS for one in found.values()),
    }


def _month(*, clinics: float, capacity: tuple[int, int]) -> tuple[Any, Any, Any, Any]:
    """Return requests, experts and their profiles of a made-up month."""
    from didim.engines.dispatch import Doctor, ExpertProfile, Job, RequestProfile

    dice = np.random.default_rng(620)
    middles = {
        f"990{at:02d}": (127.0 + 0.045 * (at % SIDE), 37.5 + 0.036 * (at // SIDE))
        for at in range(SIDE * SIDE)
    }
    regions = list(middles)
    weights = np.array([3.0, 2.0, 1.0] * (len(TRADES) // 3))
    experts, doctors = [], []
    for at in range(EXPERTS):
        served = tuple(sorted(dice.choice(regions, 2 + int(dice.integers(4)), replace=False)))
        many = int(dice.integers(*capacity))
        experts.append(
            ExpertProfile(
                f"e{at:04d}",
                trades=tuple(dice.choice(TRADES, 1 + int(dice.integers(3)), replace=False)),
                topics=tuple(dice.choice(TOPICS, 2 + int(dice.integers(3)), replace=False)),
                regions=served,
                points=tuple(middles[one] for one in served),
                praise=int(dice.integers(30, 50)),
                praised=10,
                visits=int(dice.integers(50)),
            )
        )
        doctors.append(Doctor(f"e{at:04d}", (many,), many))
    requests, jobs = [], []
    for at in range(REQUESTS):
        region = str(dice.choice(regions))
        requests.append(
            RequestProfile(
                f"r{at:05d}",
                trade=str(dice.choice(TRADES, p=weights / weights.sum())),
                topics=tuple(dice.choice(TOPICS, 1 + int(dice.integers(2)), replace=False)),
                region=region,
                point=middles[region],
            )
        )
        loads = (2, 2) if dice.random() < clinics / 2 else (2, 1) if dice.random() < clinics / 2 else (1,)
        jobs.append(Job(f"r{at:05d}", loads, 2 if dice.random() < 1 / 10 else 1))
    return jobs, doctors, requests, experts


def _problem(case: tuple[Any, Any, Any, Any], rule: Any) -> Any:
    from didim.engines.dispatch import Problem, checked, fit_matrix

    jobs, doctors, requests, experts = case
    fits, barred, reasons = fit_matrix(experts, requests, rule)
    return checked(Problem(tuple(jobs), tuple(doctors), fits, 7, rule.balance, barred, reasons))


def _planned(case: tuple[Any, Any, Any, Any], rule: Any) -> dict[str, Any]:
    from didim.engines.dispatch import plan

    began, worked = time.perf_counter(), time.process_time()
    made = plan(_problem(case, rule))
    return _figures(made, began, worked)


def _without_one(case: tuple[Any, Any, Any, Any], rule: Any) -> dict[str, Any]:
    """Plan a month again without the busiest expert."""
    from didim.engines.dispatch import plan, replan

    first = plan(_problem(case, rule))
    held = list(first.pairs.values())
    leaving = max(sorted(set(held)), key=held.count)
    jobs, doctors, requests, experts = case
    left = [one.id != leaving for one in doctors]
    smaller = (
        jobs,
        [one for one, stays in zip(doctors, left, strict=True) if stays],
        requests,
        [one for one, stays in zip(experts, left, strict=True) if stays],
    )
    began, worked = time.perf_counter(), time.process_time()
    standing = frozenset(pair for pair in first.pairs.items() if pair[1] != leaving)
    made = replan(replace(_problem(smaller, rule), standing=standing))
    return {**_figures(made, began, worked), "held": held.count(leaving), "moved": len(made.moved)}


def _figures(made: Any, began: float, worked: float) -> dict[str, Any]:
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(time.process_time() - worked, 2),
        "served": len(made.pairs),
        "points": made.points,
        "points_bound": made.points_bound,
        "gap_per_cent": round(100 * made.gap, 4),
        "proved_best": made.exact,
    }
