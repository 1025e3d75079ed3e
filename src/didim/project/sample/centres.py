"""The centres for one-person creative firms: twelve here, fifty in the country by the end of 2020.

Openings follow the account of 2020: 17 centres in 2009; 34 public + 16 private = 50 in 2020, of which 3
public and 9 private are here. Four further ones opened and closed in between, so a count needs the dates.
"""

from datetime import date

from didim.registry.enums import AgencyKind, NetworkKind, Ownership
from didim.registry.models import Agency, Network, NetworkMember

from .regions import PROVINCE
from .words import STEMS
from .world import World, pick

FOUNDED_ON = date(2009, 5, 1)
HERE = (
    ("한빛1인창조기업 거점센터", Ownership.PUBLIC, "나래구", date(2009, 6, 1), "콘텐츠"),
    ("가온1인창조기업센터", Ownership.PUBLIC, "가온구", date(2009, 9, 1), "디자인"),
    ("도담1인창조기업센터", Ownership.PUBLIC, "도담구", date(2012, 4, 2), "생활소비재"),
    ("라온비즈스페이스", Ownership.PRIVATE, "라온구", date(2013, 5, 1), "앱·소프트웨어"),
    ("마루창작소", Ownership.PRIVATE, "마루구", date(2014, 6, 2), "영상"),
    ("미르스타트업라운지", Ownership.PRIVATE, "미르구", date(2014, 9, 1), "핀테크"),
    ("별하메이커스", Ownership.PRIVATE, "별하구", date(2016, 4, 1), "시제품 제작"),
    ("새론오피스", Ownership.PRIVATE, "새론구", date(2016, 5, 2), "지식서비스"),
    ("소담창업카페", Ownership.PRIVATE, "소담구", date(2017, 4, 3), "식음료"),
    ("여울비즈니스센터", Ownership.PRIVATE, "여울구", date(2018, 4, 2), "무역"),
    ("윤슬크리에이터랩", Ownership.PRIVATE, "윤슬구", date(2019, 5, 1), "1인 미디어"),
    ("해솔1인기업파크", Ownership.PRIVATE, "해솔구", date(2020, 4, 1), "에듀테크"),
)
# Elsewhere: owner, how many of them in the first year, later, and later with a day of closing.
ELSEWHERE = ((Ownership.PUBLIC, 14, 17, 3), (Ownership.PRIVATE, 1, 6, 1))


def make_centres(world: World) -> None:
    """Make the centres, the network of the region with its hub and the network of the country."""
    districts = {region.name: region for region in world.districts}
    world.centres = [
        _centre(name, ownership, districts[district], opened_on, field)
        for name, ownership, district, opened_on, field in HERE
    ]
    others = _others(world)
    Agency.objects.bulk_create([*world.centres, *others])
    national = Network.objects.create(
        hub=world.agencies["office"],
        kind=NetworkKind.NETWORK,
        name="전국 1인 창조기업 지원센터(예시)",
        name_en="National network of one-person-company centres (sample)",
        valid_from=FOUNDED_ON,
        is_sample=True,
    )
    regional = Network.objects.create(
        hub=world.centres[0],
        kind=NetworkKind.NETWORK,
        name="한빛 1인 창조기업 지원센터 네트워크",
        name_en="Hanbit network of one-person-company centres",
        introduction="거점센터가 이끄는 공공 3곳과 민간 9곳의 네트워크입니다.",
        parent=national,
        region=world.regions[PROVINCE],
        valid_from=HERE[0][3],
        is_sample=True,
    )
    NetworkMember.objects.bulk_create(
        NetworkMember(network=network, agency=centre, valid_from=centre.opened_on, valid_to=centre.closed_on)
        for network, centres in ((national, [*world.centres, *others]), (regional, world.centres))
        for centre in centres
    )


def _centre(name: str, ownership: Ownership, region: object, opened_on: date, field: str) -> Agency:
    return Agency(
        name=name,
        kind=AgencyKind.CENTRE,
        ownership=ownership,
        region=region,
        specialised_field=field,
        introduction="예비창업자와 1인 창조기업에 사무공간, 교육, 판로를 지원하는 예시 기관입니다.",
        opened_on=opened_on,
        is_sample=True,
    )


def _others(world: World) -> list[Agency]:
    dice = world.dice(2)
    neighbours = [
        region for code, region in world.regions.items() if len(code) == len(PROVINCE) and code != PROVINCE
    ]
    centres = []
    for ownership, first_year, later, closed in ELSEWHERE:
        for at in range(first_year + later + closed):
            year = FOUNDED_ON.year if at < first_year else 2010 + int(dice.integers(10))
            region = neighbours[at % len(neighbours)]
            label = "센터" if ownership == Ownership.PUBLIC else "라운지"
            centre = _centre(
                f"{region.short_name}1인창조기업{label} {STEMS[at]}",
                ownership,
                region,
                date(year, 5 + int(dice.integers(7)), 1 + int(dice.integers(28))),
                pick(dice, ("콘텐츠", "디자인", "제조", "지식서비스", "무역")),
            )
            if at >= first_year + later:
                centre.opened_on, centre.closed_on = date(2010 + at % 3, 3, 2), date(2016 + at % 3, 12, 31)
            centres.append(centre)
    return centres
