"""At which table or in which video room each meeting takes place, and who interprets it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise

from didim.engines.scheduling.board import interpreted
from didim.engines.scheduling.fairs import Fair

Kept = Mapping[int, int]


def seat(fair: Fair, slots: Mapping[int, int], kept: Kept | None = None) -> dict[int, int]:
    """Return the place of each meeting: a partner stays at theirs while nobody else sits there.

    `kept` meetings sit where they sat, as far as that place is not out of use. A partner who needs a place
    gets the one they leave the longest to themselves: first one that nobody claims any more.
    """
    tables = {
        number: table
        for number, table in sorted((kept or {}).items())
        if number in slots and table not in fair.out(slots[number])
    }
    taken = {(slots[number], table): number for number, table in tables.items()}
    by_slot: dict[int, list[int]] = defaultdict(list)
    last: dict[tuple[str, bool], int] = {}
    for number, slot in sorted(slots.items(), key=lambda item: (item[1], item[0])):
        wish = fair.wishes[number]
        by_slot[slot].append(number)
        last[wish.partner, wish.video] = slot
    home = _homes(fair, slots, tables)
    for slot in sorted(by_slot):
        waiting = []
        for number in by_slot[slot]:
            if number in tables:
                home[_side(fair, number)] = tables[number]
                continue
            wanted = home.get(_side(fair, number))
            if wanted is not None and (slot, wanted) not in taken and wanted not in fair.out(slot):
                tables[number] = wanted
                taken[slot, wanted] = number
            else:
                waiting.append(number)
        waiting.sort(key=lambda number: (-last[_side(fair, number)], number))
        for number in waiting:
            tables[number] = home[_side(fair, number)] = _best_place(fair, slot, number, taken, home, last)
            taken[slot, tables[number]] = number
    return dict(sorted(tables.items()))


def _side(fair: Fair, number: int) -> tuple[str, bool]:
    return fair.wishes[number].partner, fair.wishes[number].video


def _homes(fair: Fair, slots: Mapping[int, int], tables: Mapping[int, int]) -> dict[tuple[str, bool], int]:
    """Return where those sit from the start whose first meeting is kept somewhere."""
    home: dict[tuple[str, bool], int] = {}
    for number in sorted(tables, key=lambda number: (slots[number], number)):
        home.setdefault(_side(fair, number), tables[number])
    return home


def _best_place(
    fair: Fair,
    slot: int,
    number: int,
    taken: Mapping[tuple[int, int], int],
    home: Mapping[tuple[str, bool], int],
    last: Mapping[tuple[str, bool], int],
) -> int:
    """Return a free place: claimed by nobody with meetings to come, free the longest, of lowest number."""
    until = last[_side(fair, number)]
    claims = Counter(place for side, place in home.items() if last.get(side, -1) >= slot)

    def blocked(place: int) -> int:
        return sum(
            (later, place) in taken or place in fair.out(later) for later in range(slot + 1, until + 1)
        )

    free = [
        place
        for place in fair.places(video=fair.wishes[number].video)
        if (slot, place) not in taken and place not in fair.out(slot)
    ]
    return min(free, key=lambda place: (claims[place] > 0, blocked(place), place))


def table_moves(fair: Fair, slots: Mapping[int, int], tables: Mapping[int, int]) -> int:
    """Return how often a partner changes place between one meeting and the next; firms walk in any case."""
    held: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, slot in slots.items():
        held[fair.wishes[number].partner].append((slot, tables[number]))
    return sum(place != after for own in held.values() for (_, place), (_, after) in pairwise(sorted(own)))


def interpreters_of(
    fair: Fair, slots: Mapping[int, int], kept: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Return who interprets each meeting that needs it: who did before, where that can be."""
    by_slot: dict[int, list[int]] = defaultdict(list)
    for number, slot in sorted(slots.items()):
        if fair.wishes[number].language:
            by_slot[slot].append(number)
    found: dict[int, str] = {}
    for slot, numbers in by_slot.items():
        there = fair.interpreters_there[slot]
        place = {one.id: at for at, one in enumerate(there)}
        languages = [fair.wishes[number].language for number in numbers]
        before = {}
        for want, number in enumerate(numbers):
            at = place.get((kept or {}).get(number, ""))
            if at is not None and languages[want] in there[at].languages:
                before[at] = want
        shared = interpreted(languages, there, before)
        if shared is None:
            raise ValueError("통역보다 많은 상담이 한 시간에 있습니다.")
        found |= {number: there[at].id for number, at in zip(numbers, shared, strict=True)}
    return dict(sorted(found.items()))
