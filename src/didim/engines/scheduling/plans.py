"""A plan of a fair: what it is, how good it is, which rules it breaks, and its text for fingerprints."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from didim.engines.scheduling.fairs import Fair, idle_gaps
from didim.engines.scheduling.seating import table_moves


@dataclass(frozen=True, slots=True)
class Plan:
    """The slot, place and interpreter of each meeting, by number of its wish.

    `tables` are numbers of places (tables, then video rooms); `left` are the chosen ones without a slot.
    No plan of the same meetings has fewer idle gaps than `gaps_bound`. With `proved` no plan of the chosen
    wishes is better: more of their gains, fewer gaps, fewer moves of place, less unfairness, in this order.
    """

    slots: Mapping[int, int]
    tables: Mapping[int, int]
    left: tuple[int, ...]
    interpreters: Mapping[int, str] = field(default_factory=dict)
    gaps_bound: int = 0
    proved: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """How good a plan is, the first first: less is better.

    `gaps` are the runs of idle slots between meetings of everybody together, `moves` how often a partner
    changes place from one meeting to the next, `unfairness` the most gaps of anybody less the fewest of
    anybody who has a meeting or was left without one.
    """

    gaps: int
    moves: int
    unfairness: int


def measure(fair: Fair, plan: Plan) -> Measure:
    """Return how good a plan is."""
    counts = gaps_of(fair, plan.slots)
    for number in plan.left:
        for one in (fair.wishes[number].partner, fair.wishes[number].firm):
            counts.setdefault(one, 0)
    unfairness = max(counts.values(), default=0) - min(counts.values(), default=0)
    return Measure(sum(counts.values()), table_moves(fair, plan.slots, plan.tables), unfairness)


def gaps_of(fair: Fair, slots: Mapping[int, int]) -> dict[str, int]:
    """Return the idle gaps of each attendee who has a meeting."""
    return {one: idle_gaps(fair.squeezed(bits)) for one, bits in _busy(fair, slots).items()}


def gaps_bound(fair: Fair, numbers: Iterable[int]) -> int:
    """Return a number of idle gaps that no plan of these meetings can go below: everybody looked at alone.

    Somebody with more meetings than any stretch of slots holds has a gap for each further stretch.
    """
    windows: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        for one in (fair.wishes[number].partner, fair.wishes[number].firm):
            windows[one].append(fair.allowed[number])
    return sum(_gaps_alone(fair, own) for own in windows.values())


def _gaps_alone(fair: Fair, windows: list[int]) -> int:
    together = 0
    for bits in windows:
        together |= bits
    stretches = sorted(_stretches(fair.squeezed(together)), reverse=True)
    held, used = 0, 0
    for length in stretches:
        if held >= len(windows):
            break
        held, used = held + length, used + 1
    return max(0, used - 1)


def _stretches(bits: int) -> list[int]:
    """Return the lengths of the runs of slots in a set of bits."""
    lengths = []
    while bits:
        bits >>= (bits & -bits).bit_length() - 1
        length = (~bits & bits + 1).bit_length() - 1
        lengths.append(length)
        bits >>= length
    return lengths


def _busy(fair: Fair, slots: Mapping[int, int]) -> dict[str, int]:
    busy: dict[str, int] = defaultdict(int)
    for number, slot in slots.items():
        for one in (fair.wishes[number].partner, fair.wishes[number].firm):
            busy[one] |= 1 << slot
    return busy


def plan_breaches(fair: Fair, plan: Plan) -> list[str]:
    """Return every rule a plan breaks, from the plan alone: no part of the search has a say in it.

    Nobody twice at once or away, nothing in breaks or outside its session, places of the right kind that are
    in use and hold one meeting, interpreters who are there, know the language and hold one meeting, orders.
    """
    found = []
    held: Counter[tuple[str, int]] = Counter()
    for number, slot in sorted(plan.slots.items()):
        wish = fair.wishes[number]
        if not 0 <= slot < fair.slots or not fair.common(wish) >> slot & 1:
            found.append(f"{number}: not possible in {slot}")
        found += [
            f"{number}: not after {before}"
            for before in wish.after
            if before in plan.slots and plan.slots[before] >= slot
        ]
        held.update({(f"attendee {wish.partner}", slot): 1, (f"attendee {wish.firm}", slot): 1})
        table = plan.tables.get(number)
        held[f"place {table}", slot] += 1
        if table not in fair.places(video=wish.video) or table in fair.out(slot):
            found.append(f"{number}: no place in {slot}")
        if wish.language:
            name = plan.interpreters.get(number, "")
            held[f"interpreter {name}", slot] += 1
            there = {one.id: one for one in fair.interpreters if slot not in one.away}
            if name not in there or wish.language not in there[name].languages:
                found.append(f"{number}: no interpreter in {slot}")
    return found + [f"{name}: {count} in {slot}" for (name, slot), count in sorted(held.items()) if count > 1]


def canonical(fair: Fair, plan: Plan) -> str:
    """Return the text a plan is known by: a meeting a line in order of slot and place, ids for numbers.

    Equal plans have equal texts, however their wishes are numbered; what was left over is not in it.
    """
    rows = [
        {
            "slot": slot,
            "place": plan.tables[number],
            "partner": fair.wishes[number].partner,
            "firm": fair.wishes[number].firm,
            "interpreter": plan.interpreters.get(number, ""),
        }
        for number, slot in plan.slots.items()
    ]
    lines = sorted(
        (row["slot"], row["place"], json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        for row in rows
    )
    return "".join(f"{line}\n" for _slot, _place, line in lines)
