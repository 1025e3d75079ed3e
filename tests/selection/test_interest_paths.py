"""The grounds of 운영요령 제12조 제2항 and 평가 지침 제9조, path by path."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.definitions import shipped_definitions
from didim.selection.domain.interest_paths import (
    Edge,
    InterestGraph,
    Kind,
    Node,
    counts,
    grounds_of,
    limits_of,
)

DAY = date(2026, 11, 20)
DEFINITION = shipped_definitions().as_of("conflicts", DAY)
LIMITS = limits_of(DEFINITION, on=DAY)
ME, YOU, FIRM, OTHER = Node("person", 1), Node("person", 2), Node("firm", 1), Node("firm", 2)


def grounds(*edges: Edge) -> list[tuple[str, bool]]:
    """Return the grounds between me and the firm, and whether each bars."""
    paths = InterestGraph(edges).paths(
        person=ME.id, firms=frozenset({FIRM.id}), grounds=grounds_of(DEFINITION), limits=LIMITS
    )
    return [(path.ground.key, path.ground.bars) for path in paths]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.REPRESENTS, [("represents", True)]),
        (Kind.EMPLOYED, [("employed", True)]),
        (Kind.OWNS, [("owns", True)]),
        (Kind.ADVISED, [("advised", True)]),
        (Kind.ACCOUNT, [("account", True)]),
        (Kind.OTHER, [("other", False)]),
        (Kind.SAME_NAME, [("same_name", False)]),
        (Kind.AFFILIATION, [("affiliation", False)]),
        (Kind.REVIEWED, [("reviewed", False)]),
    ],
)
def test_one_edge(kind: Kind, expected: list[tuple[str, bool]]) -> None:
    assert grounds(Edge(kind, ME, FIRM)) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [(date(2023, 11, 20), [("employed", True)]), (date(2023, 11, 19), []), (None, [("employed", True)])],
)
def test_former_work_counts_for_three_years_guideline_article_9(
    until: date | None, expected: list[object]
) -> None:
    assert grounds(Edge(Kind.EMPLOYED, ME, FIRM, until=until)) == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2025, 1, 1), None, [("advised", True)]),
        (date(2024, 12, 31), None, []),
        (date(2024, 6, 1), date(2025, 1, 1), [("advised", True)]),
        (date(2024, 6, 1), date(2024, 12, 31), []),
        (None, None, [("advised", True)]),
    ],
)
def test_advice_counts_from_1_january_of_last_year_guideline_article_9(
    since: date | None, until: date | None, expected: list[object]
) -> None:
    assert grounds(Edge(Kind.ADVISED, ME, FIRM, since, until)) == expected


def test_sold_stake_does_not_count() -> None:
    assert grounds(Edge(Kind.OWNS, ME, FIRM, until=date(2026, 11, 19))) == []


@pytest.mark.parametrize("ends", [(ME, YOU), (YOU, ME)])
def test_former_family_of_the_representative_bars_rules_article_12(ends: tuple[Node, Node]) -> None:
    family = Edge(Kind.FAMILY, *ends, until=date(2001, 1, 1))
    assert grounds(family, Edge(Kind.REPRESENTS, YOU, FIRM)) == [("family_represents", True)]


def test_family_working_there_is_looked_at() -> None:
    edges = (Edge(Kind.FAMILY, ME, YOU), Edge(Kind.EMPLOYED, YOU, FIRM))
    assert grounds(*edges) == [("family_employed", False)]


def test_work_for_an_affiliated_firm_bars() -> None:
    edges = (Edge(Kind.EMPLOYED, ME, OTHER), Edge(Kind.AFFILIATED, FIRM, OTHER))
    assert grounds(*edges) == [("affiliated_employed", True)]


def test_same_employer_as_the_representative_bars_rules_article_12() -> None:
    edges = (
        Edge(Kind.EMPLOYED, ME, OTHER),
        Edge(Kind.EMPLOYED, YOU, OTHER),
        Edge(Kind.REPRESENTS, YOU, FIRM),
    )
    assert grounds(*edges) == [("same_employer", True)]


def test_former_common_employer_is_none() -> None:
    left = date(2026, 11, 19)
    edges = (
        Edge(Kind.EMPLOYED, ME, OTHER, until=left),
        Edge(Kind.EMPLOYED, YOU, OTHER),
        Edge(Kind.REPRESENTS, YOU, FIRM),
    )
    assert grounds(*edges) == []


def test_friends_of_friends_are_none() -> None:
    third = Node("person", 3)
    edges = (
        Edge(Kind.FAMILY, ME, YOU),
        Edge(Kind.FAMILY, YOU, third),
        Edge(Kind.REPRESENTS, third, FIRM),
    )
    assert grounds(*edges) == []


@given(st.dates(date(2015, 1, 1), DAY), st.integers(1, 900))
def test_work_that_ended_later_counts_if_the_earlier_did(until: date, more: int) -> None:
    earlier = Edge(Kind.EMPLOYED, ME, FIRM, until=until)
    later = Edge(Kind.EMPLOYED, ME, FIRM, until=until + timedelta(days=more))
    assert counts(later, LIMITS) or not counts(earlier, LIMITS)
