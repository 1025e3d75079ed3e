from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.scheduling import (
    Asked,
    Attendee,
    Change,
    Fair,
    Interpreter,
    Plan,
    Wish,
    changed,
    choose,
    gains,
    place,
    plan_breaches,
    replan,
    why_not_chosen,
)

from .building import changes, fairs

SEEDS = st.integers(0, 9)


def choices(fair, *, spare=False, beside=()):
    """Yield every set of wishes, asked for or spare, that everybody's most, the places and slots allow."""
    open_ = [
        at
        for at, wish in enumerate(fair.wishes)
        if not wish.declined and fair.allowed[at] and (wish.asked is Asked.SPARE) is spare
    ]
    room = sum(map(sum, fair.places_open.values())) - len(beside)
    for taken in chain.from_iterable(combinations(open_, many) for many in range(len(open_) + 1)):
        counts = counts_of(fair, (*taken, *beside))
        if len(taken) <= room and all(
            counts[one.id] <= min(one.most, fair.present[one.id].bit_count()) for one in fair.everybody
        ):
            yield open_, taken


def counts_of(fair, taken):
    parties = [one for at in taken for one in (fair.wishes[at].partner, fair.wishes[at].firm)]
    return {one.id: parties.count(one.id) for one in fair.everybody}


def lifts(fair, taken):
    counts = counts_of(fair, taken)
    return sum(min(one.least, fair.present[one.id].bit_count(), counts[one.id]) for one in fair.everybody)


def value(fair, open_, taken):
    earned, floor = gains(fair, open_)
    return sum(earned[at] for at in taken) + floor * lifts(fair, taken)


def served(fair, taken):
    return [sum(fair.wishes[at].asked is kind for at in taken) for kind in Asked]


@settings(max_examples=150)
@given(fairs())
def test_choice_is_the_best_of_all_there_are(fair):
    choice = choose(fair)
    values = {taken: value(fair, open_, taken) for open_, taken in choices(fair)}
    asked = tuple(at for at in choice.wishes if at not in choice.spare)
    assert values[asked] == max(values.values()) == choice.value == choice.bound
    assert choose(fair) == choice
    counts = counts_of(fair, choice.wishes)
    below = tuple(one.id for one in fair.everybody if counts[one.id] < one.least)
    assert choice.below_least == below


@settings(max_examples=150)
@given(fairs(most_wishes=8, spare=True))
def test_spare_wishes_lift_as_many_as_can_be_with_as_few_as_can_be(fair):
    choice = choose(fair)
    asked = tuple(at for at in choice.wishes if at not in choice.spare)
    lifted = {
        taken: (lifts(fair, (*asked, *taken)), -len(taken))
        for _open, taken in choices(fair, spare=True, beside=asked)
    }
    assert lifted[choice.spare] == max(lifted.values())
    assert all(fair.wishes[at].asked is Asked.SPARE for at in choice.spare)


@settings(max_examples=80)
@given(fairs())
def test_without_floors_the_higher_kind_goes_before_any_number_of_the_lower(fair):
    plain = replace(
        fair,
        partners=tuple(replace(one, least=0) for one in fair.partners),
        firms=tuple(replace(one, least=0) for one in fair.firms),
    )
    assert served(plain, choose(plain).wishes) == max(served(plain, taken) for _open, taken in choices(plain))


@given(fairs())
def test_every_wish_not_chosen_has_a_reason(fair):
    choice = choose(fair)
    for number in range(len(fair.wishes)):
        reasons = why_not_chosen(fair, choice, number)
        assert (reasons == ()) == (number in choice.wishes)
        assert all(reason.sentence.ko and reason.sentence.en for reason in reasons)


def two_firms(*, first, second, most=1):
    return Fair(
        2, 1, (Attendee("p", most),), (Attendee("f0", 1), Attendee("f1", 1)), (first, second)
    )  # one partner, one meeting


def test_earlier_goes_first_when_all_else_is_equal():
    late, early = Wish("p", "f0", Asked.FIRM, 500, 7), Wish("p", "f1", Asked.FIRM, 500, 3)
    assert choose(two_firms(first=late, second=early)).wishes == (1,)
    fair = two_firms(first=late, second=replace(early, asked=Asked.PARTNER, order=9))
    choice = choose(fair)
    assert choice.wishes == (1,)
    assert "그 가운데 1건" in why_not_chosen(fair, choice, 0)[0].sentence.ko


def test_a_firm_with_nothing_comes_before_a_second_meeting_of_another():
    partners = (Attendee("p0", 1), Attendee("p1", 1))
    wishes = (Wish("p0", "f0", Asked.BOTH), Wish("p1", "f0", Asked.BOTH), Wish("p1", "f1", Asked.FIRM))
    fair = Fair(2, 2, partners, (Attendee("f0", 2, 1), Attendee("f1", 2, 1)), wishes)
    assert choose(fair).wishes == (0, 2)


@settings(max_examples=150)
@given(fairs(most_wishes=9), SEEDS)
def test_plan_keeps_every_rule_and_is_the_same_for_a_seed(fair, seed):
    choice = choose(fair)
    plan = place(fair, choice.wishes, seed=seed)
    assert plan_breaches(fair, plan) == []
    assert sorted([*plan.slots, *plan.left]) == list(choice.wishes)
    assert plan.tables.keys() == plan.slots.keys()
    assert place(fair, choice.wishes, seed=seed) == plan


@settings(max_examples=60)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 6), SEEDS, st.data())
def test_everything_chosen_is_placed_where_nobody_is_away_and_tables_suffice(many, other, slots, seed, data):
    pairs = [(one, two) for one in range(many) for two in range(other)]
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=60))
    fair = Fair(
        slots,
        many,
        tuple(Attendee(f"p{at}", slots) for at in range(many)),
        tuple(Attendee(f"f{at}", slots) for at in range(other)),
        tuple(Wish(f"p{one}", f"f{two}", Asked.FIRM, 0, at) for at, (one, two) in enumerate(chosen)),
    )
    plan = place(fair, choose(fair).wishes, seed=seed)
    assert (plan.left, plan_breaches(fair, plan)) == ((), [])


def test_pinned_meetings_stay_and_partners_keep_their_table():
    partners = (Attendee("p0", 3), Attendee("p1", 3))
    firms = tuple(Attendee(f"f{at}", 3) for at in range(3))
    wishes = tuple(Wish(f"p{one}", f"f{two}", Asked.BOTH) for one in range(2) for two in range(3))
    fair = Fair(3, 2, partners, firms, wishes)
    plan = place(fair, choose(fair).wishes, seed=1, pinned={0: 2})
    assert plan.slots[0] == 2
    assert plan_breaches(fair, plan) == []
    assert [len({plan.tables[at] for at in mine}) for mine in ((0, 1, 2), (3, 4, 5))] == [1, 1]


def test_checker_of_plans_names_what_is_broken():
    wishes = (
        Wish("p", "f0", Asked.BOTH, language="vi"),
        Wish("p", "f1", Asked.BOTH, language="vi", after=(0,)),
        Wish("p", "f2", Asked.BOTH, language="de", video=True),
    )
    fair = Fair(
        2,
        2,
        (Attendee("p", 3),),
        (Attendee("f0", 1, 0, frozenset({0})), Attendee("f1", 1), Attendee("f2", 1)),
        wishes,
        (Interpreter("i", frozenset({"vi"})),),
        video_rooms=1,
        broken={1: frozenset({2})},
    )
    plan = Plan({0: 0, 1: 0, 2: 1}, {0: 0, 1: 0, 2: 2}, (), dict.fromkeys(range(3), "i"))
    assert plan_breaches(fair, plan) == [
        "0: not possible in 0",
        "1: not after 0",
        "2: no place in 1",
        "2: no interpreter in 1",
        "attendee p: 2 in 0",
        "interpreter i: 2 in 0",
        "place 0: 2 in 0",
    ]


@settings(max_examples=200)
@given(fairs(most_wishes=9), st.data())
def test_plan_after_a_change_keeps_the_past_and_every_rule(fair, data):
    plan = place(fair, choose(fair).wishes, seed=0)
    change = data.draw(changes(fair))
    after = replan(fair, plan, change, waiting=plan.left)
    past = {number for number, slot in plan.slots.items() if slot < change.now}
    assert all(
        (after.plan.slots[number], after.plan.tables[number]) == (plan.slots[number], plan.tables[number])
        for number in past
    )
    now = changed(fair, change)
    assert plan_breaches(now, after.plan) == []
    later = {number for number, slot in after.plan.slots.items() if slot >= change.now}
    assert all(number not in change.called_off for number in later)
    kept = plan.slots.keys() & after.plan.slots.keys()
    assert set(after.moved) == {number for number in kept if plan.slots[number] != after.plan.slots[number]}
    assert plan.slots.keys() - after.plan.slots.keys() == {*after.lost, *after.impossible}
    assert after.bound <= len(after.moved) + len(after.lost)
    assert after.lost_bound <= len(after.lost)
    assert after.moved_bound <= len(after.moved)
    assert after.reasons.keys() == {*after.lost, *after.impossible}
    assert replan(fair, plan, change, waiting=plan.left) == after


@given(fairs())
def test_nothing_changes_where_nothing_happened(fair):
    plan = place(fair, choose(fair).wishes, seed=0)
    after = replan(fair, plan, Change(0))
    assert (after.plan, after.moved, after.bound) == (plan, (), 0)


@pytest.mark.parametrize(
    ("fair", "words"),
    [
        (Fair(1, 1, (Attendee("a", 1),), (Attendee("a", 1),), ()), "두 번"),
        (Fair(1, 1, (Attendee("a", 1),), (), (Wish("a", "b", Asked.FIRM),)), "모르는"),
        (Fair(1, 1, (Attendee("a", 1, 2),), (), ()), "최소"),
        (
            Fair(1, 1, (Attendee("a", 1),), (Attendee("b", 1),), (Wish("a", "b", Asked.FIRM),) * 2),
            "두 번",
        ),
    ],
)
def test_fair_that_contradicts_itself_is_refused(fair, words):
    with pytest.raises(ValueError, match=words):
        choose(fair)
