"""Totals shared out over rows: exact sums, whole steps, nobody below the least."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.project.sample.shares import alike, before_change, share_out, uneven

WEIGHTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=60)


@given(WEIGHTS, st.integers(0, 10**13), st.integers(0, 10**6), st.sampled_from([1, 10, 10_000]))
def test_shares_add_up_exactly_in_steps_above_the_least(
    weights: list[float], spare: int, least: int, step: int
) -> None:
    total = least * len(weights) + spare
    shares = share_out(total, weights, least=least, step=step)
    assert (len(shares), sum(shares)) == (len(weights), total)
    assert min(shares) >= least
    assert sum((share - least) % step != 0 for share in shares) <= 1


@given(WEIGHTS, st.integers(1, 10**6))
def test_larger_weight_never_gets_less(weights: list[float], total: int) -> None:
    shares = share_out(total, sorted(weights, reverse=True))
    assert shares == sorted(shares, reverse=True)


def test_equal_weights_share_what_is_left_in_order() -> None:
    assert share_out(10, [1.0] * 4) == [3, 3, 2, 2]


@pytest.mark.parametrize(("total", "weights"), [(5, []), (5, [1.0, 1.0, -1.0]), (5, [1.0] * 6)])
def test_what_cannot_be_shared_is_refused(total: int, weights: list[float]) -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        share_out(total, weights, least=1)


@given(st.integers(1_000, 10**12), st.integers(-900, 5_000))
def test_year_before_gives_the_change_as_printed(total: int, thousandths: int) -> None:
    change = Decimal(thousandths) / 1_000
    before = before_change(total, change)
    printed = (Decimal(total) / before - 1).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert abs(printed - change) <= Decimal("0.1")


def test_weights_are_positive_and_the_same_for_a_seed() -> None:
    first, second = (uneven(np.random.default_rng(7), 50) for _ in range(2))
    assert first == second
    assert min(first) > 0
    assert min(alike(np.random.default_rng(7), [1, 2, 3])) > 0
