"""Counts of places, and every rate made from them: Σ/Σ, with the definition's minimum."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from didim.engines.districts.rules import IndicatorRule, Ratio
from didim.kernel.wording import Text

Number = int | float
# Our columns beside the names of the definition.
_NAMES = {"amount": "sales_won", "stores_with_sales": "sales_stores", "payments": "sales_count"}
_FEWEST = 2  # shops: one alone cannot be unlike another


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in a place, a trade and a quarter; None is "not known", 0 is none.

    districts: of how many districts it is a sum. sales_won is the total of the quarter, of `sales_stores`
    shops. trades and store_squares: how many trades, and Σ stores² over them (rows of all trades).
    Counts of a drawn area are shares of districts, so they need not be whole.
    """

    quarter: int
    districts: int
    stores: Number | None = None
    franchise_stores: Number | None = None
    openings: Number | None = None
    closings: Number | None = None
    sales_won: Number | None = None
    sales_stores: Number | None = None
    sales_count: Number | None = None
    trades: int | None = None
    store_squares: int | None = None
    sales_adjusted: float | None = None
    sales_trend_percent: float | None = None
    published_closing_rate: float | None = None


COLUMNS = tuple(one.name for one in fields(Counts))
ADDED = (
    "stores", "franchise_stores", "openings", "closings", "sales_won", "sales_stores", "sales_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate as it is shown: value, the two sums it is made of, unit, quarter and definition.

    value None: `few` says whether the sample is below `minimum` (표본 부족) or something is not known.
    """

    id: str
    name: Text
    unit: str
    definition: str
    quarter: int
    value: float | None
    numerator: Number | None
    denominator: Number | None
    minimum: Number
    few: bool


def figure(counts: Counts, ratio: Ratio, *, area_m2: Number | None = None) -> Figure:
    """Make one rate from counts; densities want the area of the place."""
    numerator = _sum(counts, ratio.numerator, area_m2)
    denominator = _sum(counts, ratio.denominator, area_m2)
    known = numerator is not None and denominator is not None
    few = denominator is not None and denominator < ratio.minimum
    value = None
    if numerator is not None and denominator is not None and not few:
        value = numerator * ratio.scale / denominator
    return Figure(
        id=ratio.id,
        name=ratio.name,
        unit=ratio.unit,
        definition=ratio.definition,
        quarter=counts.quarter,
        value=value,
        numerator=numerator,
        denominator=denominator,
        minimum=ratio.minimum,
        few=known and few,
    )


def figures(counts: Counts, rule: IndicatorRule, *, area_m2: Number | None = None) -> dict[str, Figure]:
    """Make every rate of the definition from counts, by id."""
    return {one.id: figure(counts, one, area_m2=area_m2) for one in rule.ratios}


def pooled(rows: Iterable[Counts]) -> Counts | None:
    """Add counts of several quarters up; what is not known in one of them is not known of all.

    None for no rows. quarter and districts are those of the last quarter.
    """
    ordered = sorted(rows, key=lambda one: one.quarter)
    if not ordered:
        return None
    added: dict[str, Number | None] = {}
    for name in (
        "stores",
        "franchise_stores",
        "openings",
        "closings",
        "sales_won",
        "sales_stores",
        "sales_count",
    ):
        values = [getattr(one, name) for one in ordered]
        added[name] = None if None in values else sum(values)
    return Counts(ordered[-1].quarter, ordered[-1].districts, **added)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Mix:
    """How many trades a place has and how even they are (Simpson 1949); None where it is not known.

    diversity: the chance that two shops picked at random are of different trades. effective_trades: so many
    equally large trades would be as even.
    """

    trades: int
    stores: Number
    diversity: float | None
    effective_trades: float | None


def mix(counts: Counts) -> Mix | None:
    """Return the mix of a row of all trades; None where its trades are not known one by one."""
    if counts.trades is None or counts.store_squares is None or not counts.stores:
        return None
    stores, squares = counts.stores, counts.store_squares
    return Mix(
        trades=counts.trades,
        stores=stores,
        diversity=1 - (squares - stores) / (stores * (stores - 1)) if stores >= _FEWEST else None,
        effective_trades=stores * stores / squares if squares else None,
    )


def _sum(counts: Counts, name: str, area_m2: Number | None) -> Number | None:
    if name == "area_m2":
        return area_m2
    found: Number | None = getattr(counts, _NAMES.get(name, name))
    return found
