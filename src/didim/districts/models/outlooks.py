from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.accounts.append_only import never_changed
from didim.districts.enums import AreaLevel, SupplyVerdict


class RiskScore(models.Model):
    """Entry risk of a trade ("": all trades) in a district: index 0–100 with its interval.

    band: 0 to 3, numbers of the definition's labels; index, bounds and band are null where `enough` is false
    (표본 부족). parts: the z-values that the index is the mean of, by name.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey("districts.District", models.PROTECT, related_name="risk_scores")
    trade_code = models.CharField(_("업종 코드"), max_length=10, blank=True)
    quarter = models.SmallIntegerField(_("분기"))
    index = models.FloatField(_("창업 위험도"), null=True, blank=True)
    lo = models.FloatField(_("아래"), null=True, blank=True)
    hi = models.FloatField(_("위"), null=True, blank=True)
    band = models.SmallIntegerField(pgettext_lazy("예측", "단계"), null=True, blank=True)
    parts = models.JSONField(_("성분"), default=dict)
    closings = models.BigIntegerField(_("모은 폐업"))
    # The mean number of shops over the pooled quarters.
    stores = models.FloatField(_("평균 점포"))
    closing_rate = models.FloatField(_("모은 폐업률(%)"))
    shrunk_rate = models.FloatField(_("추정 폐업률(%)"))
    # Shops by licences opened three years before the data, and those of them that lived; null: not known.
    opened_3 = models.IntegerField(_("3년 전 개업"), null=True, blank=True)
    survived_3 = models.IntegerField(_("3년 생존"), null=True, blank=True)
    enough = models.BooleanField(_("표본 충분"))
    version = models.CharField(_("산식 판"), max_length=60)

    class Meta:
        verbose_name = _("창업 위험도")
        ordering = ("edition", "trade_code", "district")
        constraints = [
            models.UniqueConstraint(fields=["edition", "trade_code", "district"], name="risk_score_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.district_id} {self.trade_code}: {self.index}"


class ClosingForecast(models.Model):
    """Closings foretold for a district and one of the next quarters, with the error of the same way before.

    The error is the chosen model's over past origins at this horizon: null where the data are too short to
    state one. trained_until: the last quarter known. enough: false shows 표본 부족 instead of figures.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey("districts.District", models.PROTECT, related_name="closing_forecasts")
    trade_code = models.CharField(_("업종 코드"), max_length=10, blank=True)
    horizon = models.SmallIntegerField(_("몇 분기 뒤"))
    quarter = models.SmallIntegerField(_("분기"))
    mean = models.FloatField(_("예측 폐업"))
    lo50 = models.IntegerField()
    hi50 = models.IntegerField()
    lo80 = models.IntegerField()
    hi80 = models.IntegerField()
    lo90 = models.IntegerField()
    hi90 = models.IntegerField()
    enough = models.BooleanField(_("표본 충분"))
    model = models.CharField(_("모형"), max_length=30)
    error_origins = models.SmallIntegerField(_("검증 시점 수"), null=True, blank=True)
    error_deviance = models.FloatField(_("포아송 이탈도"), null=True, blank=True)
    error_mae = models.FloatField(_("평균 절대 오차"), null=True, blank=True)
    coverage50 = models.FloatField(_("50% 구간이 담은 몫"), null=True, blank=True)
    coverage80 = models.FloatField(_("80% 구간이 담은 몫"), null=True, blank=True)
    coverage90 = models.FloatField(_("90% 구간이 담은 몫"), null=True, blank=True)
    trained_until = models.SmallIntegerField(_("자료의 마지막 분기"))
    version = models.CharField(_("산식 판"), max_length=60)

    class Meta:
        verbose_name = _("폐업 예측")
        ordering = ("edition", "district", "horizon")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "trade_code", "district", "horizon"], name="closing_forecast_unique"
            )
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.district_id} {self.quarter}: {self.mean:.1f}"


class SurvivalCurve(models.Model):
    """How long new shops of a licensed trade last in a city or borough: Kaplan–Meier with its band.

    ages are months; survival, low, high and at_risk stand beside them. years: {"1": {"opened": n,
    "survived": n}, …} of shops opened in the definition's window so many years before `cut_off`.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    # The publisher's trade that the licences are nearest to; "" where none is.
    trade_code = models.CharField(_("업종 코드"), max_length=10, blank=True)
    service = models.CharField(_("인허가 업종"), max_length=60)
    level = models.CharField(_("수준"), max_length=8, choices=AreaLevel)
    area_code = models.CharField(_("장소 코드"), max_length=10)
    ages = models.JSONField(_("나이(개월)"), default=list)
    survival = models.JSONField(_("생존율"), default=list)
    low = models.JSONField(_("아래"), default=list)
    high = models.JSONField(_("위"), default=list)
    at_risk = models.JSONField(_("관찰한 점포"), default=list)
    shops = models.IntegerField(_("점포"))
    ended = models.IntegerField(_("끝난 점포"))
    years = models.JSONField(_("해마다 살아남은 점포"), default=dict)
    open_shops = models.IntegerField(_("영업 중인 점포"))
    open_days = models.BigIntegerField(_("영업 중인 점포의 영업일수 합"))
    closed_shops = models.IntegerField(_("폐업한 점포"))
    closed_days = models.BigIntegerField(_("폐업한 점포의 영업일수 합"))
    cut_off = models.DateField(_("자료의 마지막 날"))
    register_begins = models.DateField(_("기록의 첫날"))
    enough = models.BooleanField(_("표본 충분"))
    version = models.CharField(_("산식 판"), max_length=60)

    class Meta:
        verbose_name = _("생존 곡선")
        ordering = ("edition", "service", "level", "area_code")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "service", "level", "area_code"], name="survival_curve_unique"
            )
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.service} {self.area_code}"


class TradeStanding(models.Model):
    """What the districts of a trade are ranked by: sums alone, on which each reader puts weights.

    columns: lists of equal length by the names of `engines.districts.ranking.TradePlace`, one value a
    district in the order of the codes; null where not known.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    trade_code = models.CharField(_("업종 코드"), max_length=10)
    quarter = models.SmallIntegerField(_("분기"))
    columns = models.JSONField(_("견줄 값"), default=dict)
    version = models.CharField(_("산식 판"), max_length=60)

    class Meta:
        verbose_name = _("업종 순위의 바탕")
        ordering = ("edition", "trade_code")
        constraints = [
            models.UniqueConstraint(fields=["edition", "trade_code"], name="trade_standing_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.trade_code} {self.quarter}"


class TradeSupply(models.Model):
    """Shops of a trade in a district against those that districts like it would have, with the interval.

    ratio: shops over expected ones, drawn to 1 as chance demands. sales_won of the quarter and the shops they
    are of, here and in the similar districts together; null where not known.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey("districts.District", models.PROTECT, related_name="supplies")
    trade_code = models.CharField(_("업종 코드"), max_length=10)
    stores = models.IntegerField(_("점포"))
    expected = models.FloatField(_("예상 점포"))
    lo = models.IntegerField(_("아래"))
    hi = models.IntegerField(_("위"))
    ratio = models.FloatField(_("예상 대비"))
    verdict = models.CharField(_("판정"), max_length=5, choices=SupplyVerdict)
    sales_won = models.BigIntegerField(_("추정매출(원)"), null=True, blank=True)
    sales_stores = models.BigIntegerField(_("매출이 공표된 점포"), null=True, blank=True)
    similar_sales_won = models.BigIntegerField(_("비슷한 상권의 매출(원)"), null=True, blank=True)
    similar_sales_stores = models.BigIntegerField(_("비슷한 상권의 점포"), null=True, blank=True)

    class Meta:
        verbose_name = _("업종의 모자람")
        ordering = ("edition", "district", "ratio", "trade_code")
        constraints = [
            models.UniqueConstraint(fields=["edition", "district", "trade_code"], name="trade_supply_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.district_id} {self.trade_code}: {self.stores}/{self.expected:.1f}"


class SimilarDistricts(models.Model):
    """The districts that a district was held against, the likest first.

    compared: how many taught the means that shops were expected by.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey("districts.District", models.PROTECT, related_name="+")
    quarter = models.SmallIntegerField(_("분기"))
    codes = models.JSONField(_("비슷한 상권"), default=list)
    compared = models.IntegerField(_("견준 상권"))
    confidence_percent = models.SmallIntegerField(_("신뢰 수준(%)"))
    version = models.CharField(_("산식 판"), max_length=60)

    class Meta:
        verbose_name = _("비슷한 상권")
        ordering = ("edition", "district")
        constraints = [
            models.UniqueConstraint(fields=["edition", "district"], name="similar_districts_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.district_id}"
