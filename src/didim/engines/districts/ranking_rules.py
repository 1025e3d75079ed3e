"""What districts are ranked by, and how supply is judged: the dated definition "districts_ranking"."""

from dataclasses import dataclass

from didim.kernel.definitions import DefinitionVersion
from didim.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Part:
    """A side of a district that the reader gives a weight: market, competition, growth, stability, rent."""

    id: str
    definition: str
    name: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a part: numerator / denominator × scale + offset, unknown below the minimum.

    denominator: "" where the numerator stands alone. shrunk: drawn to the rate of the borough. weight: within
    the part.
    """

    id: str
    definition: str
    part: str
    name: Text
    unit: Text
    numerator: str
    denominator: str
    scale: float
    offset: float
    minimum: float
    higher_is_better: bool
    shrunk: bool
    weight: float


@dataclass(frozen=True, slots=True)
class SupplyRule:
    """How many districts are alike, and how sure an interval of expected stores is."""

    definition: str
    similar: int
    minimum_similar: int
    kind_distance: float
    ridge: float
    confidence_percent: int


@dataclass(frozen=True, slots=True)
class RankingRule:
    """All parameters of a version. filled_amount: won; sales of whole multiples stand for "not known"."""

    definition: str
    pooled_quarters: int
    minimum_stores: int
    minimum_districts: int
    minimum_weight_percent: int
    compared_at_most: int
    lifting: float
    lowering: float
    filled_amount: int
    parts: tuple[Part, ...]
    measures: tuple[Measure, ...]
    supply: SupplyRule

    def of_part(self, part: str) -> tuple[Measure, ...]:
        """Return the measures of a part."""
        return tuple(one for one in self.measures if one.part == part)

    def part(self, name: str) -> Part:
        """Return a part by its id."""
        return next(one for one in self.parts if one.id == name)

    def measure(self, name: str) -> Measure:
        """Return a measure by its id."""
        return next(one for one in self.measures if one.id == name)


def load_ranking(version: DefinitionVersion) -> RankingRule:
    """Return the rule of a version of the definition "districts_ranking"."""
    values = version.values
    supply = values["supply"]
    return RankingRule(
        definition=version.id,
        pooled_quarters=values["pooled_quarters"],
        minimum_stores=values["minimum_stores"],
        minimum_districts=values["minimum_districts"],
        minimum_weight_percent=values["minimum_weight_percent"],
        compared_at_most=values["compared_at_most"],
        lifting=values["lifting"],
        lowering=values["lowering"],
        filled_amount=values["filled_amount_won"],
        parts=tuple(
            Part(name, f"{version.id}/{name}", Text(one["name"], one["name_en"]))
            for name, one in values["parts"].items()
        ),
        measures=tuple(
            Measure(
                id=name,
                definition=f"{version.id}/{one['part']}/{name}",
                part=one["part"],
                name=Text(one["name"], one["name_en"]),
                unit=Text(one["unit"], one["unit_en"]),
                numerator=one["numerator"],
                denominator=one.get("denominator", ""),
                scale=one["scale"],
                offset=one.get("offset", 0),
                minimum=one["minimum"],
                higher_is_better=one["higher_is_better"],
                shrunk=one.get("shrunk", False),
                weight=one.get("weight", 1),
            )
            for name, one in values["measures"].items()
        ),
        supply=SupplyRule(
            definition=f"{version.id}/supply",
            similar=supply["similar"],
            minimum_similar=supply["minimum_similar"],
            kind_distance=supply["kind_distance"],
            ridge=supply["ridge"],
            confidence_percent=supply["confidence_percent"],
        ),
    )
