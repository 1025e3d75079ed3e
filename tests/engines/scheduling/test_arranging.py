from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.scheduling import (
    Asked,
    Attendee,
    Change,
    Fair,
    Interpreter,
    Measure,
    Plan,
    Session,
    Why,
    Wish,
    arrange,
    canonical,
    measure,
    place,
    plan_breaches,
    replan,
)

from .building import fairs

SEEDS = st.integers(0, 9)


def fair_of(*wishes, slots=4, tables=2, **also):
    """Return a fair of those named in the wishes, each with up to four meetings."""

    def side(names):
        return tuple(Attendee(name, 4) for name in dict.fromkeys(names))

    partners, firms = side(wish.partner for wish in wishes), side(wish.firm for wish in wishes)
    return Fair(slots, tables, partners, firms, wishes, **also)


@settings(max_examples=150)
@given(fairs(most_wishes=9), SEEDS)
def test_every_wish_takes_place_or_has_a_reason(fair, seed):
    found = arrange(fair, seed=seed)
    assert plan_breaches(fair, found.plan) == []
    assert found.plan.slots.keys() | found.reasons.keys() == set(range(len(fair.wishes)))
    assert not found.plan.slots.keys() & found.reasons.keys()
    assert all(reason.sentence.ko and reason.sentence.en for why in found.reasons.values() for reason in why)
    assert found.measure.gaps >= found.plan.gaps_bound
    assert arrange(fair, seed=seed) == found


@settings(max_examples=150)
@given(fairs(most_wishes=9), SEEDS, st.data())
def test_pinned_and_seated_meetings_stay_whatever_the_seed(fair, seed, data):
    first = arrange(fair, seed=seed)
    pinned = {number: slot for number, slot in first.plan.slots.items() if data.draw(st.booleans())}
    seated = {number: first.plan.tables[number] for number in pinned if data.draw(st.booleans())}
    for effort in (0.0, 10.0):
        again = arrange(fair, seed=seed + 1, pinned=pinned, seated=seated, effort=effort)
        assert plan_breaches(fair, again.plan) == []
        assert {number: again.plan.slots[number] for number in pinned} == pinned
        assert {number: again.plan.tables[number] for number in seated} == seated


def test_two_pins_that_cannot_both_be_are_refused():
    fair = fair_of(Wish("p", "f0", Asked.BOTH), Wish("p", "f1", Asked.BOTH), Wish("q", "f2", Asked.BOTH))
    for pinned, seated in (
        ({0: 1, 1: 1}, {}),
        ({0: 9}, {}),
        ({}, {0: 0}),
        ({0: 0}, {0: 7}),
        ({0: 0, 2: 0}, {0: 1, 2: 1}),
    ):
        with pytest.raises(ValueError, match="고정"):
            arrange(fair, seed=0, pinned=pinned, seated=seated)


def test_sessions_breaks_orders_and_closed_slots_hold():
    fair = fair_of(
        Wish("p", "f0", Asked.BOTH, session=Session.AFTERNOON),
        Wish("p", "f1", Asked.BOTH, after=(0,)),
        Wish("p", "f2", Asked.BOTH, session=Session.MORNING, forbidden=frozenset({0})),
        slots=6,
        morning=2,
        breaks=frozenset({2}),
    )
    found = arrange(fair, seed=0, effort=5)
    assert found.plan.slots == {0: 3, 1: 4, 2: 1}
    assert found.measure == Measure(0, 0, 0)  # the break in slot 2 is no idle gap
    assert found.plan.proved


def test_partners_move_only_where_two_share_a_table():
    """Two partners and one table; one of them has a video meeting in between, in the only video room."""
    wishes = (
        Wish("p", "f0", Asked.BOTH),
        Wish("p", "f1", Asked.BOTH, video=True),
        Wish("q", "f0", Asked.BOTH),
    )
    fair = fair_of(*wishes, slots=3, tables=1, video_rooms=1)
    found = arrange(fair, seed=0, effort=5)
    assert found.measure == Measure(0, 1, 0)
    assert (found.plan.tables, found.plan.proved) == ({0: 0, 1: 1, 2: 0}, True)


def test_interpreters_of_two_languages_go_where_nobody_else_can():
    interpreters = (Interpreter("both", frozenset({"de", "vi"})), Interpreter("vi", frozenset({"vi"})))
    wishes = (Wish("p", "f0", Asked.BOTH, language="vi"), Wish("q", "f1", Asked.BOTH, language="de"))
    fair = fair_of(*wishes, slots=1, interpreters=interpreters)
    assert arrange(fair, seed=0).plan.interpreters == {0: "vi", 1: "both"}


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish("p", "f", Asked.FIRM, declined=True), Why.DECLINED),
        (Wish("p", "f", Asked.FIRM, forbidden=frozenset(range(4))), Why.NO_COMMON_SLOT),
        (Wish("p", "f", Asked.FIRM, video=True), Why.NO_PLACE),
        (Wish("p", "f", Asked.FIRM, language="fr"), Why.NO_INTERPRETER),
        (Wish("p", "f", Asked.SPARE), Why.NOT_NEEDED),
    ],
)
def test_reason_names_what_stands_in_the_way(wish, why):
    found = arrange(fair_of(wish), seed=0)
    assert [reason.why for reason in found.reasons[0]] == [why]


def test_reason_calls_people_by_their_names():
    wishes = (Wish("p", "f0", Asked.BOTH), Wish("p", "f1", Asked.FIRM))
    fair = replace(fair_of(*wishes), partners=(Attendee("p", 1, name="한빛투자"),))
    (reason,) = arrange(fair, seed=0).reasons[1]
    assert (reason.why, reason.about) == (Why.FULL, "p")
    assert reason.sentence.ko.startswith("한빛투자의 상담 1건이 찼습니다.")


def test_spare_wish_fills_a_floor_and_displaces_nobody():
    wishes = (
        Wish("p", "f0", Asked.FIRM),
        Wish("p", "f1", Asked.SPARE, score=1000),
        Wish("q", "f1", Asked.SPARE, score=10),
    )
    fair = replace(
        fair_of(*wishes),
        partners=(Attendee("p", 1), Attendee("q", 1)),
        firms=(Attendee("f0", 4), Attendee("f1", 4, least=1)),
    )
    found = arrange(fair, seed=0)
    assert (found.choice.wishes, found.choice.spare, found.choice.below_least) == ((0, 2), (2,), ())


def test_text_of_a_plan_does_not_hang_on_the_order_of_wishes():
    wishes = (Wish("p", "f0", Asked.BOTH), Wish("q", "f1", Asked.BOTH))
    plan, turned = Plan({0: 0, 1: 1}, {0: 0, 1: 1}, ()), Plan({0: 1, 1: 0}, {0: 1, 1: 0}, ())
    assert canonical(fair_of(*wishes), plan) == canonical(fair_of(*wishes[::-1]), turned)
    assert canonical(fair_of(*wishes), plan) == (
        '{"slot":0,"place":0,"partner":"p","firm":"f0","interpreter":""}\n'
        '{"slot":1,"place":1,"partner":"q","firm":"f1","interpreter":""}\n'
    )


def test_lost_meeting_says_that_it_had_to_be_lost():
    wishes = (Wish("p", "f0", Asked.BOTH), Wish("p", "f1", Asked.BOTH), Wish("q", "f0", Asked.BOTH))
    fair = fair_of(*wishes, slots=2)
    plan = place(fair, range(3), seed=0)
    after = replan(fair, plan, Change(0, away={"p": frozenset({0})}))
    assert (len(after.lost), after.lost_bound, after.moved, after.moved_bound) == (1, 1, (), 0)
    assert [reason.why for reason in after.reasons[after.lost[0]]] == [Why.LOST, Why.LOST_FOR_CERTAIN]
    assert "적어도 1건" in after.reasons[after.lost[0]][1].sentence.ko


def test_called_off_absent_and_unserved_meetings_say_so():
    wishes = (
        Wish("p", "f0", Asked.BOTH),
        Wish("p", "f1", Asked.BOTH),
        Wish("p", "f2", Asked.BOTH, language="vi"),
    )
    fair = fair_of(*wishes, interpreters=(Interpreter("i", frozenset({"vi"})),))
    plan = place(fair, range(3), seed=0)
    away = dict.fromkeys(("f1", "i"), frozenset(range(4)))
    after = replan(fair, plan, Change(0, away=away, called_off=frozenset({0})))
    assert after.impossible == (0, 1, 2)
    assert [after.reasons[number][0].why for number in range(3)] == [
        Why.CALLED_OFF,
        Why.NO_COMMON_SLOT,
        Why.NO_INTERPRETER,
    ]


def test_broken_table_moves_people_to_another_table_in_the_same_slot():
    fair = fair_of(Wish("p", "f0", Asked.BOTH), slots=1)
    plan = place(fair, [0], seed=0)
    after = replan(fair, plan, Change(0, broken={0: frozenset({plan.tables[0]})}))
    assert (after.moved, after.reseated, after.lost) == ((), (0,), ())
    assert after.plan.tables == {0: 1 - plan.tables[0]}
    assert measure(fair, after.plan) == Measure(0, 0, 0)


def test_orders_in_a_circle_are_refused():
    wishes = (Wish("p", "f0", Asked.BOTH, after=(1,)), Wish("p", "f1", Asked.BOTH, after=(0,)))
    with pytest.raises(ValueError, match="기다립니다"):
        arrange(fair_of(*wishes), seed=0)
