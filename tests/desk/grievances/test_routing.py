from hypothesis import given
from hypothesis import strategies as st

from didim.desk.domain.grievances.routing import Charge, Where, choose_charge
from didim.desk.grievance_enums import GrievanceClass, RoutingBasis

PLACE = Charge(1, 11, place_id=7)
DISTRICT = Charge(2, 12, region="98010")
PROVINCE = Charge(3, 13, region="98")
TRADE = Charge(4, 14, industry="56")
SECTION = Charge(5, 15, industry="I")
TOPIC = Charge(6, 16, topic="labour")
BOTH = Charge(7, 17, industry="56", topic="labour")
ALL = (PLACE, DISTRICT, PROVINCE, TRADE, SECTION, TOPIC, BOTH)
CASE = Where(7, ("98", "98010"), ("I", "56", "561"), "labour", GrievanceClass.REGIONAL)


def test_nearest_charge_is_chosen_first() -> None:
    left, order = list(ALL), []
    while (chosen := choose_charge(left, CASE)) is not None:
        order.append(chosen)
        left.remove(chosen)

    assert order == [PLACE, DISTRICT, PROVINCE, BOTH, TRADE, SECTION, TOPIC]


def test_what_needs_a_law_goes_to_who_knows_the_subject() -> None:
    law = Where(7, ("98", "98010"), ("I", "56"), "labour", GrievanceClass.LEGISLATIVE)

    assert choose_charge(ALL, law) == BOTH
    assert choose_charge((PLACE, DISTRICT), law) == PLACE


def test_nobody_fits_another_place_trade_and_topic() -> None:
    assert choose_charge(ALL, Where(8, ("99", "99010"), ("C", "26"), "tax")) is None


def test_a_trade_with_a_topic_needs_both() -> None:
    assert choose_charge((BOTH,), Where(topic="labour")) is None
    assert choose_charge((BOTH,), Where(industries=("I", "56"))) is None


def test_basis_says_on_what_ground() -> None:
    assert [charge.basis for charge in (PLACE, DISTRICT, TRADE, TOPIC)] == [
        RoutingBasis.PLACE,
        RoutingBasis.REGION,
        RoutingBasis.INDUSTRY,
        RoutingBasis.TOPIC,
    ]


@given(st.permutations(ALL), st.sampled_from(["", *GrievanceClass.values]))
def test_choice_does_not_depend_on_the_order_of_charges(charges: list[Charge], triage: str) -> None:
    case = Where(7, ("98", "98010"), ("I", "56"), "labour", triage)

    assert choose_charge(charges, case) == choose_charge(ALL, case)
