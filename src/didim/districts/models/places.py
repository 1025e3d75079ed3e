from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.districts.enums import DistrictKind, MapShapeKind, TradeGroup


class District(models.Model):
    """A commercial district (상권) of an edition. x, y and outline are integers of the edition's view box.

    outline: SVG path data (relative commands), simplified; "" where no outline is known.
    """

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="districts", db_index=False)
    code = models.CharField(_("상권 코드"), max_length=10)
    name = models.CharField(_("상권 이름"), max_length=120)
    kind = models.CharField(_("상권 구분"), max_length=1, choices=DistrictKind)
    dong_code = models.CharField(_("행정동 코드"), max_length=10)
    dong_name = models.CharField(_("행정동"), max_length=60)
    borough_code = models.CharField(_("자치구 코드"), max_length=5)
    borough_name = models.CharField(_("자치구"), max_length=60)
    area_m2 = models.BigIntegerField(_("면적(㎡)"))
    x = models.IntegerField(_("가로 자리"))
    y = models.IntegerField(_("세로 자리"))
    outline = models.TextField(_("윤곽"), blank=True)

    class Meta:
        verbose_name = _("상권")
        ordering = ("edition", "code")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="district_unique")]
        triggers = never_changed()

    def __str__(self) -> str:
        return self.name


class MapShape(models.Model):
    """An outline behind the districts, as SVG path data in integers of the edition's view box."""

    edition = models.ForeignKey(
        "districts.Edition", models.PROTECT, related_name="map_shapes", db_index=False
    )
    kind = models.CharField(_("종류"), max_length=10, choices=MapShapeKind)
    code = models.CharField(_("코드"), max_length=10)
    name = models.CharField(_("이름"), max_length=60)
    outline = models.TextField(_("윤곽"))

    class Meta:
        verbose_name = _("지도 윤곽")
        ordering = ("edition", "kind", "code")
        constraints = [models.UniqueConstraint(fields=["edition", "kind", "code"], name="map_shape_unique")]
        triggers = never_changed()

    def __str__(self) -> str:
        return self.name


class Trade(models.Model):
    """A trade (서비스 업종) of an edition."""

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="trades", db_index=False)
    code = models.CharField(_("업종 코드"), max_length=10)
    name = models.CharField(_("업종"), max_length=60)
    group = models.CharField(_("업종 묶음"), max_length=10, choices=TradeGroup)

    class Meta:
        verbose_name = _("업종")
        ordering = ("edition", "code")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="district_trade_unique")]
        triggers = never_changed()

    def __str__(self) -> str:
        return self.name
