"""Vouchers: the subsidy rate of a firm, the points of a voucher, and who pays what of a price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from didim.engines.settlement.balance import SettlementError

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class SubsidyBand:
    """Mean yearly sales up to and with `up_to_won` are subsidised with `percent`."""

    up_to_won: int
    percent: int


@dataclass(frozen=True, slots=True)
class Points:
    """A voucher in won: the subsidy and the firm's own share; both together are its points."""

    subsidy_won: int
    own_won: int

    @property
    def total_won(self) -> int:
        """The points."""
        return self.subsidy_won + self.own_won


def read_bands(rows: Sequence[Mapping[str, Any]]) -> tuple[SubsidyBand, ...]:
    """Read bands from data of a scheme or the definition; raise SettlementError when out of order."""
    bands = tuple(SubsidyBand(int(row["up_to_won"]), int(row["percent"])) for row in rows)
    limits = [band.up_to_won for band in bands]
    if not bands or limits != sorted(set(limits)) or limits[0] < 0:
        raise SettlementError("매출 구간은 낮은 것부터 겹치지 않게 적어야 합니다.")
    if any(not 0 < band.percent <= HUNDRED for band in bands):
        raise SettlementError("보조율은 1 %부터 100 %까지입니다.")
    return bands


def mean_sales(yearly_won: Sequence[int]) -> int:
    """Return the mean of yearly sales in won, rounded up: a firm is never put into too low a band."""
    if not yearly_won or min(yearly_won) < 0:
        raise SettlementError("연 매출은 한 해 이상, 0원 이상이어야 합니다.")
    return -(-sum(yearly_won) // len(yearly_won))


def subsidy_percent(bands: Sequence[SubsidyBand], sales_won: int) -> int | None:
    """Return the rate of a firm with such sales; None above the last band: no voucher is given."""
    return next((band.percent for band in bands if sales_won <= band.up_to_won), None)


def points_of(*, subsidy_won: int, percent: int) -> Points:
    """Return the voucher of a subsidy: its own share is what makes the subsidy that part of the whole.

    The own share is rounded up, so that the subsidy is never more than its part.
    """
    _check_percent(percent)
    return Points(subsidy_won, -(-subsidy_won * (HUNDRED - percent) // percent))


def share_price(*, price_won: int, percent: int, subsidy_left_won: int) -> Points:
    """Return who pays what of a price: the subsidy by its rate, rounded down, as far as it lasts."""
    _check_percent(percent)
    if min(price_won, subsidy_left_won) < 0:
        raise SettlementError("금액은 0원 이상이어야 합니다.")
    subsidy = min(price_won * percent // HUNDRED, subsidy_left_won)
    return Points(subsidy, price_won - subsidy)


def _check_percent(percent: int) -> None:
    if not 0 < percent <= HUNDRED:
        raise SettlementError("보조율은 1 %부터 100 %까지입니다.")
