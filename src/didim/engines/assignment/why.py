"""Why a reviewer judges an application, or why not, in sentences."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from didim.engines.assignment.drawing import Draw
from didim.engines.assignment.problem import Problem, make_grid
from didim.kernel.wording import Text


class WhyKind(StrEnum):
    """What a pair is."""

    FIXED = "fixed"
    DRAWN = "drawn"
    EXCLUDED = "excluded"
    OTHER_PANEL = "other_panel"
    FULL = "full"  # could judge, but the most load is reached
    NOT_DRAWN = "not_drawn"


@dataclass(frozen=True, slots=True)
class Why:
    """What a pair is and the reasons; `place` is the reviewer's place by fit among those who may judge."""

    kind: WhyKind
    fit: int
    place: int | None
    among: int
    reasons: tuple[Text, ...]


def why(problem: Problem, draw: Draw, application: str, reviewer: str) -> Why:
    """Return why a pair was drawn or not; raise KeyError for an application or reviewer not in the draw."""
    row, column = problem.row()[application], problem.column()[reviewer]
    grid = make_grid(problem)
    pair = (application, reviewer)
    fit = int(problem.fits[row, column])
    among = int(grid.open[row].sum())
    if pair in problem.forbidden:
        return Why(WhyKind.EXCLUDED, fit, None, among, problem.forbidden[pair])
    if pair in problem.fixed:
        sentence = Text("추첨 전에 정한 배정입니다.", "The pair was fixed before the draw.")
        return Why(WhyKind.FIXED, fit, None, among, (sentence,))
    if not grid.open[row, column]:
        sentence = Text("위원이 다른 분과에 있습니다.", "The reviewer sits in another panel.")
        return Why(WhyKind.OTHER_PANEL, fit, None, among, (sentence,))
    better = (problem.fits[row] > fit) & grid.open[row]
    place = 1 + int(np.count_nonzero(better))
    standing = Text(
        f"적합도 {fit}점으로, 맡을 수 있는 위원 {among}명 가운데 {place}번째입니다.",
        f"Fit {fit}: number {place} of {among} who may judge it.",
    )
    if any((one.application, one.reviewer) == pair for one in draw.pairs):
        return Why(WhyKind.DRAWN, fit, place, among, (standing,))
    load, most = draw.loads().get(reviewer, 0), problem.seats[column].max_load
    if load >= most:
        sentence = Text(
            f"최대 건수 {most}건이 다른 신청으로 찼습니다.", f"The most load of {most} is taken by others."
        )
        return Why(WhyKind.FULL, fit, place, among, (standing, sentence))
    sentence = Text(
        "다른 배정이 모든 신청에 더 고르거나 전체 적합도가 높고, 같으면 추첨으로 정했습니다.",
        "Another draw is fairer to all or fits better in total; equal ones were decided by lot.",
    )
    return Why(WhyKind.NOT_DRAWN, fit, place, among, (standing, sentence))
