from .editions import Edition, EditionPart
from .figures import ChangeClass, Footfall, QuarterFigures
from .imports import DistrictImport
from .outlooks import (
    ClosingForecast,
    RiskScore,
    SimilarDistricts,
    SurvivalCurve,
    TradeStanding,
    TradeSupply,
)
from .places import District, MapShape, Trade

__all__ = [
    "ChangeClass",
    "ClosingForecast",
    "District",
    "DistrictImport",
    "Edition",
    "EditionPart",
    "Footfall",
    "MapShape",
    "QuarterFigures",
    "RiskScore",
    "SimilarDistricts",
    "SurvivalCurve",
    "Trade",
    "TradeStanding",
    "TradeSupply",
]
