"""Exact rounding of ratios: one rounding, from the exact value, never from a rounded one."""

from decimal import Decimal
from enum import StrEnum


class Rounding(StrEnum):
    """What happens to the digit after the last one kept; values are not negative."""

    HALF_UP = "half_up"  # 반올림: five and more go up
    HALF_EVEN = "half_even"  # five goes to the even digit
    DOWN = "down"  # 버림
    UP = "up"  # 올림


def rounded_ratio(numerator: int, denominator: int, decimals: int, mode: Rounding) -> Decimal:
    """Return numerator ÷ denominator with `decimals` digits after the point.

    Raises ValueError for a negative numerator and for a denominator that is not positive.
    """
    if numerator < 0 or denominator <= 0:
        raise ValueError("반올림할 값은 0 이상이고 나누는 수는 0보다 커야 합니다.")
    whole, rest = divmod(numerator * 10**decimals, denominator)
    if _goes_up(whole, 2 * rest, denominator, mode):
        whole += 1
    return Decimal(whole).scaleb(-decimals)


def _goes_up(whole: int, twice_rest: int, denominator: int, mode: Rounding) -> bool:
    if mode is Rounding.DOWN:
        return False
    if mode is Rounding.UP:
        return twice_rest > 0
    if twice_rest == denominator:
        return mode is Rounding.HALF_UP or whole % 2 == 1
    return twice_rest > denominator


def rounded_mean(total: Decimal, count: int, decimals: int, mode: Rounding) -> Decimal:
    """Return total ÷ count, rounded once."""
    numerator, denominator = total.as_integer_ratio()
    return rounded_ratio(numerator, denominator * count, decimals, mode)
