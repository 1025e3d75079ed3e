"""When the chosen meetings take place: colours of the edges of a bipartite graph, then better ones.

A meeting goes into a slot free for both; where there is none, two slots are exchanged along the chain of
meetings they share (Kempe). Without absences and shortages that places everything (König 1916). Then meetings
move to where they close idle gaps. Every limit is a number of steps: the same seed gives the same plan.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from didim.engines.scheduling.fairs import Fair

_SWEEPS = 3
TABLE = ""  # the resource that every meeting needs; the others are languages


@dataclass(frozen=True, slots=True)
class Plan:
    """The slot and table of each meeting, by number of its wish, and the chosen ones left without a slot."""

    slots: Mapping[int, int]
    tables: Mapping[int, int]
    left: tuple[int, ...]


class Board:
    """Meetings in slots, which never breaks a rule: each change is made only where all rules allow it."""

    def __init__(self, fair: Fair) -> None:
        self.fair = fair
        self.open = dict(fair.present)
        self.busy = dict.fromkeys(fair.present, 0)
        self.at: dict[tuple[str, int], int] = {}
        self.slots: dict[int, int] = {}
        self.used: Counter[tuple[str, int]] = Counter()
        self.limits = {TABLE: [fair.tables] * fair.slots}
        self.limits |= {name: [many] * fair.slots for name, many in fair.interpreters.items()}
        self.parties = [(wish.partner, wish.firm) for wish in fair.wishes]
        self.needs = [
            (TABLE, wish.language) if wish.language in fair.interpreters else (TABLE,) for wish in fair.wishes
        ]

    def add(self, number: int, slot: int) -> None:
        """Put a meeting into a slot."""
        self.slots[number] = slot
        for one in self.parties[number]:
            self.busy[one] |= 1 << slot
            self.at[one, slot] = number
        for need in self.needs[number]:
            self.used[need, slot] += 1

    def take(self, number: int) -> int:
        """Take a meeting out of its slot, and return the slot."""
        slot = self.slots.pop(number)
        for one in self.parties[number]:
            self.busy[one] &= ~(1 << slot)
            del self.at[one, slot]
        for need in self.needs[number]:
            self.used[need, slot] -= 1
        return slot

    def free(self, number: int) -> list[int]:
        """Return the slots that are free for both, with a table and an interpreter."""
        partner, firm = self.parties[number]
        bits = self.open[partner] & self.open[firm] & ~self.busy[partner] & ~self.busy[firm]
        return [slot for slot in slots_of(bits) if self.room(number, slot)]

    def room(self, number: int, slot: int) -> bool:
        """Return whether a slot has what a meeting needs."""
        return all(self.used[need, slot] < self.limits[need][slot] for need in self.needs[number])

    def chain(self, number: int, longest: int) -> list[tuple[int, int]] | None:
        """Return the shortest exchange of two slots that makes room: (meeting, new slot), its own last."""
        partner, firm = self.parties[number]
        common = self.open[partner] & self.open[firm]
        best: list[tuple[int, int]] | None = None
        for here in slots_of(common & ~self.busy[partner]):
            for there in slots_of(self.open[firm] & ~self.busy[firm]):
                if here == there or not self.busy[firm] >> here & 1:
                    continue
                moves = self._exchanged(firm, here, there, longest if best is None else len(best) - 2)
                if moves is not None and self._fits([*moves, (number, here)]):
                    best = [*moves, (number, here)]
        return best

    def _exchanged(self, start: str, here: int, there: int, longest: int) -> list[tuple[int, int]] | None:
        """Follow the meetings that lie in turn here and there, from somebody busy here and free there."""
        moves: list[tuple[int, int]] = []
        one, old, new = start, here, there
        while (number := self.at.get((one, old))) is not None:
            partner, firm = self.parties[number]
            both = self.open[partner] & self.open[firm]
            if len(moves) >= longest or not both >> new & 1:
                return None
            moves.append((number, new))
            one, old, new = (firm if one == partner else partner), new, old
        return moves

    def _fits(self, moves: Iterable[tuple[int, int]]) -> bool:
        change: Counter[tuple[str, int]] = Counter()
        for number, slot in moves:
            for need in self.needs[number]:
                change[need, slot] += 1
                if number in self.slots:
                    change[need, self.slots[number]] -= 1
        return all(
            more <= 0 or self.used[key] + more <= self.limits[key[0]][key[1]] for key, more in change.items()
        )

    def make(self, moves: Iterable[tuple[int, int]]) -> None:
        """Carry out an exchange."""
        moves = list(moves)
        for number, _slot in moves:
            if number in self.slots:
                self.take(number)
        for number, slot in moves:
            self.add(number, slot)


def slots_of(bits: int) -> list[int]:
    """Return the slots of a set of bits, in order."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def idle_gaps(busy: int) -> int:
    """Return how many runs of idle slots lie between the slots of a set of bits."""
    return max(0, (busy & ~(busy << 1)).bit_count() - 1)


def place(fair: Fair, wishes: Iterable[int], *, seed: int, pinned: Mapping[int, int] | None = None) -> Plan:
    """Return a plan of the chosen wishes; `pinned` ones stay in their slot. The seed decides among equals."""
    lots = random.Random(seed)  # noqa: S311 - a lot that anybody can draw again, not a secret
    board = Board(fair)
    for number, slot in sorted((pinned or {}).items()):
        board.add(number, slot)
    rest = [number for number in wishes if number not in board.slots]
    lots.shuffle(rest)
    rest.sort(key=lambda number: fair.common(fair.wishes[number]).bit_count())
    left = []
    for number in rest:
        free = board.free(number)
        if free:
            board.add(number, min(free, key=lambda slot: _added_gaps(board, number, slot)))
        elif (moves := board.chain(number, len(fair.wishes))) is not None and not _touches(moves, pinned):
            board.make(moves)
        else:
            left.append(number)
    still = [number for number in left if not _fill(board, number)]
    _close_gaps(board, frozenset(pinned or ()))
    return Plan(dict(sorted(board.slots.items())), seat(fair, board.slots), tuple(sorted(still)))


def _touches(moves: list[tuple[int, int]], pinned: Mapping[int, int] | None) -> bool:
    return any(number in (pinned or {}) for number, _slot in moves)


def _fill(board: Board, number: int) -> bool:
    free = board.free(number)
    if free:
        board.add(number, free[0])
    return bool(free)


def _added_gaps(board: Board, number: int, slot: int) -> int:
    return sum(
        idle_gaps(board.busy[one] | 1 << slot) - idle_gaps(board.busy[one]) for one in board.parties[number]
    )


def _close_gaps(board: Board, pinned: frozenset[int]) -> None:
    """Move meetings to where they leave fewer idle gaps, until a sweep changes nothing."""
    for _sweep in range(_SWEEPS):
        changed = False
        for number in sorted(board.slots.keys() - pinned):
            old = board.take(number)
            costs = [(_added_gaps(board, number, slot), slot != old, slot) for slot in board.free(number)]
            best = min(costs)[2]
            board.add(number, best)
            changed |= best != old
        if not changed:
            return


def seat(fair: Fair, slots: Mapping[int, int]) -> dict[int, int]:
    """Return the table of each meeting: a partner stays at theirs while nobody else sits there."""
    tables: dict[int, int] = {}
    home: dict[str, int] = {}
    by_slot: dict[int, list[int]] = {}
    for number, slot in sorted(slots.items()):
        by_slot.setdefault(slot, []).append(number)
    for slot in sorted(by_slot):
        free = set(range(fair.tables))
        waiting = []
        for number in by_slot[slot]:
            wanted = home.get(fair.wishes[number].partner)
            if wanted in free:
                tables[number] = wanted
                free.remove(wanted)
            else:
                waiting.append(number)
        unclaimed = [table for table in sorted(free) if table not in home.values()]
        unclaimed += sorted(free - set(unclaimed))
        for number, table in zip(waiting, unclaimed, strict=False):
            tables[number] = home[fair.wishes[number].partner] = table
    return dict(sorted(tables.items()))


def plan_breaches(fair: Fair, plan: Plan) -> list[str]:
    """Return every rule a plan breaks, from the plan alone: nobody twice or away, tables, languages."""
    found = []
    held: Counter[tuple[str, int]] = Counter()
    for number, slot in plan.slots.items():
        wish = fair.wishes[number]
        found += [] if fair.common(wish) >> slot & 1 else [f"{number}: away in {slot}"]
        held.update({(f"attendee {wish.partner}", slot): 1, (f"attendee {wish.firm}", slot): 1})
        held.update({(f"table {plan.tables.get(number)}", slot): 1, ("tables", slot): 1})
        if wish.language in fair.interpreters:
            held[f"language {wish.language}", slot] += 1
    for (name, slot), count in sorted(held.items()):
        most = {"tables": fair.tables}.get(name, 1)
        if name.startswith("language "):
            most = fair.interpreters[name.removeprefix("language ")]
        found += [f"{name}: {count} in {slot}"] if count > most else []
    return found
