from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.outcomes.enums import Adding, IndicatorKind, Subject, Unit
from didim.registry.models.periods import in_order, one_at_a_time


class Indicator(models.Model):
    """What is counted, as one version of its definition says; observations keep the version they follow.

    The rows are written from definitions/indicators.toml (outcomes.domain.indicators).
    """

    code = models.SlugField(_("지표 코드"), max_length=40)
    version = models.PositiveSmallIntegerField(_("판"))
    valid_from = models.DateField(_("시행일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)
    name = models.CharField(_("지표명"), max_length=80)
    name_en = models.CharField(_("영문 지표명"), max_length=120)
    meaning = models.CharField(_("뜻"), max_length=300)
    unit = models.CharField(_("단위"), max_length=16, choices=Unit)
    kind = models.CharField(_("종류"), max_length=12, choices=IndicatorKind)
    adding = models.CharField(_("더하는 방법"), max_length=8, choices=Adding)
    # Whom it may be observed of.
    subjects = ArrayField(models.CharField(max_length=12, choices=Subject), verbose_name=_("대상"))
    # What `Observation.breakdown` tells apart ("펀드", "국가"); "" where it has none.
    breakdown = models.CharField(_("구분"), max_length=40, blank=True)
    breakdown_en = models.CharField(_("영문 구분"), max_length=60, blank=True)
    decimals = models.PositiveSmallIntegerField(_("소수 자릿수"), default=0)
    # Whether firms are asked for it by the short form.
    is_asked = models.BooleanField(_("기업에 묻는 지표"), default=False)
    evidence_hint = models.CharField(_("증빙 안내"), max_length=200, blank=True)
    source = models.CharField(_("근거"), max_length=300)
    definition = models.CharField(_("정의"), max_length=40)
    position = models.PositiveSmallIntegerField(_("순서"))

    class Meta:
        verbose_name = _("성과지표")
        ordering = ("position", "code", "-version")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_unique"),
            in_order(name="indicator_period"),
            one_at_a_time("code", name="indicator_one_version_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.name
