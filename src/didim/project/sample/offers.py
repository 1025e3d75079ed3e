"""What the sample agencies offer this year: three programmes of each of the eight support types."""

from collections.abc import Sequence
from dataclasses import dataclass

from didim.engines.eligibility import (
    AllOf,
    AnyOf,
    Compare,
    HasDesignation,
    IndustryWithin,
    Not,
    Operator,
    RegionWithin,
    Rule,
    Source,
    Stated,
)
from didim.programmes.enums import FounderStage, SupportType, Target

from .regions import PROVINCE


def _said(text: str) -> Source:
    return Source(text=text, field="target_text")


HERE = RegionWithin((PROVINCE,), _said("한빛특별시에 본사나 사업장을 둔 기업"))
FOUNDED = Compare("stage", Operator.EQ, "operating", source=_said("영업 중인 기업"))
PRE_FOUNDER = Compare("stage", Operator.EQ, "pre_founder", source=_said("사업자등록을 하지 않은 예비창업자"))
MICRO = Compare("size_class", Operator.EQ, "micro", source=_said("소상공인"))
MAKER = IndustryWithin(("C",), _said("제조업을 하는 기업"))
NO_BARS = Not(IndustryWithin(("56211", "56212", "91249"), _said("유흥주점업과 사행시설업 제외")))


def younger_than(years: int) -> Rule:
    """Return the rule that a firm opened less than some years ago."""
    return Compare("firm_age", Operator.LT, years * 12, source=_said(f"창업 {years}년 미만"))


def older_than(years: int) -> Rule:
    """Return the rule that a firm opened at least some years ago."""
    return Compare("firm_age", Operator.GE, years * 12, source=_said(f"창업 {years}년 이상"))


def _people(op: Operator, number: int, text: str) -> Rule:
    return Compare("employees", op, number, source=_said(text))


def _sales_up_to(eok: int) -> Rule:
    return Compare(
        "sales_average", Operator.LE, eok * 100_000_000, source=_said(f"3년 평균 매출 {eok}억 원 이하")
    )


YOUTH = Compare("representative_age", Operator.LE, 39, source=_said("대표자 만 39세 이하"))
MATURE = Compare("representative_age", Operator.GE, 40, source=_said("대표자 만 40세 이상"))
SOFTWARE = IndustryWithin(("58", "62", "63"), _said("소프트웨어·정보서비스업"))


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme of this year and what it asks for. `budget` is in million won."""

    agency: str
    name: str
    name_en: str
    support_type: SupportType
    budget: int
    targets: Sequence[Target]
    conditions: Sequence[Rule]
    stages: Sequence[FounderStage] = ()

    @property
    def rule(self) -> Rule:
        """All conditions together."""
        return AllOf((HERE, *self.conditions))

    @property
    def target_text(self) -> str:
        """The conditions as the notice says them."""
        return "\n".join(f"- {text}" for text in _texts(self.rule))


def _texts(rule: Rule) -> list[str]:
    if isinstance(rule, AllOf | AnyOf):
        joined = [text for part in rule.parts for text in _texts(part)]
        return joined if isinstance(rule, AllOf) else [" 또는 ".join(joined)]
    inner = rule.part if isinstance(rule, Not) else rule
    return [inner.source.text if inner.source else ""]


_L, _C, _R, _S = SupportType.LOAN, SupportType.COMMERCIALISATION, SupportType.RND, SupportType.SPACE
_G, _E, _M, _W = SupportType.GLOBAL, SupportType.EVENT, SupportType.MENTORING, SupportType.WORKFORCE
_YOUNG = (FounderStage.UNDER_1, FounderStage.UNDER_2, FounderStage.UNDER_3)
_WOMEN = HasDesignation(("women",), source=_said("여성기업 확인을 받은 기업"))
_SOLO = HasDesignation(("solo_creative",), source=_said("1인 창조기업"))
_TAX_PAID = Stated("국세·지방세를 체납하지 않은 기업", _said("국세·지방세를 체납하지 않은 기업"))

OFFERS = (
    Offer(
        "guarantee",
        "소상공인 특별보증 융자",
        "Special guarantee loans",
        _L,
        30_000,
        (Target.MICRO,),
        (MICRO, FOUNDED, NO_BARS, _TAX_PAID),
    ),
    Offer(
        "finance",
        "기술창업 성장자금",
        "Growth loans for technology start-ups",
        _L,
        12_000,
        (Target.STARTUP,),
        (FOUNDED, younger_than(7), AnyOf((MAKER, SOFTWARE))),
    ),
    Offer(
        "women",
        "여성기업 이차보전",
        "Interest support for women's firms",
        _L,
        2_000,
        (Target.WOMEN,),
        (FOUNDED, _WOMEN),
    ),
    Offer(
        "innovation",
        "초기창업 사업화 지원",
        "Early-stage commercialisation",
        _C,
        3_000,
        (Target.STARTUP,),
        (FOUNDED, younger_than(3), NO_BARS),
        _YOUNG,
    ),
    Offer(
        "youth",
        "예비창업자 첫걸음",
        "First step for pre-founders",
        _C,
        900,
        (Target.PRE_FOUNDER,),
        (PRE_FOUNDER, YOUTH),
        (FounderStage.PRE_FOUNDER,),
    ),
    Offer(
        "promotion",
        "100대 유망기업 육성",
        "Hundred promising firms",
        _C,
        1_500,
        (Target.SME,),
        (FOUNDED, older_than(3), _people(Operator.GE, 5, "상시근로자 5명 이상"), _TAX_PAID),
    ),
    Offer(
        "technopark",
        "스마트공장 기초단계 구축",
        "Basic smart factories",
        _R,
        5_000,
        (Target.SME,),
        (FOUNDED, MAKER, _sales_up_to(120)),
    ),
    Offer(
        "promotion",
        "지역 연구개발 과제",
        "Regional R&D projects",
        _R,
        1_200,
        (Target.SME,),
        (FOUNDED, AnyOf((HasDesignation(("rnd_institute",), source=_said("기업부설연구소 보유")), SOFTWARE))),
    ),
    Offer(
        "university",
        "바이오 공동연구",
        "Joint bio research",
        _R,
        800,
        (Target.SME, Target.RESEARCH),
        (FOUNDED, IndustryWithin(("21", "27", "70113"), _said("바이오·의료 기업"))),
    ),
    Offer(
        "promotion",
        "창업보육공간 입주",
        "Incubator tenancy",
        _S,
        300,
        (Target.STARTUP, Target.PRE_FOUNDER),
        (AnyOf((PRE_FOUNDER, younger_than(7))),),
        (FounderStage.PRE_FOUNDER, *_YOUNG),
    ),
    Offer(
        "office",
        "1인 창조기업 지원센터 입주",
        "One-person-company centre tenancy",
        _S,
        700,
        (Target.SOLO_CREATIVE,),
        (AnyOf((PRE_FOUNDER, _SOLO)),),
    ),
    Offer(
        "owners",
        "공유주방 이용",
        "Shared kitchens",
        _S,
        150,
        (Target.MICRO,),
        (MICRO, IndustryWithin(("10", "56"), _said("식품제조·음식점업"))),
    ),
    Offer(
        "trade",
        "수출 초보기업 해외판로",
        "First exports",
        _G,
        1_800,
        (Target.SME,),
        (FOUNDED, AnyOf((MAKER, IndustryWithin(("46", "47912"), _said("도매·전자상거래업"))))),
    ),
    Offer(
        "innovation",
        "글로벌 액셀러레이팅",
        "Global acceleration",
        _G,
        1_000,
        (Target.STARTUP,),
        (FOUNDED, younger_than(7), SOFTWARE),
    ),
    Offer(
        "chamber",
        "온라인 수출상담회",
        "Online export meetings",
        _G,
        250,
        (Target.SME,),
        (FOUNDED, _people(Operator.GE, 3, "상시근로자 3명 이상")),
    ),
    Offer(
        "office",
        "개방형 혁신 교류회",
        "Open innovation forum",
        _E,
        120,
        (Target.STARTUP,),
        (FOUNDED, younger_than(10)),
    ),
    Offer(
        "venture",
        "벤처 투자유치 설명회",
        "Pitching to investors",
        _E,
        90,
        (Target.STARTUP,),
        (FOUNDED, HasDesignation(("venture",), source=_said("벤처기업 확인을 받은 기업"))),
    ),
    Offer(
        "markets",
        "전통시장 야시장 참가",
        "Night markets",
        _E,
        200,
        (Target.MICRO,),
        (MICRO, IndustryWithin(("47", "56"), _said("소매·음식점업"))),
    ),
    Offer(
        "owners", "업종닥터 현장 상담", "Industry doctors on site", _M, 600, (Target.MICRO,), (MICRO, FOUNDED)
    ),
    Offer("design", "디자인 애로 해결", "Design clinic", _M, 300, (Target.SME,), (FOUNDED, _sales_up_to(50))),
    Offer(
        "youth",
        "중장년 기술창업 교실",
        "Start-up school for people over forty",
        _M,
        180,
        (Target.PRE_FOUNDER,),
        (PRE_FOUNDER, MATURE),
        (FounderStage.PRE_FOUNDER,),
    ),
    Offer(
        "workforce",
        "청년 정규직 채용 장려금",
        "Hiring grants for young people",
        _W,
        2_400,
        (Target.SME,),
        (FOUNDED, _people(Operator.GE, 1, "상시근로자 1명 이상")),
    ),
    Offer(
        "office",
        "온라인 채용박람회 참가",
        "Online job fair",
        _W,
        150,
        (Target.SME,),
        (FOUNDED, _people(Operator.GE, 5, "상시근로자 5명 이상")),
    ),
    Offer(
        "promotion",
        "소공인 숙련기술 승계",
        "Handing on the skills of micro-manufacturers",
        _W,
        220,
        (Target.MICRO,),
        (FOUNDED, MAKER, _people(Operator.LT, 10, "상시근로자 10명 미만")),
    ),
)
