from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.reports.enums import EffectMeasure, StudyState


class EffectStudy(models.Model):
    """What support of one year changed, estimated against comparable firms: the question and the answer."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    # The programme whose firms are looked at; null for all support of the agency in the year.
    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("지원 연도"))
    # The last year whose outcome counts.
    until = models.PositiveSmallIntegerField(_("마지막 성과 연도"))
    measure = models.CharField(_("성과"), max_length=10, choices=EffectMeasure)
    # Version of the definition "effects".
    definition = models.CharField(_("정의"), max_length=60)
    state = models.CharField(_("상태"), max_length=8, choices=StudyState, default=StudyState.QUEUED)
    result = models.JSONField(_("결과"), default=dict, blank=True)
    problem = models.CharField(_("문제"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("요청 시각"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("효과 분석")
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"{self.year} {self.get_measure_display()}"
