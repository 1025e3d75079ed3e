from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RegionLevel(IntegerChoices):
    """How large a region is; a lower number contains a higher one."""

    COUNTRY = 0, _("전국")
    PROVINCE = 1, pgettext_lazy("지역", "시도")
    DISTRICT = 2, _("시군구")
    TOWN = 3, _("읍면동")


class LegalForm(TextChoices):
    """What a firm is in law."""

    NONE = "none", _("사업자등록 전")
    SOLE = "sole", _("개인사업자")
    CORPORATION = "corporation", _("법인사업자")
    COOPERATIVE = "cooperative", _("협동조합")
    NONPROFIT = "nonprofit", _("비영리법인·단체")


class EnterpriseStage(TextChoices):
    """Whether a firm has registered its business yet."""

    PRE_FOUNDER = "pre_founder", _("예비창업자")
    OPERATING = "operating", _("영업 중")
    SUSPENDED = "suspended", _("휴업")
    CLOSED = "closed", _("폐업")


class DesignationKind(TextChoices):
    """Certificates and classes a firm may hold for a time."""

    VENTURE = "venture", _("벤처기업")
    INNOBIZ = "innobiz", _("이노비즈(기술혁신형)")
    MAINBIZ = "mainbiz", _("메인비즈(경영혁신형)")
    WOMEN = "women", _("여성기업")
    DISABLED = "disabled", _("장애인기업")
    SOCIAL = "social", _("사회적기업")
    SOLO_CREATIVE = "solo_creative", _("1인 창조기업")
    SMALL_MANUFACTURER = "small_manufacturer", _("소공인")
    HUNDRED_YEAR_SHOP = "hundred_year_shop", _("백년가게")
    ROOT_INDUSTRY = "root_industry", _("뿌리기업")
    RND_INSTITUTE = "rnd_institute", _("기업부설연구소")


class SizeClass(TextChoices):
    """Size of a firm by law; the thresholds are dated definitions."""

    MICRO = "micro", _("소상공인")
    SMALL = "small", _("소기업")
    MEDIUM = "medium", _("중기업")
    MID_SIZED = "mid_sized", _("중견기업")
    LARGE = "large", _("대기업")


class AgencyKind(TextChoices):
    """What an agency is."""

    CENTRE = "centre", _("지원센터")
    PROMOTION = "promotion", _("산업진흥원")
    GOVERNMENT = "government", _("정부·지자체")
    TECHNOPARK = "technopark", _("테크노파크")
    UNIVERSITY = "university", _("대학·연구소")
    FINANCE = "finance", _("금융·보증기관")
    ASSOCIATION = "association", _("협회·단체")
    OTHER = "other", _("그 밖의 기관")


class Ownership(TextChoices):
    """Who runs a centre."""

    PUBLIC = "public", _("공공")
    PRIVATE = "private", _("민간")


class AgencyRole(TextChoices):
    """What a member of an agency's staff may do there."""

    DIRECTOR = "director", _("기관장")
    OFFICER = "officer", _("담당자")
    ACCOUNTANT = "accountant", _("회계담당")
    VIEWER = "viewer", _("열람자")


class FirmRole(TextChoices):
    """What a person may do for a firm."""

    OWNER = "owner", _("대표")
    MEMBER = "member", _("구성원")


class DepartmentKind(TextChoices):
    """What a part of an agency is called."""

    DEPARTMENT = "department", _("부서")
    TEAM = "team", _("팀")
    CENTRE = "centre", _("센터")


class NetworkKind(TextChoices):
    """Bodies with members, seats, terms and quotas."""

    NETWORK = "network", _("네트워크")
    COUNCIL = "council", _("협의회")
    WORKING_GROUP = "working_group", _("실무협의체")
    ADVISORY_BOARD = "advisory_board", _("자문위원회")


class SeatTitle(TextChoices):
    """What the holder of a seat is called."""

    CHAIR = "chair", _("위원장")
    VICE_CHAIR = "vice_chair", _("부위원장")
    MEMBER = "member", _("위원")


class EndReason(TextChoices):
    """Why a term or a commission ended before its day."""

    RESIGNED = "resigned", _("사임")
    REPLACED = "replaced", _("교체")
    DISMISSED = "dismissed", _("해촉")
    REORGANISED = "reorganised", _("조직 개편")


class PartnerKind(TextChoices):
    """What a private or public partner is."""

    LARGE_FIRM = "large_firm", _("대기업")
    RETAILER = "retailer", _("유통사")
    PUBLIC_BUYER = "public_buyer", _("공공 구매기관")
    INVESTOR = "investor", _("투자사")
    FINANCE = "finance", _("금융기관")
    PUBLIC_BODY = "public_body", _("공공기관")
    ASSOCIATION = "association", _("협회·단체")
    UNIVERSITY = "university", _("대학·연구기관")


class CommissionKind(TextChoices):
    """What a partner is commissioned for."""

    BUYER = "buyer", _("구매 상담")
    INVESTOR = "investor", _("투자 상담")
    MENTOR = "mentor", _("멘토링")


class PlaceKind(TextChoices):
    """Where firms gather and somebody is in charge."""

    CLUSTER = "cluster", _("클러스터")
    KNOWLEDGE_CENTRE = "knowledge_centre", _("지식산업센터")
    MARKET = "market", _("전통시장")
    SHOPPING_STREET = "shopping_street", _("골목상권")
    MICRO_CLUSTER = "micro_cluster", _("소공인 집적지구")
    INDUSTRIAL_COMPLEX = "industrial_complex", _("산업단지")
    INCUBATOR = "incubator", _("창업보육센터")
    OTHER = "other", _("그 밖의 장소")


class ResidentRole(TextChoices):
    """What a firm is in a place."""

    ANCHOR = "anchor", _("앵커기업")
    TENANT = "tenant", _("입주기업")
    NEIGHBOUR = "neighbour", _("소재기업")


class CaseOfficerRole(TextChoices):
    """Who answers first, and who stands in."""

    LEAD = "lead", _("담당")
    DEPUTY = "deputy", _("부담당")


class ExpertRoleKind(TextChoices):
    """What an expert does for an agency."""

    INDUSTRY_DOCTOR = "industry_doctor", _("업종닥터")
    MENTOR = "mentor", _("멘토")
    ADVISOR = "advisor", _("자문위원")
    REVIEWER = "reviewer", _("평가위원")


class RelationKind(TextChoices):
    """Why an agency may see a firm's data."""

    REGISTERED = "registered", _("기관이 등록")
    APPLICATION = "application", _("신청")
    TENANCY = "tenancy", _("입주")
    CASE = "case", _("상담·애로")


class TaxStatus(TextChoices):
    """What the National Tax Service answers for a business number."""

    ACTIVE = "01", _("계속사업자")
    SUSPENDED = "02", _("휴업자")
    CLOSED = "03", _("폐업자")
    UNREGISTERED = "unregistered", _("국세청 미등록")


class CheckOutcome(TextChoices):
    """How asking the tax service ended."""

    ANSWERED = "answered", _("조회 완료")
    FAILED = "failed", _("조회 실패")


class ImportState(TextChoices):
    """How an import of a file ended."""

    PREVIEWED = "previewed", _("미리보기")
    APPLIED = "applied", _("반영")
    REJECTED = "rejected", _("반려")


class RowOutcome(TextChoices):
    """What became of one row of a file."""

    NEW = "new", _("신규")
    UPDATED = "updated", _("수정")
    UNCHANGED = "unchanged", _("변동 없음")
    DUPLICATE = "duplicate", _("파일 안 중복")
    REJECTED = "rejected", _("오류")
