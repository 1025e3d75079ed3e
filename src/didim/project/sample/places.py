"""Places and who is in charge: clusters, 357 knowledge-industry centres, 211 markets, 6 micro clusters.

25 staff of the office answer for the 25 districts, 445 staff of the alliance for the 574 places.
"""

from datetime import date
from itertools import cycle
from typing import Any

import numpy as np

from didim.registry.enums import PlaceKind
from didim.registry.models import (
    Agency,
    CaseOfficer,
    ClusterIndustry,
    Department,
    Person,
    Place,
    Region,
    StrategicIndustry,
)

from .agencies import BEFORE
from .words import BUILDING_ENDINGS, MARKET_ENDINGS, MARKET_STEMS, STEMS, UniqueNames, person_name
from .world import World, pick

IN_CHARGE_SINCE = date(2020, 3, 2)
KNOWLEDGE_CENTRES = 357
MARKETS = 211
STAFF = 445
INDUSTRIES = {
    "데이터": "Data",
    "네트워크": "Network",
    "인공지능": "Artificial intelligence",
    "바이오·의료": "Bio-medical",
    "디지털미디어": "Digital media",
}
CLUSTERS = (
    ("지밸리", "G Valley", "가온구", ("데이터", "네트워크")),
    ("마루벌", "Marubeol", "마루구", ("네트워크", "바이오·의료")),
    ("양지골", "Yangjigol", "별하구", ("인공지능",)),
    ("별빛내", "Byeolbitnae", "한결구", ("인공지능",)),
    ("강나루", "Gangnaru", "으뜸구", ("데이터",)),
    ("홍솔", "Hongsol", "솔빛구", ("바이오·의료",)),
    ("상아뜰", "Sangatteul", "미르구", ("디지털미디어",)),
    ("나무골", "Namugol", "초롬구", ("디지털미디어",)),
)
MICRO_CLUSTERS = (
    ("나래 인쇄 집적지구", "나래구"),
    ("다솜 봉제 집적지구", "다솜구"),
    ("바름 기계금속 집적지구", "바름구"),
    ("보람 수제화 집적지구", "보람구"),
    ("여울 주얼리 집적지구", "여울구"),
    ("이든 의류 집적지구", "이든구"),
)
# Which agency's staff are in charge of which kind of place.
IN_CHARGE = {
    PlaceKind.KNOWLEDGE_CENTRE: (
        "office",
        "promotion",
        "technopark",
        "finance",
        "trade",
        "university",
        "patents",
    ),
    PlaceKind.MARKET: ("markets", "owners", "guarantee", "chamber"),
    PlaceKind.MICRO_CLUSTER: ("owners",),
}


def make_places(world: World) -> list[Place]:
    """Make all places and officers; return the clusters."""
    dice = world.dice(6)
    districts = {region.name: region for region in world.districts}
    clusters = _make_clusters(districts)
    names = UniqueNames()
    in_charge = [
        *_places(world, dice, PlaceKind.KNOWLEDGE_CENTRE, STEMS, BUILDING_ENDINGS, KNOWLEDGE_CENTRES, names),
        *_places(world, dice, PlaceKind.MARKET, MARKET_STEMS, MARKET_ENDINGS, MARKETS, names),
        *(
            Place(name=name, kind=PlaceKind.MICRO_CLUSTER, region=districts[district], is_sample=True)
            for name, district in MICRO_CLUSTERS
        ),
    ]
    Place.objects.bulk_create(in_charge)
    _put_in_charge_of_districts(world, dice)
    _put_in_charge_of_places(world, dice, in_charge)
    return clusters


def _make_clusters(districts: dict[str, Region]) -> list[Place]:
    industries = {
        name: StrategicIndustry.objects.get_or_create(
            name=name, defaults={"name_en": name_en, "is_sample": True}
        )[0]
        for name, name_en in INDUSTRIES.items()
    }
    clusters = Place.objects.bulk_create(
        Place(name=name, name_en=name_en, kind=PlaceKind.CLUSTER, region=districts[district], is_sample=True)
        for name, name_en, district, _ in CLUSTERS
    )
    ClusterIndustry.objects.bulk_create(
        ClusterIndustry(place=cluster, strategic_industry=industries[industry])
        for cluster, (*_, held) in zip(clusters, CLUSTERS, strict=True)
        for industry in held
    )
    return clusters


def _places(
    world: World,
    dice: np.random.Generator,
    kind: PlaceKind,
    stems: list[str],
    endings: list[str],
    count: int,
    names: UniqueNames,
) -> list[Place]:
    places = []
    for _ in range(count):
        region = pick(dice, world.districts)
        name = names.take(f"{region.name.removesuffix('구')} {pick(dice, stems)}{pick(dice, endings)}")
        places.append(Place(name=name, kind=kind, region=region, is_sample=True))
    return places


def _staff(dice: np.random.Generator, agency: Agency, count: int) -> list[Person]:
    return [
        Person(name=person_name(dice), affiliation=agency.name, position="담당자", is_sample=True)
        for _ in range(count)
    ]


def _put_in_charge_of_districts(world: World, dice: np.random.Generator) -> None:
    office = world.agencies["office"]
    staff = Person.objects.bulk_create(_staff(dice, office, len(world.districts)))
    parts = cycle(Department.objects.filter(agency=office).order_by("pk"))
    CaseOfficer.objects.bulk_create(
        CaseOfficer(agency=office, person=person, department=part, region=region, valid_from=IN_CHARGE_SINCE)
        for person, region, part in zip(staff, world.districts, parts, strict=False)
    )


def _put_in_charge_of_places(world: World, dice: np.random.Generator, places: list[Place]) -> None:
    """Give every place one lead; the staff are shared out so that each of them has at least one place."""
    agencies = [world.agencies[pick(dice, IN_CHARGE[PlaceKind(place.kind)])] for place in places]
    load: dict[int, list[int]] = {}
    for at, agency in enumerate(agencies):
        load.setdefault(agency.pk, []).append(at)
    spare = len(places) - STAFF
    person_of: dict[int, Person] = {}
    for mine in load.values():
        # As many people fewer than places as this agency's share of the spare places.
        fewer = min(spare, -(-len(mine) * (len(places) - STAFF) // len(places)))
        spare -= fewer
        staff = _staff(dice, agencies[mine[0]], len(mine) - fewer)
        person_of |= {at: staff[number % len(staff)] for number, at in enumerate(mine)}
    Person.objects.bulk_create({id(person): person for person in person_of.values()}.values())
    CaseOfficer.objects.bulk_create(
        CaseOfficer(agency=agencies[at], person=person, place=places[at], **term)
        for at, person in person_of.items()
        for term in _terms(world, agencies[at])
    )


def _terms(world: World, agency: Agency) -> list[dict[str, Any]]:
    """Return from when to when, and in which department, somebody is in charge across a reorganisation."""
    if agency != world.agencies["promotion"]:
        return [{"valid_from": IN_CHARGE_SINCE}]
    heir = world.departments["growth"]
    before = Department.objects.get(agency=agency, name=BEFORE["enterprise"][0])
    return [
        {"department": before, "valid_from": IN_CHARGE_SINCE, "valid_to": before.valid_to},
        {"department": heir, "valid_from": heir.valid_from},
    ]
