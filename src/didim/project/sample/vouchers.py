"""The office's manufacturing voucher: last year's scheme has run out, this year's is in use (account S1).

Every state of a voucher and of a contract stands there, made by the acts of those who bring it about.
"""

from collections.abc import Iterable, Sequence

from didim.accounts.models import User
from didim.agreements.domain.vouchers.issuing import (
    end_voucher,
    expire_vouchers,
    issue_voucher,
    record_own_share,
)
from didim.agreements.domain.vouchers.schemes import SchemeTerms, bands_of, open_scheme
from didim.agreements.domain.vouchers.suppliers import (
    ServiceTerms,
    apply_as_supplier,
    decide_supplier,
    put_service,
)
from didim.agreements.enums import SupplierState, VoucherField, VoucherState
from didim.agreements.models import Supplier, Voucher, VoucherScheme
from didim.engines.settlement import mean_sales, subsidy_percent
from didim.programmes.enums import SupportType
from didim.programmes.models import Programme
from didim.registry.enums import EnterpriseStage, FirmRole
from didim.registry.models import Enterprise, EnterpriseMember, EnterpriseYear

from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .voucher_contracts import Deal, Step, make_deal
from .world import World

NAME = "제조혁신 바우처"
BUDGET, CAP = 4_160_000_000, 50_000_000
# Days from today on which each scheme opens and its vouchers end.
LAST_YEAR, THIS_YEAR = (-500, -45), (-200, 120)
SALES_LIMIT = 5_000_000_000
EVIDENCE = "표준재무제표증명(예시)"
# What each kind of supplier says of itself, its industry, and its menu: field, service, won, days.
SHOPS = (
    (
        "70129",
        "생산 현장을 진단하고 원가와 공정을 함께 고칩니다.",
        (
            ServiceTerms(
                VoucherField.CONSULTING, "생산 공정 진단", 6_000_000, "현장 방문 5회, 개선 과제", 30
            ),
            ServiceTerms(VoucherField.CONSULTING, "원가·재고 관리 컨설팅", 4_500_000, "", 25),
        ),
    ),
    (
        "72129",
        "제품 설계와 시험 분석, 시제품 제작을 한곳에서 합니다.",
        (
            ServiceTerms(VoucherField.TECHNOLOGY, "시제품 설계·제작", 9_000_000, "시제품 2점과 도면", 60),
            ServiceTerms(VoucherField.TECHNOLOGY, "시험 분석과 성적서", 2_500_000, "공인 시험 성적서", 20),
        ),
    ),
    (
        "73202",
        "제품과 포장, 안내 책자를 디자인합니다.",
        (
            ServiceTerms(VoucherField.MARKETING, "제품·포장 디자인", 5_000_000, "시안 3종, 원본 파일", 40),
            ServiceTerms(VoucherField.MARKETING, "제품 소개 동영상", 3_200_000, "2분 안팎, 자막 포함", 30),
        ),
    ),
)
# What the owner's firm, a trader, does for others.
OWN_SHOP = (
    "온라인 판로를 함께 찾고 상품 페이지를 만듭니다.",
    (
        ServiceTerms(VoucherField.MARKETING, "온라인몰 입점 대행", 4_000_000, "세 곳 입점, 상품 등록", 45),
        ServiceTerms(VoucherField.MARKETING, "상품 페이지 제작", 2_500_000, "사진 촬영 포함", 20),
    ),
)
# Applies and waits; was refused; was suspended.
WAITING, REFUSED, SUSPENDED = "62010", "73203", "71531"


def make_vouchers(world: World, firms: Sequence[Enterprise]) -> None:
    """Make both schemes with their suppliers, vouchers and contracts."""
    own = owned_firm(firms)
    makers = _makers(firms, own)
    sellers = _sellers(firms, own)
    _last_year(world, makers[:2], sellers)
    scheme = _scheme(world, world.today.year, *THIS_YEAR)
    shops = _shops(world, scheme, sellers, THIS_YEAR[0] + 5)
    _others(world, scheme, sellers)
    own_shop = _registered(world, scheme, own, *OWN_SHOP, -150)
    users = makers[2:]
    mine = _firm_of_the_member(world, users.pop())
    _use(
        world,
        _issued(world, scheme, mine, CAP, -140),
        (
            Deal(shops[0], 1, -120, Step.SETTLED),
            Deal(shops[2], 1, -40, Step.DELIVERED),
            Deal(shops[2], 1, -20, Step.CONCLUDED),
            Deal(shops[0], 1, -3, Step.ACCEPTED),
        ),
    )
    _use(
        world,
        _issued(world, scheme, users[0], CAP, -130),
        (Deal(own_shop, 2, -60, Step.INSPECTED), Deal(own_shop, 1, -2, Step.REQUESTED)),
    )
    _use(
        world,
        _issued(world, scheme, users[1], CAP // 2, -130),
        (Deal(own_shop, 1, -50, Step.FOUND_WANTING), Deal(shops[1], 1, -30, Step.CANCELLED)),
    )
    _use_up(world, scheme, users[2], shops[2])
    _issued(world, scheme, users[3], CAP, -5, is_paid=False)
    given_up = _issued(world, scheme, users[4], CAP, -100)
    end_voucher(
        voucher=given_up,
        state=VoucherState.CANCELLED,
        reason="사업 계획이 바뀌어 포기(예시)",
        by=sample_user("officer"),
        now=world.instant(world.day(-70), 11),
    )
    take_mails_as_sent()


def _firm_of_the_member(world: World, maker: Enterprise) -> Enterprise:
    """Let the sample member work for a manufacturer as well: their own firm makes nothing."""
    since = world.instant(world.day(-190))
    EnterpriseMember.objects.create(
        enterprise=maker, user=sample_user("member"), role=FirmRole.MEMBER, since=since
    )
    return maker


def _last_year(world: World, makers: Sequence[Enterprise], sellers: Sequence[Enterprise]) -> None:
    """Let two firms have used a part of what they were issued; what was left has expired."""
    scheme = _scheme(world, world.today.year - 1, *LAST_YEAR)
    shops = _shops(world, scheme, sellers, LAST_YEAR[0] + 5)
    for maker, many in zip(makers, (2, 1), strict=True):
        voucher = _issued(world, scheme, maker, CAP // 2, LAST_YEAR[0] + 30)
        _use(world, voucher, (Deal(shops[1], many, LAST_YEAR[0] + 60, Step.SETTLED),))
    expire_vouchers(now=world.instant(world.day(LAST_YEAR[1] + 1), 2))


def _scheme(world: World, year: int, opens: int, ends: int) -> VoucherScheme:
    programme = Programme.objects.create(
        agency=world.agencies["office"],
        name=NAME,
        name_en="Manufacturing innovation voucher",
        support_type=SupportType.COMMERCIALISATION,
        year=year,
        budget=BUDGET,
        purpose="제조 소기업에 컨설팅, 기술지원, 마케팅을 바우처로 지원합니다. 예시 자료입니다.",
        is_sample=True,
    )
    return open_scheme(
        programme=programme,
        terms=SchemeTerms(
            name=f"{year}년 {NAME}",
            budget_won=BUDGET,
            cap_won=CAP,
            fields=list(VoucherField),
            opens_on=world.day(opens),
            last_use_on=world.day(ends),
        ),
        by=sample_user("officer"),
        now=world.instant(world.day(opens)),
    )


def _shops(world: World, scheme: VoucherScheme, sellers: Sequence[Enterprise], day: int) -> list[Supplier]:
    return [
        _registered(world, scheme, _of_industry(sellers, industry), introduction, menu, day)
        for industry, introduction, menu in SHOPS
    ]


def _registered(
    world: World,
    scheme: VoucherScheme,
    firm: Enterprise,
    introduction: str,
    menu: Iterable[ServiceTerms],
    day: int,
) -> Supplier:
    supplier = _applied(world, scheme, firm, introduction, menu, day)
    return _decided(world, supplier, SupplierState.REGISTERED, "", day + 3)


def _applied(
    world: World,
    scheme: VoucherScheme,
    firm: Enterprise,
    introduction: str,
    menu: Iterable[ServiceTerms],
    day: int,
) -> Supplier:
    seller = _seller()
    supplier = apply_as_supplier(
        scheme=scheme,
        enterprise=firm,
        introduction=f"{introduction} (예시)",
        by=seller,
        now=world.instant(world.day(day)),
    )
    for terms in menu:
        put_service(supplier=supplier, terms=terms, by=seller)
    return supplier


def _decided(world: World, supplier: Supplier, state: SupplierState, reason: str, day: int) -> Supplier:
    return decide_supplier(
        supplier=supplier,
        state=state,
        reason=reason,
        by=sample_user("officer"),
        now=world.instant(world.day(day), 14),
    )


def _others(world: World, scheme: VoucherScheme, sellers: Sequence[Enterprise]) -> None:
    """Let one wait for a decision, one have been refused and one be suspended."""
    menu = (ServiceTerms(VoucherField.CONSULTING, "스마트공장 도입 상담", 3_000_000, "", 15),)
    _applied(world, scheme, _of_industry(sellers, WAITING), "스마트공장 도입을 준비하게 돕습니다.", menu, -4)
    refused = _applied(world, scheme, _of_industry(sellers, REFUSED), "광고를 대신합니다.", (), -90)
    _decided(world, refused, SupplierState.REFUSED, "최근 3년 수행 실적 증명이 없습니다.", -85)
    suspended = _registered(
        world, scheme, _of_industry(sellers, SUSPENDED), "회계와 세무를 돕습니다.", menu, -180
    )
    _decided(world, suspended, SupplierState.SUSPENDED, "결과물의 품질이 계약과 다릅니다.", -30)


def _issued(
    world: World, scheme: VoucherScheme, firm: Enterprise, subsidy: int, day: int, *, is_paid: bool = True
) -> Voucher:
    voucher = issue_voucher(
        scheme=scheme,
        enterprise=firm,
        sales=_sales(firm),
        evidence=EVIDENCE,
        subsidy_won=subsidy,
        by=sample_user("officer"),
        now=world.instant(world.day(day), 10),
        is_sample=True,
    )
    if is_paid:
        paid_on = world.day(day + 4)
        voucher = record_own_share(voucher=voucher, paid_on=paid_on, by=sample_user("officer"))
    return voucher


def _use(world: World, voucher: Voucher, deals: Iterable[Deal]) -> None:
    for deal in deals:
        make_deal(world, voucher, deal, buyer=_buyer(voucher), seller=_seller())


def _use_up(world: World, scheme: VoucherScheme, firm: Enterprise, shop: Supplier) -> None:
    """Issue a voucher worth two services of a shop, and have both done and settled."""
    service = shop.services.order_by("pk")[0]
    percent = subsidy_percent(bands_of(scheme), mean_sales(list(_sales(firm).values()))) or 0
    voucher = _issued(world, scheme, firm, 2 * service.price_won * percent // 100, -150)
    _use(world, voucher, (Deal(shop, 2, -100, Step.SETTLED),))


def _makers(firms: Sequence[Enterprise], own: Enterprise) -> list[Enterprise]:
    """Return some small manufacturers, the owner's firm left out."""
    found = []
    for firm in firms:
        if firm.pk != own.pk and _can_have(firm):
            found.append(firm)
        if len(found) == 2 + 6:
            break
    return found


def _can_have(firm: Enterprise) -> bool:
    if firm.stage != EnterpriseStage.OPERATING or firm.industry is None or firm.industry.section != "C":
        return False
    sales = _sales(firm)
    return bool(sales) and mean_sales(list(sales.values())) <= SALES_LIMIT


def _sales(firm: Enterprise) -> dict[int, int]:
    rows = EnterpriseYear.objects.filter(enterprise=firm, sales__isnull=False).order_by("-year")
    return dict(rows.values_list("year", "sales")[:3])


def _sellers(firms: Sequence[Enterprise], own: Enterprise) -> list[Enterprise]:
    industries = {industry for industry, _introduction, _menu in SHOPS} | {WAITING, REFUSED, SUSPENDED}
    return [
        firm
        for firm in firms
        if firm.pk != own.pk and firm.stage == EnterpriseStage.OPERATING and firm.industry_id in industries
    ]


def _of_industry(firms: Sequence[Enterprise], industry: str) -> Enterprise:
    return next(firm for firm in firms if firm.industry_id == industry)


def _buyer(voucher: Voucher) -> User:
    member = EnterpriseMember.objects.filter(enterprise=voucher.enterprise_id).first()
    return member.user if member else User.objects.get(email="applicants@hanbit.example")


def _seller() -> User:
    user, made = User.objects.get_or_create(
        email="suppliers@hanbit.example", defaults={"name": "수행기관 담당(예시)"}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
