"""Which meetings take place: the best choice within everybody's most, as a flow of least cost (exact).

Served first are meetings that both asked for, then those a partner asked for, then those a firm asked for:
one more of the higher kind is worth more than all of the lower. A meeting that lifts somebody towards the
fewest they should have counts as one more of the highest kind. Within a kind decides the score, then time.
"""

from dataclasses import dataclass

import numpy as np

from didim.engines.scheduling.fairs import Asked, Attendee, Fair, Wish, checked
from didim.kernel.wording import Text

_POINTS = 1000  # the most that score and time together add within a kind, less one
_EARLIER = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen wishes by number; `value` is the sum of their gains, and no choice has more than `bound`."""

    wishes: tuple[int, ...]
    value: int
    bound: int
    below_least: tuple[str, ...]

    @property
    def gap(self) -> float:
        """Return how far the value may lie below the best, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


def choose(fair: Fair) -> Choice:
    """Return the best choice; a pair that is never there at once, or was declined, is not among it."""
    from ortools.graph.python import min_cost_flow

    checked(fair)
    numbers = [at for at, wish in enumerate(fair.wishes) if not wish.declined and fair.common(wish)]
    earned, floor = gains(fair, numbers)
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
    for one in fair.partners:
        for capacity, gain in _steps(one, fair, floor):
            solver.add_arc_with_capacity_and_unit_cost(source, partner[one.id], capacity, -gain)
    for one in fair.firms:
        for capacity, gain in _steps(one, fair, floor):
            solver.add_arc_with_capacity_and_unit_cost(firm[one.id], source + 1, capacity, -gain)
    most = min(fair.tables * fair.slots, len(numbers))
    # What is not worth a meeting goes past everybody: the flow need not be as large as it can be.
    solver.add_arc_with_capacity_and_unit_cost(source, source + 1, most, 0)
    solver.set_node_supply(source, most)
    solver.set_node_supply(source + 1, -most)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise OverflowError(f"신청의 수가 계산 범위를 넘습니다({status}).")
    taken = tuple(at for arc, at in enumerate(numbers) if solver.flow(arc))
    value = -solver.optimal_cost()
    return Choice(taken, value, value, _below_least(fair, taken))


def gains(fair: Fair, numbers: list[int]) -> tuple[dict[int, int], int]:
    """Return what each wish adds, and what a meeting towards somebody's least adds.

    One of a kind is worth more than all lower ones that could take place together.
    """
    room = min(fair.tables * fair.slots, len(numbers)) + 1
    unit = 1
    base = {}
    for kind in (Asked.FIRM, Asked.PARTNER, Asked.BOTH):
        base[kind] = unit * _POINTS if kind is Asked.FIRM else unit
        count = min(room, sum(fair.wishes[at].asked is kind for at in numbers) + 1)
        unit = (base[kind] + _POINTS) * count
    latest = max((fair.wishes[at].order for at in numbers), default=0) + 1
    earned = {}
    for at in numbers:
        wish = fair.wishes[at]
        points = wish.score * (_POINTS - _EARLIER) // 1001 + (_EARLIER - 1) * (latest - wish.order) // latest
        earned[at] = base[wish.asked] + points
    return earned, base[Asked.BOTH]


def _steps(one: Attendee, fair: Fair, floor: int) -> list[tuple[int, int]]:
    """Return how many meetings an attendee can have at which gain: the first ones count more."""
    most = min(one.most, fair.present[one.id].bit_count())
    least = min(one.least, most)
    return [(count, gain) for count, gain in ((least, floor), (most - least, 0)) if count]


def _below_least(fair: Fair, taken: tuple[int, ...]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for at in taken:
        for one in (fair.wishes[at].partner, fair.wishes[at].firm):
            counts[one] = counts.get(one, 0) + 1
    return tuple(one.id for one in (*fair.partners, *fair.firms) if counts.get(one.id, 0) < one.least)


def why_not_chosen(fair: Fair, choice: Choice, number: int) -> tuple[Text, ...]:
    """Return why a wish was not chosen, in sentences; empty for a chosen one."""
    wish = fair.wishes[number]
    if number in choice.wishes:
        return ()
    if wish.declined:
        return (Text("상대가 거절했습니다.", "The other side declined."),)
    if not fair.common(wish):
        return (Text("둘 다 나올 수 있는 시간이 없습니다.", "There is no slot in which both are there."),)
    reasons = [
        reason
        for one in (*fair.partners, *fair.firms)
        if one.id in (wish.partner, wish.firm)
        for reason in _full(fair, choice, one, wish)
    ]
    if reasons:
        return tuple(reasons)
    full = Text("상담 자리가 우선하는 신청으로 모두 찼습니다.", "All places went to wishes that come before.")
    return (full,)


def _full(fair: Fair, choice: Choice, one: Attendee, wish: Wish) -> list[Text]:
    held = [
        fair.wishes[at] for at in choice.wishes if one.id in (fair.wishes[at].partner, fair.wishes[at].firm)
    ]
    most = min(one.most, fair.present[one.id].bit_count())
    if len(held) < most:
        return []
    kinds = list(Asked)
    before = sum(kinds.index(other.asked) < kinds.index(wish.asked) for other in held)
    return [
        Text(
            f"{one.id}의 상담 {most}건이 찼습니다. 그 가운데 {before}건은 더 우선하는 신청입니다.",
            f"{one.id} has its {most} meetings; {before} of them rest on wishes that come before.",
        )
    ]
