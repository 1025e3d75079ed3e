"""The fits of all pairs at once: what `fit` says of each, part by part over the values there are."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from didim.engines.dispatch.fit import (
    PARTS,
    ExpertProfile,
    FitRule,
    RequestProfile,
    fit,
    too_low,
)
from didim.engines.dispatch.problem import FULL_FIT, Ints
from didim.kernel.wording import Text

# What a part of the fit looks at in a request.
_VALUES: dict[str, Callable[[RequestProfile], Hashable]] = {
    "trade": lambda one: one.trade,
    "topic": lambda one: frozenset(one.topics),
    "way": lambda one: (one.region, one.point),
    "praise": lambda _one: 0,
    "turn": lambda _one: 0,
}


def fit_matrix(
    experts: Sequence[ExpertProfile], requests: Sequence[RequestProfile], rule: FitRule
) -> tuple[Ints, Ints, tuple[Text, ...]]:
    """Return the fits [request, expert], the number from 1 of what bars a pair (0: nothing), and those bars.

    Each part depends on a few values of a request only, so it is worked out once for each kind of request.
    """
    weighted = np.zeros((len(requests), len(experts)), np.int64)
    for at, part in enumerate(PARTS):
        points = _by_kind(requests, _VALUES[part], partial(_points, experts, rule, at))
        weighted += points.reshape(weighted.shape) * rule.weights[part]
    unit = sum(rule.weights.values()) * rule.grain
    values = np.minimum(FULL_FIT, (2 * weighted + unit) // (2 * unit) * rule.grain)
    barred, reasons = _bars(experts, requests, rule)
    barred[(barred == 0) & (values < rule.least)] = len(reasons) + 1
    return values, barred, (*reasons, too_low(rule))


def _points(experts: Sequence[ExpertProfile], rule: FitRule, part: int, one: RequestProfile) -> list[int]:
    return [fit(expert, one, rule).parts[part].points for expert in experts]


def _by_kind(
    requests: Sequence[RequestProfile],
    key: Callable[[RequestProfile], Hashable],
    row: Callable[[RequestProfile], list[int]],
) -> Ints:
    """Return a row for each request, worked out once for those with the same key."""
    at: dict[Hashable, int] = {}
    rows: list[list[int]] = []
    of_request = []
    for one in requests:
        if (kind := key(one)) not in at:
            at[kind] = len(rows)
            rows.append(row(one))
        of_request.append(at[kind])
    table = np.array(rows, np.int64).reshape(len(rows), -1)
    found: Ints = table[of_request] if rows else np.zeros((0, 0), np.int64)
    return found


def _bars(
    experts: Sequence[ExpertProfile], requests: Sequence[RequestProfile], rule: FitRule
) -> tuple[Ints, tuple[Text, ...]]:
    open_rule = replace(rule, least=0)
    reasons: dict[Text, int] = {}

    def row(one: RequestProfile) -> list[int]:
        bars = [fit(two, one, open_rule).bars for two in experts]
        return [reasons.setdefault(found[0], len(reasons) + 1) if found else 0 for found in bars]

    codes = _by_kind(requests, lambda one: (one.language, one.region, one.point, one.trade), row)
    return codes.reshape(len(requests), len(experts)).copy(), tuple(reasons)
