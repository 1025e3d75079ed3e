"""What a fair is planned from: partners (buyers, investors), firms, who asked for whom, what there is.

Slots, places and wishes are numbered from 0. Places are the tables and then the video rooms: with three
tables and two video rooms, places 0 to 2 are tables, 3 and 4 are video rooms.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from didim.engines.scheduling.timetables import Session


class Asked(StrEnum):
    """Who asked for a meeting; in the order in which they are served.

    A spare one was asked for by nobody: it is recommended, and lifts somebody to their fewest meetings.
    """

    BOTH = "both"
    PARTNER = "partner"
    FIRM = "firm"
    SPARE = "spare"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A partner or a firm: the most meetings, the fewest it should have, the slots it is away.

    Sentences call it by its `name`, or by its `id` where it has none.
    """

    id: str
    most: int
    least: int = 0
    away: frozenset[int] = frozenset()
    name: str = ""

    @property
    def called(self) -> str:
        """Return what sentences call the attendee."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Somebody who interprets one meeting at a time, and the slots they are away."""

    id: str
    languages: frozenset[str]
    away: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wish:
    """A meeting somebody asked for; `score` is 0 to 1000, `order` its place in time (earlier is lower).

    It needs an interpreter of its `language` ("" needs none), a video room instead of a table with `video`,
    lies in its `session`, in none of the `forbidden` slots, and later than each meeting in `after` (numbers
    of wishes) that takes place too.
    """

    partner: str
    firm: str
    asked: Asked
    score: int = 0
    order: int = 0
    declined: bool = False
    language: str = ""
    session: Session = Session.EITHER
    video: bool = False
    forbidden: frozenset[int] = frozenset()
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fair:
    """A fair of `slots` slots, of which the first `morning` are the morning (None: all of them).

    In `breaks` nobody meets, and a break between two meetings is no idle gap. `broken` are by slot the places
    out of use.
    """

    slots: int
    tables: int
    partners: tuple[Attendee, ...]
    firms: tuple[Attendee, ...]
    wishes: tuple[Wish, ...]
    interpreters: tuple[Interpreter, ...] = ()
    video_rooms: int = 0
    morning: int | None = None
    breaks: frozenset[int] = frozenset()
    broken: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def everybody(self) -> tuple[Attendee, ...]:
        """Return partners and firms."""
        return (*self.partners, *self.firms)

    @cached_property
    def by_id(self) -> dict[str, Attendee]:
        """Return partners and firms by id."""
        return {one.id: one for one in self.everybody}

    @cached_property
    def present(self) -> dict[str, int]:
        """Return per attendee the slots they are there, breaks aside, as bits."""
        whole = (1 << self.slots) - 1 & ~bits_of(self.breaks)
        return {one.id: whole & ~bits_of(one.away) for one in self.everybody}

    @cached_property
    def places_open(self) -> dict[bool, list[int]]:
        """Return how many tables (False) and video rooms (True) each slot has."""
        return {
            video: [
                len(self.places(video=video)) - sum(at in self.places(video=video) for at in self.out(slot))
                for slot in range(self.slots)
            ]
            for video in (False, True)
        }

    @cached_property
    def interpreters_there(self) -> list[tuple[Interpreter, ...]]:
        """Return per slot the interpreters who are there."""
        return [tuple(one for one in self.interpreters if slot not in one.away) for slot in range(self.slots)]

    @cached_property
    def allowed(self) -> list[int]:
        """Return per wish the slots in which it could take place if it were the only one, as bits."""
        return [self.common(wish) & self.served(wish) for wish in self.wishes]

    def places(self, *, video: bool) -> range:
        """Return the numbers of the video rooms, or of the tables."""
        return range(self.tables, self.tables + self.video_rooms) if video else range(self.tables)

    def out(self, slot: int) -> frozenset[int]:
        """Return the places out of use in a slot."""
        return self.broken.get(slot, frozenset())

    def common(self, wish: Wish) -> int:
        """Return the slots in which both are there and the wish may lie, as bits."""
        morning = (1 << (self.slots if self.morning is None else self.morning)) - 1
        bits = self.present[wish.partner] & self.present[wish.firm] & ~bits_of(wish.forbidden)
        if wish.session is Session.MORNING:
            return bits & morning
        return bits & ~morning if wish.session is Session.AFTERNOON else bits

    def served(self, wish: Wish) -> int:
        """Return the slots that have a place, and an interpreter if one is needed, as bits."""
        return self._with_place[wish.video] & (self.spoken(wish.language) if wish.language else -1)

    def spoken(self, language: str) -> int:
        """Return the slots in which somebody interprets a language, as bits."""
        return self._spoken[language]

    def squeezed(self, bits: int) -> int:
        """Return slots as if breaks were not there: what lies beside a break lies side by side."""
        for slot in sorted(self.breaks, reverse=True):
            below = (1 << slot) - 1
            bits = bits & below | bits >> 1 & ~below
        return bits

    @cached_property
    def _with_place(self) -> dict[bool, int]:
        return {
            video: bits_of(slot for slot, many in enumerate(counts) if many > 0)
            for video, counts in self.places_open.items()
        }

    @cached_property
    def _spoken(self) -> dict[str, int]:
        spoken: Counter[str] = Counter()
        for slot, there in enumerate(self.interpreters_there):
            for language in {language for one in there for language in one.languages}:
                spoken[language] |= 1 << slot
        return spoken


def bits_of(slots: Iterable[int]) -> int:
    """Return a set of slots as bits."""
    bits = 0
    for slot in slots:
        bits |= 1 << slot
    return bits


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


def checked(fair: Fair) -> Fair:
    """Return the fair; raise ValueError where it contradicts itself."""
    ids = [one.id for one in fair.everybody]
    if len(set(ids)) < len(ids):
        raise ValueError("같은 참가자가 두 번 있습니다.")
    if len({one.id for one in fair.interpreters}) < len(fair.interpreters):
        raise ValueError("같은 통역이 두 번 있습니다.")
    partners, firms = {one.id for one in fair.partners}, {one.id for one in fair.firms}
    if any(wish.partner not in partners or wish.firm not in firms for wish in fair.wishes):
        raise ValueError("신청에 모르는 참가자가 있습니다.")
    if len({(wish.partner, wish.firm) for wish in fair.wishes}) < len(fair.wishes):
        raise ValueError("같은 두 참가자의 신청이 두 번 있습니다.")
    if any(not 0 <= one.least <= one.most for one in fair.everybody):
        raise ValueError("최소 상담 수는 0 이상, 최대 이하여야 합니다.")
    if any(not 0 <= before < len(fair.wishes) for wish in fair.wishes for before in wish.after):
        raise ValueError("먼저 할 상담이 신청에 없습니다.")
    try:
        TopologicalSorter(
            {number: wish.after for number, wish in enumerate(fair.wishes) if wish.after}
        ).prepare()
    except CycleError as error:
        raise ValueError("먼저 할 상담이 서로를 기다립니다.") from error
    return fair
