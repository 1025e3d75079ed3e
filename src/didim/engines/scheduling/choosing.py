"""Which meetings take place: the best choice within everybody's most, as a flow of least cost (exact).

Served first are meetings that both asked for, then those a partner asked for, then those a firm asked for:
one more of the higher kind is worth more than all of the lower. A meeting that lifts somebody towards the
fewest they should have counts as one more of the highest kind. Within a kind decides the score, then time.
Once that is settled, spare wishes lift those who still have too few: as many lifts as there can be, with as
few spare meetings as can be, then by score and time. No spare one takes the place of one asked for.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from didim.engines.scheduling.fairs import Asked, Attendee, Fair, checked

_POINTS = 1000  # the most that score and time together add within a kind, less one
_EARLIER = 100
_KINDS = (Asked.FIRM, Asked.PARTNER, Asked.BOTH)

Steps = Mapping[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen wishes by number; `value` sums the gains of those asked for, no choice has more than `bound`.

    `spare` are the chosen ones that nobody asked for; `below_least` are those who have too few all the same.
    """

    wishes: tuple[int, ...]
    value: int
    bound: int
    below_least: tuple[str, ...]
    spare: tuple[int, ...] = ()

    @property
    def gap(self) -> float:
        """Return how far the value may lie below the best, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


def choose(fair: Fair, pinned: Collection[int] = ()) -> Choice:
    """Return the best choice; what was declined, or has no slot even alone, is not among it.

    `pinned` wishes are chosen first, whoever asked for them and however many somebody has then.
    """
    numbers = [at for at in eligible(checked(fair)) if at not in pinned]
    asked = [at for at in numbers if fair.wishes[at].asked is not Asked.SPARE]
    earned, floor = gains(fair, {*asked, *pinned})
    counts = counts_of(fair, pinned)
    steps = {
        one.id: _steps(most_of(fair, one) - counts[one.id], one.least - counts[one.id], floor)
        for one in fair.everybody
    }
    most = min(places_in_all(fair) - len(pinned), len(asked))
    taken, value = _best(fair, {at: earned[at] for at in asked}, steps, most)
    value += sum(earned[at] for at in pinned)
    value += floor * sum(min(counts[one.id], one.least, most_of(fair, one)) for one in fair.everybody)
    taken = (*taken, *pinned)
    spare = _lifts(fair, taken, [at for at in numbers if fair.wishes[at].asked is Asked.SPARE])
    chosen = tuple(sorted((*taken, *spare)))
    spare = tuple(at for at in chosen if fair.wishes[at].asked is Asked.SPARE)
    return Choice(chosen, value, value, _below_least(fair, chosen), spare)


def eligible(fair: Fair) -> list[int]:
    """Return the wishes that nobody declined and that have a slot if they are the only one."""
    return [at for at, wish in enumerate(fair.wishes) if not wish.declined and fair.allowed[at]]


def places_in_all(fair: Fair) -> int:
    """Return how many meetings there are places for, slot by slot."""
    return sum(max(0, many) for counts in fair.places_open.values() for many in counts)


def most_of(fair: Fair, one: Attendee) -> int:
    """Return the most meetings somebody can have: no more than there are slots in which they are there."""
    return min(one.most, fair.present[one.id].bit_count())


def gains(fair: Fair, numbers: Iterable[int]) -> tuple[dict[int, int], int]:
    """Return what each of these wishes adds, and what a meeting towards somebody's least adds.

    One of a kind is worth more than all lower ones that could take place together. Spare ones add nothing.
    """
    numbers = list(numbers)
    room = min(places_in_all(fair), len(numbers)) + 1
    unit = 1
    base = {}
    for kind in _KINDS:
        base[kind] = unit * _POINTS if kind is Asked.FIRM else unit
        count = min(room, sum(fair.wishes[at].asked is kind for at in numbers) + 1)
        unit = (base[kind] + _POINTS) * count
    points = _points(fair, numbers)
    earned = {
        at: 0 if fair.wishes[at].asked is Asked.SPARE else base[fair.wishes[at].asked] + points[at]
        for at in numbers
    }
    return earned, base[Asked.BOTH]


def _points(fair: Fair, numbers: list[int]) -> dict[int, int]:
    latest = max((fair.wishes[at].order for at in numbers), default=0) + 1
    return {
        at: fair.wishes[at].score * (_POINTS - _EARLIER) // 1001
        + (_EARLIER - 1) * (latest - fair.wishes[at].order) // latest
        for at in numbers
    }


def _steps(most: int, least: int, floor: int) -> list[tuple[int, int]]:
    """Return how many meetings somebody can have at which gain: the first ones count more."""
    least = max(0, min(least, most))
    return [(count, gain) for count, gain in ((least, floor), (most - least, 0)) if count > 0]


def _lifts(fair: Fair, taken: tuple[int, ...], spare: list[int]) -> tuple[int, ...]:
    """Return the spare wishes that lift somebody towards their least, in what the taken ones leave."""
    counts = counts_of(fair, taken)
    left = places_in_all(fair) - len(taken)
    points = _points(fair, spare)
    one_fewer = _POINTS * (len(spare) + 1)
    one_lift = one_fewer * (len(spare) + 1)
    steps = {
        one.id: _steps(most_of(fair, one) - counts[one.id], one.least - counts[one.id], one_lift)
        for one in fair.everybody
    }
    return _best(fair, {at: points[at] - one_fewer for at in spare}, steps, min(left, len(spare)))[0]


def _best(fair: Fair, earned: Mapping[int, int], steps: Steps, most: int) -> tuple[tuple[int, ...], int]:
    """Return at most `most` wishes that earn the most within everybody's steps, and what they earn."""
    from ortools.graph.python import min_cost_flow

    numbers = list(earned)
    if not numbers or most <= 0:
        return (), 0
    partner = {one.id: at for at, one in enumerate(fair.partners)}
    firm = {one.id: at + len(partner) for at, one in enumerate(fair.firms)}
    source = len(partner) + len(firm)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.array([partner[fair.wishes[at].partner] for at in numbers], np.int64),
        np.array([firm[fair.wishes[at].firm] for at in numbers], np.int64),
        np.ones(len(numbers), np.int64),
        np.array([-earned[at] for at in numbers], np.int64),
    )
    for name, node in partner.items():
        for capacity, gain in steps[name]:
            solver.add_arc_with_capacity_and_unit_cost(source, node, capacity, -gain)
    for name, node in firm.items():
        for capacity, gain in steps[name]:
            solver.add_arc_with_capacity_and_unit_cost(node, source + 1, capacity, -gain)
    # What is not worth a meeting goes past everybody: the flow need not be as large as it can be.
    solver.add_arc_with_capacity_and_unit_cost(source, source + 1, most, 0)
    solver.set_node_supply(source, most)
    solver.set_node_supply(source + 1, -most)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise OverflowError(f"신청의 수가 계산 범위를 넘습니다({status}).")
    taken = tuple(at for arc, at in enumerate(numbers) if solver.flow(arc))
    return taken, -solver.optimal_cost()


def counts_of(fair: Fair, taken: Iterable[int]) -> Counter[str]:
    """Return how many of these meetings each attendee has."""
    return Counter(one for at in taken for one in (fair.wishes[at].partner, fair.wishes[at].firm))


def _below_least(fair: Fair, taken: tuple[int, ...]) -> tuple[str, ...]:
    counts = counts_of(fair, taken)
    return tuple(one.id for one in fair.everybody if counts[one.id] < one.least)
