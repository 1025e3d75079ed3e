"""What support changed: supported firms against firms like them, with the checks a statistician asks for.

A `Panel` of firms and outcomes goes in; `estimate` matches within industry, region and size (matching),
takes the difference of differences with clustered errors, balance and a placebo test (estimating), or says
that there are not enough comparable firms. `simulated` makes regions whose effect is known.
"""

from didim.engines.effects.estimating import Balance, Effect, Estimate, NotEnough, estimate
from didim.engines.effects.matching import Matching, match
from didim.engines.effects.panels import Panel, PanelError
from didim.engines.effects.rules import EffectRule, load_rule
from didim.engines.effects.simulated import Region, simulated

__all__ = [
    "Balance",
    "Effect",
    "EffectRule",
    "Estimate",
    "Matching",
    "NotEnough",
    "Panel",
    "PanelError",
    "Region",
    "estimate",
    "load_rule",
    "match",
    "simulated",
]
