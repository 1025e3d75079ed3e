import pytest

from didim.engines.assignment import Impossible, ShortageKind, assign, shortages
from tests.engines.assignment.building import TIED, problem_of


def kinds_of(problem):
    found = shortages(problem)
    assert assign(problem) == Impossible(found)
    return [(one.kind, one.applications, one.reviewers, one.needed, one.available) for one in found]


def test_application_without_enough_eligible_reviewers_is_named_with_how_many_lack():
    forbidden = {("a1", "r0"): [TIED], ("a1", "r1"): [TIED]}
    problem = problem_of([[1, 1, 1], [1, 1, 1]], each=2, forbidden=forbidden)
    assert kinds_of(problem) == [(ShortageKind.APPLICATION, ("a1",), (), 2, 1)]
    assert str(shortages(problem)[0]) == (
        "신청 a1에는 위원이 2명 더 필요한데 맡을 수 있는 위원이 1명뿐입니다. "
        "1명을 더 위촉하거나 제외 사유를 확인하세요."
    )


def test_loads_that_do_not_suffice_say_how_much_is_missing():
    problem = problem_of([[1, 1]] * 3, loads=[(0, 1), (0, 1)])
    assert kinds_of(problem) == [(ShortageKind.TOTAL, (), (), 3, 2)]
    assert "1건만큼 위원을 더 위촉하거나" in str(assign(problem))


def test_least_loads_beyond_the_work_are_told():
    assert kinds_of(problem_of([[1, 1]], loads=[(1, 1), (1, 1)])) == [(ShortageKind.LEAST, (), (), 2, 1)]


def test_group_that_shares_too_few_reviewers_is_named():
    # a0 and a1 may be judged by r0 only, who takes one
    forbidden = {("a0", "r1"): [TIED], ("a1", "r1"): [TIED]}
    problem = problem_of([[1, 1]] * 3, loads=[(0, 1), (0, 3)], forbidden=forbidden)
    assert kinds_of(problem) == [(ShortageKind.GROUP, ("a0", "a1"), ("r0",), 2, 1)]


def test_reviewer_who_cannot_reach_the_least_load_is_named():
    problem = problem_of([[1, 1]] * 2, loads=[(2, 2), (0, 2)], forbidden={("a0", "r0"): [TIED]})
    assert kinds_of(problem) == [(ShortageKind.REVIEWER, (), ("r0",), 2, 1)]


def test_reviewers_who_cannot_reach_their_least_loads_together_are_named():
    # r0 and r1 both may judge a0 only, and must
    forbidden = {("a1", "r0"): [TIED], ("a1", "r1"): [TIED]}
    problem = problem_of([[1, 1, 1]] * 2, loads=[(1, 1), (1, 1), (0, 2)], forbidden=forbidden)
    assert kinds_of(problem) == [(ShortageKind.REVIEWERS, ("a0",), ("r0", "r1"), 2, 1)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"fixed": [("a0", "r0"), ("a0", "r1")]}, (("a0",), (), 1, 2)),
        ({"fixed": [("a0", "r0"), ("a1", "r0")], "loads": [(0, 1), (0, 2)]}, ((), ("r0",), 2, 1)),
        ({"fixed": [("a0", "r0")], "forbidden": {("a0", "r0"): [TIED]}}, (("a0",), ("r0",), 0, 1)),
    ],
)
def test_fixed_pairs_that_break_the_rules_are_named(options, expected):
    found = kinds_of(problem_of([[1, 1]] * 2, **options))
    assert found[0] == (ShortageKind.FIXED, *expected)


def test_a_draw_that_can_be_made_lacks_nothing():
    assert shortages(problem_of([[1, 1]] * 2)) == ()
    assert shortages(problem_of([])) == ()


def test_draw_without_reviewers_names_every_application():
    assert [one.applications for one in shortages(problem_of([[], []]))] == [("a0",), ("a1",), ()]
    assert kinds_of(problem_of([[], []]))[-1] == (ShortageKind.TOTAL, (), (), 2, 0)


def test_sentence_names_applications_and_reviewers_as_the_officer_knows_them():
    forbidden = {("a0", "r1"): [TIED], ("a1", "r1"): [TIED]}
    (found,) = shortages(problem_of([[1, 1]] * 3, loads=[(0, 1), (0, 3)], forbidden=forbidden))
    told = found.told({"a0": "2026-0007"}, {"r0": "위원 {1}"})
    assert told.ko.startswith("신청 2026-0007, a1에 필요한 평가 2건 가운데 1건을 맡을 위원이 없습니다")
    assert "위원 {1}의 건수가 찼습니다" in told.ko
    assert "the loads of 위원 {1} are full" in told.en


def test_long_lists_are_cut_in_sentences_but_whole_in_the_object():
    forbidden = {(f"a{at}", "r1"): [TIED] for at in range(7)}
    (found,) = shortages(problem_of([[1, 1]] * 8, loads=[(0, 3), (0, 8)], forbidden=forbidden))
    assert len(found.applications) == 7
    assert "a0, a1, a2, a3, a4 … (7)" in str(found)
