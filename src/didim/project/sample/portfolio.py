"""The thirty programmes of the industry agency in 2022: names, kinds, and the form of what firms received."""

from dataclasses import dataclass

from didim.programmes.enums import SupportType
from didim.support.enums import SupportForm

YEAR = 2022
MARKETING = "토털마케팅 지원"
LISTING = "온라인 유통망 입점 지원"
MEETINGS = "온라인 수출상담회"


@dataclass(frozen=True, slots=True)
class PortfolioProgramme:
    """A programme, its kind, and in what form firms received it."""

    name: str
    support_type: SupportType
    form: SupportForm


def _of(support_type: SupportType, form: SupportForm, names: str) -> tuple[PortfolioProgramme, ...]:
    return tuple(PortfolioProgramme(name, support_type, form) for name in names.split(" · "))


# Of the centre for micro-manufacturers; the rest is the agency's own.
MAKERS = (
    *_of(
        SupportType.COMMERCIALISATION, SupportForm.MONEY, "소공인 시제품 제작 · 소공인 마케팅 · 소공인 인증"
    ),
    *_of(SupportType.COMMERCIALISATION, SupportForm.MONEY, "소공인 협업 · 소공인 디자인 개선"),
    *_of(SupportType.MENTORING, SupportForm.TRAINING, "소공인 교육"),
    *_of(SupportType.SPACE, SupportForm.EQUIPMENT, "소공인 작업환경 개선"),
)
SELLING = (
    PortfolioProgramme(MARKETING, SupportType.COMMERCIALISATION, SupportForm.MARKET),
    PortfolioProgramme(LISTING, SupportType.COMMERCIALISATION, SupportForm.MARKET),
    PortfolioProgramme(MEETINGS, SupportType.GLOBAL, SupportForm.MARKET),
)
GENERAL = (
    *_of(
        SupportType.COMMERCIALISATION,
        SupportForm.MONEY,
        "시제품 제작 지원 · 제품 고급화 지원 · 창업기업 사업화 지원 · 청년창업 사업화 지원 · "
        "콘텐츠 제작 지원 · 전시회 참가 지원 · 스마트 제조 전환 지원",
    ),
    *_of(SupportType.RND, SupportForm.MONEY, "기술개발 과제 지원 · 산학 공동연구 지원 · 특허 출원 지원"),
    *_of(SupportType.GLOBAL, SupportForm.MONEY, "해외 인증 취득 지원 · 수출 초보기업 지원"),
    *_of(
        SupportType.MENTORING,
        SupportForm.ADVICE,
        "경영 컨설팅 · 기술 닥터 · 투자유치 멘토링 · 중장년 창업 멘토링",
    ),
    *_of(SupportType.WORKFORCE, SupportForm.TRAINING, "현장 인력 교육 · 청년 채용 연계"),
    *_of(SupportType.LOAN, SupportForm.LOAN, "이차보전 지원"),
    *_of(SupportType.SPACE, SupportForm.EQUIPMENT, "장비 활용 지원"),
)
PORTFOLIO = (*MAKERS, *SELLING, *GENERAL)
