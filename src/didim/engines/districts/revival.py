"""Market revival projects: visitors or sales before and after, against similar markets.

Difference in differences of logarithms between quarters of the same season; similar markets are the nearest
in level and trend before the project. The interval comes from placebos: the same comparison for similar
markets without a project tells what chance alone does (Abadie, Diamond & Hainmueller 2010).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from didim.engines.districts.reports import DistrictsError
from didim.kernel.definitions import DefinitionVersion
from didim.kernel.wording import Text

Floats = NDArray[np.float64]
YEAR = 4
NOT_COMPARABLE = Text("비교할 만한 상권이 부족합니다", "Not enough comparable markets")
BY_LEVEL = Text(
    " 앞의 자료가 두 해가 안 되어 수준만 비슷한 상권과 견주었습니다.",
    " With less than two years before, markets are alike in level alone.",
)
TOO_SHORT = Text("앞뒤 자료가 부족합니다", "Not enough quarters before or after")


@dataclass(frozen=True, slots=True)
class RevivalRule:
    """Parameters of the definition "districts_revival"; its file explains each."""

    definition: str
    before: int
    minimum_before: int
    base: int
    after: int
    minimum_after: int
    similar: int
    minimum_similar: int
    farthest: float
    placebos: int
    confidence_percent: int


@dataclass(frozen=True, slots=True)
class Series:
    """A measure of n places over T quarters (year × 4 + quarter − 1, rising); values n × T, NaN unknown."""

    measure: str
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    quarters: tuple[int, ...]
    values: Floats


@dataclass(frozen=True, slots=True)
class Revival:
    """What changed: ratio 1.1 is 10 % more than similar markets would make one expect, with its interval.

    own, others: after over the base year, of the place and of the similar ones. p_value: the share of
    placebos that differ as much. before: quarters that similar ones were found by, with fewer than eight by
    their level alone. quarters, own_index, others_index: the course, the base year being 100.
    """

    definition: str
    measure: str
    place: str
    ratio: float
    low: float
    high: float
    confidence_percent: int
    p_value: float
    own: float
    others: float
    similar: tuple[str, ...]
    placebos: int
    before: int
    after: int
    quarters: tuple[int, ...]
    own_index: tuple[float, ...]
    others_index: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class NotComparable:
    """Why nothing can be said; similar: how many markets were near enough."""

    definition: str
    measure: str
    place: str
    note: Text
    similar: int


def load_revival(version: DefinitionVersion) -> RevivalRule:
    """Return the rule of a version of the definition "districts_revival"."""
    values = version.values
    return RevivalRule(
        definition=version.id,
        before=values["before"],
        minimum_before=values.get("minimum_before", values["before"]),
        base=values["base"],
        after=values["after"],
        minimum_after=values["minimum_after"],
        similar=values["similar"],
        minimum_similar=values["minimum_similar"],
        farthest=float(Decimal(values["farthest"])),
        placebos=values["placebos"],
        confidence_percent=values["confidence_percent"],
    )


def told(found: Revival | NotComparable) -> Text:
    """Return a finding as a sentence in both languages; it says "no more than chance" where 1 is inside."""
    if isinstance(found, NotComparable):
        return Text(
            f"{found.note.ko}(비슷한 상권 {found.similar}곳).", f"{found.note.en} ({found.similar} similar)."
        )
    change, low, high = (100 * (one - 1) for one in (found.ratio, found.low, found.high))
    chance = found.low <= 1 <= found.high
    level = BY_LEVEL if found.before < 2 * YEAR else Text("", "")
    return Text(
        f"비슷한 상권 {len(found.similar)}곳의 변화에 견주어 {change:+.1f}%"
        f" ({found.confidence_percent}% 구간 {low:+.1f}%에서 {high:+.1f}%, 뒤 {found.after}분기)"
        f"{': 우연과 구별되지 않습니다.' if chance else '.'}{level.ko}",
        f"{change:+.1f}% against the change of {len(found.similar)} similar markets"
        f" ({found.confidence_percent}% interval {low:+.1f} to {high:+.1f}%, {found.after} quarters after)"
        f"{': no more than chance may do.' if chance else '.'}{level.en}",
    )


@dataclass(frozen=True, slots=True)
class _Course:
    """Logarithms of the places that are whole from the first quarter before to the last after."""

    places: tuple[str, ...]
    quarters: tuple[int, ...]
    logs: Floats  # places × quarters
    begins: int  # column of the first quarter after


def revival(
    series: Series, place: str, begins: int, rule: RevivalRule, *, left_out: Iterable[str] = ()
) -> Revival | NotComparable:
    """Hold a place against similar ones of its kind. begins: the project's first quarter (year × 4 + q − 1).

    left_out: places that had a project of their own. Raises DistrictsError for a place not in the series.
    """
    if place not in series.places:
        raise DistrictsError(f"상권 {place}의 자료가 없습니다. 코드를 확인해 주세요.")
    kind = series.kinds[series.places.index(place)]
    shunned = set(left_out) - {place}
    among = [at for at, one in enumerate(series.places) if series.kinds[at] == kind and one not in shunned]
    course = _course(series, among, place, begins, rule)
    if course is None or place not in course.places:
        return NotComparable(rule.definition, series.measure, place, TOO_SHORT, 0)
    at = course.places.index(place)
    away = _distances(course)
    others = np.flatnonzero(away[at] <= rule.farthest)
    if len(others) < rule.minimum_similar:
        return NotComparable(rule.definition, series.measure, place, NOT_COMPARABLE, len(others))
    change = _changes(course, rule)
    similar = _nearest(away[at], rule.similar, set())
    effect = float(change[at] - change[similar].mean())
    placebos = _placebos(change, away, at, rule)
    reach = _reach(placebos, rule.confidence_percent)
    beyond = int((np.abs(placebos) >= abs(effect)).sum())
    base = slice(course.begins - rule.base, course.begins)
    own = course.logs[at]
    mean = course.logs[similar].mean(axis=0)
    return Revival(
        definition=rule.definition,
        measure=series.measure,
        place=place,
        ratio=math.exp(effect),
        low=math.exp(effect - reach),
        high=math.exp(effect + reach),
        confidence_percent=rule.confidence_percent,
        p_value=(1 + beyond) / (1 + len(placebos)),
        own=math.exp(change[at]),
        others=math.exp(change[similar].mean()),
        similar=tuple(course.places[one] for one in similar),
        placebos=len(placebos),
        before=course.begins,
        after=len(course.quarters) - course.begins,
        quarters=course.quarters,
        own_index=tuple((100 * np.exp(own - own[base].mean())).tolist()),
        others_index=tuple((100 * np.exp(mean - mean[base].mean())).tolist()),
    )


def _course(series: Series, among: list[int], place: str, begins: int, rule: RevivalRule) -> _Course | None:
    """Return the logarithms of whole places from the first quarter before to the last after.

    As many quarters before as the place and enough others are whole in; None where that is too short.
    """
    for before in range(rule.before, rule.minimum_before - 1, -1):
        course = _whole(series, among, before, begins, rule)
        if course is not None and place in course.places and len(course.places) > rule.minimum_similar:
            return course
    return _whole(series, among, rule.minimum_before, begins, rule)


def _whole(series: Series, among: list[int], before: int, begins: int, rule: RevivalRule) -> _Course | None:
    last = min(series.quarters[-1], begins + rule.after - 1)
    wanted = tuple(range(begins - before, last + 1))
    if last - begins + 1 < rule.minimum_after or not set(wanted) <= set(series.quarters):
        return None
    columns = [series.quarters.index(one) for one in wanted]
    values = series.values[np.ix_(among, columns)]
    whole = np.all(np.isfinite(values) & (values > 0), axis=1)
    places = tuple(series.places[one] for one, is_whole in zip(among, whole, strict=True) if is_whole)
    return _Course(places, wanted, np.log(values[whole]), before)


def _distances(course: _Course) -> Floats:
    """Return how far places are from one another in level and trend before, in standard deviations.

    The trend is that of two years, whose seasons cancel; where fewer quarters are known, level alone.
    """
    before = course.logs[:, : course.begins]
    traits = before.mean(axis=1)[:, None]
    if course.begins >= 2 * YEAR:
        trend = before[:, -YEAR:].mean(axis=1) - before[:, :YEAR].mean(axis=1)
        traits = np.column_stack([traits, trend])
    spread = traits.std(axis=0)
    scaled = traits / np.where(spread > 0, spread, 1.0)
    away = np.sqrt(((scaled[:, None, :] - scaled[None, :, :]) ** 2).mean(axis=2))
    np.fill_diagonal(away, np.inf)
    rounded: Floats = np.round(away, 9)
    return rounded


def _changes(course: _Course, rule: RevivalRule) -> Floats:
    """Return the mean change of the quarters after against the same seasons of the base year (logarithms)."""
    after = range(course.begins, len(course.quarters))
    base = [course.begins - rule.base + (one - course.begins) % YEAR for one in after]
    changes: Floats = (course.logs[:, list(after)] - course.logs[:, base]).mean(axis=1)
    return changes


def _nearest(away: Floats, most: int, shunned: set[int]) -> NDArray[np.int64]:
    order = np.argsort(away, kind="stable")
    found = [one for one in order if np.isfinite(away[one]) and int(one) not in shunned]
    return np.array(found[:most], dtype=np.int64)


def _placebos(change: Floats, away: Floats, at: int, rule: RevivalRule) -> Floats:
    """Return what the comparison finds for similar places without a project; the place itself has no part."""
    return np.array(
        [
            change[one] - change[_nearest(away[one], rule.similar, {at})].mean()
            for one in _nearest(away[at], rule.placebos, set())
        ]
    )


def _reach(placebos: Floats, confidence_percent: int) -> float:
    """Return how far an effect of nothing lies from 0 at most, at a confidence; endless with too few."""
    rank = math.ceil((len(placebos) + 1) * confidence_percent / 100)
    return float(np.sort(np.abs(placebos))[rank - 1]) if rank <= len(placebos) else math.inf
