from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import FirmRole


class FirmInvitation(models.Model):
    """An invitation by e-mail to act for a firm; the link's token is kept as a hash only."""

    enterprise = models.ForeignKey("registry.Enterprise", models.CASCADE, related_name="invitations")
    email = models.EmailField(_("받는 사람"))
    role = models.CharField(_("역할"), max_length=8, choices=FirmRole)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="firm_invitations_sent"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(_("초대 시각"))
    expires_at = models.DateTimeField(_("기한"))
    accepted_at = models.DateTimeField(_("수락 시각"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("취소 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("기업 구성원 초대")
        ordering = ("enterprise", "-invited_at")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="firm_invitation_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="firm_invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.email}"
