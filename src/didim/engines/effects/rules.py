"""Parameters of an estimate, from the dated definition "effects"."""

from dataclasses import dataclass
from decimal import Decimal

from didim.kernel.definitions import DefinitionVersion


@dataclass(frozen=True, slots=True)
class EffectRule:
    """How firms are matched, and from how many on a figure is shown.

    controls_a_firm: at most so many comparable firms for one supported. caliper: the greatest distance of a
    match, in standard deviations. balance_limit: the greatest difference that counts as balanced.
    minimum_firms, minimum_percent_matched: below them there is no estimate.
    """

    definition: str
    controls_a_firm: int
    caliper: float
    balance_limit: float
    confidence_percent: int
    minimum_firms: int
    minimum_percent_matched: int


def load_rule(version: DefinitionVersion) -> EffectRule:
    """Return the rule of a version of the definition "effects"."""
    values = version.values
    return EffectRule(
        definition=version.id,
        controls_a_firm=values["controls_a_firm"],
        caliper=float(values["caliper"]),
        balance_limit=float(Decimal(values["balance_limit"])),
        confidence_percent=values["confidence_percent"],
        minimum_firms=values["minimum_firms"],
        minimum_percent_matched=values["minimum_percent_matched"],
    )
