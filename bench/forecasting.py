"""Forecasts of closings in made-up cities whose truth is known: coverage, error against the truth, time.

Each city has 200 districts over 24 quarters with lasting levels that drift, a season and shocks common to
all; the last four quarters are foretold from the twenty before and held against what came.
"""

import time
from datetime import date
from typing import Any

import numpy as np

from didim.engines.forecasting import CHOSEN, LEVELS, backtest, load_rule, scores_after
from didim.engines.forecasting.simulated import City, simulated
from didim.kernel.definitions import shipped_definitions

CITIES = 3
SEED = 20261122
DAY = date(2026, 11, 22)
RIVALS = ("persistence", "lightgbm")
COVERAGE_GOAL = 0.05


def run() -> dict[str, Any]:
    """Return the figures with their goal."""
    rule = load_rule(shipped_definitions().as_of("forecasting", DAY))
    held: dict[int, list[float]] = {level: [] for level in LEVELS}
    deviances: dict[str, list[float]] = {name: [] for name in (CHOSEN, *RIVALS)}
    choices: list[str] = []
    started = time.process_time()
    for at in range(CITIES):
        panel, _means = simulated(City(), SEED + at)
        done = backtest(panel.until(panel.last - rule.horizons), rule, seed=SEED)
        choices.append(done.now.choice)
        for score in scores_after(done, panel):
            if score.model in deviances:
                deviances[score.model].append(score.deviance)
            if score.model == CHOSEN:
                for level, share in score.coverage.items():
                    held[level].append(share)
    coverage = {level: float(np.mean(shares)) for level, shares in held.items()}
    mean = {name: float(np.mean(values)) for name, values in deviances.items()}
    return {
        "cities": CITIES,
        "coverage": {f"{level}": round(share, 3) for level, share in coverage.items()},
        "deviance": {name: round(value, 4) for name, value in mean.items()},
        "choices": choices,
        "seconds_of_processor": round(time.process_time() - started, 1),
        "goals": {"coverage_within": COVERAGE_GOAL, "deviance_below": list(RIVALS)},
        "goals_met": all(abs(share - level / 100) <= COVERAGE_GOAL for level, share in coverage.items())
        and all(mean[CHOSEN] < mean[name] for name in RIVALS),
    }
