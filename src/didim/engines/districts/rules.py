"""What an indicator is, from the dated definition "districts_indicators"."""

from dataclasses import dataclass

from didim.kernel.definitions import DefinitionVersion
from didim.kernel.wording import Text

NOT_ENOUGH = Text("표본 부족", "Sample too small")


@dataclass(frozen=True, slots=True)
class Ratio:
    """An indicator: a sum over a sum, times `scale`; nothing is said below `minimum` of the lower sum."""

    id: str
    definition: str
    name: Text
    unit: str
    numerator: str
    denominator: str
    scale: int
    minimum: int


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """All indicators of a version, and the parameters of those that are no plain ratio."""

    definition: str
    ratios: tuple[Ratio, ...]
    trend_quarters: int
    survival_years: tuple[int, ...]
    survival_window_months: int
    survival_minimum: int

    def ratio(self, name: str) -> Ratio:
        """Return one ratio by its id."""
        return next(one for one in self.ratios if one.id == name)


def load_indicators(version: DefinitionVersion) -> IndicatorRule:
    """Return the rule of a version of the definition "districts_indicators"."""
    values = version.values
    ratios = tuple(
        Ratio(
            id=name,
            definition=f"{version.id}/{name}",
            name=Text(one["name"], one["name_en"]),
            unit=one["unit"],
            numerator=one["numerator"],
            denominator=one["denominator"],
            scale=one["scale"],
            minimum=one["minimum"],
        )
        for name, one in values["ratios"].items()
    )
    return IndicatorRule(
        definition=version.id,
        ratios=ratios,
        trend_quarters=values["trend"]["minimum_quarters"],
        survival_years=tuple(values["survival"]["years"]),
        survival_window_months=values["survival"]["window_months"],
        survival_minimum=values["survival"]["minimum"],
    )
