"""Rounds, reviews and applications for the tests of scoring, and random ones for its property tests."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from didim.engines.scoring import (
    BonusClaim,
    Candidate,
    Criterion,
    Review,
    RoundKind,
    RoundRule,
    standard_rounds,
)
from didim.kernel.definitions import shipped_definitions
from didim.kernel.wording import Text

SPRING = date(2026, 3, 6)
OPENED = datetime(2026, 3, 26, 9, tzinfo=UTC)


def rounds_of(*kinds: RoundKind, cutoff: str = "review-cutoff", day: date = SPRING) -> tuple[RoundRule, ...]:
    known = shipped_definitions()
    return standard_rounds(kinds, known.as_of("review-scoring", day), known.as_of(cutoff, day))


def one_criterion(**changes) -> RoundRule:
    """A single written round with one criterion of 100 points, and whatever is to be different."""
    (rule,) = rounds_of(RoundKind.WRITTEN)
    whole = (Criterion("whole", Text("종합", "Whole"), Decimal(100)),)
    values = {"criteria": whole, "tie_break": (), "step": Decimal("0.01")}
    return dataclasses.replace(rule, **(values | changes))


def reviews_of(application: str, *totals: str) -> list[Review]:
    """Reviews by "w1", "w2", … with these totals in the one criterion."""
    return [
        Review(f"w{at}", application, {"whole": Decimal(total)}) for at, total in enumerate(totals, start=1)
    ]


def points_of(rule: RoundRule) -> st.SearchStrategy[dict[str, Decimal]]:
    return st.fixed_dictionaries(
        {one.key: st.integers(0, int(one.max)).map(Decimal) for one in rule.criteria}
    )


@st.composite
def cases(draw, rule: RoundRule) -> tuple[list[Candidate], list[Review]]:
    """A few applications with up to seven reviews each, claims, receipts; points are near each other."""
    candidates, reviews = [], []
    for number in range(draw(st.integers(1, 5))):
        key = f"a{number}"
        present = draw(st.integers(0, 7))
        claims = draw(
            st.lists(st.tuples(st.integers(0, 4).map(Decimal), st.booleans()), max_size=3).map(
                lambda pairs: tuple(BonusClaim(f"b{at}", *pair) for at, pair in enumerate(pairs))
            )
        )
        received = OPENED + timedelta(seconds=draw(st.integers(0, 2)))
        seated = present + draw(st.integers(0, 2))
        candidates.append(Candidate(key, seated, received, claims, exempt=draw(st.integers(0, 9)) == 9))
        reviews += [Review(f"w{at}", key, draw(points_of(rule))) for at in range(present)]
    return candidates, reviews
