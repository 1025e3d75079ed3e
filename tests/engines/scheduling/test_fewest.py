"""What is said to be the best, against everything there is: exact plans and changes of small fairs."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.engines.scheduling import (
    Asked,
    Plan,
    changed,
    choose,
    gains,
    measure,
    place,
    plan_breaches,
    replan,
)

from .building import changes, fairs

ENOUGH = 60.0


def every_plan(fair, numbers, slots_of):
    """Yield every plan of these meetings that keeps every rule, places and interpreters among them."""
    names = [one.id for one in fair.interpreters]
    places = range(fair.tables + fair.video_rooms)
    for slots in product(*([None, *slots_of(number)] for number in numbers)):
        held = {number: slot for number, slot in zip(numbers, slots, strict=True) if slot is not None}
        spoken = [number for number in held if fair.wishes[number].language]
        if plan_breaches_of_slots(fair, held):
            continue
        for seats in product(places, repeat=len(held)):
            tables = dict(zip(held, seats, strict=True))
            left = tuple(number for number in numbers if number not in held)
            for who in product(names, repeat=len(spoken)):
                plan = Plan(held, tables, left, dict(zip(spoken, who, strict=True)))
                if not plan_breaches(fair, plan):
                    yield plan
                    break


def plan_breaches_of_slots(fair, slots):
    """Return whether the slots alone break a rule, to leave out early what no place can mend."""
    found = plan_breaches(fair, Plan(slots, {}, ()))
    return any("possible" in one or "after" in one or "attendee" in one for one in found)


def cost(fair, plan, earned):
    return -sum(earned[number] for number in plan.slots), measure(fair, plan)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(fairs(most_wishes=4), st.integers(0, 9))
def test_exact_plan_is_the_best_of_all_there_are(fair, seed):
    choice = choose(fair)
    plan = place(fair, choice.wishes, seed=seed, effort=ENOUGH)
    earned, _floor = gains(fair, choice.wishes)
    best = min(
        cost(fair, one, earned) for one in every_plan(fair, choice.wishes, lambda _number: range(fair.slots))
    )
    assert plan_breaches(fair, plan) == []
    assert plan.proved
    assert cost(fair, plan, earned) == best
    assert plan.gaps_bound == best[1].gaps
    quick = place(fair, choice.wishes, seed=seed)
    assert quick.gaps_bound <= measure(fair, quick).gaps
    assert place(fair, choice.wishes, seed=seed, effort=ENOUGH) == plan


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(fairs(most_wishes=5), st.data())
def test_fewest_changes_are_the_fewest_of_all_there_are(fair, data):
    plan = place(fair, choose(fair).wishes, seed=0)
    change = data.draw(changes(fair))
    pinned = data.draw(st.sets(st.sampled_from(sorted(plan.slots)))) if plan.slots else set()
    after = replan(fair, plan, change, pinned=pinned)
    later = changed(fair, change)
    past = {number for number, slot in plan.slots.items() if slot < change.now}
    alive = [number for number in plan.slots if number not in past and number not in after.impossible]
    kinds = {Asked.BOTH: 2, Asked.PARTNER: 1}
    stand = [
        number for number in alive if number in pinned and later.allowed[number] >> plan.slots[number] & 1
    ]
    stay = {number for number in stand if after.plan.slots.get(number) == plan.slots[number]}
    if any(not one.left for one in every_plan(later, stand, lambda number: [plan.slots[number]])):
        assert stay == set(stand)

    def weights(numbers):
        return sum(kinds.get(fair.wishes[number].asked, 0) for number in numbers)

    costs = [
        (
            len(one.left),
            sum(plan.slots[number] != slot for number, slot in one.slots.items()),
            weights(one.left),
        )
        for one in every_plan(
            later,
            alive,
            lambda number: [plan.slots[number]] if number in stay else range(change.now, fair.slots),
        )
        if not stay & {*one.left}
    ]
    assert (len(after.lost), len(after.moved), weights(after.lost)) == min(costs)
    assert after.proved
    assert after.bound <= min(lost + moved for lost, moved, _weight in costs)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(fairs(most_wishes=6), st.data())
def test_what_moves_anyway_goes_where_it_leaves_the_fewest_gaps(fair, data):
    plan = place(fair, choose(fair).wishes, seed=0)
    change = data.draw(changes(fair))
    after = replan(fair, plan, change)
    later, found = changed(fair, change), measure(fair, after.plan)
    for number in after.moved:
        for slot, place_, who in product(
            range(change.now, fair.slots),
            range(fair.tables + fair.video_rooms),
            [one.id for one in fair.interpreters] or [""],
        ):
            other = Plan(
                {**after.plan.slots, number: slot},
                {**after.plan.tables, number: place_},
                after.plan.left,
                {**after.plan.interpreters, **({number: who} if fair.wishes[number].language else {})},
            )
            if not plan_breaches(later, other):
                assert found.gaps <= measure(fair, other).gaps
