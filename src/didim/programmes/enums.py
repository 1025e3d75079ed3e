from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SupportType(TextChoices):
    """The eight kinds of support of the yearly integrated notice (2026 통합공고)."""

    LOAN = "loan", _("융자")
    COMMERCIALISATION = "commercialisation", _("사업화")
    RND = "rnd", _("R&D")
    SPACE = "space", _("시설·공간·보육")
    GLOBAL = "global", _("글로벌")
    EVENT = "event", _("행사·네트워크")
    MENTORING = "mentoring", _("멘토링·컨설팅·교육")
    WORKFORCE = "workforce", pgettext_lazy("지원유형", "인력")


class NoticeSource(TextChoices):
    """Where a notice was read."""

    DIDIM = "didim", _("디딤")
    BIZINFO = "bizinfo", _("기업마당")
    KSTARTUP = "kstartup", _("K-Startup")
    OTHER = "other", _("그 밖의 출처")


class PeriodKind(TextChoices):
    """How a notice states its application period."""

    DATED = "dated", _("기간 지정")
    UNTIL_EXHAUSTED = "until_exhausted", _("예산 소진 시까지")
    ALWAYS = "always", _("상시")
    VARIES = "varies", _("사업별 상이")
    ANNOUNCED_LATER = "announced_later", _("추후 공지")
    UNKNOWN = "unknown", _("확인 필요")


class NoticeStatus(TextChoices):
    """What a notice's period means on a day; always computed, never stored."""

    UPCOMING = "upcoming", _("접수 예정")
    OPEN = "open", _("접수 중")
    ALWAYS_OPEN = "always_open", _("상시 접수")
    UNDATED = "undated", _("기간 확인 필요")
    CLOSED = "closed", _("마감")


class FounderStage(TextChoices):
    """How long ago a firm opened, as K-Startup counts it (biz_enyy)."""

    PRE_FOUNDER = "pre", _("예비창업자")
    UNDER_1 = "y1", _("1년 미만")
    UNDER_2 = "y2", _("2년 미만")
    UNDER_3 = "y3", _("3년 미만")
    UNDER_5 = "y5", _("5년 미만")
    UNDER_7 = "y7", _("7년 미만")
    UNDER_10 = "y10", _("10년 미만")


class Target(TextChoices):
    """Whom a notice addresses."""

    SME = "sme", _("중소기업")
    MICRO = "micro", _("소상공인")
    STARTUP = "startup", _("창업·벤처기업")
    PRE_FOUNDER = "pre_founder", _("예비창업자")
    SOLO_CREATIVE = "solo_creative", _("1인 창조기업")
    WOMEN = "women", _("여성기업")
    DISABLED = "disabled", _("장애인기업")
    SOCIAL = "social", _("사회적기업")
    STUDENT = "student", _("청소년·대학생")
    RESEARCH = "research", _("대학·연구기관")
    PERSON = "person", _("일반인")


class RevisionState(TextChoices):
    """Whether a call's revision is still being written."""

    DRAFT = "draft", _("작성 중")
    PUBLISHED = "published", _("공고됨")


class PairState(TextChoices):
    """What people decided about two notices that look alike."""

    PENDING = "pending", _("검토 대기")
    SAME = "same", _("같은 공고")
    DIFFERENT = "different", _("다른 공고")


class DocumentKind(TextChoices):
    """Papers that calls ask for; a firm gives each once, and it is taken again while it is valid."""

    BUSINESS_REGISTRATION = "business_registration", _("사업자등록증")
    SME_CONFIRMATION = "sme_confirmation", _("중소기업확인서")
    MICRO_CONFIRMATION = "micro_confirmation", _("소상공인확인서")
    STARTUP_CONFIRMATION = "startup_confirmation", _("창업기업확인서")
    CORPORATE_REGISTER = "corporate_register", _("법인등기부등본")
    FINANCIAL_STATEMENTS = "financial_statements", _("재무제표")
    INSURANCE_MEMBERS = "insurance_members", _("4대보험 가입자명부")
    NATIONAL_TAX = "national_tax", _("국세 납세증명서")
    LOCAL_TAX = "local_tax", _("지방세 납세증명서")
    BANK_BOOK = "bank_book", _("통장사본")
    BUSINESS_PLAN = "business_plan", _("사업계획서")
    OTHER = "other", _("기타 서류")
