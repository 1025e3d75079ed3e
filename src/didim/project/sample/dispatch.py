"""The pool of the agency's 200 experts, what firms asked them for, two months planned and confirmed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from didim.accounts.models import User
from didim.desk.enums import Topic
from didim.experts.domain.months import first_of_month
from didim.experts.domain.planning import ask_plan, carry_out, confirm_run, give_by_hand
from didim.experts.enums import DispatchState, PoolKind, RequestKind
from didim.experts.models import (
    Dispatch,
    DispatchRun,
    ExpertAbsence,
    ExpertTerm,
    PoolExpert,
    RegionMiddle,
    VisitRequest,
)
from didim.kernel.refusals import RefusedError
from didim.registry.enums import RelationKind
from didim.registry.models import AgencyRelation, Enterprise, Expert

from .experts import EXPERTS
from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .tables import count_rows
from .visits import book_visits, hold_visits, sign_in_doctor
from .world import World, pick, pick_several, working_day

ROOM = 62
REQUESTS, WAITING = 120, 24
# Of the month before: how many asked, and who of them for a clinic of several visits.
BEFORE, BEFORE_VISITS = 18, {0: 3, 7: 2}
GIVEN_BY_HAND, BY_HAND = 2, "지난번에 같은 문제를 도운 전문가"
WANTED_FOR = 60  # days
GRADES = ("special", "first", "second")
# Districts lie in a square of five, about 4 km apart.
SIDE, WEST, SOUTH = 5, 127.0, 37.5
ASKED = (
    (Topic.MARKET, "점심 손님이 줄어 메뉴와 진열을 바꾸고 싶습니다"),
    (Topic.MARKET, "배달 앱 광고비가 맞는지 봐 주세요"),
    (Topic.MANAGEMENT, "재료비가 올라 원가를 다시 잡고 싶습니다"),
    (Topic.PEOPLE, "아르바이트 근무표와 근로계약을 정리하고 싶습니다"),
    (Topic.LAW_AND_TAX, "부가가치세 신고를 앞두고 장부를 점검받고 싶습니다"),
    (Topic.DISTRICT, "가게를 옮길지 상권을 함께 봐 주세요"),
    (Topic.FUNDING, "시설을 고칠 자금을 알아보고 싶습니다"),
)


def make_dispatch(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the pool, the plan and the visits of last month, a confirmed plan of this one; nobody is told."""
    _middles(world)
    _pool(world)
    month = first_of_month(world.today)
    last_month = first_of_month(month - timedelta(days=1))
    before = _asked_before(world, firms, last_month)
    held = _send(world, last_month, before, before[0])
    doctor = sign_in_doctor(next(one.expert for one in held if one.request_id == before[0].pk), world)
    hold_visits(world, held, doctor)
    asked = _requests(world, firms)
    # What waits came in after the plan.
    late = [one.pk for one in asked[-WAITING:]]
    start = first_of_month(month + timedelta(days=32))
    VisitRequest.objects.filter(pk__in=late).update(
        wanted_from=start, wanted_until=start + timedelta(days=WANTED_FOR)
    )
    count_rows("experts_poolexpert", "experts_visitrequest", "experts_expertterm")
    coming = _send(world, month, asked[:-WAITING], doctor)
    book_visits(world, held, coming, doctor)
    take_mails_as_sent()


def _send(
    world: World, month: date, asked: Sequence[VisitRequest], whose: VisitRequest | PoolExpert
) -> list[Dispatch]:
    """Plan a month, let the officer give a few requests to one expert, confirm; return what is to be done.

    whose: that expert, or the request whose expert it is.
    """
    officer, agency = sample_user("officer"), world.agencies["promotion"]
    now = world.instant(min(world.today, working_day(month - timedelta(days=1), 1)))
    run = ask_plan(agency=agency, month=month, by=officer, now=now, seed=world.seed)
    run = carry_out(run_id=run.pk, now=now)
    chosen = whose if isinstance(whose, PoolExpert) else _proposed(run, whose)
    near = set(chosen.profile.regions.values_list("pk", flat=True))
    given = 0
    for request in sorted(asked[1:], key=lambda one: (one.region_id not in near, one.pk)):
        if given < GIVEN_BY_HAND and _give(request, chosen, officer, now):
            given += 1
    confirm_run(run=run, by=officer, now=now)
    type(run).objects.filter(pk=run.pk).update(is_sample=True)
    confirmed = Dispatch.objects.filter(agency=agency, month=month, state=DispatchState.CONFIRMED)
    return list(confirmed.select_related("request", "expert__profile__person").order_by("request"))


def _proposed(run: DispatchRun, request: VisitRequest) -> PoolExpert:
    return run.dispatches.select_related("expert__profile").get(request=request).expert


def _give(request: VisitRequest, expert: PoolExpert, by: User, now: datetime) -> bool:
    try:
        give_by_hand(request=request, expert=expert, reason=BY_HAND, by=by, now=now)
    except RefusedError:
        return False
    return True


def _middles(world: World) -> None:
    RegionMiddle.objects.bulk_create(
        RegionMiddle(
            region=region,
            longitude=WEST + 0.045 * (at % SIDE),
            latitude=SOUTH + 0.036 * (at // SIDE),
            source="예시 자료",
        )
        for at, region in enumerate(world.districts)
    )


def _pool(world: World) -> None:
    """Take the industry doctors of the region into the agency's pool, under contract for the year."""
    dice, agency = world.dice(ROOM), world.agencies["promotion"]
    now = world.instant(world.day(-300))
    profiles = Expert.objects.filter(person__is_sample=True, roles__kind="industry_doctor").order_by("pk")
    experts = PoolExpert.objects.bulk_create(
        PoolExpert(
            agency=agency,
            profile=profile,
            kind=PoolKind.INDUSTRY_DOCTOR if profile.is_working_owner or at % 4 else PoolKind.ADVISOR,
            topics=[one.value for one, _text in pick_several(dice, ASKED, 3)],
            capacity_month=profile.monthly_capacity or 4,
            joined_at=now,
            is_sample=True,
        )
        for at, profile in enumerate(profiles[:EXPERTS])
    )
    ExpertTerm.objects.bulk_create(
        ExpertTerm(
            agency=agency,
            expert=expert,
            valid_from=world.day(-300),
            valid_to=world.day(120 + int(dice.integers(300))),
            fee_grade=pick(dice, GRADES, (1, 3, 4)),
            signed_at=now,
        )
        for expert in experts
    )
    ExpertAbsence.objects.bulk_create(
        ExpertAbsence(
            agency=agency,
            expert=expert,
            valid_from=world.day(start),
            valid_to=world.day(start + 4),
            recorded_at=now,
        )
        for expert in pick_several(dice, experts, 12)
        for start in [int(dice.integers(0, 20))]
    )


def _requests(world: World, firms: Sequence[Enterprise]) -> list[VisitRequest]:
    """Make the requests of shops of the region, the owner's firm among them."""
    dice = world.dice(ROOM + 1)
    rows = []
    for firm in _shops(world, dice, firms, REQUESTS):
        topic, subject = pick(dice, ASKED)
        visits = pick(dice, (1, 1, 1, 3, 4))
        day = world.day(-int(dice.integers(1, 40)))
        rows.append(_request(world, firm, topic, subject, visits, day))
    return _make(rows)


def _asked_before(world: World, firms: Sequence[Enterprise], month: date) -> list[VisitRequest]:
    """Make what was asked in the weeks before a month: a clinic of the owner's firm first."""
    dice = world.dice(ROOM + 2)
    rows = []
    for at, firm in enumerate(_shops(world, dice, firms, BEFORE)):
        topic, subject = ASKED[at % len(ASKED)]
        day = month - timedelta(days=1 + int(dice.integers(25)))
        rows.append(_request(world, firm, topic, subject, BEFORE_VISITS.get(at, 1), day))
    return _make(rows)


def _shops(
    world: World, dice: np.random.Generator, firms: Sequence[Enterprise], count: int
) -> list[Enterprise]:
    """Return some shops of the region, the owner's firm first."""
    districts = {region.pk for region in world.districts}
    shops = [firm for firm in firms if firm.region_id in districts and firm.industry_id]
    chosen = [owned_firm(firms), *pick_several(dice, shops, count - 1)]
    return list({firm.pk: firm for firm in chosen}.values())


def _request(
    world: World, firm: Enterprise, topic: Topic, subject: str, visits: int, day: date
) -> VisitRequest:
    return VisitRequest(
        agency=world.agencies["promotion"],
        enterprise=firm,
        kind=RequestKind.VISIT if visits == 1 else RequestKind.CLINIC,
        subject=subject,
        topics=[topic.value],
        visits_planned=visits,
        industry_id=firm.industry_id,
        region_id=firm.region_id,
        address=firm.address,
        wanted_from=day,
        wanted_until=day + timedelta(days=WANTED_FOR),
        asked_at=world.instant(day, 10),
        is_sample=True,
    )


def _make(rows: list[VisitRequest]) -> list[VisitRequest]:
    made = VisitRequest.objects.bulk_create(rows)
    AgencyRelation.objects.bulk_create(
        (
            AgencyRelation(
                agency=one.agency, enterprise=one.enterprise, kind=RelationKind.CASE, since=one.asked_at
            )
            for one in made
        ),
        ignore_conflicts=True,
    )
    return made
