"""The support alliance: 17 heads, five working groups, an advisory board of six fields by three."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from didim.registry.enums import NetworkKind, SeatTitle
from didim.registry.models import Agency, Appointment, BoardField, Network, NetworkMember, Person, Seat

from .regions import PROVINCE
from .words import person_name
from .world import World, pick, pick_several

FOUNDED_ON = date(2020, 7, 1)
TERM_YEARS = 2
WORKING_GROUPS = {
    "수출 실무협의체": ("Export working group", ("trade", "chamber", "promotion", "finance")),
    "창업 실무협의체": ("Start-up working group", ("innovation", "youth", "university", "venture")),
    "기술 실무협의체": ("Technology working group", ("technopark", "patents", "university", "finance")),
    "인력 실무협의체": ("Workforce working group", ("workforce", "chamber", "women", "university")),
    "소상공인 실무협의체": ("Micro-business working group", ("owners", "markets", "guarantee", "design")),
}
ADVISORY_FIELDS = {
    "수출": "Export",
    "창업·벤처": "Start-ups",
    "기술혁신": "Technology",
    "인력": "Workforce",
    "소상공인": "Micro-businesses",
    "금융·투자": "Finance and investment",
}
SEATS_A_FIELD = 3
EMPLOYERS = ("한빛대학교", "누리경제연구원", "다온벤처투자", "참빛회계법인", "큰솔특허법인", "이음산업연구소")


def make_boards(world: World) -> None:
    """Make the council with its working groups, and the advisory board with a term for every two years."""
    office = world.agencies["office"]
    council = _network(world, NetworkKind.COUNCIL, "한빛 중소기업 지원협의회", "Hanbit SME support council")
    _make_council_seats(world, council)
    _join(council, world.agencies.values())
    for name, (name_en, keys) in WORKING_GROUPS.items():
        group = _network(world, NetworkKind.WORKING_GROUP, name, name_en, parent=council)
        _join(group, [office, *(world.agencies[key] for key in keys)])
    board = _network(world, NetworkKind.ADVISORY_BOARD, "한빛 정책자문위원회", "Hanbit advisory board")
    _make_advisors(world, board)


def _network(
    world: World, kind: NetworkKind, name: str, name_en: str, parent: Network | None = None
) -> Network:
    return Network.objects.create(
        hub=world.agencies["office"],
        kind=kind,
        name=name,
        name_en=name_en,
        parent=parent,
        region=world.regions[PROVINCE],
        valid_from=FOUNDED_ON,
        is_sample=True,
    )


def _join(network: Network, agencies: Iterable[Agency]) -> None:
    NetworkMember.objects.bulk_create(
        NetworkMember(network=network, agency=agency, valid_from=FOUNDED_ON) for agency in agencies
    )


def _make_council_seats(world: World, council: Network) -> None:
    dice = world.dice(3)
    heads = Person.objects.bulk_create(
        Person(name=person_name(dice), affiliation=agency.name, position="기관장", is_sample=True)
        for agency in world.agencies.values()
    )
    seats = Seat.objects.bulk_create(
        Seat(board=council, number=number, title=SeatTitle.CHAIR if number == 1 else SeatTitle.MEMBER)
        for number in range(1, len(heads) + 1)
    )
    _appoint(council, [list(zip(seats, heads, strict=True)) for _ in range(_terms(world))])


def _make_advisors(world: World, board: Network) -> None:
    dice = world.dice(4)
    fields = BoardField.objects.bulk_create(
        BoardField(board=board, name=name, name_en=name_en, quota=SEATS_A_FIELD)
        for name, name_en in ADVISORY_FIELDS.items()
    )
    seats = Seat.objects.bulk_create(
        Seat(
            board=board,
            field=field,
            number=number,
            title=SeatTitle.CHAIR if field is fields[0] and number == 1 else SeatTitle.MEMBER,
        )
        for field in fields
        for number in range(1, SEATS_A_FIELD + 1)
    )
    sitting = [_advisor(dice) for _ in seats]
    terms = []
    for _ in range(_terms(world)):
        terms.append(list(zip(seats, sitting, strict=True)))
        leaving = set(pick_several(dice, range(len(seats)), len(seats) // 3))
        sitting = [_advisor(dice) if at in leaving else one for at, one in enumerate(sitting)]
    # People without a key are not hashable: told apart by being another object.
    people = {id(person): person for term in terms for _, person in term}
    Person.objects.bulk_create(people.values())
    _appoint(board, terms)


def _advisor(dice: np.random.Generator) -> Person:
    return Person(
        name=person_name(dice), affiliation=pick(dice, EMPLOYERS), position="자문위원", is_sample=True
    )


def _terms(world: World) -> int:
    """Return how many terms there were up to today, the running one included."""
    return max(
        1, (world.today.year - FOUNDED_ON.year - (world.today < _starts(world.today.year))) // TERM_YEARS + 1
    )


def _starts(year: int) -> date:
    return FOUNDED_ON.replace(year=year)


def _appoint(board: Network, terms: Sequence[list[tuple[Seat, Person]]]) -> None:
    held: dict[int, int] = {}
    rows = []
    for number, term in enumerate(terms):
        since = _starts(FOUNDED_ON.year + number * TERM_YEARS)
        until = _starts(since.year + TERM_YEARS) - timedelta(days=1)
        for seat, person in term:
            held[person.pk] = held.get(person.pk, 0) + 1
            rows.append(
                Appointment(
                    board=board,
                    seat=seat,
                    person=person,
                    term=held[person.pk],
                    valid_from=since,
                    valid_to=until,
                )
            )
    Appointment.objects.bulk_create(rows)
