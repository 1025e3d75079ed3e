"""A timetable as clauses: true or false statements of which at least one in each clause must hold.

Per meeting and slot "lies there"; per participant and slot "is busy"; "has begun", "a break ends here".
Beyond what the rules need stand statements that follow from them and let a contradiction show early: a
participant is busy in exactly as many slots as they have meetings (as a counter), a day without a break is
known by its first slot (`spans`), and a slot holds at most twice as many busy participants as tables.
Measured in docs/decisions/0015-scheduling.md.
"""

from collections.abc import Iterable, Sequence

from didim.engines.scheduling.clauses import Clauses
from didim.engines.scheduling.spans import in_a_row, whole
from didim.engines.scheduling.timetables import Timetable


class Encoding:
    """A timetable's clauses; `lies[m][t]`: meeting m in slot t; `breaks[p]`: where a break of p ends.

    With `unbroken` nobody has a break; without it `at_most` says how many there may be in all.
    """

    def __init__(self, timetable: Timetable, *, unbroken: bool = False) -> None:
        self.timetable = timetable
        self.unbroken = unbroken
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
            self._breaks(busy) if len(numbers) > 1 and not unbroken else []
            for busy, numbers in zip(self.busy, timetable.meetings_of, strict=True)
        ]

    def at_most(self, breaks: int) -> None:
        """Say that there are no more breaks in all, and no more participants who have one."""
        ends = [end for of_one in self.breaks for end in of_one]
        if breaks >= len(ends):
            return
        broken = [
            -whole(self.clauses, busy, len(numbers), of_one)
            for busy, numbers, of_one in zip(self.busy, self.timetable.meetings_of, self.breaks, strict=True)
            if of_one
        ]
        self.clauses.between(ends, 0, breaks)
        self.clauses.between(broken, 0, breaks)

    def limit(self, numbers: Iterable[int], slot: int, most: int) -> None:
        """Say that no more than `most` of these meetings lie in a slot."""
        there = [self.lies[number][slot] for number in numbers if slot in self.lies[number]]
        if len(there) > most:
            self.clauses.between(there, 0, most)

    def _busy(self, numbers: Sequence[int]) -> dict[int, int]:
        busy = {}
        for slot in range(self.timetable.slots):
            there = [self.lies[number][slot] for number in numbers if slot in self.lies[number]]
            if there:
                busy[slot] = self.clauses.any_of(there)
                self.clauses.at_most_one(there)
        if self.unbroken and numbers:
            in_a_row(self.clauses, busy, len(numbers))
        else:
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
