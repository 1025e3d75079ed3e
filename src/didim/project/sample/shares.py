"""Sharing a stated total out over made-up rows: whole amounts that add up to it exactly."""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

# Weights count as whole millionths: sums of whole numbers leave nothing over.
FINENESS = 1_000_000


def share_out(total: int, weights: Sequence[float], *, least: int = 0, step: int = 1) -> list[int]:
    """Return one share a weight: `least` and a multiple of `step` each, adding up to `total` exactly.

    What `step` leaves over goes to the largest share. Largest remainders first, ties in order. ValueError
    where there is not enough for everybody, or nobody to share among.
    """
    if not weights or total < least * len(weights) or min(weights) < 0:
        raise ValueError(f"{total} cannot be shared among {len(weights)} with {least} each")
    whole = [int(weight * FINENESS) + 1 for weight in weights]
    steps, over = divmod(total - least * len(whole), step)
    everything = sum(whole)
    shares = [steps * weight // everything for weight in whole]
    rest = [steps * weight % everything for weight in whole]
    by_rest = sorted(range(len(whole)), key=lambda at: (-rest[at], at))
    for at in by_rest[: steps - sum(shares)]:
        shares[at] += 1
    found = [least + share * step for share in shares]
    found[found.index(max(found))] += over
    return found


def before_change(total: int, change: Decimal) -> int:
    """Return what grew by `change` (0.068 is 6.8 %) to `total`, to the nearest whole."""
    return int((total / (1 + change)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def uneven(dice: np.random.Generator, count: int, *, spread: float = 0.8) -> list[float]:
    """Return weights as sizes of firms are: many small ones, a few large (log-normal)."""
    return [math.exp(value) for value in dice.normal(0, spread, count).tolist()]


def alike(dice: np.random.Generator, shares: Sequence[int], *, spread: float = 0.15) -> list[float]:
    """Return weights near known shares: what the same rows were a year before."""
    return [
        share * math.exp(value)
        for share, value in zip(shares, dice.normal(0, spread, len(shares)).tolist(), strict=True)
    ]
