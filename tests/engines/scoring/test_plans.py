"""Places, reserves and budget are filled strictly by rank."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from didim.engines.scoring.plans import Planned, Standing, Terms, Why, allot


def ranked(*asked: int | None, ranks: tuple[int | None, ...] = ()) -> list[Standing]:
    ranks = ranks or tuple(range(1, len(asked) + 1))
    return [
        Standing(f"a{at}", rank, None if rank is None else Decimal(100 - rank), won)
        for at, (rank, won) in enumerate(zip(ranks, asked, strict=True), start=1)
    ]


def outcomes(standings: list[Standing], terms: Terms) -> list[str]:
    return [row.outcome.value for row in allot(standings, terms).rows]


def test_places_then_reserves_then_nobody() -> None:
    plan = allot(ranked(None, None, None, None), Terms(places=2, reserves=1))
    assert [(row.outcome, row.reserve_rank, row.why) for row in plan.rows] == [
        (Planned.SELECTED, None, Why.NOTHING),
        (Planned.SELECTED, None, Why.NOTHING),
        (Planned.RESERVE, 1, Why.PLACES),
        (Planned.REJECTED, None, Why.PLACES),
    ]


def test_budget_stops_before_places_and_nobody_cheaper_overtakes() -> None:
    plan = allot(ranked(40, 50, 30, 5), Terms(places=4, budget=100, award=45))
    assert [row.amount for row in plan.rows if row.outcome is Planned.SELECTED] == [40, 45]
    assert plan.amount == 85
    assert {row.why for row in plan.rows[2:]} == {Why.BUDGET}


def test_equal_ones_at_the_border_are_left_to_people() -> None:
    standings = ranked(None, None, None, ranks=(1, 2, 2))
    assert outcomes(standings, Terms(places=2)) == ["selected", "tied", "tied"]
    assert outcomes(standings, Terms(places=1, reserves=1)) == ["selected", "tied", "tied"]
    assert outcomes(standings, Terms(places=1, reserves=2)) == ["selected", "reserve", "reserve"]


def test_whoever_has_no_rank_is_never_selected() -> None:
    standings = ranked(None, None, ranks=(1, None))
    plan = allot(standings, Terms(places=None, reserves=5))
    assert [(row.outcome, row.why) for row in plan.rows] == [
        (Planned.SELECTED, Why.NOTHING),
        (Planned.REJECTED, Why.UNRANKED),
    ]


@given(
    st.lists(st.tuples(st.integers(1, 8), st.none() | st.integers(0, 50)), max_size=12),
    st.none() | st.integers(0, 12),
    st.integers(0, 6),
    st.none() | st.integers(0, 200),
    st.none() | st.integers(0, 50),
)
def test_limits_hold_and_no_lower_rank_is_ever_preferred(
    drawn: list[tuple[int, int | None]],
    places: int | None,
    reserves: int,
    budget: int | None,
    award: int | None,
) -> None:
    standings = [Standing(f"a{at}", rank, Decimal(0), won) for at, (rank, won) in enumerate(drawn)]
    plan = allot(standings, Terms(places, reserves, budget, award))
    assert len(plan.rows) == len(standings)
    assert plan.count(Planned.SELECTED) <= (len(drawn) if places is None else places)
    assert plan.count(Planned.RESERVE) <= reserves
    assert plan.amount == sum(row.amount or 0 for row in plan.rows if row.outcome is Planned.SELECTED)
    assert budget is None or plan.amount <= budget
    order = [row.standing.rank for row in plan.rows if row.outcome is Planned.SELECTED]
    left = [row.standing.rank for row in plan.rows if row.outcome is not Planned.SELECTED]
    assert not order or not left or max(order) < min(left)
