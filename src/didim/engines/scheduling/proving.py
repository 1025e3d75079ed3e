"""The timetable with the fewest breaks, proved: a search from below on clauses (CaDiCaL through PySAT).

Is there a timetable without a break? With one at most? The first yes is the optimum, because every no
before it was proved. Several values of fairness share one search: the tightest is asked first, and a "no"
whose proof does not need it is a no for all. Without a limit the search hangs on the timetable alone.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection

from pysat.solvers import Solver

from didim.engines.scheduling.encoding import Encoding
from didim.engines.scheduling.timetables import Timetable, breaks_of

ENGINE = "cadical153"

Fairness = int | None


class Status(StrEnum):
    """How far a search came."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    FEASIBLE = "feasible"  # a timetable, not proved best: `bound` says how good one could be
    UNKNOWN = "unknown"  # the time was over before there was a timetable


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of one fairness: a timetable or none, its breaks, and the fewest there could be."""

    fairness: Fairness
    status: Status
    slots: tuple[int, ...] | None
    breaks: int | None
    bound: int
    seconds: float = 0.0


def prove(timetable: Timetable, fairness: Fairness = None) -> Proof:
    """Return the timetable with the fewest breaks, or the proof that there is none; without a limit."""
    return next(iter(_Search(timetable, [fairness]).run()))


def prove_all(
    timetable: Timetable, fairness: Sequence[Fairness], *, seconds: float | None = None
) -> list[Proof]:
    """Return a proof for each fairness, in their order; after `seconds` what is known by then.

    The seconds of a proof are those since the one answered before it: their sum is the whole time. The search
    runs in a process of its own, because it cannot be interrupted.
    """
    wanted = sorted(set(fairness), key=_looseness)
    here, there = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    worker = context.Process(target=_work, args=(timetable, wanted, there), daemon=True)
    known: dict[Fairness, Proof] = {one: Proof(one, Status.UNKNOWN, None, None, 0) for one in wanted}
    worker.start()
    there.close()
    began = time.monotonic()
    answered = 0.0
    try:
        while any(one.status not in (Status.OPTIMAL, Status.INFEASIBLE) for one in known.values()):
            left = None if seconds is None else max(0.0, began + seconds - time.monotonic())
            if not here.poll(left):
                break
            proof = here.recv()
            now = time.monotonic() - began
            known[proof.fairness] = _merged(known[proof.fairness], proof, now - answered)
            if proof.status in (Status.OPTIMAL, Status.INFEASIBLE):
                answered = now
    except EOFError:
        raise RuntimeError("일정을 찾는 프로세스가 끝까지 가지 못했습니다.") from None
    finally:
        worker.kill()
        worker.join()
    return [known[one] for one in fairness]


def _merged(known: Proof, proof: Proof, seconds: float) -> Proof:
    """Return what both know: a bound alone leaves a timetable found before it as it is."""
    if proof.status is Status.UNKNOWN:
        return replace(known, bound=proof.bound, seconds=seconds)
    return replace(proof, seconds=seconds)


def _work(timetable: Timetable, wanted: Sequence[Fairness], there: Connection) -> None:
    for proof in _Search(timetable, wanted).run(there.send):
        there.send(proof)
    there.close()


def _looseness(fairness: Fairness) -> float:
    return float("inf") if fairness is None else fairness


class _Search:
    """Asks for each number of breaks, from none upwards, whether a timetable has no more of them.

    The number stands in the clauses of a solver made for it (as an assumption it cost ten times as much);
    fairness is an assumption, so that the proof of a "no" shows whether it was needed.
    """

    def __init__(self, timetable: Timetable, wanted: Sequence[Fairness]) -> None:
        self.timetable = timetable
        self.wanted = sorted(set(wanted), key=_looseness)
        # With somebody who can have no break at all, everybody's breaks are at most d more than none.
        self.somebody_has_none = any(len(numbers) <= 1 for numbers in timetable.meetings_of)

    def run(self, tell: Callable[[Proof], None] = lambda _proof: None) -> Iterator[Proof]:
        """Yield a final proof for each fairness; tell of timetables and bounds found on the way."""
        open_ = list(self.wanted)
        any_number = _Question(self.timetable, open_, None)
        first = any_number.answer(open_[-1])
        if first is not None:
            first = self._none(tell, open_, first)
            if first is not None:
                for one in open_:
                    yield Proof(one, Status.OPTIMAL, first, 0, 0)
                return
        refused = [0] if self.somebody_has_none and 0 in open_ else []
        for one in open_:
            if one in refused or any_number.answer(one) is None:
                yield Proof(one, Status.INFEASIBLE, None, None, 0)
            else:
                open_ = open_[open_.index(one) :]
                yield from self._from_below(tell, open_)
                return

    def _none(
        self, tell: Callable[[Proof], None], open_: Sequence[Fairness], slots: tuple[int, ...]
    ) -> tuple[int, ...] | None:
        """Return a timetable without a break: it is fair whatever fairness asks."""
        breaks = sum(breaks_of(self.timetable, slots))
        for one in self._satisfied(open_, slots):
            tell(Proof(one, Status.FEASIBLE, slots, breaks, 0))
        return slots if breaks == 0 else _Question(self.timetable, [], 0).answer(None)

    def _from_below(self, tell: Callable[[Proof], None], open_: list[Fairness]) -> Iterator[Proof]:
        known = dict.fromkeys(open_, 1)
        breaks = 1
        while open_:
            question = _Question(self.timetable, open_, breaks)
            for one in list(open_):
                if one not in open_ or known[one] > breaks:
                    continue
                slots = question.answer(one)
                if slots is None:
                    refuted = [one] if question.needed(one) else open_
                    known.update(dict.fromkeys(refuted, breaks + 1))
                    continue
                for also in self._satisfied(open_, slots):
                    open_.remove(also)
                    yield Proof(also, Status.OPTIMAL, slots, breaks, breaks)
            for one in open_:
                tell(Proof(one, Status.UNKNOWN, None, None, known[one]))
            breaks += 1

    def _satisfied(self, open_: Sequence[Fairness], slots: tuple[int, ...]) -> list[Fairness]:
        counts = breaks_of(self.timetable, slots) or (0,)
        return [one for one in open_ if max(counts) - min(counts) <= _looseness(one)]


class _Question:
    """A solver for "at most so many breaks" (None: any number), fairness being an assumption."""

    def __init__(self, timetable: Timetable, wanted: Sequence[Fairness], breaks: int | None) -> None:
        encoding = Encoding(timetable, unbroken=breaks == 0)
        self.lies = encoding.lies
        self.fair: dict[Fairness, int] = {}
        if breaks != 0:
            self.fair = fair_statements(encoding, [one for one in wanted if one is not None])
            if breaks is not None:
                encoding.at_most(breaks)
        self.solver = Solver(name=ENGINE, bootstrap_with=encoding.clauses.clauses)

    def answer(self, fairness: Fairness) -> tuple[int, ...] | None:
        """Return a timetable, or None where it is proved that there is none."""
        assumed = [self.fair[fairness]] if fairness in self.fair else []
        if not self.solver.solve(assumptions=assumed):
            return None
        true = {literal for literal in self.solver.get_model() if literal > 0}
        return tuple(
            next(slot for slot, literal in places.items() if literal in true) for places in self.lies
        )

    def needed(self, fairness: Fairness) -> bool:
        """Return whether the last "no" rests on this fairness."""
        return self.fair.get(fairness) in (self.solver.get_core() or [])


def fair_statements(encoding: Encoding, wanted: Sequence[int]) -> dict[int | None, int]:
    """Return per fairness d a statement: when somebody has d + j breaks, everybody has j."""
    clauses, breaks = encoding.clauses, encoding.breaks
    least = min((len(ends) for ends in breaks), default=0)
    most = max(wanted, default=0) + 1 + least
    levels = [clauses.unary(ends, most) for ends in breaks]
    everybody = []
    for level in range(least):
        everybody.append(clauses.new())
        for reached in levels:
            clauses.add(-everybody[level], reached[level])
    fair: dict[int | None, int] = {}
    for one in wanted:
        fair[one] = clauses.new()
        for reached in levels:
            for over in range(one, len(reached)):
                clauses.add(-fair[one], -reached[over], *everybody[over - one : over - one + 1])
    return fair
