"""Agreements with private and public bodies: the centre's twelve of its first year, and the agency's own."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from didim.kernel.calendar import last_day_of_months
from didim.partnerships.domain.doing import (
    ActivityDetails,
    Came,
    ContactDetails,
    PromiseDetails,
    record_result,
    save_activity,
    save_contact,
    save_promise,
    settle_promise,
)
from didim.partnerships.domain.renewing import open_next_terms
from didim.partnerships.domain.signing import (
    PartnershipDetails,
    TermDetails,
    end_partnership,
    sign_partnership,
)
from didim.partnerships.enums import ActivityKind, PartnershipEnd, PromiseSide, PromiseState, Renewal
from didim.partnerships.models import Partnership
from didim.registry.enums import PartnerKind
from didim.registry.models import Agency, Partner

from .published import stated
from .sign_ins import sample_user
from .words import person_name
from .world import World

ROOM = 66
# The account tells of the twelve at the end of the centre's first year.
FIRST_YEAR = (date(2016, 7, 18), date(2017, 6, 30))


@dataclass(frozen=True, slots=True)
class Body:
    """A body, what both sides promised, what they did together, and what came of it."""

    name: str
    kind: PartnerKind
    title: str
    theirs: str
    ours: str
    activity: tuple[ActivityKind, str, int]
    # An indicator of outcomes, how much was meant to come of it, and how much came.
    counted: tuple[str, int, int]
    renewal: Renewal = Renewal.AUTOMATIC
    months: int = 24


TWELVE = (
    Body(
        "다온은행(예시)", PartnerKind.FINANCE, "소상공인 금융상담 업무협약",
        "전담 창구를 열고 상담 고객의 대출 수수료를 받지 않는다", "상담을 마친 점주를 전담 창구로 안내한다",
        (ActivityKind.TRAINING, "가게 자금 관리 강좌", 64), ("attendance", 200, 214),
    ),
    Body(
        "한울신용카드(예시)", PartnerKind.FINANCE, "매출 자료 활용 업무협약",
        "상권별 카드 매출을 분기마다 준다", "자료로 만든 상권 소식을 점주에게 나눈다",
        (ActivityKind.MEETING, "상권 자료 협의회", 12), ("attendance", 60, 48),
    ),
    Body(
        "누리배달(예시)", PartnerKind.LARGE_FIRM, "배달 입점 교육 업무협약",
        "입점 교육을 달마다 열고 첫 석 달 광고비를 받지 않는다", "교육장을 내고 점주를 모은다",
        (ActivityKind.TRAINING, "배달 입점 교육", 85), ("products_listed", 120, 133),
    ),
    Body(
        "새론마트(예시)", PartnerKind.RETAILER, "소공인 제품 입점 업무협약",
        "계절마다 기획전 자리를 낸다", "팔 제품을 고르고 품질을 살핀다",
        (ActivityKind.EVENT, "봄 기획전", 31), ("products_listed", 40, 44),
    ),
    Body(
        "라온홈쇼핑(예시)", PartnerKind.RETAILER, "방송 판매 지원 업무협약",
        "한 해 여덟 번 방송 시간을 낸다", "방송할 제품의 영상을 만든다",
        (ActivityKind.SUPPORT, "방송 판매 준비 모임", 18), ("products_listed", 8, 6), Renewal.BY_AGREEMENT,
    ),
    Body(
        "한빛대학교 외식조리학과(예시)", PartnerKind.UNIVERSITY, "차림표 개발 업무협약",
        "학생과 교수가 학기마다 열 가게의 차림표를 함께 만든다", "가게를 고르고 재료비를 댄다",
        (ActivityKind.SUPPORT, "차림표 개발 발표회", 57), ("awards", 3, 4),
    ),
    Body(
        "가람디자인협회(예시)", PartnerKind.ASSOCIATION, "간판·포장 디자인 재능 나눔 협약",
        "한 해 서른 가게의 간판을 반값에 그린다", "도움이 필요한 가게를 찾는다",
        (ActivityKind.SUPPORT, "간판 디자인 나눔의 날", 26), ("attendance", 30, 33),
    ),
    Body(
        "해솔세무사회(예시)", PartnerKind.ASSOCIATION, "세무 상담 업무협약",
        "주마다 두 사람이 상담 창구에 앉는다", "상담실과 예약을 맡는다",
        (ActivityKind.REFERRAL, "부가가치세 신고 상담 주간", 142), ("attendance", 400, 421),
    ),
    Body(
        "이음노무사회(예시)", PartnerKind.ASSOCIATION, "근로계약 바로 쓰기 업무협약",
        "근로계약서를 무료로 살핀다", "점주 교육에 노무 시간을 넣는다",
        (ActivityKind.TRAINING, "처음 쓰는 근로계약 강좌", 73), ("attendance", 150, 162),
    ),
    Body(
        "한빛교통공사(예시)", PartnerKind.PUBLIC_BODY, "역 안 판매대 업무협약",
        "역 여섯 곳의 빈 자리를 판매대로 낸다", "팔 사람을 뽑고 운영을 살핀다",
        (ActivityKind.EVENT, "역 안 장터", 24), ("products_listed", 60, 58), Renewal.BY_AGREEMENT, 36,
    ),
    Body(
        "한빛보건환경연구원(예시)", PartnerKind.PUBLIC_BODY, "위생 진단 업무협약",
        "신청한 음식점의 위생을 무료로 진단한다", "고칠 곳의 비용을 일부 지원한다",
        (ActivityKind.SUPPORT, "여름 위생 진단", 40), ("attendance", 80, 80),
    ),
    Body(
        "두레협동조합연합회(예시)", PartnerKind.ASSOCIATION, "협업화 지원 업무협약",
        "협동조합을 세우는 상담을 맡는다", "협업화에 뽑힌 가게를 이어 준다",
        (ActivityKind.MEETING, "협업화 사례 나눔 모임", 35), ("attendance", 50, 52),
    ),
)  # fmt: skip

# Body and how long ago, in days from today, it was signed: due for renewal soon, going on, over, called off.
OWN = (
    (Body(
        "큰솔전자(예시)", PartnerKind.LARGE_FIRM, "협력사 공동 기술개발 업무협약",
        "시험 장비를 한 달에 나흘 빌려준다", "함께 개발할 기업을 해마다 열 곳 추천한다",
        (ActivityKind.SUPPORT, "공동 기술개발 설명회", 46), ("attendance", 40, 46), Renewal.BY_AGREEMENT, 12,
    ), -325),
    (Body(
        "미르인베스트먼트(예시)", PartnerKind.INVESTOR, "성장기업 투자상담 업무협약",
        "분기마다 투자상담회를 연다", "상담할 기업의 자료를 미리 모은다",
        (ActivityKind.EVENT, "가을 투자상담회", 29), ("attendance", 120, 94), Renewal.AUTOMATIC, 24,
    ), -510),
    (Body(
        "나래면세점(예시)", PartnerKind.RETAILER, "지역 제품 전시 업무협약",
        "전시 매장을 연다", "전시할 제품을 고른다",
        (ActivityKind.EVENT, "지역 제품 전시", 15), ("products_listed", 20, 11), Renewal.ONCE, 12,
    ), -460),
    (Body(
        "솔빛연구소(예시)", PartnerKind.UNIVERSITY, "시제품 시험 업무협약",
        "시제품 시험을 반값에 한다", "시험할 제품을 모은다",
        (ActivityKind.REFERRAL, "시험 의뢰 연결", 9), ("attendance", 10, 9), Renewal.BY_AGREEMENT, 24,
    ), -400),
)  # fmt: skip


def make_partnerships(world: World) -> None:
    """Make the centre's twelve agreements as they have gone on since, and the agency's own."""
    centre, agency = world.agencies["owners"], world.agencies["promotion"]
    first, last = FIRST_YEAR
    apart = (last - first) // stated("S2.6", "agreements-signed").total
    for at, body in enumerate(TWELVE):
        _one(world, centre, body, first + apart * at, at, is_public=True)
    made: list[Partnership] = [
        _one(world, agency, body, world.day(days), at, is_public=at < len(OWN) // 2)
        for at, (body, days) in enumerate(OWN)
    ]
    end_partnership(
        partnership=made[-1],
        last_day=world.day(-20),
        reason=PartnershipEnd.GIVEN_UP,
        note="연구소가 시험실을 다른 곳으로 옮김",
        by=sample_user("officer"),
    )
    open_next_terms(today=world.today)


def _one(
    world: World, agency: Agency, body: Body, signed_on: date, number: int, *, is_public: bool
) -> Partnership:
    """Sign with a body, say what both promised, and what was done and came of it within the first year."""
    is_own = agency == world.agencies["promotion"]
    officer = sample_user("officer") if is_own else None
    now = world.instant(min(signed_on + timedelta(days=300), world.today), 8)
    partnership = sign_partnership(
        agency=agency,
        partner=Partner.objects.create(name=body.name, kind=body.kind, is_sample=True),
        details=PartnershipDetails(
            body.title,
            purpose=f"{body.name}와(과) 손잡고 소상공인과 중소기업을 돕습니다.",
            number=f"협약 {signed_on.year}-{number + 1:02d}",
            officer=officer,
            is_public=is_public,
        ),
        term=TermDetails(signed_on, signed_on, last_day_of_months(signed_on, body.months), body.renewal),
        by=officer,
        now=now,
        is_sample=True,
    )
    save_contact(
        partnership=partnership,
        details=ContactDetails(person_name(world.dice(ROOM + number)), "대외협력팀", "099-555-0100"),
        by=officer,
    )
    code, target, came = body.counted
    due_on = signed_on + timedelta(days=365)
    theirs = PromiseDetails(PromiseSide.THEIRS, body.theirs, due_on, code, Decimal(target))
    promise = save_promise(partnership=partnership, details=theirs, by=officer)
    ours = PromiseDetails(PromiseSide.OURS, body.ours, due_on)
    mine = save_promise(partnership=partnership, details=ours, by=officer)
    kind, title, people = body.activity
    held_on = signed_on + timedelta(days=120)
    activity = save_activity(
        partnership=partnership,
        details=ActivityDetails(kind, title, held_on, people, promise=promise),
        by=officer,
        now=now,
    )
    result = Came(
        code,
        Decimal(came),
        held_on,
        now.date(),
        evidence="결과 보고(예시)",
        promise=promise,
        activity=activity,
    )
    record_result(partnership=partnership, came=result, by=officer, now=now, is_sample=True)
    settle_promise(
        promise=mine, state=PromiseState.KEPT, on=held_on, note="활동 기록으로 확인함", by=officer, now=now
    )
    if came >= target:
        settle_promise(promise=promise, state=PromiseState.KEPT, on=now.date(), note="", by=officer, now=now)
    return partnership
