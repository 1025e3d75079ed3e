"""Matching supported firms with others of their cell: nearest together over all pairs, nobody used twice.

Without replacement, so that errors clustered by matched set are right (Abadie and Spiess 2022, "Robust
Post-Matching Inference").
"""

from dataclasses import dataclass

import numpy as np

from didim.engines.effects.panels import Floats, Panel, Places
from didim.engines.effects.rules import EffectRule


@dataclass(frozen=True, slots=True)
class Matching:
    """Who is compared with whom: firms (numbers of rows), the set each is in, its weight in the comparison.

    A supported firm weighs 1; the firms it is compared with weigh 1 together. unmatched: supported firms for
    which nobody is near enough.
    """

    firms: Places
    sets: Places
    weights: Floats
    unmatched: Places

    @property
    def matched(self) -> int:
        """Return how many supported firms are compared."""
        return len(np.unique(self.sets))


def match(panel: Panel, rule: EffectRule) -> Matching:
    """Match within cells: the sum of distances is least, in rounds; everybody gets a first one first."""
    places = _scaled(panel)
    partners: dict[int, list[int]] = {}
    for cell in np.unique(panel.cells[panel.supported]):
        inside = panel.cells == cell
        treated = np.flatnonzero(inside & panel.supported)
        free = np.flatnonzero(inside & ~panel.supported)
        for _round in range(rule.controls_a_firm):
            asking = (
                treated if _round == 0 else np.array([one for one in treated if one in partners], dtype=int)
            )
            if not (len(asking) and len(free)):
                break
            pairs = _nearest(places, asking, free, rule.caliper)
            for firm, other in pairs:
                partners.setdefault(int(firm), []).append(int(other))
            free = np.setdiff1d(free, [other for _firm, other in pairs])
    return _as_sets(partners, np.flatnonzero(panel.supported))


def _scaled(panel: Panel) -> Floats:
    """Return the firms as points; their distance is the Mahalanobis one, by the spread of the unsupported."""
    alike = panel.alike
    others = alike[~panel.supported]
    spread = np.atleast_2d(np.cov(others, rowvar=False)) if len(others) > 1 else np.eye(alike.shape[1])
    # A trait that is the same for everybody tells nothing and has no spread to divide by.
    root = np.linalg.cholesky(np.linalg.pinv(spread) + 1e-12 * np.eye(len(spread)))
    scaled: Floats = (alike - alike.mean(axis=0)) @ root
    return scaled


def _nearest(places: Floats, asking: Places, free: Places, caliper: float) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    distances = cdist(places[asking], places[free])
    # Far pairs cost so much that as few as possible are made, and are left out then.
    far = distances > caliper
    costs = np.where(far, distances.max(initial=1.0) * (len(asking) + 1), distances)
    rows, columns = linear_sum_assignment(costs)
    return [
        (int(asking[row]), int(free[column]))
        for row, column in zip(rows, columns, strict=True)
        if not far[row, column]
    ]


def _as_sets(partners: dict[int, list[int]], supported: Places) -> Matching:
    firms: list[int] = []
    sets: list[int] = []
    weights: list[float] = []
    for number, (firm, others) in enumerate(sorted(partners.items())):
        firms += [firm, *others]
        sets += [number] * (1 + len(others))
        weights += [1.0, *[1 / len(others)] * len(others)]
    unmatched = np.array([one for one in supported if int(one) not in partners], dtype=np.int64)
    return Matching(
        np.array(firms, dtype=np.int64),
        np.array(sets, dtype=np.int64),
        np.array(weights, dtype=np.float64),
        unmatched,
    )
