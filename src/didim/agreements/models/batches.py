from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.agreements.enums import BatchAct, BatchState

_OPEN = (BatchState.QUEUED, BatchState.RUNNING)


class AgreementBatch(models.Model):
    """Drafting, or offering, all agreements of a call at once: a job with progress."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="agreement_batches")
    act = models.CharField(_("작업"), max_length=8, choices=BatchAct)
    # What is drafted: {"starts_on", "ends_on", "rule_pack", "shares": [...]}; {} where texts are offered.
    terms = models.JSONField(_("공통 내용"), default=dict, blank=True)
    state = models.CharField(_("상태"), max_length=8, choices=BatchState, default=BatchState.QUEUED)
    total = models.PositiveIntegerField(_("전체"), default=0)
    done = models.PositiveIntegerField(_("처리"), default=0)
    # Firms that could not be served, each with the sentence that says why: [[firm, name, sentence], ...].
    refused = models.JSONField(_("처리하지 못한 기업"), default=list, blank=True)
    asked_at = models.DateTimeField(_("요청 시각"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("협약 일괄 작업")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(state__in=_OPEN), name="agreement_batch_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.get_act_display()} {self.done}/{self.total}"
