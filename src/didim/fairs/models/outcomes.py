"""What both sides wrote of a meeting, and what became of it in the year after."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.fairs.enums import DealStage, Interest, Side

from .fairs import Fair
from .meetings import Meeting

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class MeetingRecord(models.Model):
    """What one side wrote of a meeting; the other side does not see it, the agency sees both."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="records")
    side = models.CharField(_("쓴 쪽"), max_length=7, choices=Side)
    interest = models.CharField(_("다음 단계"), max_length=14, choices=Interest)
    text = models.TextField(_("나눈 이야기"), blank=True)
    # In minor units of the currency (won; cents): what may come of it.
    expected_minor = models.BigIntegerField(_("예상 금액"), null=True, blank=True)
    currency = models.CharField(_("통화"), max_length=3, blank=True)
    # 1 to 5: how well the other side fitted.
    fit = models.PositiveSmallIntegerField(_("상대의 적합도"), null=True, blank=True)
    written_at = models.DateTimeField(_("쓴 시각"))
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("상담 기록")
        ordering = ("meeting", "side")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "side"], name="meeting_record_once_a_side"),
            models.CheckConstraint(
                condition=Q(expected_minor=None, currency="") | Q(expected_minor__gte=0) & ~Q(currency=""),
                name="meeting_record_amount_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(fit=None) | Q(fit__gte=1, fit__lte=5), name="meeting_record_fit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.side}"


@pghistory.track()
class Deal(models.Model):
    """Business that began at a fair: how far it came, worth how much in which currency, in which country."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.PROTECT, related_name="deals")
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="deal")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="deals")
    counterpart = models.CharField(_("상대"), max_length=160)
    country = models.CharField(_("나라"), max_length=2)
    stage = models.CharField(_("단계"), max_length=8, choices=DealStage, default=DealStage.TALKS)
    amount_minor = models.BigIntegerField(_("금액"), null=True, blank=True)
    currency = models.CharField(_("통화"), max_length=3, blank=True)
    signed_on = models.DateField(_("체결일"), null=True, blank=True)
    evidence = models.CharField(_("증빙"), max_length=300, blank=True)
    # The row of results that counts an MOU or a contract, as it was first written.
    observation = models.OneToOneField(
        "outcomes.Observation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    support_record = models.OneToOneField(
        "support.SupportRecord", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("거래")
        ordering = ("fair", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor=None, currency="") | Q(amount_minor__gt=0) & ~Q(currency=""),
                name="deal_amount_has_a_currency",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[DealStage.MOU, DealStage.CONTRACT])
                | Q(amount_minor__isnull=False, signed_on__isnull=False),
                name="deal_signed_with_a_day_and_an_amount",
            ),
        ]
        indexes = [models.Index(fields=["enterprise"], name="deal_of_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} – {self.counterpart}"


class DealFollowUp(models.Model):
    """That a deal is asked after 3, 6 and 12 months, and what was said."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("개월"))
    due_on = models.DateField(_("물을 날"))
    asked_at = models.DateTimeField(_("물은 시각"), null=True, blank=True)
    answered_at = models.DateTimeField(_("답한 시각"), null=True, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(_("그때의 단계"), max_length=8, choices=DealStage, blank=True)
    note = models.TextField(_("경과"), blank=True)

    class Meta:
        verbose_name = _("거래 사후관리")
        ordering = ("deal", "months")
        constraints = [
            models.UniqueConstraint(fields=["deal", "months"], name="deal_follow_up_once"),
            models.CheckConstraint(condition=Q(months__in=[3, 6, 12]), name="deal_follow_up_months"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(stage=""), name="deal_follow_up_answer_has_a_stage"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_at=None), name="deal_follow_up_due")]

    def __str__(self) -> str:
        return f"{self.deal_id} +{self.months}"
