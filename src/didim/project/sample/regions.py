"""A made-up province with 25 districts, and the neighbours whose centres the national network also counts.

The codes lie outside the legal-district codes (11 … 52), so no real notice, firm or address ever falls in.
"""

from didim.registry.enums import RegionLevel
from didim.registry.models import Region

from .world import World

COUNTRY = "00"
PROVINCE = "99"
PROVINCES = {
    "99": ("한빛특별시(예시)", "한빛", "Hanbit (sample city)"),
    "98": ("새길도(예시)", "새길", "Saegil (sample province)"),
    "97": ("푸른도(예시)", "푸른", "Pureun (sample province)"),
    "96": ("너른도(예시)", "너른", "Neoreun (sample province)"),
}
DISTRICTS = (
    ("가온구", "Gaon-gu"),
    ("나래구", "Narae-gu"),
    ("다솜구", "Dasom-gu"),
    ("도담구", "Dodam-gu"),
    ("라온구", "Raon-gu"),
    ("마루구", "Maru-gu"),
    ("미르구", "Mireu-gu"),
    ("바름구", "Bareum-gu"),
    ("별하구", "Byeolha-gu"),
    ("보람구", "Boram-gu"),
    ("새론구", "Saeron-gu"),
    ("소담구", "Sodam-gu"),
    ("솔빛구", "Solbit-gu"),
    ("아람구", "Aram-gu"),
    ("여울구", "Yeoul-gu"),
    ("온새구", "Onsae-gu"),
    ("윤슬구", "Yunseul-gu"),
    ("으뜸구", "Eutteum-gu"),
    ("이든구", "Ideun-gu"),
    ("참빛구", "Chambit-gu"),
    ("초롬구", "Chorom-gu"),
    ("푸르구", "Pureu-gu"),
    ("하늘구", "Haneul-gu"),
    ("한결구", "Hangyeol-gu"),
    ("해솔구", "Haesol-gu"),
)


def make_regions(world: World) -> None:
    """Make the provinces and the districts of the first."""
    country, _ = Region.objects.get_or_create(
        code=COUNTRY,
        defaults={
            "name": "전국",
            "short_name": "전국",
            "name_en": "Nationwide",
            "level": RegionLevel.COUNTRY,
            "path": [COUNTRY],
        },
    )
    for code, (name, short_name, name_en) in PROVINCES.items():
        world.regions[code] = Region(
            code=code,
            name=name,
            short_name=short_name,
            name_en=name_en,
            level=RegionLevel.PROVINCE,
            parent=country,
            path=[COUNTRY, code],
            is_sample=True,
        )
    for number, (name, name_en) in enumerate(DISTRICTS, start=1):
        code = f"{PROVINCE}{number * 10 + 100:03d}"
        world.regions[code] = Region(
            code=code,
            name=name,
            short_name=name,
            name_en=name_en,
            level=RegionLevel.DISTRICT,
            parent=world.regions[PROVINCE],
            path=[COUNTRY, PROVINCE, code],
            is_sample=True,
        )
    Region.objects.bulk_create(world.regions.values())
