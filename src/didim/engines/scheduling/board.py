"""Meetings in slots, while a plan is being made: every change keeps every rule."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from didim.engines.scheduling.fairs import Fair, Interpreter, idle_gaps, slots_of

Moves = list[tuple[int, int]]  # (meeting, new slot)


class Board:
    """Meetings in slots, which never breaks a rule: each change is made only where all rules allow it.

    `pinned` meetings are never moved; `allowed` are per wish, `open` per attendee, the slots they may have.
    """

    def __init__(self, fair: Fair, pinned: Iterable[int] = ()) -> None:
        self.fair = fair
        self.pinned = frozenset(pinned)
        self.allowed = list(fair.allowed)
        self.open = dict(fair.present)
        self.busy = dict.fromkeys(fair.present, 0)
        self.at: dict[tuple[str, int], int] = {}
        self.slots: dict[int, int] = {}
        self.used: Counter[tuple[bool, int]] = Counter()
        self.limits = {video: list(counts) for video, counts in fair.places_open.items()}
        self.spoken: list[Counter[str]] = [Counter() for _ in range(fair.slots)]
        self.there = list(fair.interpreters_there)
        self.parties = [(wish.partner, wish.firm) for wish in fair.wishes]
        self.earlier = {number: wish.after for number, wish in enumerate(fair.wishes) if wish.after}
        self.later: dict[int, list[int]] = defaultdict(list)
        for number, before in self.earlier.items():
            for one in before:
                self.later[one].append(number)
        self._enough: dict[tuple[tuple[str, ...], tuple[tuple[str, int], ...]], bool] = {}

    def add(self, number: int, slot: int) -> None:
        """Put a meeting into a slot."""
        wish = self.fair.wishes[number]
        self.slots[number] = slot
        for one in self.parties[number]:
            self.busy[one] |= 1 << slot
            self.at[one, slot] = number
        self.used[wish.video, slot] += 1
        if wish.language:
            self.spoken[slot][wish.language] += 1

    def take(self, number: int) -> int:
        """Take a meeting out of its slot, and return the slot."""
        wish = self.fair.wishes[number]
        slot = self.slots.pop(number)
        for one in self.parties[number]:
            self.busy[one] &= ~(1 << slot)
            del self.at[one, slot]
        self.used[wish.video, slot] -= 1
        if wish.language:
            self.spoken[slot][wish.language] -= 1
        return slot

    def free(self, number: int) -> list[int]:
        """Return the slots that are free for both, in order with others, with a place and an interpreter."""
        partner, firm = self.parties[number]
        bits = self.allowed[number] & ~self.busy[partner] & ~self.busy[firm]
        if number in self.earlier or number in self.later:
            bits &= self._in_order(number)
        return [slot for slot in slots_of(bits) if self.room(number, slot)]

    def _in_order(self, number: int) -> int:
        before = [self.slots[one] for one in self.earlier.get(number, ()) if one in self.slots]
        after = [self.slots[one] for one in self.later.get(number, ()) if one in self.slots]
        bits = (1 << min(after, default=self.fair.slots)) - 1
        return bits & -1 << max(before, default=-1) + 1

    def room(self, number: int, slot: int) -> bool:
        """Return whether a slot has a place and an interpreter left for a meeting."""
        wish = self.fair.wishes[number]
        if self.used[wish.video, slot] >= self.limits[wish.video][slot]:
            return False
        return not wish.language or self._interpreted(slot, Counter((wish.language,)))

    def crowded(self, number: int, slot: int) -> bool:
        """Return whether the slot of a meeting holds more than it has places or interpreters for."""
        wish = self.fair.wishes[number]
        if self.used[wish.video, slot] > self.limits[wish.video][slot]:
            return True
        return bool(wish.language) and not self._interpreted(slot, Counter())

    def _interpreted(self, slot: int, more: Mapping[str, int]) -> bool:
        wanted = Counter(self.spoken[slot])
        for language, count in more.items():
            wanted[language] += count
        there = self.there[slot]
        key = (
            tuple(one.id for one in there),
            tuple(sorted((language, count) for language, count in wanted.items() if count)),
        )
        if key not in self._enough:
            self._enough[key] = interpreted([*wanted.elements()], there) is not None
        return self._enough[key]

    def chain(self, number: int, longest: int) -> Moves | None:
        """Return the shortest exchange of two slots that makes room: (meeting, new slot), its own last."""
        best: Moves | None = None
        for one, other in (self.parties[number], self.parties[number][::-1]):
            for here in slots_of(self.allowed[number] & ~self.busy[one] & self.busy[other]):
                for there in slots_of(self.open[other] & ~self.busy[other]):
                    moves = self.exchanged(other, here, there, longest if best is None else len(best) - 2)
                    if moves is not None and self.fits([*moves, (number, here)]):
                        best = [*moves, (number, here)]
        return best

    def exchanged(self, start: str, here: int, there: int, longest: int) -> Moves | None:
        """Follow the meetings that lie in turn here and there, from somebody busy here and free there."""
        moves: Moves = []
        one, old, new = start, here, there
        while (number := self.at.get((one, old))) is not None:
            if len(moves) >= longest or not self.allowed[number] >> new & 1 or number in self.pinned:
                return None
            moves.append((number, new))
            partner, firm = self.parties[number]
            one, old, new = (firm if one == partner else partner), new, old
        return moves

    def fits(self, moves: Moves) -> bool:
        """Return whether an exchange leaves places, interpreters and stated orders whole."""
        change: Counter[tuple[bool, int]] = Counter()
        spoken: dict[int, Counter[str]] = defaultdict(Counter)
        for number, slot in moves:
            wish = self.fair.wishes[number]
            change[wish.video, slot] += 1
            spoken[slot][wish.language] += 1
            if number in self.slots:
                change[wish.video, self.slots[number]] -= 1
                spoken[self.slots[number]][wish.language] -= 1
        if any(
            more > 0 and self.used[key] + more > self.limits[key[0]][key[1]] for key, more in change.items()
        ):
            return False
        for slot, more in spoken.items():
            del more[""]
            if any(count > 0 for count in more.values()) and not self._interpreted(slot, more):
                return False
        return not self.earlier or self._orders_hold(dict(moves))

    def _orders_hold(self, new: Mapping[int, int]) -> bool:
        slot_of = {**{one: self.slots[one] for one in self._related(new) if one in self.slots}, **new}
        return all(
            slot_of[before] < slot_of[number]
            for number in slot_of
            for before in self.earlier.get(number, ())
            if before in slot_of
        )

    def _related(self, numbers: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for number in numbers:
            found |= {number, *self.earlier.get(number, ()), *self.later.get(number, ())}
        return found

    def make(self, moves: Moves) -> None:
        """Carry out an exchange."""
        for number, _slot in moves:
            if number in self.slots:
                self.take(number)
        for number, slot in moves:
            self.add(number, slot)

    def gaps(self, bits: int) -> int:
        """Return the idle gaps of somebody who is busy in these slots."""
        return idle_gaps(self.fair.squeezed(bits) if self.fair.breaks else bits)

    def added(self, number: int, slot: int) -> tuple[int, int]:
        """Return the gaps a meeting adds in a slot, and by how much these become less even (squares)."""
        gaps = squares = 0
        for one in self.parties[number]:
            before, after = self.gaps(self.busy[one]), self.gaps(self.busy[one] | 1 << slot)
            gaps += after - before
            squares += after * after - before * before
        return gaps, squares


def interpreted(
    languages: Sequence[str], there: Sequence[Interpreter], before: Mapping[int, int] | None = None
) -> list[int] | None:
    """Return an interpreter of `there` (by place in it) for each language, each once; None: there is none.

    `before` are some who have a meeting already (place: meeting): they keep one, and theirs if that can be.
    """
    holder = dict(before or {})

    def given(want: int, tried: set[int]) -> bool:
        able = [at for at, one in enumerate(there) if languages[want] in one.languages]
        for at in sorted(able, key=lambda at: (at in holder, at)):
            if at not in tried:
                tried.add(at)
                if at not in holder or given(holder[at], tried):
                    holder[at] = want
                    return True
        return False

    served = set(holder.values())
    rest = [want for want in range(len(languages)) if want not in served]
    if len(languages) > len(there) or not all(given(want, set()) for want in rest):
        return None
    return [at for _want, at in sorted((want, at) for at, want in holder.items())]
