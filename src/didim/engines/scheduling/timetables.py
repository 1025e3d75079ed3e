"""What a timetable of meetings is made from, and what it is.

The problem is that of Bofill et al., "Constraint Solving Approaches to the Business-to-Business Meeting
Scheduling Problem", JAIR 74 (2022): every meeting of two participants gets a slot. Participants, meetings and
slots are numbered from 0 here; files and sentences number them from 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import pairwise


class Session(IntEnum):
    """The part of the day a meeting must lie in; the numbers are those of the published files."""

    MORNING = 1
    AFTERNOON = 2
    EITHER = 3


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of two participants; `after` are the meetings that must end before it begins.

    It lies in none of the `forbidden` slots, whatever the two could do.
    """

    first: int
    second: int
    session: Session = Session.EITHER
    fixed: int | None = None
    after: tuple[int, ...] = ()
    forbidden: frozenset[int] = frozenset()

    @property
    def parties(self) -> tuple[int, int]:
        """Return both participants."""
        return self.first, self.second


@dataclass(frozen=True)
class Timetable:
    """Meetings that want a slot: at most `tables` in one slot, the first `morning` slots are the morning.

    `forbidden[p]` are the slots in which participant p cannot meet.
    """

    participants: int
    tables: int
    slots: int
    morning: int
    meetings: tuple[Meeting, ...]
    forbidden: tuple[frozenset[int], ...]

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """Return the meetings of each participant."""
        found: list[list[int]] = [[] for _ in range(self.participants)]
        for number, meeting in enumerate(self.meetings):
            for participant in meeting.parties:
                found[participant].append(number)
        return tuple(tuple(numbers) for numbers in found)

    def session_slots(self, session: Session) -> range:
        """Return the slots of a session."""
        first = self.morning if session is Session.AFTERNOON else 0
        return range(first, self.morning if session is Session.MORNING else self.slots)

    def open_slots(self, number: int) -> frozenset[int]:
        """Return the slots that session, fixed slot and both participants leave to a meeting."""
        meeting = self.meetings[number]
        found = set(self.session_slots(meeting.session))
        found -= self.forbidden[meeting.first] | self.forbidden[meeting.second] | meeting.forbidden
        return frozenset(found if meeting.fixed is None else found & {meeting.fixed})

    def precedences(self) -> Iterator[tuple[int, int]]:
        """Yield (earlier, later) for each pair of meetings in a stated order."""
        for later, meeting in enumerate(self.meetings):
            for earlier in meeting.after:
                yield earlier, later


def breaks_of(timetable: Timetable, slots: Sequence[int]) -> tuple[int, ...]:
    """Return how many breaks each participant has: runs of idle slots between one meeting and the next."""
    counts = []
    for numbers in timetable.meetings_of:
        busy = sorted({slots[number] for number in numbers})
        counts.append(sum(later - earlier > 1 for earlier, later in pairwise(busy)))
    return tuple(counts)
