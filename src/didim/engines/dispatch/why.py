"""Why an expert goes to a request, or why not, and why a request got nobody, in sentences."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from didim.engines.dispatch.planning import Plan, loads_of, plan, with_pair
from didim.engines.dispatch.problem import Problem, make_grid
from didim.kernel.wording import Text


class WhyKind(StrEnum):
    """What a pair is."""

    FIXED = "fixed"
    PLANNED = "planned"
    EXCLUDED = "excluded"
    TOO_MANY = "too_many"  # more visits than the expert has free, even with nobody else
    FULL = "full"  # could go, but what was free is given to others
    NOT_PLANNED = "not_planned"


@dataclass(frozen=True, slots=True)
class Why:
    """What a pair is and the reasons; `place` is the expert's place by fit among those who could go."""

    kind: WhyKind
    fit: int
    place: int | None
    among: int
    reasons: tuple[Text, ...]


def why(problem: Problem, made: Plan, request: str, expert: str) -> Why:
    """Return why a pair was planned or not; raise KeyError for a request or expert not in the problem."""
    row, column = problem.row()[request], problem.column()[expert]
    open_ = make_grid(problem, keep=False).open
    pair = (request, expert)
    fit = int(problem.fits[row, column])
    among = int(open_[row].sum())
    if pair in problem.fixed:
        sentence = Text("미리 정해 둔 배정입니다.", "The pair was fixed before the plan.")
        return Why(WhyKind.FIXED, fit, None, among, (sentence,))
    if (bar := problem.bar(row, column)) is not None:
        return Why(WhyKind.EXCLUDED, fit, None, among, (bar,))
    if not open_[row, column]:
        return Why(WhyKind.TOO_MANY, fit, None, among, (_too_many(problem, row, column),))
    place = 1 + int(np.count_nonzero((problem.fits[row] > fit) & open_[row]))
    standing = Text(
        f"적합도 {fit}점으로, 갈 수 있는 전문가 {among}명 가운데 {place}번째입니다.",
        f"Fit {fit}: number {place} of {among} who could go.",
    )
    if made.pairs.get(request) == expert:
        return Why(WhyKind.PLANNED, fit, place, among, (standing,))
    taken = loads_of(problem, made.pairs).get(expert, [0])
    free = problem.doctors[column].free
    load = problem.jobs[row].loads
    if load[0] > free[0] - taken[0]:
        sentence = Text(
            f"이 달에 남은 방문 {free[0]}회 가운데 {taken[0]}회가 다른 요청에 배정되었습니다.",
            f"Of {free[0]} visits free this month, {taken[0]} went to other requests.",
        )
        return Why(WhyKind.FULL, fit, place, among, (standing, sentence))
    sentence = Text(
        "다른 전문가를 보내는 편이 전체 점수가 높고, 같으면 추첨으로 정했습니다.",
        "Somebody else gives more points in total; equal ones were decided by lot.",
    )
    return Why(WhyKind.NOT_PLANNED, fit, place, among, (standing, sentence))


def _too_many(problem: Problem, row: int, column: int) -> Text:
    load, free = problem.jobs[row].loads, problem.doctors[column].free
    if not free or not any(free):
        return Text("이 달에 남은 방문이 없습니다.", "No visit is free this month.")
    return Text(
        f"방문 {sum(load)}회가 필요한데 달마다 남은 방문이 모자랍니다(이 달 {free[0]}회).",
        f"{sum(load)} visits are needed, more than are free month by month ({free[0]} this month).",
    )


@dataclass(frozen=True, slots=True)
class Price:
    """What a pair would cost the plan: points lost, requests that then get nobody, or somebody else."""

    points: int
    unserved: tuple[str, ...]
    changed: tuple[str, ...]


def price_of(problem: Problem, made: Plan, request: str, expert: str) -> Price:
    """Return what sending this expert would cost all others: the plan with the pair fixed, against `made`."""
    other = plan(with_pair(problem, request, expert))
    changed = sorted(
        one for one in {*made.pairs, *other.pairs} - {request} if made.pairs.get(one) != other.pairs.get(one)
    )
    lost = tuple(sorted(set(other.unserved) - set(made.unserved)))
    return Price(made.points - other.points, lost, tuple(changed))


@dataclass(frozen=True, slots=True)
class Nobody:
    """Why a request got nobody: how many experts are excluded for which reason, and how many are full.

    `reasons` holds each sentence with the number of experts it holds for, the most frequent first.
    """

    request: str
    experts: int
    full: int
    reasons: tuple[tuple[Text, int], ...]

    @property
    def sentence(self) -> Text:
        """The whole in one sentence, with a way out."""
        if not self.experts:
            return Text("계약 기간 안에 있는 전문가가 없습니다.", "There is no expert under contract.")
        if self.full:
            return Text(
                f"갈 수 있는 전문가 {self.full}명의 이 달 방문이 모두 찼습니다. "
                "월 방문 수를 늘리거나 다음 달에 배정하세요.",
                f"All {self.full} experts who could go are full this month. Raise a capacity, or plan it for "
                "next month.",
            )
        most, count = self.reasons[0]
        return Text(
            f"갈 수 있는 전문가가 없습니다. 전문가 {self.experts}명 가운데 {count}명: {most.ko}",
            f"No expert can go. {count} of {self.experts}: {most.en}",
        )


def why_nobody(problem: Problem, request: str) -> Nobody:
    """Return why a request got nobody; raise KeyError for a request not in the problem."""
    row = problem.row()[request]
    open_ = make_grid(problem, keep=False).open[row]
    counts: dict[Text, int] = {}
    for column in np.flatnonzero(~open_).tolist():
        reason = problem.bar(row, column) or _too_many(problem, row, column)
        counts[reason] = counts.get(reason, 0) + 1
    ordered = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0].ko)))
    return Nobody(request, len(problem.doctors), int(open_.sum()), ordered)
