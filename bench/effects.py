"""500 made-up regions whose effect is known: bias, coverage of the 95 % interval, false findings.

Each region is estimated twice: with its effect, and with none (any effect found there is an error).
"""

import time
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from didim.engines.effects import Effect, EffectRule, Region, estimate, load_rule, simulated
from didim.kernel.definitions import shipped_definitions

REGIONS = 500
SEED = 20261122
DAY = date(2026, 11, 22)
COVERAGE_GOAL = (0.93, 0.97)
LEVEL = 0.05


def run() -> dict[str, Any]:
    """Return the figures with their goal."""
    rule = load_rule(shipped_definitions().as_of("effects", DAY))
    region = Region()
    started = time.process_time()
    found, without = _estimates(region, rule), _estimates(replace(region, effect=0.0), rule)
    values = np.array([one.estimate.value for one in found])
    covered = np.mean([one.estimate.low <= region.effect <= one.estimate.high for one in found])
    plain = np.array([_plain(region, SEED + at) for at in range(REGIONS)])
    error = values.std(ddof=1) / np.sqrt(len(values))
    return {
        "regions": REGIONS,
        "estimated": len(found),
        "firms_matched_mean": round(float(np.mean([one.firms for one in found])), 1),
        "true_effect": region.effect,
        "mean_estimate": round(float(values.mean()), 4),
        "bias": round(float(values.mean() - region.effect), 4),
        "bias_standard_error": round(float(error), 4),
        "bias_of_a_plain_comparison": round(float(plain.mean() - region.effect), 4),
        "spread_of_estimates": round(float(values.std(ddof=1)), 4),
        "mean_standard_error": round(float(np.mean([one.estimate.error for one in found])), 4),
        "coverage": round(float(covered), 3),
        "power": round(float(np.mean([one.estimate.p_value < LEVEL for one in found])), 3),
        "rejection_rate_without_effect": round(
            float(np.mean([one.estimate.p_value < LEVEL for one in without])), 3
        ),
        "placebo_rejection_rate": round(float(np.mean([one.placebo_fails for one in found])), 3),
        "balanced_share": round(float(np.mean([one.balanced for one in found])), 3),
        "seconds": round(time.process_time() - started, 1),
        "goals": {"coverage": list(COVERAGE_GOAL)},
        "goals_met": bool(
            COVERAGE_GOAL[0] <= covered <= COVERAGE_GOAL[1] and abs(values.mean() - region.effect) < 3 * error
        ),
    }


def _estimates(region: Region, rule: EffectRule) -> list[Effect]:
    results = [estimate(simulated(region, SEED + at), rule) for at in range(REGIONS)]
    return [one for one in results if isinstance(one, Effect)]


def _plain(region: Region, seed: int) -> float:
    panel = simulated(region, seed)
    return float(panel.change[panel.supported].mean() - panel.change[~panel.supported].mean())
