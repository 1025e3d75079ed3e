import pytest

from didim.engines.assignment import Entry, Seat, WhyKind, assign, make_problem, why
from tests.engines.assignment.building import TIED, problem_of


@pytest.fixture
def drawn():
    problem = problem_of(
        [[900, 500, 100, 300], [800, 400, 200, 300]],
        loads=[(0, 1), (0, 2), (0, 2), (0, 2)],
        forbidden={("a1", "r3"): [TIED]},
        fixed=[("a0", "r2")],
        each=2,
    )
    return problem, assign(problem)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("a0", "r2"), (WhyKind.FIXED, 100, None, 3)),
        (("a1", "r3"), (WhyKind.EXCLUDED, 300, None, 3)),
        (("a1", "r0"), (WhyKind.DRAWN, 800, 1, 3)),
        (("a0", "r0"), (WhyKind.FULL, 900, 1, 3)),
        (("a0", "r3"), (WhyKind.NOT_DRAWN, 300, 3, 3)),
    ],
)
def test_every_pair_says_what_it_is_and_where_it_stands(drawn, pair, expected):
    found = why(*drawn, *pair)
    assert (found.kind, found.fit, found.place, found.among) == expected
    assert found.reasons


def test_reasons_are_sentences(drawn):
    assert why(*drawn, "a1", "r3").reasons == (TIED,)
    assert str(why(*drawn, "a1", "r0").reasons[0]) == (
        "적합도 800점으로, 맡을 수 있는 위원 3명 가운데 1번째입니다."
    )
    assert str(why(*drawn, "a0", "r0").reasons[1]) == "최대 건수 1건이 다른 신청으로 찼습니다."


def test_reviewer_of_another_panel_is_told_so():
    entries, seats = [Entry("a", "ict")], [Seat("r1", 1, panel="ict"), Seat("r2", 1, panel="bio")]
    problem = make_problem(entries, seats, {}, reviewers_each=1, seed=1)
    assert why(problem, assign(problem), "a", "r2").kind is WhyKind.OTHER_PANEL


def test_why_of_strangers_is_refused(drawn):
    with pytest.raises(KeyError):
        why(*drawn, "a9", "r0")
