from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .fairs import Fair
from .participants import Participant


class Recommendation(models.Model):
    """Whom a participant should meet, with the reasons; worked out anew by a job, never edited."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="recommendations")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="recommendations")
    other = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    # 0 to 1000, of the definition "meeting-fit" in this version.
    value = models.PositiveSmallIntegerField(_("추천 점수"))
    definition = models.CharField(_("기준"), max_length=60)
    # The weightiest first: [["한국어", "English"], …].
    reasons = models.JSONField(_("까닭"), default=list)
    computed_at = models.DateTimeField(_("계산 시각"))

    class Meta:
        verbose_name = _("상담 추천")
        ordering = ("participant", "-value", "other")
        constraints = [
            models.UniqueConstraint(fields=["participant", "other"], name="recommendation_once"),
            models.CheckConstraint(condition=~Q(participant=F("other")), name="recommendation_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} → {self.other_id}"
