import pytest

from didim.engines.dispatch import Doctor, Job, make_problem, plan, price_of, why, why_nobody
from didim.kernel.wording import Text

OWN = Text("본인의 기업입니다.", "It is their own firm.")


@pytest.fixture
def problem():
    jobs = [Job("a"), Job("b"), Job("c"), Job("big", (3,))]
    doctors = [Doctor("one", (1,), 4), Doctor("two", (1,), 4), Doctor("none", (0,), 4)]
    fits = {("a", "one"): 900, ("b", "one"): 500, ("b", "two"): 600, ("a", "two"): 300, ("c", "two"): 100}
    return make_problem(jobs, doctors, fits, seed=5, forbidden={("c", "one"): OWN, ("a", "none"): OWN})


def test_planned_pair_says_its_place(problem):
    found = why(problem, plan(problem), "a", "one")
    assert (found.kind, found.fit, found.place, found.among) == ("planned", 900, 1, 2)


def test_excluded_pair_says_why(problem):
    found = why(problem, plan(problem), "c", "one")
    assert (found.kind, found.reasons) == ("excluded", (OWN,))


def test_full_expert_says_what_is_taken(problem):
    found = why(problem, plan(problem), "b", "one")
    assert found.kind == "full"
    assert found.reasons[1].en == "Of 1 visits free this month, 1 went to other requests."


def test_request_too_large_says_so(problem):
    assert why(problem, plan(problem), "big", "one").kind == "too_many"


def test_price_of_a_pair_is_what_the_others_lose(problem):
    made = plan(problem)
    assert made.pairs == {"a": "one", "b": "two"}
    price = price_of(problem, made, "c", "two")
    assert (price.points, price.unserved) == (1500 - 1000, ("b",))
    assert price.changed == ("b",)


def test_nobody_for_full_experts_and_for_too_many_visits(problem):
    assert why_nobody(problem, "c").full == 1
    big = why_nobody(problem, "big")
    assert (big.full, big.experts, sum(count for _text, count in big.reasons)) == (0, 3, 3)
    assert "No expert can go" in big.sentence.en


def test_nobody_without_any_expert():
    empty = make_problem([Job("a")], [], {}, seed=0)
    assert plan(empty).unserved == ("a",)
    assert why_nobody(empty, "a").sentence.en == "There is no expert under contract."
