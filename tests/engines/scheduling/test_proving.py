import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.scheduling import (
    BreachKind,
    Meeting,
    Session,
    Status,
    Timetable,
    breaches,
    breaks_of,
    parse_dzn,
    prove,
    prove_all,
    read_dzn,
)

from .building import SMALL, fewest_breaks, timetables

PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data" / "b2b"
needs_published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason=f"the published instances are not at {PUBLISHED}"
)


@settings(max_examples=120)
@given(timetables(), st.one_of(st.none(), st.integers(0, 2)))
def test_proof_is_what_brute_force_finds(timetable, fairness):
    best = fewest_breaks(timetable, fairness)
    proof = prove(timetable, fairness)
    if best is None:
        assert (proof.status, proof.slots, proof.breaks) == (Status.INFEASIBLE, None, None)
    else:
        assert (proof.status, proof.breaks, proof.bound) == (Status.OPTIMAL, best, best)
        assert breaches(timetable, proof.slots, fairness=fairness) == []
        assert sum(breaks_of(timetable, proof.slots)) == best
    assert prove(timetable, fairness) == proof


@settings(max_examples=20)
@given(timetables())
def test_several_values_of_fairness_at_once_are_each_alone(timetable):
    wanted = [2, None, 0, 1]
    found = prove_all(timetable, wanted)
    assert [one.fairness for one in found] == wanted
    for one in found:
        assert (one.status, one.breaks) == (
            prove(timetable, one.fairness).status,
            prove(timetable, one.fairness).breaks,
        )
        assert one.slots is None or breaches(timetable, one.slots, fairness=one.fairness) == []


def test_everybody_with_breaks_is_fair_when_all_have_as_many():
    """Two who meet in slots 1 and 3 only, and two others likewise: a break each, so a difference of none."""
    pairs = ((0, 1), (0, 1), (2, 3), (2, 3))
    timetable = Timetable(4, 2, 3, 3, tuple(Meeting(*pair) for pair in pairs), (frozenset({1}),) * 4)
    assert [one.breaks for one in prove_all(timetable, [0, 1])] == [4, 4]
    crowded = Timetable(4, 1, 4, 4, timetable.meetings, (frozenset(),) * 4)
    assert [one.breaks for one in prove_all(crowded, [0, None])] == [0, 0]


def test_small_file_has_its_optimum():
    timetable = parse_dzn(SMALL)
    assert prove(timetable).breaks == fewest_breaks(timetable, None) == 0


def test_time_over_leaves_what_is_known():
    timetable = parse_dzn(SMALL)
    (proof,) = prove_all(timetable, [None], seconds=0)
    assert proof.status in (Status.UNKNOWN, Status.FEASIBLE, Status.OPTIMAL)


@pytest.mark.parametrize(
    ("slots", "kinds"),
    [
        ((0, 1, 2, 2, 3), [BreachKind.TWO_PLACES]),
        ((0, 1, 2, 3, 0), [BreachKind.PRECEDENCE, BreachKind.TWO_PLACES]),
        ((0, 0, 2, 3, 1), [BreachKind.FORBIDDEN, BreachKind.TWO_PLACES]),
        ((0, 2, 3, 1, 3), [BreachKind.SESSION, BreachKind.SESSION]),
        ((0, 1, 2, 3, 9), [BreachKind.NO_SUCH_SLOT]),
        ((0, 1), [BreachKind.NO_SUCH_SLOT]),
    ],
)
def test_checker_names_what_is_broken(slots, kinds):
    found = breaches(parse_dzn(SMALL), slots)
    assert [one.kind for one in found] == kinds
    assert all(one.sentence.ko and one.sentence.en for one in found)


def test_checker_sees_tables_fixed_slots_and_fairness():
    meetings = (Meeting(0, 1, fixed=1), Meeting(2, 3), Meeting(0, 2))
    timetable = Timetable(4, 1, 4, 4, meetings, (frozenset(),) * 4)
    found = breaches(timetable, (0, 0, 3), fairness=0)
    assert [one.kind for one in found] == [BreachKind.FIXED, BreachKind.TABLES, BreachKind.FAIRNESS]


def test_session_of_a_whole_day_is_open():
    timetable = Timetable(2, 1, 3, 1, (Meeting(0, 1, Session.AFTERNOON),), (frozenset({1}), frozenset()))
    assert timetable.open_slots(0) == {2}


@needs_published
@pytest.mark.shared_data
@pytest.mark.parametrize("variant", ["original", "forb0003", "prec15"])
@pytest.mark.parametrize("instance", ["tic-12", "tic-12crafc", "forumt-14crafd"])
def test_published_optimum_is_reached(instance, variant):
    with (PUBLISHED / "published_results.csv").open(encoding="utf-8") as lines:
        rows = [
            row for row in csv.DictReader(lines) if (row["instance"], row["variant"]) == (instance, variant)
        ]
    timetable = read_dzn(PUBLISHED / f"{instance}.{variant}.dzn")
    proofs = prove_all(timetable, [int(row["d"]) for row in rows])
    assert [str(one.breaks) if one.breaks is not None else "-" for one in proofs] == [
        row["obj"] for row in rows
    ]
    assert all(
        one.slots is None or breaches(timetable, one.slots, fairness=one.fairness) == [] for one in proofs
    )
