from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DistrictKind(TextChoices):
    """What a commercial district is, by the publisher's own codes (상권_구분_코드)."""

    ALLEY = "A", _("골목상권")
    DEVELOPED = "D", _("발달상권")
    MARKET = "R", _("전통시장")
    TOURIST = "U", _("관광특구")


class AreaLevel(TextChoices):
    """What districts are added up to; a level holds its districts only, not the shops between them."""

    DISTRICT = "district", _("상권")
    DONG = "dong", _("행정동")
    BOROUGH = "borough", _("자치구")
    CITY = "city", _("도시 전체")


class ChangeCode(TextChoices):
    """Months of operation of open and of closed shops against the city's: L fewer, H as many or more."""

    LL = "LL", _("다이나믹")
    LH = "LH", _("상권확장")
    HL = "HL", _("상권축소")
    HH = "HH", _("정체")


class TradeGroup(TextChoices):
    """Groups of trades, by the third digit of the publisher's codes (CS1, CS2, CS3)."""

    FOOD = "food", _("외식")
    SERVICE = "service", _("서비스")
    RETAIL = "retail", _("소매")


class SupplyVerdict(TextChoices):
    """How many shops a district has against those of districts like it."""

    FEWER = "fewer", _("모자람")
    USUAL = "usual", _("보통")
    MORE = "more", _("많음")


class MapShapeKind(TextChoices):
    """What an outline behind the districts is of."""

    BOROUGH = "borough", _("자치구")
    DONG = "dong", _("행정동")


class ImportState(TextChoices):
    """Where a file that staff brought stands. Nothing of it counts before it is published."""

    RECEIVED = "received", _("읽는 중")
    READ = "read", _("검토 대기")
    FAILED = "failed", _("읽지 못함")
    PUBLISHING = "publishing", _("공개하는 중")
    PUBLISHED = "published", _("공개함")
    DISMISSED = "dismissed", _("쓰지 않음")


class MapMeasure(TextChoices):
    """What districts are coloured by. The first ones are ratios of the definition "districts_indicators"."""

    CLOSING_RATE = "closing_rate", _("폐업률")
    OPENING_RATE = "opening_rate", _("개업률")
    FRANCHISE_SHARE = "franchise_share", _("프랜차이즈 비율")
    SALES_PER_STORE = "sales_per_store", _("점포당 매출(분기 합계)")
    DENSITY = "density", _("점포 밀도")
    STORES = "stores", _("점포 수")
    SALES_TREND = "sales_trend", _("매출 추세(계절조정)")
    FOOTFALL = "footfall", _("유동인구")
    RISK = "risk", _("창업 위험도")
    CHANGE_CLASS = "change_class", _("상권변화지표")
    FORECAST = "forecast", _("다음 네 분기 예상 폐업률")
