"""The fewest idle gaps of a small fair, proved from below on clauses, as for the published timetables.

No gap? One at most? Two? The first yes is the least there can be. A question may take so many contradictions
(not seconds) of the solver, so that the answer is the same everywhere.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from pysat.solvers import Solver

from didim.engines.scheduling.encoding import Encoding
from didim.engines.scheduling.fairs import Fair
from didim.engines.scheduling.timetables import Meeting, Timetable

_ENGINE = "glucose4"  # CaDiCaL takes no limit of contradictions here
_CONTRADICTIONS = 4_000  # about a second of processor


def fewest_gaps(
    fair: Fair,
    numbers: Sequence[int],
    pinned: Mapping[int, int],
    *,
    span: range,
    effort: float,
) -> tuple[dict[int, int] | None, int]:
    """Return slots with the fewest idle gaps and their number, asking for each number in `span`.

    Without slots the number is one that cannot be gone below: either the effort, about so many seconds of
    processor, was over, or nothing in the span is possible. Every meeting must take place.
    """
    steps = [slot for slot in range(fair.slots) if slot not in fair.breaks]
    timetable = _timetable(fair, numbers, pinned, steps)
    limits = list(_limits(fair, numbers, steps))
    left = round(effort * _CONTRADICTIONS)
    for gaps in span:
        encoding = Encoding(timetable, unbroken=gaps == 0)
        if gaps:
            encoding.at_most(gaps)
        for among, step, most in limits:
            encoding.limit(among, step, most)
        with Solver(name=_ENGINE, bootstrap_with=encoding.clauses.clauses) as solver:
            solver.conf_budget(max(left, 1))
            answer = solver.solve_limited()
            left -= solver.accum_stats()["conflicts"]
            if answer is None:
                return None, gaps
            if answer:
                true = {literal for literal in solver.get_model() if literal > 0}
                found = {
                    number: steps[step]
                    for number, places in zip(numbers, encoding.lies, strict=True)
                    for step, literal in places.items()
                    if literal in true
                }
                return found, gaps
    return None, span.stop


def _timetable(
    fair: Fair, numbers: Sequence[int], pinned: Mapping[int, int], steps: Sequence[int]
) -> Timetable:
    """Return the meetings as a timetable without breaks: each attendee and meeting by its place in a list."""
    parties = [(fair.wishes[number].partner, fair.wishes[number].firm) for number in numbers]
    who = {one: at for at, one in enumerate(dict.fromkeys(one for pair in parties for one in pair))}
    at = {number: place for place, number in enumerate(numbers)}
    step_of = {slot: step for step, slot in enumerate(steps)}
    meetings = tuple(
        Meeting(
            who[partner],
            who[firm],
            fixed=step_of[pinned[number]] if number in pinned else None,
            after=tuple(at[before] for before in fair.wishes[number].after if before in at),
            forbidden=frozenset(
                step for step, slot in enumerate(steps) if not fair.allowed[number] >> slot & 1
            ),
        )
        for number, (partner, firm) in zip(numbers, parties, strict=True)
    )
    tables = max((sum(many[slot] for many in fair.places_open.values()) for slot in steps), default=0)
    return Timetable(len(who), tables, len(steps), len(steps), meetings, (frozenset(),) * len(who))


def _limits(
    fair: Fair, numbers: Collection[int], steps: Sequence[int]
) -> Iterator[tuple[list[int], int, int]]:
    """Yield (meetings, step, how many of them at most) for places of each kind and for interpreters.

    Interpreters suffice when they do for every set of languages (Hall 1935).
    """
    wishes = [fair.wishes[number] for number in numbers]
    spoken = sorted({wish.language for wish in wishes if wish.language})
    sets = [frozenset(some) for many in range(1, len(spoken) + 1) for some in combinations(spoken, many)]
    for step, slot in enumerate(steps):
        for video, many in fair.places_open.items():
            yield [at for at, wish in enumerate(wishes) if wish.video is video], step, many[slot]
        for languages in sets:
            able = sum(bool(one.languages & languages) for one in fair.interpreters_there[slot])
            yield [at for at, wish in enumerate(wishes) if wish.language in languages], step, able
