"""Partners commissioned by the region's office, and the large firm each centre is paired with.

150 by the end of July 2020, 300 by the end of that year, 600 by the end of 2021: the commissions reach the
targets on their days. A commission lasts until somebody leaves; a few more have been won since.
"""

from datetime import date, timedelta

import numpy as np

from didim.registry.enums import CommissionKind, EndReason, PartnerKind
from didim.registry.models import Commission, CommissionTarget, DedicatedPartner, Partner, Person

from .regions import PROVINCE
from .words import STEMS, UniqueNames, person_name
from .world import World, pick, pick_several

# How many are commissioned from one day to another; the sums are the targets.
WAVES = (
    (date(2020, 5, 11), date(2020, 7, 31), 150),
    (date(2020, 8, 3), date(2020, 12, 31), 150),
    (date(2021, 1, 4), date(2021, 12, 31), 300),
)
TARGETS = {date(2020, 7, 31): 150, date(2020, 12, 31): 300, date(2021, 12, 31): 600}
LATER = 24
TARGET_THIS_YEAR = 640
# Share in percent, what the partner does, what its people are asked for.
KINDS = {
    PartnerKind.LARGE_FIRM: (
        25,
        CommissionKind.BUYER,
        ["전자", "화학", "모빌리티", "에너지", "통신", "중공업"],
        "구매팀장",
    ),
    PartnerKind.RETAILER: (
        25,
        CommissionKind.BUYER,
        ["백화점", "마트", "홈쇼핑", "편의점", "온라인몰", "면세점"],
        "상품기획자",
    ),
    PartnerKind.PUBLIC_BUYER: (
        20,
        CommissionKind.BUYER,
        ["공사", "공단", "의료원", "교통공사", "시설공단"],
        "계약담당",
    ),
    PartnerKind.INVESTOR: (
        30,
        CommissionKind.INVESTOR,
        ["벤처투자", "인베스트먼트", "파트너스", "캐피탈"],
        "심사역",
    ),
}
MENTORS_OF_TEN = 1
# Of those of the first years some left on one day.
STANDING = 600
LEAVERS = 18
LEFT_ON = date(2023, 2, 28)


def make_partners(world: World) -> None:
    """Make the partners with their commissions and targets, and pair every centre with a large firm."""
    dice = world.dice(5)
    names = UniqueNames()
    kinds, shares = list(KINDS), [share for share, *_ in KINDS.values()]
    waves = (*WAVES, (date(2022, 1, 3), world.today, LATER))
    days = sorted(_day_between(dice, first, last) for first, last, count in waves for _ in range(count))
    partners = [_partner(world, dice, names, pick(dice, kinds, shares)) for _ in days]
    Partner.objects.bulk_create(partners)
    people = Person.objects.bulk_create(
        Person(
            name=person_name(dice),
            affiliation=partner.name,
            position=KINDS[PartnerKind(partner.kind)][3],
            is_sample=True,
        )
        for partner in partners
    )
    rows = [
        _commission(world, dice, partner, person, day)
        for partner, person, day in zip(partners, people, days, strict=True)
    ]
    for row in pick_several(dice, rows[:STANDING], LEAVERS):
        row.valid_to, row.end_reason = LEFT_ON, EndReason.RESIGNED
    _number(rows)
    Commission.objects.bulk_create(rows)
    _make_targets(world)
    _pair_centres(world, [partner for partner in partners if partner.kind == PartnerKind.LARGE_FIRM])


def _partner(world: World, dice: np.random.Generator, names: UniqueNames, kind: PartnerKind) -> Partner:
    return Partner(
        name=names.take(pick(dice, STEMS) + pick(dice, KINDS[kind][2])),
        kind=kind,
        region=world.regions[PROVINCE],
        is_sample=True,
    )


def _day_between(dice: np.random.Generator, first: date, last: date) -> date:
    return first + timedelta(days=int(dice.integers((last - first).days + 1)))


def _commission(
    world: World, dice: np.random.Generator, partner: Partner, person: Person, day: date
) -> Commission:
    is_mentor = dice.integers(10) < MENTORS_OF_TEN
    return Commission(
        agency=world.agencies["office"],
        partner=partner,
        person=person,
        kind=CommissionKind.MENTOR if is_mentor else KINDS[PartnerKind(partner.kind)][1],
        valid_from=day,
    )


def _number(rows: list[Commission]) -> None:
    numbers: dict[int, int] = {}
    for row in rows:
        year = row.valid_from.year
        numbers[year] = numbers.get(year, 0) + 1
        row.letter_number = f"위촉 {year}-{numbers[year]:03d}"


def _make_targets(world: World) -> None:
    due_this_year = {date(world.today.year, 12, 31): TARGET_THIS_YEAR}
    CommissionTarget.objects.bulk_create(
        CommissionTarget(agency=world.agencies["office"], due_on=due_on, count=count)
        for due_on, count in (due_this_year | TARGETS).items()
    )


def _pair_centres(world: World, large_firms: list[Partner]) -> None:
    DedicatedPartner.objects.bulk_create(
        DedicatedPartner(
            agency=centre, partner=partner, field=centre.specialised_field, valid_from=centre.opened_on
        )
        for centre, partner in zip([world.agencies["innovation"], *world.centres], large_firms, strict=False)
    )
