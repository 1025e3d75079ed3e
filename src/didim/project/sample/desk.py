"""The desk of the industry agency: a counter, two counsellors, branches, past and coming days."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from didim.desk.domain.booking import book_slot
from didim.desk.domain.consulting import (
    add_follow_up,
    answer_satisfaction,
    finish_consultation,
    prescribe,
    start_consultation,
)
from didim.desk.domain.counters import (
    BranchDetails,
    CounterDetails,
    save_branch,
    save_counsellor,
    save_counter,
    set_hours,
)
from didim.desk.domain.intake import Asked, Visitor, ask_desk
from didim.desk.domain.tickets import call_next, take_ticket
from didim.desk.enums import ContactChannel, DeskSide, PrescriptionKind, Topic
from didim.desk.models import Booking, Counsellor, Counter
from didim.desk.queries.slots import counter_slots
from didim.registry.models import Agency, Enterprise
from didim.rooms.domain.opening import SeatFor, open_room
from didim.rooms.enums import RoomKind, SeatRole

from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .world import SEOUL, World, pick, working_day

ROOM = 61
WEEK = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}
PAST_DAYS, COMING_DAYS = 12, 4
# What each asks, and what the counsellor wrote down.
QUESTIONS = (
    (Topic.FUNDING, "운전자금 융자를 알아보고 싶습니다", "정책자금 두 가지를 견주고 서류를 안내함"),
    (Topic.MARKET, "온라인 판매를 시작하려 합니다", "입점 절차와 상세페이지 지원을 안내함"),
    (Topic.LAW_AND_TAX, "부가가치세 신고가 처음입니다", "신고 기한과 매입 자료 정리 방법을 설명함"),
    (Topic.PEOPLE, "첫 직원을 뽑으려 합니다", "근로계약서와 두루누리 지원을 안내함"),
    (Topic.TECHNOLOGY, "특허를 내고 싶습니다", "선행기술 조사를 권하고 지원사업을 안내함"),
    (Topic.START_UP, "카페 창업을 준비합니다", "상권을 함께 보고 초기 비용을 따져 봄"),
)
NAMES = ("이한결", "박서윤", "최도현", "정하늘", "한지우", "오세린")


def make_desk(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the desk and its days; nothing is sent to anybody."""
    agency = world.agencies["promotion"]
    opened = world.day(-200)
    counter = save_counter(
        agency=agency,
        details=CounterDetails(
            "종합상담 창구",
            "General advice",
            place="한빛비즈니스센터 1층",
            phone="099-123-4567",
            seats=2,
        ),
        on=opened,
        is_sample=True,
    )
    set_hours(counter=counter, week=WEEK, valid_from=opened)
    staff = [
        save_counsellor(agency=agency, user=sample_user(key), counters=[counter], topics=topics, on=opened)
        for key, topics in (("officer", Topic.values), ("director", [Topic.FUNDING, Topic.START_UP]))
    ]
    _branches(world, agency)
    _past(world, counter, firms)
    _coming(world, counter, firms)
    _today(world, counter, staff[0])
    _open_room(world, agency)
    take_mails_as_sent()


def _branches(world: World, agency: Agency) -> None:
    """Make the 17 branch offices that take applications for the centre."""
    districts = world.districts
    for number in range(17):
        region = districts[number % len(districts)]
        again = number // len(districts)
        name = f"{region.name}{f' {again + 1}' if again else ''} 지점"
        name_en = f"{region.name_en}{f' {again + 1}' if again else ''} branch"
        save_branch(agency=agency, details=BranchDetails(name, name_en, region=region), on=world.day(-200))


def _past(world: World, counter: Counter, firms: Sequence[Enterprise]) -> None:
    """Hold two consultations on each of the last working days, the latest with the owner's firm."""
    dice = world.dice(ROOM)
    day = world.today
    for number in range(PAST_DAYS):
        day = working_day(day, -1)
        last = number == 0
        for hour in (10, 15):
            topic, subject, said = pick(dice, QUESTIONS)
            is_owners = last and hour == 10
            visitor = (
                Visitor(owned_firm(firms))
                if is_owners
                else Visitor(person_name=pick(dice, NAMES), stage="pre_founder", region=world.districts[0])
            )
            began = datetime.combine(day, time(hour), SEOUL)
            booking = _book(counter, visitor, topic, subject, began, began - timedelta(days=1))
            _hold(booking, said, began, follows=is_owners)


def _hold(booking: Booking, said: str, began: datetime, *, follows: bool) -> None:
    consultation, counsellor = booking.consultation, booking.counsellor
    start_consultation(consultation=consultation, counsellor=counsellor, now=began)
    prescribe(
        consultation=consultation,
        kind=PrescriptionKind.OWN_ACTION,
        text="최근 3개월 매출 자료를 정리하기",
        now=began,
    )
    if follows:
        add_follow_up(
            consultation=consultation,
            counsellor=counsellor,
            what="신청 결과 확인 전화",
            due_on=began.date() + timedelta(days=10),
            now=began,
        )
    ended = began + timedelta(minutes=25)
    done = finish_consultation(consultation=consultation, record=said, by=counsellor.user, now=ended)
    if not follows:
        score = 5 if began.day % 3 else 4
        answer_satisfaction(satisfaction=done.satisfaction, score=score, comment="", now=ended)


def _coming(world: World, counter: Counter, firms: Sequence[Enterprise]) -> None:
    """Book the coming days, one slot by video for the owner's firm, and leave two requests to be answered."""
    dice = world.dice(ROOM + 1)
    now = world.instant(world.today, 0)
    day = world.today
    for number in range(COMING_DAYS):
        for hour in (10, 14):
            topic, subject, _said = pick(dice, QUESTIONS)
            firm = owned_firm(firms) if (number, hour) == (1, 14) else pick(dice, firms)
            channel = ContactChannel.VIDEO if (number, hour) == (1, 14) else ContactChannel.WALK_IN
            starts_at = datetime.combine(day, time(hour), SEOUL)
            slots = counter_slots(counter=counter, first=day, last=day, now=now, notice=False)
            if any(slot.span.starts_at == starts_at for slot in slots):
                _book(counter, Visitor(firm), topic, subject, starts_at, now, channel)
        day = working_day(day, 1)
    for firm in (owned_firm(firms), pick(dice, firms)):
        topic, subject, _said = pick(dice, QUESTIONS)
        ask_desk(
            agency=counter.agency,
            visitor=Visitor(firm),
            asked=Asked((topic,)),
            channel=ContactChannel.ONLINE,
            message=f"{subject}. 무엇부터 하면 될까요?",
            by=None,
            now=world.instant(working_day(world.today, -1), 16),
            is_sample=True,
        )


def _today(world: World, counter: Counter, counsellor: Counsellor) -> None:
    """Give numbers to three who walked in, and call the first."""
    now = world.instant(world.today, 9)
    for topic, subject, _said in QUESTIONS[:3]:
        take_ticket(
            counter=counter,
            visitor=Visitor(person_name=NAMES[len(topic) % len(NAMES)]),
            asked=Asked((topic,), subject),
            by=None,
            now=now,
            is_sample=True,
        )
    call_next(counter=counter, counsellor=counsellor, seat=1, now=now)


def _open_room(world: World, agency: Agency) -> None:
    """Open a room for today: two who sign in to the demo meet in it at any hour."""
    open_room(
        agency=agency,
        kind=RoomKind.PAIR,
        title="화상 상담 (예시)",
        opens_at=world.instant(world.today, 0),
        starts_at=world.instant(world.today, 0),
        ends_at=world.instant(world.day(1), 0),
        people=[SeatFor(user=sample_user("officer"), role=SeatRole.HOST), SeatFor(user=sample_user("owner"))],
        by=None,
        now=world.instant(world.today, 0),
    )


def _book(
    counter: Counter,
    visitor: Visitor,
    topic: Topic,
    subject: str,
    starts_at: datetime,
    now: datetime,
    channel: ContactChannel = ContactChannel.WALK_IN,
) -> Booking:
    return book_slot(
        counter=counter,
        starts_at=starts_at,
        visitor=visitor,
        asked=Asked((topic,), subject),
        channel=channel,
        side=DeskSide.AGENCY,
        by=None,
        now=now,
        is_sample=True,
    )
