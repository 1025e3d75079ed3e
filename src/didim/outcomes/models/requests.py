from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.outcomes.enums import Basis, RequestState
from didim.registry.models.periods import in_order


class OutcomeRequest(models.Model):
    """An agency asks firms once for some indicators of one period."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="outcome_requests")
    name = models.CharField(_("조사명"), max_length=120)
    # No foreign key: programmes live a floor above; the name stands for those run elsewhere.
    programme_id = models.BigIntegerField(_("사업 번호"), null=True, blank=True)
    programme_name = models.CharField(_("사업명"), max_length=160, blank=True)
    indicator_codes = ArrayField(models.CharField(max_length=40), verbose_name=_("지표"))
    period_start = models.DateField(_("기간 시작"))
    period_end = models.DateField(_("기간 끝"))
    # As of the end for what stands at a moment; this one is for the rest.
    basis = models.CharField(_("측정 기준"), max_length=10, choices=Basis, default=Basis.DURING)
    due_on = models.DateField(_("제출 기한"))
    # The one reminder is not sent before this day; it waits for office hours.
    remind_on = models.DateField(_("알림일"))
    state = models.CharField(_("상태"), max_length=8, choices=RequestState, default=RequestState.OPEN)
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    opened_at = models.DateTimeField(_("시작 시각"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("마감 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("성과 조사")
        ordering = ("-opened_at", "-id")
        constraints = [
            in_order(name="outcome_request_period", lower="period_start", upper="period_end"),
            models.CheckConstraint(condition=~Q(indicator_codes=[]), name="outcome_request_asks"),
            models.CheckConstraint(
                condition=Q(remind_on__lte=F("due_on")), name="outcome_request_reminds_before_due"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OutcomeAnswer(models.Model):
    """What one firm was asked in a request, what it has typed so far, and when it handed that in."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="outcome_answers")
    request = models.ForeignKey(OutcomeRequest, models.PROTECT, related_name="answers")
    # By question: {"value", "currency", "breakdown", "evidence", "none"}, texts, saved as they are typed; and
    # "file", a number in the firm's cabinet, which lives a floor above.
    draft = models.JSONField(_("적은 내용"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("저장 차수"), default=0)
    saved_at = models.DateTimeField(_("저장 시각"), null=True, blank=True)
    asked_at = models.DateTimeField(_("요청 시각"))
    reminded_at = models.DateTimeField(_("알린 시각"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("제출 시각"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("성과 조사 답변")
        ordering = ("request", "enterprise")
        constraints = [
            models.UniqueConstraint(fields=["request", "enterprise"], name="outcome_answer_unique")
        ]
        indexes = [
            models.Index(
                fields=["request"],
                condition=Q(submitted_at=None, reminded_at=None),
                name="outcome_answer_to_remind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} · {self.enterprise_id}"


class OutcomeQuestion(models.Model):
    """That a firm was asked for an indicator of a period: an agency asks for the same thing only once."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    answer = models.ForeignKey(OutcomeAnswer, models.CASCADE, related_name="questions")
    indicator = models.ForeignKey("outcomes.Indicator", models.PROTECT, related_name="+")
    period_start = models.DateField(_("기간 시작"))
    period_end = models.DateField(_("기간 끝"))
    basis = models.CharField(_("측정 기준"), max_length=10, choices=Basis)
    observation = models.OneToOneField(
        "outcomes.Observation", models.PROTECT, null=True, blank=True, related_name="question"
    )

    class Meta:
        verbose_name = _("성과 조사 문항")
        ordering = ("answer", "indicator__position")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "enterprise", "indicator", "period_start", "period_end", "basis"],
                name="outcome_question_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.indicator_id}"
