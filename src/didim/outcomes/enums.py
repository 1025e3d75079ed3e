from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IndicatorKind(TextChoices):
    """What a value of an indicator is, and so what may be done with several of them."""

    FLOW = "flow", _("기간 합계")
    STOCK = "stock", _("시점 현황")
    RATE = "rate", _("비율·평균")
    BEFORE_AFTER = "before_after", _("전후 비교")


class Adding(TextChoices):
    """How values are added up: over subjects and time, over subjects at the last moment, or never."""

    SUM = "sum", _("합계")
    LAST = "last", _("마지막 값의 합계")
    NEVER = "never", _("더하지 않음")


class Unit(TextChoices):
    """What an indicator counts in. Money stands in its currency's whole units."""

    MONEY = "money", _("금액")
    PERSON = "person", _("명")
    FIRM = "firm", _("개사")
    CASE = "case", _("건")
    ITEM = "item", _("개")
    UNIT = "unit", _("대")
    PLACE = "place", _("곳")
    PERCENT = "percent", _("%")
    MINUTE = "minute", _("분")
    DAY = "day", _("일")
    PERSON_PER_DAY = "person_per_day", _("명/일")
    PER_HOUR = "per_hour", _("개/시간")


class Subject(TextChoices):
    """Whom an observation is about."""

    ENTERPRISE = "enterprise", _("기업")
    PLACE = "place", _("장소")
    REGION = "region", _("지역")
    NETWORK = "network", _("네트워크")
    AGENCY = "agency", _("기관")


class Basis(TextChoices):
    """The state a value was measured in."""

    DURING = "during", _("기간 중")
    AS_OF = "as_of", _("기준일 현재")
    BEFORE = "before", _("지원 전")
    AFTER = "after", _("지원 후")
    EXPECTED = "expected", _("기대·계획")


class ObservationSource(TextChoices):
    """Who said it."""

    FIRM = "firm", _("기업 입력")
    STAFF = "staff", _("담당자 입력")
    IMPORT = "import", _("자료 반입")
    DELIVERY = "delivery", _("지원 실행")


class RequestState(TextChoices):
    """Where asking firms for their results stands."""

    OPEN = "open", _("입력 중")
    CLOSED = "closed", _("마감")
