from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.registry.enums import RegionLevel


class Region(models.Model):
    """An administrative area, by its legal-district code cut to the level's length, while it existed."""

    code = models.CharField(_("코드"), max_length=10, primary_key=True)
    name = models.CharField(_("이름"), max_length=60)
    short_name = models.CharField(_("짧은 이름"), max_length=20)
    name_en = models.CharField(_("영문 이름"), max_length=80, blank=True)
    level = models.PositiveSmallIntegerField(pgettext_lazy("지역", "단계"), choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # The codes from the country down to this region, itself included: containment is one array look-up.
    path = ArrayField(models.CharField(max_length=10), verbose_name=pgettext_lazy("지역", "경로"))
    # Other names people write: 경기, 경기도, and a merged name that stands for several regions.
    aliases = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("다른 이름")
    )
    valid_from = models.DateField(_("시작일"), null=True, blank=True)
    valid_to = models.DateField(_("종료일"), null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("지역")
        ordering = ("code",)
        indexes = [GinIndex(fields=["path"], name="region_path")]

    def __str__(self) -> str:
        return self.name


class Industry(models.Model):
    """A class of the Korean standard industrial classification (KSIC): A … U, 2, 3, 4 or 5 digits."""

    code = models.CharField(_("코드"), max_length=5, primary_key=True)
    name = models.CharField(_("이름"), max_length=120)
    name_en = models.CharField(_("영문 이름"), max_length=160, blank=True)
    section = models.CharField(_("대분류"), max_length=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    revision = models.PositiveSmallIntegerField(_("차수"), default=11)

    class Meta:
        verbose_name = _("업종")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StrategicIndustry(models.Model):
    """An industry as policy names it (data, bio-medical …), with its KSIC classes where known."""

    name = models.CharField(_("산업명"), max_length=60, unique=True)
    name_en = models.CharField(_("영문 산업명"), max_length=80, blank=True)
    industries = models.ManyToManyField(Industry, related_name="strategic_industries", blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("전략산업")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
