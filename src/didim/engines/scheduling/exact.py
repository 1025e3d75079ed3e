"""The best plan of a small fair, proved, one goal after the other: gaps on clauses, the rest by CP-SAT.

First the chosen wishes that take place (their gains), then the fewest idle gaps, then the fewest moves of
partners from place to place, then the least unfairness; each is held while the next is sought. One thread
and limits in contradictions and in the solver's own deterministic time: the same everywhere.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import pairwise

from ortools.sat.python import cp_model

from didim.engines.scheduling.choosing import gains
from didim.engines.scheduling.fairs import Fair, slots_of
from didim.engines.scheduling.fewest_gaps import fewest_gaps
from didim.engines.scheduling.plans import Plan, measure
from didim.engines.scheduling.seating import interpreters_of, seat

MOST_MEETINGS = 300
_SECONDS = 2.5  # of processor in one of the solver's own

Kept = Mapping[int, int]


def improved(fair: Fair, plan: Plan, *, seed: int, effort: float, pinned: Kept, seated: Kept) -> Plan:
    """Return the best plan found of the same wishes, no worse than the one given, and what is proved of it.

    `effort` is about how many seconds of processor the search takes at the most.
    """
    numbers = sorted((*plan.slots, *plan.left))
    earned, _floor = gains(fair, numbers)

    def cost(one: Plan) -> tuple[int, int, int, int]:
        how = measure(fair, one)
        return -sum(earned[number] for number in one.slots), how.gaps, how.moves, how.unfairness

    def least(step: int) -> int:
        """Return what no plan goes below, the goals before being as they are in the best one."""
        everybody = len({one for number in numbers for one in parties(fair, number)})
        uneven = bool(best.slots) and cost(best)[1] % everybody > 0
        return (-sum(earned.values()), gaps, 0, int(uneven))[step]

    model = _Model(fair, numbers, pinned, seated)
    best, left, proved, gaps = plan, effort, True, plan.gaps_bound
    for step, goal in enumerate(model.goals(earned)):
        if step == 1 and not best.left and cost(best)[step] > gaps:
            span = range(gaps, cost(best)[step])
            slots, gaps = fewest_gaps(fair, numbers, pinned, span=span, effort=left)
            if slots is not None:
                found = Plan(slots, seat(fair, slots, seated), (), interpreters_of(fair, slots))
                best = min(best, found, key=cost)
        if cost(best)[step] == least(step):
            model.add(goal <= cost(best)[step])
            continue
        model.hint(best)
        model.minimize(goal)
        solver = _solver(seed, left)
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            proved = False
            break
        left -= _SECONDS * solver.response_proto.deterministic_time
        proved = proved and status == cp_model.OPTIMAL
        if step == 1:
            gaps = max(gaps, math.ceil(solver.best_objective_bound - 1e-6))
        best = min(best, model.plan(solver), key=cost)
        model.add(goal <= cost(best)[step])
    return replace(best, gaps_bound=gaps, proved=proved)


def _solver(seed: int, effort: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = max(effort / _SECONDS, 1e-3)
    return solver


def parties(fair: Fair, number: int) -> tuple[str, str]:
    """Return who meets."""
    return fair.wishes[number].partner, fair.wishes[number].firm


class _Model(cp_model.CpModel):
    """Per meeting and slot "lies there", per attendee and slot "is busy", per partner and slot "is at"."""

    def __init__(self, fair: Fair, numbers: Collection[int], pinned: Kept, seated: Kept) -> None:
        super().__init__()
        self.fair, self.numbers, self.seated = fair, numbers, seated
        self.steps = [slot for slot in range(fair.slots) if slot not in fair.breaks]
        self.lies = {
            number: {
                slot: self.new_bool_var("")
                for slot in slots_of(fair.allowed[number])
                if pinned.get(number, slot) == slot
            }
            for number in numbers
        }
        for number, places in self.lies.items():
            if number in pinned:
                self.add_exactly_one(places.values())
            else:
                self.add_at_most_one(places.values())
        self.busy = self._busy()
        self._limits()
        self._orders()
        self.gaps = {one: self._gaps(busy) for one, busy in self.busy.items()}
        self.at = {} if self._everybody_has_a_place() else self._seats()

    def goals(self, earned: Mapping[int, int]) -> list[cp_model.LinearExpr]:
        """Return what to make small, the first first."""
        most, least = (self.new_int_var(0, len(self.steps), "") for _ in range(2))
        for gap in self.gaps.values():
            self.add(most >= gap)
            self.add(least <= gap)
        return [
            cp_model.LinearExpr.sum(
                [-earned[number] * lies for number, places in self.lies.items() for lies in places.values()]
            ),
            cp_model.LinearExpr.sum(list(self.gaps.values())),
            cp_model.LinearExpr.sum(self._moves()),
            most - least,
        ]

    def hint(self, plan: Plan) -> None:
        """Say where a plan has its meetings."""
        self.proto.clear_solution_hint()
        for number, places in self.lies.items():
            for slot, lies in places.items():
                self.add_hint(lies, plan.slots.get(number) == slot)
        for (partner, slot), places in self.at.items():
            for number, held in plan.slots.items():
                if held == slot and self.fair.wishes[number].partner == partner:
                    for place, sits in places.items():
                        self.add_hint(sits, plan.tables[number] == place)

    def plan(self, solver: cp_model.CpSolver) -> Plan:
        """Return the plan a solution stands for."""
        slots = {
            number: slot
            for number, places in self.lies.items()
            for slot, lies in places.items()
            if solver.boolean_value(lies)
        }
        if self.at:
            tables = {
                number: place
                for number, slot in slots.items()
                for place, sits in self.at[self.fair.wishes[number].partner, slot].items()
                if solver.boolean_value(sits)
            }
        else:
            tables = seat(self.fair, slots)
        left = tuple(number for number in self.numbers if number not in slots)
        return Plan(slots, tables, left, interpreters_of(self.fair, slots))

    def _busy(self) -> dict[str, dict[int, cp_model.IntVar]]:
        there: dict[str, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for number, places in self.lies.items():
            for one in parties(self.fair, number):
                for slot, lies in places.items():
                    there[one][slot].append(lies)
        busy: dict[str, dict[int, cp_model.IntVar]] = {}
        for one, slots in there.items():
            busy[one] = {slot: self.new_bool_var("") for slot in slots}
            for slot, meetings in slots.items():
                self.add(sum(meetings) == busy[one][slot])
        return busy

    def _limits(self) -> None:
        """Places of each kind, and interpreters, each for one language a slot."""
        for slot in self.steps:
            held: dict[bool, list[cp_model.IntVar]] = defaultdict(list)
            spoken: dict[str, list[cp_model.IntVar]] = defaultdict(list)
            for number, places in self.lies.items():
                if slot in places:
                    wish = self.fair.wishes[number]
                    held[wish.video].append(places[slot])
                    if wish.language:
                        spoken[wish.language].append(places[slot])
            for video, lies in held.items():
                self.add(sum(lies) <= self.fair.places_open[video][slot])
            there = self.fair.interpreters_there[slot]
            serves = {
                (one.id, language): self.new_bool_var("")
                for one in there
                for language in sorted(one.languages & spoken.keys())
            }
            for one in there:
                self.add_at_most_one(serves[one.id, name] for name in sorted(one.languages & spoken.keys()))
            for language, lies in spoken.items():
                able = [serves[one.id, language] for one in there if language in one.languages]
                self.add(sum(lies) <= sum(able))

    def _orders(self) -> None:
        for number, places in self.lies.items():
            for before in self.fair.wishes[number].after:
                sooner = self.lies.get(before, {})
                for slot, lies in places.items():
                    self.add_at_most_one(lies, *(its for other, its in sooner.items() if other >= slot))

    def _gaps(self, busy: Mapping[int, cp_model.IntVar]) -> cp_model.LinearExpr:
        """Return somebody's idle gaps: how often they begin to be busy, less the first time."""
        starts = []
        for before, slot in pairwise([-1, *self.steps]):
            if slot not in busy:
                continue
            if before not in busy:
                starts.append(busy[slot])
                continue
            start = self.new_bool_var("")
            self.add_bool_or(start, ~busy[slot], busy[before])
            self.add_implication(start, busy[slot])
            self.add_implication(start, ~busy[before])
            starts.append(start)
        active = self.new_bool_var("")
        self.add_max_equality(active, busy.values())
        return cp_model.LinearExpr.sum(starts) - active

    def _everybody_has_a_place(self) -> bool:
        """Return whether each partner can keep one place all day, so that nobody has to move."""
        broken = frozenset().union(*self.fair.broken.values())
        sides = {
            (self.fair.wishes[number].partner, self.fair.wishes[number].video) for number in self.numbers
        }
        wanted = Counter(video for _partner, video in sides)
        one_kind = len({partner for partner, _video in sides}) == len(sides)
        return (
            one_kind
            and not self.seated
            and all(
                many <= len(set(self.fair.places(video=video)) - broken) for video, many in wanted.items()
            )
        )

    def _seats(self) -> dict[tuple[str, int], dict[int, cp_model.IntVar]]:
        """Return where each partner is in each slot, busy or not: at one place, alone there when busy."""
        everywhere = range(self.fair.tables + self.fair.video_rooms)
        partners = sorted({self.fair.wishes[number].partner for number in self.numbers})
        at = {
            (partner, slot): {place: self.new_bool_var("") for place in everywhere}
            for partner in partners
            for slot in self.steps
        }
        sits: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (partner, slot), places in at.items():
            self.add_exactly_one(places.values())
            busy = self.busy[partner].get(slot)
            if busy is None:
                continue
            for place, here in places.items():
                if place in self.fair.out(slot):
                    self.add_implication(busy, ~here)
                    continue
                held = self.new_bool_var("")
                self.add_bool_or(held, ~here, ~busy)
                sits[slot, place].append(held)
        for held_there in sits.values():
            self.add_at_most_one(held_there)
        for number, places in self.lies.items():
            wish = self.fair.wishes[number]
            for slot, lies in places.items():
                fitting = self.fair.places(video=wish.video)
                chosen = [self.seated[number]] if number in self.seated else fitting
                self.add_bool_or(~lies, *(at[wish.partner, slot][place] for place in chosen))
        return at

    def _moves(self) -> list[cp_model.IntVar]:
        moves = []
        for partner in sorted({partner for partner, _slot in self.at}):
            for before, slot in pairwise(self.steps):
                moved = self.new_bool_var("")
                moves.append(moved)
                for place, here in self.at[partner, slot].items():
                    self.add_bool_or(moved, ~here, self.at[partner, before][place])
        return moves
