"""On the day: somebody cancels, comes late, a room breaks. The plan changes from now on, as little as can be.

What is past stays. A meeting whose slot still holds stays in it; one that is hit moves to a free slot, and
only where there is none are others moved, along the shortest exchange of two slots. The bound counts what
has to change whatever one does: every meeting that is hit, and those beyond what a slot has tables for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from didim.engines.scheduling.fairs import Attendee, Fair
from didim.engines.scheduling.placing import TABLE, Board, Plan

_LONGEST = 12  # meetings moved for one that is hit, at most


@dataclass(frozen=True)
class Change:
    """What is different from slot `now` on: who is away, tables out of use by slot, meetings called off."""

    now: int
    away: Mapping[str, frozenset[int]] = field(default_factory=dict)
    broken: Mapping[int, frozenset[int]] = field(default_factory=dict)
    called_off: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Replan:
    """The new plan and what changed: meetings moved, lost, impossible, and those that came in.

    `lost` could have taken place in another slot, but found none; `impossible` have no slot left at all in
    which both are there. At least `bound` meetings had to move or be lost.
    """

    plan: Plan
    moved: tuple[int, ...]
    lost: tuple[int, ...]
    impossible: tuple[int, ...]
    refilled: tuple[int, ...]
    bound: int


def replan(fair: Fair, plan: Plan, change: Change, *, waiting: Iterable[int] = ()) -> Replan:
    """Return the plan after a change; `waiting` wishes fill what is free at the end, moving nobody."""
    now_fair = _changed(fair, change)
    broken = {slot: tables for slot, tables in change.broken.items() if slot >= change.now}
    board = Board(now_fair)
    future = -1 << change.now
    for one in board.open:
        board.open[one] &= future
    for slot, out in broken.items():
        board.limits[TABLE][slot] = max(0, fair.tables - len(out))
    hit, impossible = [], []
    for number, slot in sorted(plan.slots.items()):
        partner, firm = board.parties[number]
        common = board.open[partner] & board.open[firm]
        if slot < change.now or (common >> slot & 1 and number not in change.called_off):
            board.add(number, slot)
        elif common and number not in change.called_off:
            hit.append(number)
        else:
            impossible.append(number)
    hit += _crowded_out(board, change.now)
    lost = _settle(board, hit)
    moved = tuple(number for number, slot in sorted(board.slots.items()) if plan.slots[number] != slot)
    refilled = [number for number in waiting if number not in plan.slots and _refill(board, number)]
    tables = _reseat(now_fair, board.slots, plan, broken)
    left = tuple(sorted({*plan.left, *lost, *impossible} - board.slots.keys()))
    return Replan(
        Plan(dict(sorted(board.slots.items())), tables, left),
        moved,
        tuple(sorted(lost)),
        tuple(impossible),
        tuple(refilled),
        len(hit),
    )


def _changed(fair: Fair, change: Change) -> Fair:
    def later(one: Attendee) -> Attendee:
        return replace(one, away=one.away | change.away.get(one.id, frozenset()))

    return replace(fair, partners=tuple(map(later, fair.partners)), firms=tuple(map(later, fair.firms)))


def _crowded_out(board: Board, now: int) -> list[int]:
    """Take out what a slot holds beyond its tables and interpreters: first those with most other slots."""
    out = []
    for slot in range(now, board.fair.slots):
        there = sorted(number for number, at in board.slots.items() if at == slot)
        there.sort(key=lambda number: -len(board.free(number)))
        for number in there:
            if any(board.used[need, slot] > board.limits[need][slot] for need in board.needs[number]):
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


def _refill(board: Board, number: int) -> bool:
    wish = board.fair.wishes[number]
    most = {one.id: one.most for one in (*board.fair.partners, *board.fair.firms)}
    full = any(board.busy[one].bit_count() >= most[one] for one in (wish.partner, wish.firm))
    free = [] if full or wish.declined else board.free(number)
    if free:
        board.add(number, free[0])
    return bool(free)


def _reseat(
    fair: Fair, slots: Mapping[int, int], plan: Plan, broken: Mapping[int, frozenset[int]]
) -> dict[int, int]:
    """Return the tables: who stays in a slot stays at the table, unless it is out of use."""
    tables: dict[int, int] = {}
    home: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    waiting = []
    for number, slot in sorted(slots.items()):
        table = plan.tables.get(number, -1)
        home.setdefault(fair.wishes[number].partner, table)
        if plan.slots.get(number) == slot and table not in broken.get(slot, frozenset()):
            tables[number] = table
            taken.add((slot, table))
        else:
            waiting.append(number)
    for number in waiting:
        slot = slots[number]
        out = broken.get(slot, frozenset())
        free = [table for table in range(fair.tables) if (slot, table) not in taken and table not in out]
        wanted = home[fair.wishes[number].partner]
        tables[number] = wanted if wanted in free else free[0]
        taken.add((slot, tables[number]))
    return dict(sorted(tables.items()))
