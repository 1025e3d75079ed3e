import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.assignment import (
    Draw,
    Entry,
    Impossible,
    Seat,
    assign,
    load_problem,
    make_problem,
    reassign,
)
from didim.engines.assignment.problem import make_grid
from didim.engines.assignment.searching import _Arcs, _Search, sums_of
from didim.kernel.hash_chains import canonical_json
from tests.engines.assignment.building import (
    TIED,
    all_draws,
    best_by_brute_force,
    problem_of,
    problems,
)


def pairs_of(draw):
    return {(pair.application, pair.reviewer) for pair in draw.pairs}


@settings(max_examples=300)
@given(problems())
def test_draw_is_what_brute_force_finds_best(problem):
    best = best_by_brute_force(problem)
    draw = assign(problem)
    if best is None:
        assert isinstance(draw, Impossible)
        assert draw.shortages
    else:
        assert (draw.least, draw.total, draw.exact) == (*best, True)
        assert (draw.least_bound, draw.total_bound) == best
        assert (draw.least_gap, draw.total_gap) == (0, 0)


@given(problems())
def test_draw_keeps_the_rules(problem):
    draw = assign(problem)
    if isinstance(draw, Impossible):
        return
    pairs = pairs_of(draw)
    assert len(pairs) == len(draw.pairs) == len(problem.entries) * problem.reviewers_each
    assert not pairs & problem.forbidden.keys()
    assert pairs >= problem.fixed
    assert {(one.application, one.reviewer) for one in draw.pairs if one.fixed} == problem.fixed
    loads = draw.loads()
    assert all(seat.min_load <= loads.get(seat.id, 0) <= seat.max_load for seat in problem.seats)


@given(problems())
def test_search_for_large_draws_stays_between_brute_force_and_its_bounds(problem):
    best = best_by_brute_force(problem)
    if best is None:
        return
    grid = make_grid(problem)
    everything = _Arcs(grid, grid.open)
    start = everything.draw(grid.need * 0 + 64)
    found = _Search(grid, everything, start).found()
    sums = sums_of(grid, found.drawn)
    assert (found.least, found.total) == (sums.min(), sums.sum())
    assert found.least <= best[0] <= found.least_bound
    assert found.total <= found.total_bound
    if found.least == best[0]:
        assert found.total <= best[1] <= found.total_bound


@given(problems(), st.randoms())
def test_same_seed_and_input_give_the_same_draw_in_any_order(problem, random):
    fits = {
        (entry.id, seat.id): int(problem.fits[row, column])
        for row, entry in enumerate(problem.entries)
        for column, seat in enumerate(problem.seats)
    }
    shuffled = [list(problem.entries), list(problem.seats), list(fits.items())]
    for rows in shuffled:
        random.shuffle(rows)
    again = make_problem(
        shuffled[0],
        shuffled[1],
        dict(shuffled[2]),
        reviewers_each=problem.reviewers_each,
        seed=problem.seed,
        forbidden=problem.forbidden,
        fixed=problem.fixed,
    )
    assert again.canonical() == problem.canonical()
    assert assign(again) == assign(problem)


@given(problems())
def test_draw_can_be_made_again_from_its_stored_input(problem):
    stored = json.loads(problem.canonical())
    again = load_problem(stored)
    assert again.hash == problem.hash
    assert assign(again) == assign(problem)


def test_fairness_comes_before_the_total():
    # r0 fits both best; the total alone would give a0 the good one and leave a1 with nothing
    draw = assign(problem_of([[1000, 400], [600, 0]], loads=[(0, 1), (0, 1)]))
    assert pairs_of(draw) == {("a0", "r1"), ("a1", "r0")}
    assert (draw.least, draw.total, draw.weakest) == (400, 1000, ("a0",))


def test_equal_fits_are_drawn_by_the_seed():
    draws = {
        seed: tuple(sorted(pairs_of(assign(problem_of([[500] * 6] * 2, seed=seed))))) for seed in range(12)
    }
    assert len(set(draws.values())) > 6
    assert draws[3] == tuple(sorted(pairs_of(assign(problem_of([[500] * 6] * 2, seed=3)))))


def test_lots_hang_on_seed_and_ids_alone():
    few = make_grid(problem_of([[0, 0], [0, 0]], seed=7))
    more = make_grid(problem_of([[0, 0, 0]] * 5, seed=7))
    assert (more.lots[:2, :2] == few.lots).all()
    assert few.lots.tolist() == [[357, 657], [416, 360]]


def test_panels_part_the_draw():
    entries = [Entry("a1", "ict"), Entry("a2", "bio"), Entry("a3")]
    seats = [Seat("r1", 2, panel="ict"), Seat("r2", 2, panel="bio"), Seat("r3", 1)]
    fits = {("a1", "r2"): 1000, ("a2", "r1"): 1000, ("a3", "r3"): 900, ("a3", "r1"): 100}
    draw = assign(make_problem(entries, seats, fits, reviewers_each=1, seed=1))
    assert pairs_of(draw) <= {("a1", "r1"), ("a2", "r2"), ("a3", "r3"), ("a1", "r3"), ("a2", "r3")}
    assert ("a3", "r3") in pairs_of(draw)


def test_draw_of_nothing_is_empty():
    draw = assign(problem_of([]))
    assert (draw.pairs, draw.least, draw.total, draw.exact) == ((), 0, 0, True)


def test_draw_is_written_in_whole_numbers_and_text():
    draw = assign(problem_of([[1000, 400], [600, 0]], loads=[(0, 1), (0, 1)]))
    assert isinstance(draw, Draw)
    content = draw.as_json()
    assert json.loads(canonical_json(content)) == content
    assert content["pairs"] == [["a0", "r1", 400, False], ["a1", "r0", 600, False]]


@settings(max_examples=200)
@given(problems(), st.data())
def test_reassigning_changes_the_fewest_pairs_and_then_fits_best(problem, data):
    before = assign(problem)
    if isinstance(before, Impossible):
        return
    gone = data.draw(st.sampled_from(problem.seats))
    now = make_problem(
        problem.entries,
        [seat for seat in problem.seats if seat.id != gone.id],
        {
            (entry.id, seat.id): int(problem.fits[row, column])
            for row, entry in enumerate(problem.entries)
            for column, seat in enumerate(problem.seats)
        },
        reviewers_each=problem.reviewers_each,
        seed=problem.seed,
        forbidden=problem.forbidden,
        fixed=[pair for pair in problem.fixed if pair[1] != gone.id],
    )
    old = pairs_of(before)
    ranks = []
    for chosen in all_draws(now):
        drawn = {(f"a{row}", now.seats[at].id) for row, columns in enumerate(chosen) for at in columns}
        fits = sum(int(now.fits[row, at]) for row, columns in enumerate(chosen) for at in columns)
        ranks.append((len((drawn | now.fixed) & old), fits))
    after = reassign(now, old)
    if not ranks:
        assert isinstance(after, Impossible)
        return
    pairs = pairs_of(after.draw)
    drawn_fit = sum(pair.fit for pair in after.draw.pairs if not pair.fixed)
    assert (len(pairs & old), drawn_fit) == max(ranks)
    assert (set(after.kept), set(after.added), set(after.removed)) == (pairs & old, pairs - old, old - pairs)


def test_nobody_moves_when_a_replacement_is_free():
    fits = [[900, 100, 500], [800, 100, 400], [100, 900, 300]]
    problem = problem_of(fits)
    before = pairs_of(assign(problem))
    assert before == {("a0", "r0"), ("a1", "r0"), ("a2", "r1")}
    excluded = problem_of(fits, forbidden={("a0", "r0"): (TIED,)})
    after = reassign(excluded, before)
    assert (after.removed, after.added) == ((("a0", "r0"),), (("a0", "r2"),))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"entries": [Entry("a"), Entry("a")]}, "두 번"),
        ({"seats": [Seat("r", 1), Seat("r", 1)]}, "두 번"),
        ({"seats": [Seat("r", 1, 2)]}, "최소 건수"),
        ({"fits": {("a", "r"): 1001}}, "적합도"),
        ({"fits": {("a", "r"): -1}}, "적합도"),
        ({"reviewers_each": 0}, "한 명"),
        ({"fixed": [("a", "x")]}, "모르는"),
    ],
)
def test_problem_that_contradicts_itself_is_refused(change, sentence):
    values = {
        "entries": [Entry("a")],
        "seats": [Seat("r", 1)],
        "fits": {("a", "r"): 1, ("x", "r"): 1},
        "reviewers_each": 1,
        "seed": 0,
        "forbidden": {("x", "r"): [TIED]},
    }
    assert isinstance(assign(make_problem(**values)), Draw)
    with pytest.raises(ValueError, match=sentence):
        make_problem(**(values | change))


def test_stored_input_of_another_size_is_refused():
    content = problem_of([[1, 2]]).as_json()
    content["fits"] = [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match="reshape"):
        load_problem(content)
