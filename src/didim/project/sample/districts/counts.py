"""What happens in the districts of the sample city: shops open and close, people come, sales have seasons."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didim.engines.districts.columns import AGES, DAYS, HOURS, SEXES
from didim.kernel.quarters import QUARTERS_A_YEAR

from .map import City

Dice = np.random.Generator
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TradeSketch:
    """A trade: shops in a usual district, share closing in a quarter, sales a shop, seasons, franchises."""

    code: str
    name: str
    stores: float
    closing: float
    sales_won: float
    season: tuple[float, float, float, float]
    franchise: float
    payment_won: int


TRADES = (
    TradeSketch("CS100001", "한식음식점", 34, 0.030, 46e6, (0.96, 1.00, 1.00, 1.04), 0.06, 18_000),
    TradeSketch("CS100005", "제과점", 6, 0.028, 38e6, (0.98, 0.97, 0.96, 1.09), 0.30, 9_500),
    TradeSketch("CS100007", "치킨전문점", 8, 0.034, 40e6, (0.92, 1.06, 1.08, 0.94), 0.55, 23_000),
    TradeSketch("CS100008", "분식전문점", 9, 0.036, 26e6, (1.02, 1.00, 0.95, 1.03), 0.22, 9_000),
    TradeSketch("CS100009", "호프-간이주점", 10, 0.040, 30e6, (0.94, 1.02, 1.05, 0.99), 0.12, 31_000),
    TradeSketch("CS100010", "커피-음료", 18, 0.035, 24e6, (0.90, 1.05, 1.10, 0.95), 0.28, 6_500),
    TradeSketch("CS200001", "일반교습학원", 12, 0.022, 33e6, (1.06, 0.98, 1.00, 0.96), 0.08, 210_000),
    TradeSketch("CS200024", "스포츠클럽", 5, 0.026, 29e6, (1.10, 1.02, 0.97, 0.91), 0.14, 120_000),
    TradeSketch("CS200028", "미용실", 17, 0.020, 15e6, (0.97, 1.02, 0.98, 1.03), 0.07, 38_000),
    TradeSketch("CS200034", "여관", 4, 0.018, 42e6, (0.88, 1.03, 1.14, 0.95), 0.05, 62_000),
    TradeSketch("CS300002", "편의점", 9, 0.024, 110e6, (0.93, 1.02, 1.07, 0.98), 0.92, 7_200),
    TradeSketch("CS300011", "일반의류", 14, 0.038, 28e6, (0.93, 1.02, 0.92, 1.13), 0.10, 54_000),
)
_HOUR_SHARES = (0.07, 0.16, 0.17, 0.20, 0.26, 0.14)
_DAY_SHARES = (0.142, 0.144, 0.145, 0.147, 0.158, 0.138, 0.126)
_AGE_SHARES = (0.09, 0.20, 0.21, 0.18, 0.16, 0.16)
_SEX_SHARES = (0.48, 0.52)
_BANDS = {"hour_": (HOURS, _HOUR_SHARES), "": (DAYS, _DAY_SHARES), "age_": (AGES, _AGE_SHARES)}
_SALES_FROM = 3  # shops: the publisher tells no sales of fewer


@dataclass(frozen=True, slots=True)
class Counts:
    """n districts × k trades × t quarters (and n × t for people), the first quarter `first`.

    sales and payments are 0 where the publisher tells none. people: footfall and its bands, workers,
    residents by official column. months: operating, closed mean months of districts.
    """

    first: int
    stores: Whole
    franchises: Whole
    openings: Whole
    closings: Whole
    sales: Whole
    payments: Whole
    people: dict[str, Whole]
    months: dict[str, Whole]


def make_counts(dice: Dice, city: City, *, last: int, quarters: int) -> Counts:
    """Let so many quarters pass, the last one `last`."""
    size = np.array([one.size for one in city.places])
    shape = (len(city.places), len(TRADES), quarters)
    first = last - quarters + 1
    seasons = (first + np.arange(quarters)) % QUARTERS_A_YEAR
    # What lasts in a district, what a quarter does to all, what comes and goes.
    lasting = np.exp(dice.normal(0, 0.22, (shape[0], 1, 1)))
    together = np.exp(dice.normal(0, 0.08, (1, 1, quarters)))
    closing = np.array([one.closing for one in TRADES])[None, :, None] * lasting * together
    usual = np.array([one.stores for one in TRADES])[None, :] * size[:, None]
    stores, openings, closings = (np.zeros(shape, np.int64) for _table in range(3))
    now = dice.poisson(usual * np.exp(dice.normal(0, 0.3, usual.shape)))
    for at in range(quarters):
        ended = dice.binomial(now, np.minimum(closing[:, :, at], 0.5))
        begun = dice.poisson(np.maximum(closing[:, :, at] * (0.55 * now + 0.45 * usual), 0))
        now = now - ended + begun
        stores[:, :, at], openings[:, :, at], closings[:, :, at] = now, begun, ended
    franchises = dice.binomial(stores, np.array([one.franchise for one in TRADES])[None, :, None])
    sales, payments = _sales(dice, stores, lasting, seasons)
    people = _people(dice, size, seasons)
    return Counts(
        first,
        stores,
        franchises,
        openings,
        closings,
        sales,
        payments,
        people,
        _months(dice, lasting, quarters),
    )


def _sales(dice: Dice, stores: Whole, lasting: NDArray[np.float64], seasons: Whole) -> tuple[Whole, Whole]:
    count, trades, quarters = stores.shape
    a_shop = np.array([one.sales_won for one in TRADES])[None, :, None]
    season = np.array([one.season for one in TRADES])[:, seasons][None, :, :]
    growth = np.exp(np.arange(quarters) * dice.normal(0.004, 0.012, (count, trades, 1)))
    chance = np.exp(dice.normal(0, 0.06, stores.shape))
    amount = stores * a_shop * season * growth * chance / lasting
    told = stores >= _SALES_FROM
    # Not whole millions: those the publisher fills in.
    sales = np.where(told, np.maximum(amount.astype(np.int64) // 1000 * 1000 + 137, 0), 0)
    price = np.array([one.payment_won for one in TRADES])[None, :, None]
    return sales, np.where(told, np.maximum(sales // price, 1), 0)


def _people(dice: Dice, size: NDArray[np.float64], seasons: Whole) -> dict[str, Whole]:
    base = 420_000 * size[:, None] * np.exp(dice.normal(0, 0.35, (len(size), 1)))
    season = np.array([0.93, 1.04, 1.00, 1.03])[seasons][None, :]
    total = (base * season * np.exp(dice.normal(0, 0.03, (len(size), len(seasons))))).astype(np.int64)
    found = {"footfall": total}
    for prefix, (names, shares) in _BANDS.items():
        found |= _split(total, [f"footfall_{prefix}{name}" for name in names], shares)
    found |= _split(total, [f"footfall_{name}" for name in SEXES], _SEX_SHARES)
    grown = np.ones(len(seasons))[None, :]
    found["workers"] = (3_100 * size[:, None] * np.exp(dice.normal(0, 0.6, (len(size), 1))) * grown).astype(
        np.int64
    )
    found["residents"] = (5_200 * np.exp(dice.normal(0, 0.5, (len(size), 1))) * grown).astype(np.int64)
    return found


def _split(total: Whole, names: list[str], shares: tuple[float, ...]) -> dict[str, Whole]:
    """Return parts that add up to their total."""
    parts = [(total * share).astype(np.int64) for share in shares[1:]]
    return dict(zip(names, [total - sum(parts), *parts], strict=True))


def _months(dice: Dice, lasting: NDArray[np.float64], quarters: int) -> dict[str, Whole]:
    level = lasting[:, :, 0]
    drift = np.arange(quarters)[None, :] * 0.4
    operating = np.rint(118 / level + dice.normal(0, 5, (len(level), 1)) + drift).astype(np.int64)
    closed = np.rint(54 / np.sqrt(level) + dice.normal(0, 6, (len(level), quarters))).astype(np.int64)
    return {"operating_months": operating, "closed_months": np.maximum(closed, 6)}
