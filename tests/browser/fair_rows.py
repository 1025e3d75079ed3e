"""An export fair of 40 buyers and 120 firms, made as its officer and those who come make it."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from didim.accounts.models import User
from didim.fairs.domain.holding import (
    DayPlan,
    FairDetails,
    add_tables,
    make_fair,
    open_fair,
    set_slots,
)
from didim.fairs.domain.interpreting import add_interpreter
from didim.fairs.domain.registering import Identity, PersonSaid, Profile, add_participant
from didim.fairs.domain.requesting import set_absences
from didim.fairs.enums import FairKind, RequestState, Side
from didim.fairs.models import (
    DealFollowUp,
    Fair,
    FairSlot,
    Meeting,
    MeetingChange,
    MeetingRequest,
    Participant,
)
from didim.kernel.business_numbers import business_check_digit
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyKind, AgencyRole, LegalForm
from didim.registry.models import Agency, Enterprise
from tests.sign_in import make_firm_member, make_staff

BUYERS, FIRMS, TABLES = 40, 120, 40
ASKS_OF_A_FIRM = 4
_FAR = timedelta(days=10_000)
_ANSWERED = (RequestState.ACCEPTED,) * 5 + (RequestState.DECLINED,)
_NOT_ANSWERED = (RequestState.SENT,) * 4
# Buyers come from six countries and speak five languages at the table.
ORIGINS = (("VN", "en"), ("ID", "id"), ("JP", "ja"), ("US", "en"), ("TH", "th"), ("VN", "vi"))
INTERPRETERS = {"en": 16, "id": 8, "ja": 8, "th": 8, "vi": 8}
BUYER, BUYER_MAIL = "Saigon Trading", "linh@saigon.example"
FIRM, FIRM_EN = "가나푸드", "Gana Foods"
MESSAGE = "베트남 편의점에 맞는 소포장 김 과자를 만듭니다. 시식과 단가표를 준비하겠습니다."


@dataclass(frozen=True)
class Made:
    """The fair, who works on it, and the two whose way the walk goes."""

    fair: Fair
    officer: User
    owner: User
    firm: Participant
    buyer: Participant


@transaction.atomic
def make_export_fair() -> Made:
    """Make a fair of next week whose participants have asked, but for the two the walk goes with."""
    now = timezone.now()
    agency = Agency.objects.create(name="한빛산업진흥원", name_en="Hanbit Agency", kind=AgencyKind.PROMOTION)
    officer = make_staff(agency, AgencyRole.OFFICER, email="officer@example.org")
    fair = _fair(agency, officer, now)
    buyers = [_buyer(fair, number, officer, now) for number in range(BUYERS)]
    firms = [_firm(fair, number, officer, now) for number in range(FIRMS)]
    owner = make_firm_member(firms[0].enterprise, email="owner@example.org")
    _ask_each_other(buyers, firms[1:], now)
    slots = list(fair.slots.order_by("number").values_list("pk", flat=True))
    for one in firms[10:20]:
        set_absences(participant=one, slots=slots[:4], by=None, now=now)
    return Made(fair, officer, owner, firms[0], buyers[0])


def _fair(agency: Agency, officer: User, now: datetime) -> Fair:
    details = FairDetails(
        name="한빛 수출상담회",
        kind=FairKind.EXPORT,
        register_until=now + timedelta(hours=1),
        request_until=now + timedelta(hours=2),
        answer_until=now + timedelta(hours=3),
        name_en="Hanbit Export Fair",
        summary="동남아시아와 일본, 미국의 바이어를 만나는 자리입니다.",
        summary_en="Meet buyers of South-East Asia, Japan and the United States.",
        place="한빛컨벤션센터 2층",
        officer=officer,
        partner_most=10,
    )
    fair = make_fair(agency=agency, details=details, seed=7, by=officer, now=now)
    day = timezone.localdate(now) + timedelta(days=7)
    spans = ((time(10), time(12)), (time(13), time(17)))
    set_slots(fair=fair, plan=DayPlan((day,), spans), by=officer)
    add_tables(fair=fair, count=TABLES, name="테이블", room="2층 홀", by=officer)
    for language, many in INTERPRETERS.items():
        for number in range(many):
            add_interpreter(fair=fair, name=f"통역 {language}-{number + 1}", languages=[language], by=officer)
    return open_fair(fair=fair, by=officer, now=now)


def _buyer(fair: Fair, number: int, officer: User, now: datetime) -> Participant:
    country, language = ORIGINS[number % len(ORIGINS)]
    name = f"Buyer {number + 1:02d} Retail" if number else BUYER
    return add_participant(
        fair=fair,
        side=Side.PARTNER,
        profile=Profile(
            name,
            name,
            country,
            language,
            offers="매장 300곳" if number == 0 else "",
            seeks="건강한 간식과 소포장 식품" if number == 0 else "새로운 소비재",
        ),
        people=[PersonSaid("Linh Tran", "Buying", BUYER_MAIL if not number else f"b{number}@buyers.example")],
        who=Identity(),
        by=officer,
        now=now,
        # The one the walk goes with is told, with the personal link.
        tell=number == 0,
    )


def _firm(fair: Fair, number: int, officer: User, now: datetime) -> Participant:
    first_nine = f"12381{number + 1:04d}"
    name = f"한빛상사 {number + 1:03d}" if number else FIRM
    firm: Enterprise = register_firm(
        details=FirmDetails(
            name=name,
            legal_form=LegalForm.SOLE,
            business_number=f"{first_nine}{business_check_digit(first_nine)}",
            region="11680",
        ),
        agency=fair.agency,
        now=now,
    )
    return add_participant(
        fair=fair,
        side=Side.FIRM,
        profile=Profile(name, "" if number else FIRM_EN, offers="생활용품" if number else "김 과자"),
        people=[PersonSaid("김담당", "", f"f{number}@firms.example")],
        who=Identity(enterprise=firm),
        by=officer,
        now=now,
        tell=False,
    )


def _ask_each_other(buyers: list[Participant], firms: list[Participant], now: datetime) -> None:
    """Let each firm have asked a few buyers; of ten five are accepted, one is declined."""
    dice, states = random.Random(7), cycle([*_ANSWERED, *_NOT_ANSWERED])  # noqa: S311 - which ones ask which
    pairs = [(firm, buyer) for firm in firms for buyer in dice.sample(buyers, ASKS_OF_A_FIRM)]
    MeetingRequest.objects.bulk_create(
        MeetingRequest(
            agency_id=buyer.agency_id,
            fair_id=buyer.fair_id,
            partner=buyer,
            firm=firm,
            side=Side.FIRM,
            state=state,
            sent_at=now,
            answered_at=None if state == RequestState.SENT else now,
        )
        for (firm, buyer), state in zip(pairs, states, strict=False)
    )


def answers_are_due(fair: Fair) -> None:
    """Put the last days of a fair into the past."""
    ago = timezone.now() - timedelta(minutes=5)
    Fair.objects.filter(pk=fair.pk).update(register_until=ago, request_until=ago, answer_until=ago)


def the_day_comes(fair: Fair, *, slot: int) -> None:
    """Put the fair's day where it is now the tenth minute of a slot; all that was said of it moves along."""
    begins = FairSlot.objects.get(fair=fair, number=slot).starts_at
    _shift(fair, timezone.now() - timedelta(minutes=10) - begins)


def months_pass(fair: Fair, days: int) -> None:
    """Put the fair, its changes and what is to be asked after it so many days back."""
    _shift(fair, -timedelta(days=days))
    DealFollowUp.objects.filter(deal__fair=fair).update(due_on=F("due_on") - timedelta(days=days))


def _shift(fair: Fair, by: timedelta) -> None:
    # By way of years ahead: row by row no meeting may come upon one that has not moved yet.
    for step in (by + _FAR, -_FAR):
        moved = {"starts_at": F("starts_at") + step, "ends_at": F("ends_at") + step}
        FairSlot.objects.filter(fair=fair).update(**moved)
        Meeting.objects.filter(fair=fair).update(**moved)


def hit_by_changes(fair: Fair) -> set[int]:
    """Return the participants with a meeting that changed since the plan became public."""
    changes = MeetingChange.objects.filter(meeting__fair=fair)
    pairs = changes.values_list("meeting__partner", "meeting__firm")
    return {one for pair in pairs for one in pair}
