"""200 industry doctors of the self-employed support centre, 112 of them owners of a shop themselves."""

from datetime import date

from didim.registry.enums import ExpertRoleKind
from didim.registry.models import Expert, ExpertRole, Industry, Person

from .words import person_name
from .world import World, pick, pick_several

EXPERTS = 200
WORKING_OWNERS = 112
TRADES = (
    "56111",
    "56191",
    "56193",
    "56194",
    "56221",
    "10712",
    "47912",
    "96112",
    "96113",
    "14191",
    "18",
    "95",
)
SINCE = date(2016, 9, 1)


def make_experts(world: World, industries: dict[str, Industry]) -> None:
    """Make the pool: one to three trades, two to five districts, two to eight visits a month each."""
    dice = world.dice(7)
    trades = [industries[code] for code in TRADES]
    people = Person.objects.bulk_create(
        Person(
            name=person_name(dice),
            affiliation="자영업"
            if at < WORKING_OWNERS
            else pick(dice, ("경영지도사사무소", "외식연구소", "세무회계")),
            position="대표" if at < WORKING_OWNERS else "수석컨설턴트",
            is_sample=True,
        )
        for at in range(EXPERTS)
    )
    experts = Expert.objects.bulk_create(
        Expert(
            person=person,
            is_working_owner=at < WORKING_OWNERS,
            monthly_capacity=2 + int(dice.integers(7)),
            languages=["ko", "en"] if dice.random() < 0.15 else ["ko"],
        )
        for at, person in enumerate(people)
    )
    Expert.trades.through.objects.bulk_create(
        Expert.trades.through(expert=expert, industry=trade)
        for expert in experts
        for trade in pick_several(dice, trades, 1 + int(dice.integers(3)))
    )
    Expert.regions.through.objects.bulk_create(
        Expert.regions.through(expert=expert, region=region)
        for expert in experts
        for region in pick_several(dice, world.districts, 2 + int(dice.integers(4)))
    )
    ExpertRole.objects.bulk_create(
        ExpertRole(
            agency=world.agencies["owners"],
            expert=expert,
            kind=ExpertRoleKind.INDUSTRY_DOCTOR,
            valid_from=SINCE,
        )
        for expert in experts
    )
