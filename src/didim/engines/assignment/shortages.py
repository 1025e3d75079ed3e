"""Why a draw cannot be made: who lacks how many reviewers, in sentences an officer can act on.

A draw exists exactly when every application can be served under the most loads and every reviewer's least
load can be met (Mendelsohn and Dulmage 1958, for pairs with multiplicities); a smallest cut names those who
cannot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from didim.engines.assignment.problem import Bools, Grid, Ints, Problem, make_grid
from didim.kernel.wording import Text


class ShortageKind(StrEnum):
    """What is short."""

    FIXED = "fixed"  # pairs fixed before the draw break its rules
    APPLICATION = "application"  # one application has too few eligible reviewers
    TOTAL = "total"  # all loads together do not suffice
    LEAST = "least"  # the least loads together ask for more than there is
    GROUP = "group"  # some applications share too few eligible reviewers
    REVIEWER = "reviewer"  # a reviewer cannot reach the least load
    REVIEWERS = "reviewers"  # some reviewers together cannot reach their least loads


@dataclass(frozen=True, slots=True)
class Shortage:
    """One reason: the applications and reviewers concerned, what is needed and what there is.

    `template` is the sentence with {applications} and {reviewers} where they are named.
    """

    kind: ShortageKind
    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    needed: int
    available: int
    template: Text

    @property
    def sentence(self) -> Text:
        """The sentence, with ids."""
        return self.told({}, {})

    def told(self, applications: Mapping[str, str], reviewers: Mapping[str, str]) -> Text:
        """Return the sentence with names for ids; an id without a name stands as it is."""
        names = {
            "applications": _some([applications.get(one, one) for one in self.applications]),
            "reviewers": _some([reviewers.get(one, one) for one in self.reviewers]),
        }
        return Text(self.template.ko.format(**names), self.template.en.format(**names))

    def __str__(self) -> str:
        return str(self.sentence)


def shortages(problem: Problem) -> tuple[Shortage, ...]:
    """Return why the draw cannot be made; empty when it can."""
    grid = make_grid(problem)
    found = [
        *_fixed(problem, grid),
        *_applications(problem, grid),
        *_loads(grid),
        *_reviewers(problem, grid),
    ]
    if not found:
        found = [*_group(problem, grid), *_least_group(problem, grid)]
    return tuple(found)


def _ids(problem: Problem, rows: Bools) -> tuple[str, ...]:
    return tuple(problem.entries[at].id for at in np.flatnonzero(rows))


def _seat_ids(problem: Problem, columns: Bools) -> tuple[str, ...]:
    return tuple(problem.seats[at].id for at in np.flatnonzero(columns))


def _fixed(problem: Problem, grid: Grid) -> list[Shortage]:
    each = problem.reviewers_each
    found = [
        Shortage(
            ShortageKind.FIXED,
            (entry.id,),
            (),
            each,
            each - int(need),
            Text(
                f"신청 {{applications}}에 이미 정한 위원이 {each - need}명으로, "
                f"신청마다 {each}명보다 많습니다. 정한 배정을 줄이거나 신청마다 위원 수를 늘리세요.",
                f"Application {{applications}} already has {each - need} reviewers fixed, more than {each} "
                "each. Release some or raise the number of reviewers each.",
            ),
        )
        for entry, need in zip(problem.entries, grid.need, strict=True)
        if need < 0
    ]
    found += [
        Shortage(
            ShortageKind.FIXED,
            (),
            (seat.id,),
            seat.max_load - int(high),
            seat.max_load,
            Text(
                f"위원 {{reviewers}}에게 이미 정한 배정이 {seat.max_load - high}건으로, 최대 건수 "
                f"{seat.max_load}건보다 많습니다. 정한 배정을 줄이거나 최대 건수를 늘리세요.",
                f"Reviewer {{reviewers}} already has {seat.max_load - high} applications fixed, more than "
                f"the most of {seat.max_load}. Release some or raise the most.",
            ),
        )
        for seat, high in zip(problem.seats, grid.high, strict=True)
        if high < 0
    ]
    return found + [
        Shortage(
            ShortageKind.FIXED,
            (application,),
            (reviewer,),
            0,
            1,
            Text(
                "신청 {applications}과(와) 위원 {reviewers}은(는) 배정이 정해져 있는데 제외 사유도 있습니다. "
                "배정을 풀거나 제외를 확인하세요.",
                "Application {applications} and reviewer {reviewers} are fixed, but also excluded. Release "
                "the pair or look at the exclusion.",
            ),
        )
        for application, reviewer in sorted(problem.fixed & problem.forbidden.keys())
    ]


def _applications(problem: Problem, grid: Grid) -> list[Shortage]:
    eligible = (grid.open & (grid.high > 0)).sum(axis=1)
    return [
        Shortage(
            ShortageKind.APPLICATION,
            (entry.id,),
            (),
            int(need),
            int(have),
            Text(
                f"신청 {{applications}}에는 위원이 {need}명 더 필요한데 맡을 수 있는 위원이 "
                f"{have}명뿐입니다. {need - have}명을 더 위촉하거나 제외 사유를 확인하세요.",
                f"Application {{applications}} needs {need} more reviewers, but only {have} may judge it. "
                f"Invite {need - have} more or look at the exclusions.",
            ),
        )
        for entry, need, have in zip(problem.entries, grid.need, eligible, strict=True)
        if have < need
    ]


def _loads(grid: Grid) -> list[Shortage]:
    needed = int(np.maximum(grid.need, 0).sum())
    most, least = int(np.maximum(grid.high, 0).sum()), int(grid.low.sum())
    found = []
    if most < needed:
        sentence = Text(
            f"배정할 평가가 {needed}건인데 위원들의 최대 건수를 모두 더해도 {most}건입니다. "
            f"{needed - most}건만큼 위원을 더 위촉하거나 최대 건수를 늘리세요.",
            f"There are {needed} reviews to give out, but all loads together hold {most}. Invite reviewers "
            f"for {needed - most} more or raise the most loads.",
        )
        found.append(Shortage(ShortageKind.TOTAL, (), (), needed, most, sentence))
    if least > needed:
        sentence = Text(
            f"위원들의 최소 건수를 모두 더하면 {least}건인데 배정할 평가는 {needed}건뿐입니다. "
            "최소 건수를 줄이세요.",
            f"The least loads add up to {least}, but there are only {needed} reviews to give out. "
            "Lower them.",
        )
        found.append(Shortage(ShortageKind.LEAST, (), (), least, needed, sentence))
    return found


def _reviewers(problem: Problem, grid: Grid) -> list[Shortage]:
    eligible = (grid.open & (grid.need > 0)[:, None]).sum(axis=0)
    return [
        Shortage(
            ShortageKind.REVIEWER,
            (),
            (seat.id,),
            int(low),
            int(have),
            Text(
                f"위원 {{reviewers}}의 최소 건수를 채우려면 {low}건이 더 필요한데 맡을 수 있는 신청이 "
                f"{have}건뿐입니다. 최소 건수를 줄이거나 제외 사유를 확인하세요.",
                f"Reviewer {{reviewers}} needs {low} more for the least load, but may judge only {have}. "
                "Lower it or look at the exclusions.",
            ),
        )
        for seat, low, have in zip(problem.seats, grid.low, eligible, strict=True)
        if have < low
    ]


def _group(problem: Problem, grid: Grid) -> list[Shortage]:
    served, rows, columns = _served(grid.open, grid.need, grid.high)
    if served >= grid.need.sum():
        return []
    # On the source's side of the cut: applications that compete for the reviewers reached from them.
    needed = int(grid.need[rows].sum())
    short = int(grid.need.sum()) - served
    applications, reviewers = _ids(problem, rows), _seat_ids(problem, columns)
    sentence = Text(
        f"신청 {{applications}}에 필요한 평가 {needed}건 가운데 {short}건을 맡을 위원이 없습니다"
        f"(함께 맡을 수 있는 위원 {{reviewers}}의 건수가 찼습니다). "
        "이 신청들을 맡을 위원을 더 위촉하거나 최대 건수를 늘리세요.",
        f"Of {needed} reviews for applications {{applications}}, {short} find no reviewer: the loads of "
        f"{{reviewers}} are full. Invite more reviewers for these applications or raise the most loads.",
    )
    return [Shortage(ShortageKind.GROUP, applications, reviewers, needed, needed - short, sentence)]


def _least_group(problem: Problem, grid: Grid) -> list[Shortage]:
    served, columns, rows = _served(grid.open.T, grid.low, grid.need)
    if served >= grid.low.sum():
        return []
    needed = int(grid.low[columns].sum())
    short = int(grid.low.sum()) - served
    applications, reviewers = _ids(problem, rows), _seat_ids(problem, columns)
    sentence = Text(
        f"위원 {{reviewers}}의 최소 건수 {needed}건 가운데 {short}건을 채울 신청이 없습니다. "
        "최소 건수를 줄이거나 제외 사유를 확인하세요.",
        f"Of {needed} reviews for the least loads of {{reviewers}}, {short} find no application. Lower "
        "the least loads or look at the exclusions.",
    )
    return [Shortage(ShortageKind.REVIEWERS, applications, reviewers, needed, needed - short, sentence)]


def _served(open_: Bools, wants: Ints, holds: Ints) -> tuple[int, Bools, Bools]:
    """Return how much of what rows want the columns can hold, and the source's side of a smallest cut."""
    from ortools.graph.python import max_flow

    rows, columns = open_.shape
    source, sink = rows + columns, rows + columns + 1
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(np.full(rows, source), np.arange(rows), wants)
    one, other = np.nonzero(open_)
    flow.add_arcs_with_capacity(one, rows + other, np.ones(len(one), np.int64))
    flow.add_arcs_with_capacity(np.arange(rows, source), np.full(columns, sink), holds)
    flow.solve(source, sink)
    side = np.zeros(sink + 1, np.bool_)
    side[flow.get_source_side_min_cut()] = True
    return int(flow.optimal_flow()), side[:rows], side[rows:source]


_SHOWN = 5


def _some(ids: Sequence[str]) -> str:
    more = f" … ({len(ids)})" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more
