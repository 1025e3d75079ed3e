"""Dispatch: which expert goes to which request, within what each has free in a month.

`fit` says how well an expert fits a request and why. `plan` serves the most requests, then has the most
points, months filled evenly; it states how far it is from the bound. `replan` changes as little as can be.
`why` explains any pair, `price_of` what it would cost the others, `why_nobody` why a request got nobody.
"""

from didim.engines.dispatch.fit import (
    ExpertProfile,
    Fit,
    FitPart,
    FitRule,
    RequestProfile,
    distance_km,
    fit,
    load_rule,
    too_low,
)
from didim.engines.dispatch.matrix import fit_matrix
from didim.engines.dispatch.planning import Plan, load_plan, loads_of, plan, replan, with_pair
from didim.engines.dispatch.problem import (
    FULL_FIT,
    Balance,
    Doctor,
    Job,
    Problem,
    checked,
    load_problem,
    make_problem,
)
from didim.engines.dispatch.why import Nobody, Price, Why, WhyKind, price_of, why, why_nobody

__all__ = [
    "FULL_FIT",
    "Balance",
    "Doctor",
    "ExpertProfile",
    "Fit",
    "FitPart",
    "FitRule",
    "Job",
    "Nobody",
    "Plan",
    "Price",
    "Problem",
    "RequestProfile",
    "Why",
    "WhyKind",
    "checked",
    "distance_km",
    "fit",
    "fit_matrix",
    "load_plan",
    "load_problem",
    "load_rule",
    "loads_of",
    "make_problem",
    "plan",
    "price_of",
    "replan",
    "too_low",
    "why",
    "why_nobody",
    "with_pair",
]
