"""Matching fairs: those the accounts' agreements and contracts came of, one held lately, one to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from didim.fairs.domain.attending import hold_meeting, mark_no_show
from didim.fairs.domain.deals import DealSaid, advance_deal, open_deal
from didim.fairs.domain.planning import plan_fair
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.enums import (
    DealStage,
    FairKind,
    FairState,
    Interest,
    MeetingOrigin,
    MeetingState,
    ParticipantState,
    RequestState,
    Session,
    Side,
)
from didim.fairs.models import (
    Fair,
    FairHost,
    FairSlot,
    FairTable,
    Meeting,
    MeetingRecord,
    MeetingRequest,
    Participant,
    ParticipantPerson,
)
from didim.programmes.models import Programme
from didim.registry.enums import EnterpriseStage, PartnerKind, RelationKind
from didim.registry.models import Agency, AgencyRelation, Enterprise, Partner
from didim.support.models import SupportRecord

from .sign_ins import owned_firm
from .world import World, pick_several, working_day

HOURS = (10, 11, 13, 14, 15, 16)
NOON = 12
REPORTED_AFTER = timedelta(days=45)
# Buyers of the fair to come: their country, the language they speak at the table.
BUYERS = (("VN", "vi"), ("ID", "en"), ("JP", "ja"), ("US", "en"), ("MY", "en"), ("TH", "en"))
BUYER_NAMES = ("Saigon", "Jakarta", "Osaka", "Pacific", "Penang", "Chao Phraya", "Delta", "Garuda")
BUYER_TRADES = ("Trading", "Retail", "Foods", "Beauty", "Devices")
MANY_BUYERS, MANY_FIRMS, STEP = 40, 120, 11
INVESTORS, INVESTED_IN, ROUNDS = 8, 24, 6


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting of a past fair, under the support that the ledger has of it; and what was signed of it.

    The firm, its country's buyer, and `cents` of US dollars on a day (None: nothing came of it).
    """

    agency: Agency
    fair: str
    programme: str
    held_on: date
    enterprise_id: int
    country: str
    stage: DealStage | None = None
    cents: int = 0
    signed_on: date | None = None
    evidence: str = ""


def make_past_fairs(world: World, met: Sequence[Met]) -> None:
    """Make the fairs of the accounts; the ledger has been written: a meeting stands beside its line there."""
    for key in dict.fromkeys((one.agency.pk, one.fair) for one in met):
        rows = [one for one in met if (one.agency.pk, one.fair) == key]
        first = rows[0]
        programme = Programme.objects.filter(
            agency=first.agency, name=first.programme, year=first.held_on.year
        ).first()
        fair = _fair(world, first.agency, first.fair, FairKind.EXPORT, first.held_on, programme=programme)
        fair.state = FairState.CLOSED
        fair.save()
        slots, tables = _slots(world, fair, first.held_on), _tables(fair, len(rows))
        for at, one in enumerate(rows):
            _one_that_was_held(world, fair, slots[at % len(slots)], tables[at], one)


def _one_that_was_held(world: World, fair: Fair, slot: FairSlot, table: FairTable, one: Met) -> None:
    firm = Enterprise.objects.get(pk=one.enterprise_id)
    name = f"{BUYER_NAMES[table.number % len(BUYER_NAMES)]} {BUYER_TRADES[table.number % len(BUYER_TRADES)]}"
    line = SupportRecord.objects.filter(
        agency=one.agency, enterprise=firm, programme_name=one.programme
    ).first()
    meeting = Meeting.objects.create(
        agency=fair.agency,
        fair=fair,
        partner=_participant(fair, Side.PARTNER, f"{name} {table.number + 1}", country=one.country),
        firm=_participant(fair, Side.FIRM, firm.name, enterprise=firm),
        enterprise=firm,
        slot=slot,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        table=table,
        state=MeetingState.DONE,
        origin=MeetingOrigin.BOTH,
        support_record=line,
    )
    leads_on = one.stage is not None
    MeetingRecord.objects.create(
        agency=fair.agency,
        meeting=meeting,
        side=Side.FIRM,
        interest=Interest.CONTRACT_TALKS if leads_on else Interest.MORE_INFO,
        expected_minor=one.cents or None,
        currency="USD" if one.cents else "",
        written_at=slot.ends_at,
    )
    if one.stage is None or one.signed_on is None:
        return
    deal = open_deal(meeting=meeting, by=None, now=slot.ends_at)
    said = DealSaid(one.stage, one.cents, "USD", one.signed_on, one.evidence)
    advance_deal(deal=deal, said=said, by=None, now=world.instant(one.signed_on + REPORTED_AFTER))


def _fair(
    world: World,
    agency: Agency,
    name: str,
    kind: FairKind,
    day: date,
    *,
    programme: Programme | None = None,
    name_en: str = "",
) -> Fair:
    """Make a fair whose schedule was published a week before its day."""
    fair = Fair.objects.create(
        agency=agency,
        name=name,
        name_en=name_en,
        kind=kind,
        state=FairState.PUBLISHED,
        programme=programme,
        place="한빛컨벤션센터 2층",
        summary="예시 자료로 만든 상담회입니다.",
        summary_en="A fair of the sample region.",
        register_until=world.instant(day - timedelta(days=21), 18),
        request_until=world.instant(day - timedelta(days=14), 18),
        answer_until=world.instant(day - timedelta(days=10), 18),
        published_at=world.instant(day - timedelta(days=7), 14),
        seed=world.seed,
        is_sample=True,
        recorded_at=world.instant(day - timedelta(days=60)),
    )
    FairHost.objects.create(fair=fair, agency=agency)
    return fair


def _slots(world: World, fair: Fair, day: date) -> list[FairSlot]:
    """Lay two meetings an hour, with an hour for lunch."""
    half = timedelta(minutes=30)
    begins = [world.instant(day, hour) + half * part for hour in HOURS for part in (0, 1)]
    return FairSlot.objects.bulk_create(
        FairSlot(
            agency=fair.agency,
            fair=fair,
            number=number,
            session=Session.MORNING if at.hour < NOON else Session.AFTERNOON,
            starts_at=at,
            ends_at=at + half,
        )
        for number, at in enumerate(begins)
    )


def _tables(fair: Fair, many: int) -> list[FairTable]:
    return FairTable.objects.bulk_create(
        FairTable(agency=fair.agency, fair=fair, number=at, name=f"테이블 {at + 1}") for at in range(many)
    )


def _participant(
    fair: Fair, side: Side, name: str, *, enterprise: Enterprise | None = None, **fields: object
) -> Participant:
    applied_at = fair.register_until - timedelta(days=5)
    row = Participant.objects.create(
        agency=fair.agency,
        fair=fair,
        side=side,
        state=ParticipantState.ACCEPTED,
        enterprise=enterprise,
        name=name,
        applied_at=applied_at,
        decided_at=applied_at + timedelta(days=2),
        **fields,
    )
    if enterprise is not None:
        AgencyRelation.objects.bulk_create(
            [
                AgencyRelation(
                    agency=fair.agency, enterprise=enterprise, kind=RelationKind.CASE, since=applied_at
                )
            ],
            ignore_conflicts=True,
        )
    return row


def make_fairs(world: World, firms: Sequence[Enterprise]) -> None:
    """Make an investment fair of three weeks ago with its records, and an export fair that comes."""
    running = [firm for firm in firms if firm.stage == EnterpriseStage.OPERATING]
    dice, owned = world.dice(71), owned_firm(firms)
    others = pick_several(dice, [firm for firm in running if firm.pk != owned.pk], MANY_FIRMS - 1)
    coming = [owned, *others]
    _invest(world, coming[:INVESTED_IN])
    _export(world, coming)


def _invest(world: World, firms: Sequence[Enterprise]) -> None:
    """Let each investor meet six firms; a meeting in ten was missed, a third led on."""
    office, day = world.agencies["office"], working_day(world.day(-21), -1)
    fair = _fair(
        world, office, "한빛 파트너 투자상담회", FairKind.INVESTMENT, day, name_en="Hanbit investors' fair"
    )
    slots, tables = _slots(world, fair, day), _tables(fair, INVESTORS)
    investors = [
        _participant(fair, Side.PARTNER, row.name, partner=row, seeks="초기 기업 투자")
        for row in Partner.objects.filter(kind=PartnerKind.INVESTOR).order_by("pk")[:INVESTORS]
    ]
    sought = [_participant(fair, Side.FIRM, firm.name, enterprise=firm, seeks="투자 유치") for firm in firms]
    meetings = _lay(fair, investors, sought, slots[:ROUNDS], tables, step=5)
    for at, meeting in enumerate(meetings):
        if at % 10 == 9:
            mark_no_show(
                meeting=meeting, absent=meeting.partner, reason="연락 없음", by=None, now=meeting.ends_at
            )
        elif at % 3:
            hold_meeting(meeting=meeting, by=None, now=meeting.ends_at)
        else:
            _write(meeting, won=(1 + at % 5) * 100_000_000)
    fair.state = FairState.CLOSED
    fair.save()


def _write(meeting: Meeting, *, won: int) -> None:
    wanted = Written(Interest.SECOND_MEETING, "다음 달에 사업장을 방문하기로 함", won, "KRW", fit=4)
    write_record(meeting=meeting, side=Side.FIRM, written=wanted, by=None, now=meeting.ends_at)
    asked = Written(Interest.MORE_INFO, "재무 자료를 더 보고 정하기로 함", fit=3)
    write_record(meeting=meeting, side=Side.PARTNER, written=asked, by=None, now=meeting.ends_at)


def _lay(
    fair: Fair,
    partners: Sequence[Participant],
    firms: Sequence[Participant],
    slots: Sequence[FairSlot],
    tables: Sequence[FairTable],
    *,
    step: int,
) -> list[Meeting]:
    """Lay meetings so that nobody is in two places: each slot shifts the firms on by `step`."""
    pairs = [
        (at, partner, firms[(at + step * number) % len(firms)], slot)
        for number, slot in enumerate(slots)
        for at, partner in enumerate(partners)
    ]
    _ask(fair, [(partner, firm) for _at, partner, firm, _slot in pairs], RequestState.ACCEPTED)
    return Meeting.objects.bulk_create(
        Meeting(
            agency=fair.agency,
            fair=fair,
            partner=partner,
            firm=firm,
            enterprise_id=firm.enterprise_id,
            slot=slot,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            table=tables[at],
            state=MeetingState.PLANNED,
            origin=MeetingOrigin.BOTH,
        )
        for at, partner, firm, slot in pairs
    )


def _ask(fair: Fair, pairs: Sequence[tuple[Participant, Participant]], state: RequestState) -> None:
    """Let firms ask partners, who have accepted or not answered."""
    MeetingRequest.objects.bulk_create(
        MeetingRequest(
            agency=fair.agency,
            fair=fair,
            partner=partner,
            firm=firm,
            side=Side.FIRM,
            message="제품을 소개하고 싶습니다.",
            state=state,
            sent_at=fair.request_until - timedelta(days=3),
            answered_at=fair.answer_until - timedelta(days=1),
        )
        for partner, firm in pairs
    )


def _plan(fair: Fair) -> None:
    """Let the engine lay the meetings, and make them public without a message to anybody."""
    published_at = fair.published_at
    fair.state, fair.published_at = FairState.SCHEDULING, None
    fair.save()
    plan_fair(fair=fair, by=None, now=fair.answer_until + timedelta(days=1))
    fair.meetings.update(state=MeetingState.PLANNED)
    fair.state, fair.published_at = FairState.PUBLISHED, published_at
    fair.save()


def _export(world: World, firms: Sequence[Enterprise]) -> None:
    """Publish a fair of forty buyers and a hundred and twenty firms, the owner's among them."""
    agency, day = world.agencies["promotion"], working_day(world.today, 1)
    fair = _fair(
        world, agency, "한빛 해외바이어 수출상담회", FairKind.EXPORT, day, name_en="Hanbit export fair"
    )
    _slots(world, fair, day)
    _tables(fair, MANY_BUYERS)
    buyers = []
    for at in range(MANY_BUYERS):
        country, language = BUYERS[at % len(BUYERS)]
        name = f"{BUYER_NAMES[at % len(BUYER_NAMES)]} {BUYER_TRADES[at // len(BUYER_NAMES)]}"
        buyers.append(
            _participant(
                fair,
                Side.PARTNER,
                name,
                country=country,
                language=language,
                name_en=name,
                seeks="새로운 소비재와 부품",
            )
        )
    ParticipantPerson.objects.bulk_create(
        ParticipantPerson(
            agency=agency, participant=row, name=f"{row.name} 담당", email=f"buyer{at}@buyers.example"
        )
        for at, row in enumerate(buyers)
    )
    sellers = [
        _participant(fair, Side.FIRM, firm.name, enterprise=firm, offers="주력 제품") for firm in firms
    ]
    rounds = [
        [(buyer, sellers[(at + STEP * number) % len(sellers)]) for at, buyer in enumerate(buyers)]
        for number in range(len(HOURS) * 2 + 1)
    ]
    # Of a buyer's full day the last round finds no place: the board says why.
    _ask(fair, [pair for one in rounds[:-1] for pair in one], RequestState.ACCEPTED)
    _ask(fair, rounds[-1], RequestState.EXPIRED)
    _plan(fair)
