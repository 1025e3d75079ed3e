"""On the day: somebody cancels, comes late, a room breaks. The plan changes from now on, as little as can be.

What is past stays. A meeting whose slot still holds stays in it; one that is hit moves to a free slot, and
only where there is none are others moved, along the shortest exchange of two slots. The bound counts what
has to change whatever one does: every meeting that is hit, and those beyond what a slot has places for.
Where that bound is not reached, the fewest lost and then moved are reckoned exactly (`fewest_changes`). Only
then idle gaps count: those that move anyway go to where they leave the fewest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from didim.engines.scheduling.board import Board
from didim.engines.scheduling.explaining import Reason, why_gone, why_lost
from didim.engines.scheduling.fairs import Fair
from didim.engines.scheduling.fewest_changes import fewest_changes, weight
from didim.engines.scheduling.plans import Plan, gaps_bound
from didim.engines.scheduling.seating import interpreters_of, seat

_LONGEST = 12  # meetings moved for one that is hit, at most
_SWEEPS = 3


@dataclass(frozen=True)
class Change:
    """What is different from slot `now` on.

    `away` are the slots in which somebody (partner, firm or interpreter, by id) cannot be there: late,
    absent, or gone for good (all slots). `broken` are by slot the places out of use, `called_off` meetings.
    """

    now: int
    away: Mapping[str, frozenset[int]] = field(default_factory=dict)
    broken: Mapping[int, frozenset[int]] = field(default_factory=dict)
    called_off: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Replan:
    """The new plan and what changed: meetings moved, lost, impossible, and those that came in.

    `lost` could have taken place in another slot, but found none; `impossible` have no slot left at all, or
    were called off. At least `bound` meetings had to move or be lost, at least `lost_bound` had to be lost,
    and no plan that loses as few as this one moves fewer than `moved_bound`. `reasons` say why each lost or
    impossible meeting does not take place. `reseated` ones keep their slot, but have another place or another
    interpreter.
    """

    plan: Plan
    moved: tuple[int, ...]
    lost: tuple[int, ...]
    impossible: tuple[int, ...]
    refilled: tuple[int, ...]
    bound: int
    lost_bound: int
    moved_bound: int
    reasons: Mapping[int, tuple[Reason, ...]]
    reseated: tuple[int, ...]

    @property
    def proved(self) -> bool:
        """Return whether no plan loses fewer, and none that loses as few moves fewer."""
        return (len(self.lost), len(self.moved)) == (self.lost_bound, self.moved_bound)


def replan(
    fair: Fair, plan: Plan, change: Change, *, waiting: Iterable[int] = (), pinned: Iterable[int] = ()
) -> Replan:
    """Return the plan after a change; `waiting` wishes fill what is free at the end, moving nobody.

    Those `pinned` never move for others, nor are lost for them; where they cannot stay, they move as others
    do. The bounds are those of plans that keep to this.
    """
    later = changed(fair, change)
    past = {number for number, slot in plan.slots.items() if slot < change.now}
    board = Board(later, past.union(pinned))
    board.allowed = [bits & -1 << change.now for bits in later.allowed]
    for one in board.open:
        board.open[one] &= -1 << change.now
    hit, impossible = [], []
    for number, slot in sorted(plan.slots.items()):
        off = number in change.called_off
        if number in past or (board.allowed[number] >> slot & 1 and not off):
            board.add(number, slot)
        elif board.allowed[number] and not off:
            hit.append(number)
        else:
            impossible.append(number)
    hit += _crowded_out(board, change.now, plan.tables)
    stay = frozenset(board.slots.keys() & board.pinned) - past
    alive = [number for number in plan.slots if number not in past and number not in impossible]
    lost_bound, moved_bound = _settled(board, plan, hit, alive, stay)
    _close_gaps(board, plan)
    lost = tuple(sorted(number for number in alive if number not in board.slots))
    moved = tuple(number for number, slot in sorted(board.slots.items()) if plan.slots[number] != slot)
    reasons = {
        number: why_gone(later, number, called_off=number in change.called_off) for number in impossible
    }
    certain = len(lost) if len(lost) == lost_bound else 0
    reasons |= {number: why_lost(board, number, certain) for number in lost}
    refilled = tuple(number for number in waiting if number not in plan.slots and _refill(board, number))
    slots = dict(sorted(board.slots.items()))
    after = Plan(
        slots,
        _reseated(later, slots, plan),
        tuple(sorted({*plan.left, *lost, *impossible} - slots.keys())),
        interpreters_of(later, slots, plan.interpreters),
        gaps_bound(later, slots),
    )
    return Replan(
        after,
        moved,
        lost,
        tuple(impossible),
        refilled,
        len(hit),
        lost_bound,
        moved_bound,
        reasons,
        _reseated_ones(plan, after),
    )


def _reseated_ones(plan: Plan, after: Plan) -> tuple[int, ...]:
    return tuple(
        number
        for number, slot in after.slots.items()
        if plan.slots.get(number) == slot
        and (plan.tables[number], plan.interpreters.get(number))
        != (after.tables[number], after.interpreters.get(number))
    )


def _settled(
    board: Board, plan: Plan, hit: list[int], alive: list[int], stay: frozenset[int]
) -> tuple[int, int]:
    """Give those that are hit new slots; return how many are lost, and then moved, at the least.

    What the quick way finds is kept where its moves are only those of meetings that are hit, or where the
    exact way is too large.
    """
    lost = _settle(board, hit)
    moved = sum(plan.slots[number] != slot for number, slot in board.slots.items())
    if not lost and moved == len(hit):
        return 0, moved
    fewest = fewest_changes(board, plan.slots, alive, stay)
    if fewest is None:
        return 0, max(0, len(hit) - len(lost))
    again = sum(plan.slots[number] != slot for number, slot in fewest.slots.items())
    dropped = [number for number in alive if number not in fewest.slots]
    if (len(dropped), again, sum(weight(board, number) for number in dropped)) < (
        len(lost),
        moved,
        sum(weight(board, number) for number in lost),
    ):
        for number in alive:
            if number in board.slots:
                board.take(number)
        board.make(list(fewest.slots.items()))
    return fewest.lost_bound, fewest.moved_bound


def changed(fair: Fair, change: Change) -> Fair:
    """Return the fair as it is from now on; what is past is left as it was."""
    away = {
        one: frozenset(slot for slot in slots if slot >= change.now) for one, slots in change.away.items()
    }
    broken = dict(fair.broken)
    for slot, places in change.broken.items():
        if slot >= change.now:
            broken[slot] = fair.out(slot) | places
    return replace(
        fair,
        partners=tuple(replace(one, away=one.away | away.get(one.id, frozenset())) for one in fair.partners),
        firms=tuple(replace(one, away=one.away | away.get(one.id, frozenset())) for one in fair.firms),
        interpreters=tuple(
            replace(one, away=one.away | away.get(one.id, frozenset())) for one in fair.interpreters
        ),
        broken=broken,
    )


def _crowded_out(board: Board, now: int, tables: Mapping[int, int]) -> list[int]:
    """Take out what a slot holds beyond its places and interpreters.

    First those whose own place is out of use, so that nobody else has to sit elsewhere for them; then those
    with most other slots; pinned ones last.
    """
    out = []
    for slot in range(now, board.fair.slots):
        there = sorted(number for number, at in board.slots.items() if at == slot)
        out_of_use = board.fair.out(slot)
        there.sort(
            key=lambda number: (
                number in board.pinned,
                tables[number] not in out_of_use,
                -len(board.free(number)),
            )
        )
        for number in there:
            if board.crowded(number, slot):
                board.take(number)
                out.append(number)
    return out


def _settle(board: Board, hit: list[int]) -> list[int]:
    """Put those that are hit into free slots, the ones with least choice first; then by exchanges."""
    hard = []
    waiting = list(hit)
    while waiting:
        options = {number: board.free(number) for number in waiting}
        number = min(waiting, key=lambda one: (len(options[one]), one))
        waiting.remove(number)
        if options[number]:
            board.add(number, options[number][0])
        else:
            hard.append(number)
    lost = []
    for number in hard:
        free = board.free(number)
        moves = [(number, free[0])] if free else board.chain(number, _LONGEST)
        if moves is None:
            lost.append(number)
        else:
            board.make(moves)
    return lost


def _close_gaps(board: Board, plan: Plan) -> None:
    """Put those that moved anyway to where they leave fewer idle gaps, alone or two against each other."""
    moved = [number for number, slot in sorted(board.slots.items()) if plan.slots[number] != slot]
    for _sweep in range(_SWEEPS):
        better = False
        for number in moved:
            old = board.take(number)
            best = min(board.free(number), key=lambda slot: (board.added(number, slot), slot != old, slot))
            board.add(number, best)
            better |= best != old
        for at, one in enumerate(moved):
            for other in moved[:at]:
                better |= _exchanged(board, one, other)
        if not better:
            return


def _exchanged(board: Board, one: int, other: int) -> bool:
    """Let two meetings take each other's slot where that can be and leaves fewer idle gaps."""
    slots = board.slots[one], board.slots[other]
    if slots[0] == slots[1]:
        return False
    before = _taken(board, one, other)
    if slots[1] in board.free(one):
        gaps = board.added(one, slots[1])
        board.add(one, slots[1])
        if slots[0] in board.free(other):
            added = board.added(other, slots[0])
            if (gaps[0] + added[0], gaps[1] + added[1]) < before:
                board.add(other, slots[0])
                return True
        board.take(one)
    board.add(one, slots[0])
    board.add(other, slots[1])
    return False


def _taken(board: Board, one: int, other: int) -> tuple[int, int]:
    """Take two meetings out; return the gaps they added, the first put in before the second."""
    slot = board.take(other)
    second = board.added(other, slot)
    slot = board.take(one)
    first = board.added(one, slot)
    return first[0] + second[0], first[1] + second[1]


def _refill(board: Board, number: int) -> bool:
    wish = board.fair.wishes[number]
    full = any(board.busy[one].bit_count() >= board.fair.by_id[one].most for one in (wish.partner, wish.firm))
    free = [] if full or wish.declined else board.free(number)
    if free:
        board.add(number, min(free, key=lambda slot: (board.added(number, slot), slot)))
    return bool(free)


def _reseated(fair: Fair, slots: Mapping[int, int], plan: Plan) -> dict[int, int]:
    """Return the places: who stays in a slot stays at the place, unless it is out of use."""
    kept = {number: plan.tables[number] for number, slot in plan.slots.items() if slots.get(number) == slot}
    return seat(fair, slots, kept)
