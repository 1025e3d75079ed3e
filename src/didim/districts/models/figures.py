from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.accounts.append_only import never_changed
from didim.districts.enums import AreaLevel, ChangeCode


class QuarterFigures(models.Model):
    """Counts of a place, a trade ("": all trades) and a quarter; null where they are not known.

    Rates are made from these where they are read (queries.ratios), Σ/Σ and with the definition's minimum.
    Money is won, the total of the quarter. districts: of how many districts the counts are a sum.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(_("수준"), max_length=8, choices=AreaLevel)
    area_code = models.CharField(_("장소 코드"), max_length=10)
    trade_code = models.CharField(_("업종 코드"), max_length=10, blank=True)
    quarter = models.SmallIntegerField(_("분기"))
    districts = models.PositiveIntegerField(_("상권 수"))
    stores = models.BigIntegerField(_("점포"), null=True, blank=True)
    franchise_stores = models.BigIntegerField(_("프랜차이즈 점포"), null=True, blank=True)
    openings = models.BigIntegerField(_("개업"), null=True, blank=True)
    closings = models.BigIntegerField(pgettext_lazy("상권", "폐업"), null=True, blank=True)
    sales_won = models.BigIntegerField(_("추정매출(원)"), null=True, blank=True)
    # The shops of districts whose sales are published: they alone divide sales.
    sales_stores = models.BigIntegerField(_("매출이 공표된 점포"), null=True, blank=True)
    sales_count = models.BigIntegerField(_("결제 건수"), null=True, blank=True)
    # How many trades there are, and Σ stores² over them: of rows of all trades added up from trades.
    trades = models.PositiveIntegerField(_("업종 수"), null=True, blank=True)
    store_squares = models.BigIntegerField(_("점포 제곱합"), null=True, blank=True)
    # Sales with the season taken out, and the last four such quarters against the four before, in percent.
    sales_adjusted = models.FloatField(_("계절조정 매출"), null=True, blank=True)
    sales_trend_percent = models.FloatField(_("매출 추세(%)"), null=True, blank=True)
    # What the publisher says, kept beside; of districts only.
    published_closing_rate = models.FloatField(_("공표 폐업률(%)"), null=True, blank=True)

    class Meta:
        verbose_name = _("분기 수치")
        ordering = ("edition", "level", "area_code", "trade_code", "quarter")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "level", "area_code", "trade_code", "quarter"],
                name="quarter_figures_unique",
            )
        ]
        indexes = [
            models.Index(
                fields=["edition", "trade_code", "level", "quarter"], name="quarter_figures_of_trade"
            )
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.area_code} {self.trade_code} {self.quarter}"


class Footfall(models.Model):
    """People in a district in a quarter: passers-by (and by hour, day, sex, age), workers, residents.

    bands: {"hour": {"00_06": n, …}, "day": {"mon": n, …}, "sex": {…}, "age": {…}}; a kind is left out where
    it is not known.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey("districts.District", models.PROTECT, related_name="footfalls")
    quarter = models.SmallIntegerField(_("분기"))
    total = models.BigIntegerField(_("유동인구"), null=True, blank=True)
    bands = models.JSONField(_("나눈 값"), default=dict)
    workers = models.BigIntegerField(_("직장인구"), null=True, blank=True)
    residents = models.BigIntegerField(_("상주인구"), null=True, blank=True)

    class Meta:
        verbose_name = _("유동인구")
        ordering = ("edition", "district", "quarter")
        constraints = [
            models.UniqueConstraint(fields=["edition", "quarter", "district"], name="footfall_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.district_id} {self.quarter}"


class ChangeClass(models.Model):
    """The change class of a district in a quarter: recomputed from four means in months, and as published."""

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey("districts.District", models.PROTECT, related_name="change_classes")
    quarter = models.SmallIntegerField(_("분기"))
    code = models.CharField(_("상권변화지표"), max_length=2, choices=ChangeCode)
    published_code = models.CharField(_("공표 상권변화지표"), max_length=2, choices=ChangeCode)
    operating_months = models.IntegerField(_("운영 영업 개월 평균"))
    closed_months = models.IntegerField(_("폐업 영업 개월 평균"))
    city_operating_months = models.IntegerField(_("도시의 운영 영업 개월 평균"))
    city_closed_months = models.IntegerField(_("도시의 폐업 영업 개월 평균"))

    class Meta:
        verbose_name = _("상권변화지표")
        ordering = ("edition", "district", "quarter")
        constraints = [
            models.UniqueConstraint(fields=["edition", "quarter", "district"], name="change_class_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.district_id} {self.quarter} {self.code}"
