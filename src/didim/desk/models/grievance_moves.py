"""A case between two agencies, and what whoever asked says to a second extension."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.desk.grievance_enums import AgencyTransferState, ConsentState

USER = settings.AUTH_USER_MODEL


class AgencyTransfer(models.Model):
    """That an agency would hand a case to another one, and what that one said; both see it.

    Until it is accepted the case is the first agency's; from then on it is the other's, under the number
    that one gave, and the first may still read it.
    """

    grievance = models.ForeignKey("desk.Grievance", models.PROTECT, related_name="transfers")
    from_agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    to_agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    number_before = models.CharField(_("보낸 기관의 접수번호"), max_length=20)
    reason = models.CharField(_("보내는 사유"), max_length=300)
    state = models.CharField(
        _("상태"), max_length=10, choices=AgencyTransferState, default=AgencyTransferState.PROPOSED
    )
    proposed_at = models.DateTimeField(_("보낸 시각"))
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("정한 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("되돌리는 사유"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("기관 사이 이송")
        ordering = ("-proposed_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_agency=F("to_agency")), name="agency_transfer_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(state=AgencyTransferState.PROPOSED, decided_at=None)
                | (~Q(state=AgencyTransferState.PROPOSED) & Q(decided_at__isnull=False)),
                name="agency_transfer_decided",
            ),
            models.UniqueConstraint(
                fields=["grievance"],
                condition=Q(state=AgencyTransferState.PROPOSED),
                name="agency_transfer_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_before}: {self.from_agency_id} → {self.to_agency_id}"


class ExtensionConsent(models.Model):
    """That an agency asked whoever brought a case to agree to a second extension, and the answer."""

    grievance = models.ForeignKey("desk.Grievance", models.PROTECT, related_name="consents")
    count = models.PositiveSmallIntegerField(_("더하는 기간"))
    # The day it would be answered by then, as it was worked out when it was asked.
    new_day = models.DateField(_("새 처리기한"))
    reason = models.CharField(_("사유"), max_length=300)
    state = models.CharField(_("상태"), max_length=10, choices=ConsentState, default=ConsentState.ASKED)
    asked_at = models.DateTimeField(_("물은 시각"))
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("답한 시각"), null=True, blank=True)
    # Nobody's where it was said with the case's code, without an account.
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("재연장 동의")
        ordering = ("grievance", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ConsentState.ASKED, decided_at=None)
                | (~Q(state=ConsentState.ASKED) & Q(decided_at__isnull=False)),
                name="extension_consent_decided",
            ),
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(state=ConsentState.ASKED), name="extension_consent_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id}: +{self.count} {self.get_state_display()}"
