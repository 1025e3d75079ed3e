"""Programmes with this and last year's calls, and the portfolios of earlier years that figures ask for."""

from datetime import timedelta

from didim.accounts.models import User
from didim.engines.eligibility import dump
from didim.programmes.domain.calls import create_call, edit_draft, publish_call, set_rule
from didim.programmes.enums import SupportType
from didim.programmes.models import Programme

from .offers import OFFERS, Offer
from .portfolio import PORTFOLIO
from .portfolio import YEAR as PORTFOLIO_YEAR
from .published import stated
from .regions import PROVINCE
from .selection_calls import take_online
from .shares import share_out
from .world import World

# Days from today on which a call is published, opens and closes: four places in a call's life. A call stays
# announced for twenty days at least (definitions/call_notice.toml).
LIVES = ((-12, -10, 13), (-21, -20, 2), (-2, 8, 30), (-70, -65, -30))
YEAR_AGO = 364
CLOSING_HOUR = 18
# Of the industry agency's calls that are open now: one can apply to them here.
ONLINE_PLACES, ONLINE_RESERVES = 10, 3
MILLION = 1_000_000

# The office's voucher of 2020: 4.16 billion won.
VOUCHER_YEAR = 2020
VOUCHER_BUDGET = 4_160 * MILLION


def make_programmes(world: World) -> None:
    """Make the programmes and publish their calls."""
    _make_portfolios(world)
    by = User.objects.create_user("calls@hanbit.example", name="공고 담당(예시)")
    for at, offer in enumerate(OFFERS):
        for year in (world.today.year - 1, world.today.year):
            programme = Programme.objects.create(
                agency=world.agencies[offer.agency],
                name=offer.name,
                name_en=offer.name_en,
                support_type=offer.support_type,
                year=year,
                budget=offer.budget * MILLION,
                purpose=f"{offer.name} 사업으로 지역 기업의 성장을 돕습니다. 예시 자료입니다.",
                is_sample=True,
            )
            shift = YEAR_AGO * (world.today.year - year)
            _announce(world, offer, programme, [day - shift for day in LIVES[at % len(LIVES)]], by)


def _make_portfolios(world: World) -> None:
    dice = world.dice(9)
    weights = dice.gamma(4.0, size=len(PORTFOLIO)).tolist()
    budgets = share_out(stated("S4.1", "support-amount").total, weights, step=MILLION)
    Programme.objects.bulk_create(
        Programme(
            agency=world.agencies["promotion"],
            name=one.name,
            support_type=one.support_type,
            year=PORTFOLIO_YEAR,
            budget=budget,
            is_sample=True,
        )
        for one, budget in zip(PORTFOLIO, budgets, strict=True)
    )
    Programme.objects.create(
        agency=world.agencies["office"],
        name="제조혁신 바우처",
        name_en="Manufacturing innovation voucher",
        support_type=SupportType.COMMERCIALISATION,
        year=VOUCHER_YEAR,
        budget=VOUCHER_BUDGET,
        purpose="제조 소기업에 컨설팅, 기술지원, 마케팅을 바우처로 지원합니다. 예시 자료입니다.",
        is_sample=True,
    )


def _announce(world: World, offer: Offer, programme: Programme, days: list[int], by: User) -> None:
    """Write and publish a call the way staff do."""
    published, opens, closes = (world.today + timedelta(days=day) for day in days)
    title = f"{programme.year}년 {offer.name} 참여기업 모집 공고"
    call = create_call(
        programme=programme, title=title, by=by, now=world.instant(published - timedelta(days=7))
    )
    agency_name = programme.agency.name
    changes = {
        "summary": f"{agency_name}에서 {offer.name}에 참여할 기업을 모집합니다. (예시 자료)",
        "body": _body(offer, agency_name),
        "region_codes": [PROVINCE],
        "targets": list(offer.targets),
        "stages": list(offer.stages),
        "target_text": offer.target_text,
        "exclusion_text": "- 휴업 중이거나 폐업한 기업\n- 다른 기관에서 같은 지원을 받고 있는 기업",
        "how_to_apply": "디딤에서 온라인으로 신청합니다. 마감일 2~3일 전에 신청하시기를 권합니다.",
        "contact": f"{agency_name} 사업 담당 (예시)",
        "opens_at": world.instant(opens),
        "closes_at": world.instant(closes, CLOSING_HOUR),
    }
    edit_draft(call=call, title=title, changes=changes, by=by)
    set_rule(call=call, content=dump(offer.rule), by=by)
    if offer.agency == "promotion" and opens <= world.today <= closes:
        take_online(call=call, places=ONLINE_PLACES, reserves=ONLINE_RESERVES, on=published, by=by)
    publish_call(call=call, by=by, now=world.instant(published))


def _body(offer: Offer, agency_name: str) -> str:
    return "\n\n".join(
        (
            f"1. 사업 목적\n{offer.name}을(를) 통해 한빛특별시 기업의 성장을 돕습니다.",
            f"2. 지원 규모\n총 {offer.budget:,}백만 원",
            f"3. 신청 자격\n{offer.target_text}",
            f"4. 선정 절차\n요건 검토, 서류 평가, 발표 평가를 거쳐 {agency_name}에서 선정합니다.",
            "5. 유의 사항\n이 공고는 디딤을 둘러보기 위한 예시 자료입니다. 실제로 신청할 수 없습니다.",
        )
    )
