"""The pool of the agency's 200 experts, what firms asked them for, a month planned and confirmed."""

from collections.abc import Sequence
from datetime import date, timedelta

from didim.desk.enums import Topic
from didim.experts.domain.months import first_of_month
from didim.experts.domain.planning import ask_plan, carry_out, confirm_run
from didim.experts.enums import PoolKind, RequestKind
from didim.experts.models import ExpertAbsence, ExpertTerm, PoolExpert, RegionMiddle, VisitRequest
from didim.registry.enums import RelationKind
from didim.registry.models import AgencyRelation, Enterprise, Expert

from .experts import EXPERTS
from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .tables import count_rows
from .world import World, pick, pick_several

ROOM = 62
REQUESTS, WAITING = 120, 24
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
    """Make the pool, the requests and a confirmed plan of this month; nothing is sent to anybody."""
    _middles(world)
    _pool(world)
    asked = _requests(world, firms)
    now, month = world.instant(world.today), first_of_month(world.today)
    # What waits came in after the plan.
    late = [one.pk for one in asked[-WAITING:]]
    start = _next_month(world)
    VisitRequest.objects.filter(pk__in=late).update(
        wanted_from=start, wanted_until=start + timedelta(days=WANTED_FOR)
    )
    count_rows("experts_poolexpert", "experts_visitrequest", "experts_expertterm")
    officer = sample_user("officer")
    run = ask_plan(agency=world.agencies["promotion"], month=month, by=officer, now=now, seed=world.seed)
    run = carry_out(run_id=run.pk, now=now)
    confirm_run(run=run, by=officer, now=now)
    type(run).objects.filter(pk=run.pk).update(is_sample=True)
    take_mails_as_sent()


def _next_month(world: World) -> date:
    return first_of_month(first_of_month(world.today) + timedelta(days=32))


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
    dice, agency = world.dice(ROOM + 1), world.agencies["promotion"]
    districts = {region.pk for region in world.districts}
    shops = [firm for firm in firms if firm.region_id in districts and firm.industry_id]
    chosen = [owned_firm(firms), *pick_several(dice, shops, REQUESTS - 1)]
    chosen = list({firm.pk: firm for firm in chosen}.values())
    rows = []
    for firm in chosen:
        topic, subject = pick(dice, ASKED)
        visits = pick(dice, (1, 1, 1, 3, 4))
        day = world.day(-int(dice.integers(1, 40)))
        rows.append(
            VisitRequest(
                agency=agency,
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
        )
    made = VisitRequest.objects.bulk_create(rows)
    AgencyRelation.objects.bulk_create(
        (
            AgencyRelation(
                agency=agency, enterprise=firm, kind=RelationKind.CASE, since=world.instant(world.day(-40))
            )
            for firm in chosen
        ),
        ignore_conflicts=True,
    )
    return made
