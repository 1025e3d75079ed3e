"""A timetable as clauses: true or false statements of which at least one in each clause must hold.

Per meeting and slot "lies there"; per participant and slot "is busy"; "has begun", "a break ends here".
Beyond what the rules need stand statements that follow from them and let a contradiction show early: a
participant is busy in exactly as many slots as they have meetings (as a counter), and a slot holds at most
twice as many busy participants as tables. Measured in docs/decisions/0015-scheduling.md.
"""

from collections.abc import Sequence

from didim.engines.scheduling.timetables import Timetable

_FEW = 6  # up to here "at most one" is said of each pair


class Clauses:
    """Clauses over numbered statements; a negative number denies."""

    def __init__(self) -> None:
        self.statements = 0
        self.clauses: list[list[int]] = []

    def new(self) -> int:
        """Return a new statement."""
        self.statements += 1
        return self.statements

    def add(self, *literals: int) -> None:
        """At least one of these holds."""
        self.clauses.append(list(literals))

    def any_of(self, literals: Sequence[int]) -> int:
        """Return a statement that holds exactly when one of these does."""
        if len(literals) == 1:
            return literals[0]
        whole = self.new()
        self.add(-whole, *literals)
        for one in literals:
            self.add(-one, whole)
        return whole

    def at_most_one(self, literals: Sequence[int]) -> None:
        """Say of each pair, or in a chain of small groups, that not both hold."""
        while len(literals) > _FEW:
            group, rest = literals[: _FEW - 2], literals[_FEW - 2 :]
            one_before = self.new()
            self.not_both(group)
            for literal in group:
                self.add(-literal, one_before)
            literals = [one_before, *rest]
        self.not_both(literals)

    def not_both(self, literals: Sequence[int]) -> None:
        """Say of each pair that not both hold."""
        for at, one in enumerate(literals):
            for other in literals[:at]:
                self.add(-one, -other)

    def between(self, literals: Sequence[int], low: int, high: int) -> None:
        """Say that `low` to `high` of these hold, counted along the row so that each step can contradict."""
        if low > len(literals) or high < low:
            self.add()
            return
        reached: list[int] = []
        for at, literal in enumerate(literals):
            reached = self._counted(reached, literal, min(at + 1, high + 1))
            if len(reached) > high:
                self.add(-reached[high])
            due = low - (len(literals) - 1 - at)
            if due > 0:
                self.add(reached[due - 1])

    def unary(self, literals: Sequence[int], most: int) -> list[int]:
        """Return statements "at least 1 … at least `most` of these hold"."""
        reached: list[int] = []
        for at, literal in enumerate(literals):
            reached = self._counted(reached, literal, min(at + 1, most))
        return reached

    def _counted(self, before: list[int], literal: int, levels: int) -> list[int]:
        """Return "at least j so far" for j = 1 … levels, from those before this literal."""
        after = []
        for level in range(levels):
            reached = self.new()
            after.append(reached)
            stayed = before[level : level + 1]
            for one in stayed:
                self.add(-one, reached)
            self.add(-reached, literal, *stayed)
            if level:
                self.add(-before[level - 1], -literal, reached)
                self.add(-reached, before[level - 1], *stayed)
            else:
                self.add(-literal, reached)
        return after


class Encoding:
    """A timetable's clauses; `lies[m][t]`: meeting m in slot t; `breaks[p]`: where a break of p ends."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self.clauses = Clauses()
        self.lies = [{slot: self.clauses.new() for slot in sorted(slots)} for slots in narrowed(timetable)]
        for places in self.lies:
            self.clauses.add(*places.values())
            self.clauses.not_both(list(places.values()))
        self.busy = [self._busy(numbers) for numbers in timetable.meetings_of]
        for slot in range(timetable.slots):
            self._tables(slot)
        self._precedences()
        self.breaks = [
            self._breaks(busy) if len(numbers) > 1 else []
            for busy, numbers in zip(self.busy, timetable.meetings_of, strict=True)
        ]

    def _busy(self, numbers: Sequence[int]) -> dict[int, int]:
        busy = {}
        for slot in range(self.timetable.slots):
            there = [self.lies[number][slot] for number in numbers if slot in self.lies[number]]
            if there:
                busy[slot] = self.clauses.any_of(there)
                self.clauses.at_most_one(there)
        self.clauses.between(list(busy.values()), len(numbers), len(numbers))
        return busy

    def _tables(self, slot: int) -> None:
        """Count a slot's meetings by clusters that share a participant, and its busy participants."""
        timetable = self.timetable
        left = {number for number, places in enumerate(self.lies) if slot in places}
        if len(left) <= timetable.tables:
            return
        clusters = []
        while left:
            cluster = max(
                ([number for number in numbers if number in left] for numbers in timetable.meetings_of),
                key=len,
            )
            left.difference_update(cluster)
            clusters.append(self.clauses.any_of([self.lies[number][slot] for number in cluster]))
        if len(clusters) > timetable.tables:
            self.clauses.between(clusters, 0, timetable.tables)
        busy = [places[slot] for places in self.busy if slot in places]
        if len(busy) > 2 * timetable.tables:
            self.clauses.between(busy, 0, 2 * timetable.tables)

    def _precedences(self) -> None:
        """Let a meeting lie in a slot only when the one before it lies in an earlier one."""
        passed: dict[int, dict[int, int]] = {}
        for earlier, later in self.timetable.precedences():
            steps = passed.setdefault(earlier, {}) or passed[earlier]
            if not steps:
                steps.update(self._passed(earlier))
            for slot, literal in self.lies[later].items():
                before = [step for step in steps if step < slot]
                self.clauses.add(-literal, *([steps[max(before)]] if before else []))

    def _passed(self, number: int) -> dict[int, int]:
        """Return per slot a statement that the meeting lies in it or earlier."""
        steps: dict[int, int] = {}
        last: int | None = None
        for slot, literal in self.lies[number].items():
            last = literal if last is None else self.clauses.any_of([last, literal])
            steps[slot] = last
        return steps

    def _breaks(self, busy: dict[int, int]) -> list[int]:
        """Return where breaks can end: busy now, idle just before, busy at some time before that."""
        clauses, ends = self.clauses, []
        begun: int | None = None
        for slot, now in sorted(busy.items()):
            just_before = busy.get(slot - 1)
            if begun is not None and begun != just_before:
                end = clauses.new()
                ends.append(end)
                idle = [] if just_before is None else [just_before]
                clauses.add(-now, -begun, *idle, end)
                clauses.add(-end, now)
                clauses.add(-end, begun)
                for one in idle:
                    clauses.add(-end, -one)
            begun = now if begun is None else clauses.any_of([begun, now])
        return ends


def narrowed(timetable: Timetable) -> list[set[int]]:
    """Return the slots left to each meeting after stated orders have cut off ends, again and again."""
    slots = [set(timetable.open_slots(number)) for number in range(len(timetable.meetings))]
    changed = True
    while changed:
        changed = False
        for earlier, later in timetable.precedences():
            first = min(slots[earlier], default=timetable.slots)
            last = max(slots[later], default=-1)
            cut_later = {slot for slot in slots[later] if slot <= first}
            cut_earlier = {slot for slot in slots[earlier] if slot >= last}
            if cut_later or cut_earlier:
                slots[later] -= cut_later
                slots[earlier] -= cut_earlier
                changed = True
    return slots
