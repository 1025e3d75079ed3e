from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class HistoryConsent(models.Model):
    """That a firm lets the agencies it deals with see what it received from others, from then until then."""

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="history_consents")
    given_at = models.DateTimeField(_("동의 시각"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("철회 시각"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("지원이력 열람 동의")
        ordering = ("-given_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(withdrawn_at=None), name="history_consent_one_open"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="history_consent_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.given_at:%Y-%m-%d}"
