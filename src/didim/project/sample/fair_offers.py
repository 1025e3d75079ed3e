"""A job fair with postings and applications, and an open-innovation fair with challenges and proposals."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from didim.accounts.models import User
from didim.fairs.domain.challenging import ChallengeSaid, answer_proposal, propose, set_challenge
from didim.fairs.domain.hiring import (
    WorkSaid,
    apply_for_work,
    decide_application,
    invite_to_interview,
    post_work,
)
from didim.fairs.domain.holding import (
    DayPlan,
    FairDetails,
    add_tables,
    make_fair,
    open_fair,
    set_slots,
)
from didim.fairs.domain.registering import Identity, PersonSaid, Profile, add_participant
from didim.fairs.enums import Employment, FairKind, ProposalState, Side
from didim.fairs.models import Fair, Participant
from didim.registry.enums import EnterpriseStage, PartnerKind
from didim.registry.models import Enterprise, Partner

from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .world import World, pick_several, working_day

# Title, duties, kind, yearly wage from and to in won (None: agreed upon), how many are sought.
WORK = (
    ("생산관리 담당", "생산 계획과 공정 관리", Employment.PERMANENT, 36_000_000, 42_000_000, 2),
    ("해외영업 사원", "바이어 상담과 수출 서류", Employment.PERMANENT, 34_000_000, None, 1),
    ("백엔드 개발자", "주문·재고 시스템 개발", Employment.PERMANENT, 45_000_000, 60_000_000, 1),
    ("품질검사 인턴", "입고 부품 검사와 기록", Employment.INTERN, 28_000_000, 28_000_000, 3),
    ("물류센터 사원", "출고와 재고 조사", Employment.CONTRACT, None, None, 4),
    ("디자인 보조", "제품 상세 화면 제작", Employment.PART_TIME, None, 24_000_000, 1),
)
SEEKERS = ("강하늘", "고은결", "문다온", "배이든", "서가람", "안나래", "오새론", "윤슬기")
TASKS = (
    (
        "택배 포장재를 절반으로",
        "상자와 완충재 쓰레기를 절반으로 줄이려 합니다.",
        "실증 비용 5천만 원과 시험할 물류센터",
    ),
    (
        "매장 전력 10% 줄이기",
        "냉장 진열대의 전력을 실시간으로 줄이는 방법을 찾습니다.",
        "매장 20곳 실증과 첫 구매",
    ),
    ("불량을 눈보다 먼저", "도장면 흠집을 생산 줄에서 바로 찾아내려 합니다.", "생산 줄 한 곳과 공동 특허"),
)
PROPOSERS = 8


def make_fair_offers(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the two fairs, open for registrations today; the sample owner's firm hires, and proposes."""
    running = [firm for firm in firms if firm.stage == EnterpriseStage.OPERATING]
    owned = owned_firm(firms)
    others = [firm for firm in running if firm.pk != owned.pk]
    chosen = [owned, *pick_several(world.dice(73), others, PROPOSERS - 1)]
    _jobs(world, chosen[: len(WORK)])
    _innovation(world, chosen)
    take_mails_as_sent()


def _open(world: World, name: str, name_en: str, kind: FairKind, summary: str) -> Fair:
    day, by = working_day(world.day(20), 1), sample_user("officer")
    begun = world.instant(world.day(-10))
    until = [world.instant(working_day(world.day(days), 1), 18) for days in (6, 10, 13)]
    details = FairDetails(
        name,
        kind,
        *until,
        name_en=name_en,
        summary=summary,
        summary_en="A fair of the sample region.",
        place="한빛컨벤션센터 1층",
    )
    agency = world.agencies["promotion"]
    fair = make_fair(agency=agency, details=details, seed=world.seed, by=by, now=begun, is_sample=True)
    set_slots(fair=fair, plan=DayPlan((day,), ((time(10), time(12)), (time(13), time(16)))), by=by)
    add_tables(fair=fair, count=len(WORK), name="부스", by=by)
    return open_fair(fair=fair, by=by, now=begun)


def _joined(
    world: World, fair: Fair, side: Side, who: Identity, profile: Profile, *, email: str = ""
) -> Participant:
    return add_participant(
        fair=fair,
        side=side,
        profile=profile,
        people=[PersonSaid(profile.name if who.is_person else "박담당", email=email)],
        who=who,
        by=sample_user("officer"),
        now=world.instant(world.day(-6)),
        tell=False,
    )


def _jobs(world: World, firms: Sequence[Enterprise]) -> None:
    """Let six firms offer work; every second seeker applies for three; one is invited, one told no."""
    fair = _open(
        world,
        "한빛 채용 박람회",
        "Hanbit job fair",
        FairKind.JOBS,
        "한빛의 기업이 함께 일할 사람을 찾습니다.",
    )
    closes_at, posted = fair.answer_until, world.instant(world.day(-5))
    postings = []
    for firm, (title, duties, kind, low, high, places) in zip(firms, WORK, strict=True):
        profile = Profile(firm.name, offers="함께 오래 일할 사람을 찾습니다.")
        employer = _joined(world, fair, Side.PARTNER, Identity(enterprise=firm), profile)
        said = WorkSaid(title, duties, "한빛시", places, closes_at, kind, "성실한 사람", low, high)
        postings.append(post_work(employer=employer, said=said, by=None, now=posted))
    for at, name in enumerate(SEEKERS):
        profile = Profile(name, offers="관련 경력 2년", seeks="정규직")
        user = User.objects.create_user(f"seeker{at:02d}@hanbit.example", name=name)
        who = Identity(user=user, is_person=True)
        seeker = _joined(world, fair, Side.FIRM, who, profile, email=user.email)
        for posting in postings[at % 2 :: 2]:
            application = apply_for_work(
                posting=posting,
                applicant=seeker,
                letter="맡은 일을 끝까지 해내는 사람이 되겠습니다.",
                career="관련 업무 2년, 컴퓨터활용능력 1급",
                by=None,
                now=_later(world, at),
            )
            if posting == postings[0] and at == 0:
                invite_to_interview(application=application, by=None, now=world.instant(world.day(-1)))
            elif posting == postings[1] and at == 1:
                decide_application(
                    application=application,
                    hired=False,
                    answer="이번에는 함께하지 못하게 되었습니다. 지원해 주셔서 고맙습니다.",
                    by=None,
                    now=world.instant(world.day(-1)),
                )


def _innovation(world: World, firms: Sequence[Enterprise]) -> None:
    """Let three large firms set a challenge each; firms propose to them in turn, two are answered."""
    fair = _open(
        world,
        "한빛 개방형 혁신 상담회",
        "Hanbit open innovation",
        FairKind.OPEN_INNOVATION,
        "대기업의 과제를 지역 기업이 함께 풉니다.",
    )
    setters = Partner.objects.filter(kind__in=[PartnerKind.LARGE_FIRM, PartnerKind.RETAILER]).order_by("pk")
    challenges = []
    for at, (row, (title, task, gives)) in enumerate(zip(setters, TASKS, strict=False)):
        email = f"innovation{at}@partners.example"
        partner = _joined(world, fair, Side.PARTNER, Identity(partner=row), Profile(row.name), email=email)
        said = ChallengeSaid(title, task, gives, fair.answer_until, "시제품이 있는 기업", 1)
        challenges.append(
            set_challenge(partner=partner, said=said, by=None, now=world.instant(world.day(-5)))
        )
    for at, firm in enumerate(firms):
        profile = Profile(firm.name, offers="주력 제품과 실증 경험")
        held = _joined(world, fair, Side.FIRM, Identity(enterprise=firm), profile)
        proposal = propose(
            challenge=challenges[at % len(challenges)],
            firm=held,
            idea="지금 쓰는 설비를 바꾸지 않고 붙여 쓰는 방식으로 석 달 안에 실증하겠습니다.",
            proof="비슷한 현장 두 곳에서 실증을 마쳤습니다.",
            by=None,
            now=_later(world, at),
        )
        state = {1: ProposalState.MEETING, 2: ProposalState.DECLINED}.get(at)
        if state:
            at_noon = world.instant(world.day(-1), 12)
            answer_proposal(proposal=proposal, state=state, answer="검토했습니다.", by=None, now=at_noon)


def _later(world: World, at: int) -> datetime:
    return world.instant(world.day(-4)) + timedelta(minutes=20 * at)
