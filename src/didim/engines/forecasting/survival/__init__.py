"""How long a new shop lasts, from licence records.

`read_licences` makes spells (opening, entry into the register, end or last day seen); `compare` fits
Kaplan–Meier by trade, Cox and boosted hazards on all regions but one and scores them there; `kaplan_meier`
draws one curve with its band.
"""

from didim.engines.forecasting.survival.comparing import (
    TOO_FEW,
    Comparison,
    ModelScore,
    TradeOutlook,
    compare,
    outlooks,
)
from didim.engines.forecasting.survival.curves import Curve, kaplan_meier
from didim.engines.forecasting.survival.licences import LicenceReport, Spells, parse_licences, read_licences
from didim.engines.forecasting.survival.models import MODELS, curves_by_trade, fit
from didim.engines.forecasting.survival.rules import SurvivalRule, load_survival_rule
from didim.engines.forecasting.survival.scores import (
    Calibration,
    Group,
    brier_scores,
    calibration,
    integrated,
    marginal_brier_scores,
)
from didim.engines.forecasting.survival.shops import Shops, describe_shops

__all__ = [
    "MODELS",
    "TOO_FEW",
    "Calibration",
    "Comparison",
    "Curve",
    "Group",
    "LicenceReport",
    "ModelScore",
    "Shops",
    "Spells",
    "SurvivalRule",
    "TradeOutlook",
    "brier_scores",
    "calibration",
    "compare",
    "curves_by_trade",
    "describe_shops",
    "fit",
    "integrated",
    "kaplan_meier",
    "load_survival_rule",
    "marginal_brier_scores",
    "outlooks",
    "parse_licences",
    "read_licences",
]
