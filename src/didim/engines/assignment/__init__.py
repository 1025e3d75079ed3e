"""Assignment: who judges which application, fairly and within loads, by a draw that can be made again.

`fit` says how well a reviewer fits an application and why. `assign` draws: the greatest least fit of an
application first, then the greatest total, equal draws by seeded lot; it states how far it is from the
bounds, or says in sentences why there is no draw. `reassign` changes as little as can be. `why` explains
any pair.
"""

from didim.engines.assignment.drawing import (
    Draw,
    Impossible,
    Pair,
    Redraw,
    assign,
    reassign,
)
from didim.engines.assignment.fit import (
    ApplicationProfile,
    Fit,
    FitPart,
    FitRule,
    ReviewerProfile,
    fit,
    fit_matrix,
    load_rule,
)
from didim.engines.assignment.problem import (
    FULL_FIT,
    Entry,
    Problem,
    Seat,
    load_problem,
    make_problem,
)
from didim.engines.assignment.shortages import Shortage, ShortageKind, shortages
from didim.engines.assignment.why import Why, WhyKind, why

__all__ = [
    "FULL_FIT",
    "ApplicationProfile",
    "Draw",
    "Entry",
    "Fit",
    "FitPart",
    "FitRule",
    "Impossible",
    "Pair",
    "Problem",
    "Redraw",
    "ReviewerProfile",
    "Seat",
    "Shortage",
    "ShortageKind",
    "Why",
    "WhyKind",
    "assign",
    "fit",
    "fit_matrix",
    "load_problem",
    "load_rule",
    "make_problem",
    "reassign",
    "shortages",
    "why",
]
