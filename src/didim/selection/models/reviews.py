import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.selection.enums import BonusState, ReviewState

from .rounds import Assignment, ReviewRound


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Review(models.Model):
    """What a reviewer says of an application: points and a comment for each criterion, a comment in all.

    A submitted one never changes, except when an officer lets the reviewer reopen it (the seal of the first
    stays, and the second is sealed after it).
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="reviews")
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="review")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("selection.Reviewer", models.PROTECT, related_name="reviews")
    reviewer_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("상태"), max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    # By criterion key: points as decimal text, comment.
    points = models.JSONField(_("점수"), default=dict)
    comments = models.JSONField(_("항목별 의견"), default=dict)
    comment = models.TextField(_("종합 의견"), blank=True)
    # The sum of points as engines.scoring takes it; kept for lists.
    total = models.DecimalField(_("총점"), max_digits=8, decimal_places=4, null=True, blank=True)
    version = models.PositiveIntegerField(_("판"), default=0)
    updated_at = models.DateTimeField(_("저장 시각"))
    submitted_at = models.DateTimeField(_("제출 시각"), null=True, blank=True)
    # What the reviewer writes for themself; it is not part of what is handed in.
    note = models.TextField(_("나만 보는 메모"), blank=True)
    # The last time an officer let the reviewer write again, and why; earlier times stand in the history.
    reopened_at = models.DateTimeField(_("다시 연 시각"), null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopen_reason = models.CharField(_("다시 연 사유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("평가")
        ordering = ("round", "application", "reviewer")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReviewState.DRAFT) | Q(submitted_at__isnull=False, total__isnull=False),
                name="review_submitted_whole",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | (Q(reopened_by__isnull=False) & ~Q(reopen_reason="")),
                name="review_reopened_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="review_by_state")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} × {self.application_id}"


class ReviewSeal(models.Model):
    """The canonical text of a review as it was submitted, chained per round by a deferred trigger."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="seals")
    review = models.ForeignKey(Review, models.PROTECT, related_name="seals")
    content = models.TextField(_("평가 내용"))
    content_hash = models.CharField(_("내용 해시"), max_length=64)
    sealed_at = models.DateTimeField(_("봉인 시각"))
    number = models.PositiveIntegerField(_("번호"), null=True)
    previous_hash = models.CharField(_("앞 봉인의 해시"), max_length=64, default="")
    hash = models.CharField(_("해시"), max_length=64, default="")

    class Meta:
        verbose_name = _("평가 봉인")
        ordering = ("round", "number")
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="review_seal_number_unique")]
        triggers = never_changed(unless=pgtrigger.Q(old__number__isnull=True))

    def __str__(self) -> str:
        return f"{self.round_id} #{self.number}"


class SealChain(models.Model):
    """The head of a round's chain of sealed reviews."""

    round = models.OneToOneField(ReviewRound, models.PROTECT, primary_key=True, related_name="seal_chain")
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    last_number = models.PositiveIntegerField(_("마지막 번호"), default=0)
    last_hash = models.CharField(_("마지막 해시"), max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("평가 사슬")

    def __str__(self) -> str:
        return f"{self.round_id}: {self.last_number}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BonusClaim(models.Model):
    """A bonus point an applicant asks for with its evidence, and what an officer allowed."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="bonus_claims")
    # The key of the call revision's bonus point.
    key = models.CharField(_("가점 항목"), max_length=80)
    points = models.DecimalField(_("신청 점수"), max_digits=6, decimal_places=2)
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("상태"), max_length=10, choices=BonusState, default=BonusState.CLAIMED)
    allowed = models.DecimalField(_("인정 점수"), max_digits=6, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("가점")
        ordering = ("application", "key")
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="bonus_claim_once"),
            models.CheckConstraint(
                condition=~Q(state=BonusState.GRANTED) | Q(file__isnull=False, allowed__isnull=False),
                name="bonus_granted_on_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.key}"


class ScoreSheet(models.Model):
    """The score sheet of a round at an instant, in full: recomputed from the reviews it is equal again."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField(_("차수"))
    content = models.TextField(_("내용"))
    content_hash = models.CharField(_("내용 해시"), max_length=64)
    computed_at = models.DateTimeField(_("계산 시각"))
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("점수표")
        ordering = ("round", "-number")
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="score_sheet_unique")]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.round_id} #{self.number}"


class ScoreRow(models.Model):
    """One application on a score sheet, for lists and rankings."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="rows")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="score_rows")
    mean = models.DecimalField(_("평균"), max_digits=8, decimal_places=4, null=True)
    bonus = models.DecimalField(_("가점"), max_digits=6, decimal_places=2)
    total = models.DecimalField(_("총점"), max_digits=8, decimal_places=4, null=True)
    rank = models.PositiveIntegerField(_("순위"), null=True)
    passed = models.BooleanField(_("기준 통과"))

    class Meta:
        verbose_name = _("점수")
        ordering = ("sheet", "rank", "id")
        constraints = [models.UniqueConstraint(fields=["sheet", "application"], name="score_row_once")]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.application_id}: {self.total}"
