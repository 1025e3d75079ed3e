from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RegionLevel(IntegerChoices):
    """How large a region is; a lower number contains a higher one."""

    COUNTRY = 0, _("전국")
    PROVINCE = 1, _("시도")
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
