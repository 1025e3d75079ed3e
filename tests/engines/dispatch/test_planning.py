from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.dispatch import (
    FULL_FIT,
    Balance,
    Doctor,
    Job,
    Problem,
    load_plan,
    load_problem,
    loads_of,
    make_problem,
    plan,
    replan,
)
from didim.engines.dispatch.problem import checked
from didim.kernel.wording import Text

NO = Text("아니요.", "No.")
NOBODY = None


@st.composite
def problems(draw, *, clinics=True, most_jobs=5, most_doctors=3):
    loads = st.sampled_from([(1,), (2,), (2, 1), (1, 2)] if clinics else [(1,)])
    jobs = [
        Job(f"r{at}", draw(loads), draw(st.integers(1, 2))) for at in range(draw(st.integers(1, most_jobs)))
    ]
    doctors = [
        Doctor(
            f"e{at}",
            tuple(draw(st.lists(st.integers(0, 4), min_size=1, max_size=2))),
            draw(st.integers(0, 5)),
            draw(st.integers(0, 2)),
        )
        for at in range(draw(st.integers(1, most_doctors)))
    ]
    pairs = list(product((job.id for job in jobs), (one.id for one in doctors)))
    fits = {pair: draw(st.integers(0, 20)) * 50 for pair in pairs}
    forbidden = {pair: NO for pair in pairs if draw(st.integers(0, 4)) == 0}
    standing = {job.id: draw(st.sampled_from([NOBODY, *(one.id for one in doctors)])) for job in jobs}
    return make_problem(
        jobs,
        doctors,
        fits,
        seed=draw(st.integers(0, 9)),
        balance=draw(st.sampled_from([Balance(), Balance(((50, 60), (80, 150)))])),
        forbidden=forbidden,
        standing=[(job, one) for job, one in standing.items() if one is not NOBODY],
    )


def feasible(problem: Problem, pairs) -> bool:
    row, column = problem.row(), problem.column()
    if any(problem.bar(row[job], column[one]) for job, one in pairs.items()):
        return False
    loads = loads_of(problem, pairs)
    return all(
        load <= (one.free[at] if at < len(one.free) else one.free[-1])
        for one in problem.doctors
        for at, load in enumerate(loads.get(one.id, ()))
    )


def value(problem: Problem, pairs) -> tuple[int, int, int]:
    """Weight served, standing pairs kept, points: worked out from the words of the rule alone."""
    row, column = problem.row(), problem.column()
    points = sum(int(problem.fits[row[job], column[one]]) for job, one in pairs.items())
    for one in problem.doctors:
        visits = loads_of(problem, pairs).get(one.id, [0])[0]
        points -= sum(problem.balance.cost(one.taken + at, one.capacity) for at in range(visits))
    kept = sum(pairs.get(job) == one for job, one in problem.standing)
    return sum(job.weight for job in problem.jobs if job.id in pairs), kept, points


def every_plan(problem: Problem):
    ids = [NOBODY, *(one.id for one in problem.doctors)]
    for chosen in product(ids, repeat=len(problem.jobs)):
        pairs = {job.id: one for job, one in zip(problem.jobs, chosen, strict=True) if one is not NOBODY}
        if feasible(problem, pairs):
            yield pairs


@settings(max_examples=150, deadline=None)
@given(problems(clinics=False))
def test_plan_of_single_visits_is_the_best_there_is(problem):
    made = plan(problem)
    best = max((value(problem, pairs)[0], value(problem, pairs)[2]) for pairs in every_plan(problem))
    served, _kept, points = value(problem, made.pairs)
    assert feasible(problem, made.pairs)
    assert (served, points) == best
    assert made.points == points
    assert made.exact
    assert made.gap == 0


@settings(max_examples=150, deadline=None)
@given(problems())
def test_no_plan_of_clinics_passes_the_bound(problem):
    made = plan(problem)
    best = max((value(problem, pairs)[0], value(problem, pairs)[2]) for pairs in every_plan(problem))
    served, _kept, points = value(problem, made.pairs)
    assert feasible(problem, made.pairs)
    assert (served, points) <= best
    assert made.points == points
    if served == best[0]:
        assert points <= best[1] <= made.points_bound
    if made.exact:
        assert (served, points) == best


@settings(max_examples=150, deadline=None)
@given(problems(clinics=False))
def test_new_plan_serves_most_then_changes_least_then_fits_best(problem):
    made = replan(problem)
    assert value(problem, made.pairs) == max(value(problem, pairs) for pairs in every_plan(problem))
    assert made.kept == value(problem, made.pairs)[1]
    assert len(made.moved) == len(problem.standing) - made.kept


@settings(max_examples=60, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_plan_does_not_hang_on_the_order_of_what_came_in(problem, random):
    row, column = problem.row(), problem.column()
    jobs, doctors = list(problem.jobs), list(problem.doctors)
    random.shuffle(jobs)
    random.shuffle(doctors)
    fits = {
        (job.id, one.id): int(problem.fits[row[job.id], column[one.id]]) for job in jobs for one in doctors
    }
    forbidden = {pair: NO for pair in fits if problem.bar(row[pair[0]], column[pair[1]])}
    again = make_problem(
        jobs,
        doctors,
        fits,
        seed=problem.seed,
        balance=problem.balance,
        forbidden=forbidden,
        standing=problem.standing,
    )
    assert plan(again) == plan(problem)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_plan_can_be_made_again_from_its_text(problem):
    again = load_problem(problem.as_json())
    assert again.canonical() == problem.canonical()
    assert plan(again).as_json() == plan(problem).as_json()
    assert load_plan(plan(problem).as_json()) == plan(problem)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_fixed_pair_stands_in_every_plan(problem):
    pair = (problem.jobs[0].id, problem.doctors[0].id)
    fixed = replace(problem, fixed=frozenset({pair}))
    assert plan(fixed).pairs[pair[0]] == pair[1]
    assert replan(fixed).pairs[pair[0]] == pair[1]


@settings(max_examples=60, deadline=None)
@given(problems())
def test_request_left_out_finds_nobody_with_room(problem):
    made = plan(problem)
    for request in made.unserved:
        for one in problem.doctors:
            assert not feasible(problem, {**made.pairs, request: one.id})


def test_equal_plans_are_decided_by_the_seed():
    jobs, doctors = [Job("r")], [Doctor("a", (1,), 4), Doctor("b", (1,), 4)]
    fits = {("r", "a"): 500, ("r", "b"): 500}
    found = {plan(make_problem(jobs, doctors, fits, seed=seed)).pairs["r"] for seed in range(20)}
    assert found == {"a", "b"}


def test_full_months_give_way_to_empty_ones():
    jobs = [Job(f"r{at}") for at in range(4)]
    doctors = [Doctor("a", (4,), 4), Doctor("b", (4,), 4)]
    fits = {(job.id, one.id): 600 if one.id == "a" else 500 for job in jobs for one in doctors}
    uneven = plan(make_problem(jobs, doctors, fits, seed=1))
    even = plan(make_problem(jobs, doctors, fits, seed=1, balance=Balance(((50, 200),))))
    assert loads_of(make_problem(jobs, doctors, fits, seed=1), uneven.pairs) == {"a": [4]}
    assert loads_of(make_problem(jobs, doctors, fits, seed=1), even.pairs) == {"a": [2], "b": [2]}


def test_expert_who_drops_out_moves_only_their_own_requests():
    jobs = [Job(f"r{at:02d}") for at in range(20)]
    doctors = [Doctor(f"e{at}", (5,), 5) for at in range(5)]
    rng = np.random.default_rng(3)
    fits = {(job.id, one.id): int(rng.integers(0, 20)) * 50 for job in jobs for one in doctors}
    first = plan(make_problem(jobs, doctors, fits, seed=3))
    gone = first.pairs["r00"]
    left = [one for one in doctors if one.id != gone] + [Doctor("new", (5,), 5)]
    second = replan(make_problem(jobs, left, fits, seed=3, standing=first.pairs.items()))
    assert second.unserved == ()
    assert second.moved == ()
    assert {job for job in first.pairs if first.pairs[job] != second.pairs[job]} == {
        job for job, one in first.pairs.items() if one == gone
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"jobs": (Job("r", (0,)),)},
        {"jobs": (Job("r", (1,), 0),)},
        {"doctors": (Doctor("e", (-1,), 2),)},
        {"balance": Balance(((50, 90), (80, 20)))},
        {"fits": np.full((1, 1), FULL_FIT + 1)},
        {"fits": np.zeros((2, 1), np.int64)},
        {"barred": np.ones((1, 1), np.int64)},
        {"fixed": frozenset({("r", "nobody")})},
    ],
)
def test_problem_that_contradicts_itself_is_refused(wrong):
    right = make_problem([Job("r")], [Doctor("e", (1,), 2)], {("r", "e"): 500}, seed=0)
    with pytest.raises(ValueError, match=r"."):
        checked(replace(right, **wrong))
