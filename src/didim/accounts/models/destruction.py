from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.accounts.enums import DestroyedKind

from .access_log import append_only


class DestructionRecord(models.Model):
    """One line of the destruction ledger: what, why, how, when, who approved and who witnessed.

    Source: 표준 개인정보 보호지침 제10조 (파기대장). It names rows by number only, so that it holds nothing
    of what it says was destroyed.
    """

    kind = models.CharField(_("파기 대상"), max_length=16, choices=DestroyedKind)
    subject_id = models.BigIntegerField(_("대상 번호"), null=True)
    amount = models.PositiveIntegerField(_("건수"))
    basis = models.CharField(_("파기 사유"), max_length=200)
    definition = models.CharField(_("보유기간 정의"), max_length=80)
    method = models.CharField(_("파기 방법"), max_length=200)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="approved_destructions"
    )
    witness = models.CharField(_("입회자"), max_length=60, blank=True)
    destroyed_at = models.DateTimeField(_("파기 시각"))
    keep_until = models.DateField(_("보관 기한"))

    class Meta:
        verbose_name = _("파기 기록")
        ordering = ("-destroyed_at", "-id")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.destroyed_at:%Y-%m-%d} {self.get_kind_display()}"
