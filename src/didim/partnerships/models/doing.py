"""What was promised, what was done, what came of it, and the papers."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.partnerships.enums import ActivityKind, PromiseSide, PromiseState

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Promise(models.Model):
    """What one side (or both) said it would do; with an indicator and a target its progress is counted."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", models.CASCADE, related_name="promises")
    side = models.CharField(_("누구의 약속"), max_length=8, choices=PromiseSide)
    text = models.CharField(_("약속"), max_length=300)
    # An indicator of outcomes by its code; the results of this promise with that code are its progress.
    indicator = models.SlugField(_("셀 지표"), max_length=40, blank=True)
    target = models.DecimalField(_("목표"), max_digits=20, decimal_places=4, null=True, blank=True)
    due_on = models.DateField(_("기한"), null=True, blank=True)
    state = models.CharField(_("상태"), max_length=8, choices=PromiseState, default=PromiseState.OPEN)
    settled_on = models.DateField(_("매듭지은 날"), null=True, blank=True)
    note = models.CharField(_("확인한 것"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("협약의 약속")
        ordering = ("partnership", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PromiseState.OPEN, settled_on=None)
                | ~Q(state=PromiseState.OPEN) & Q(settled_on__isnull=False),
                name="partnership_promise_settled",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | (Q(target__gt=0) & ~Q(indicator="")),
                name="partnership_promise_target",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on"],
                condition=Q(state=PromiseState.OPEN),
                name="partnership_promise_open",
            )
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class Activity(models.Model):
    """Something both did together on a day."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", models.CASCADE, related_name="activities")
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, blank=True, related_name="activities")
    kind = models.CharField(_("구분"), max_length=10, choices=ActivityKind)
    title = models.CharField(_("활동"), max_length=160)
    held_on = models.DateField(_("날짜"))
    participants = models.PositiveIntegerField(_("참여 인원"), null=True, blank=True)
    note = models.TextField(_("내용"), blank=True)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("협약 활동")
        ordering = ("-held_on", "-id")
        indexes = [models.Index(fields=["partnership", "-held_on"], name="partnership_activity_by_day")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class Result(models.Model):
    """That a row of results came of a partnership, of one of its promises, of something done together."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", models.PROTECT, related_name="results")
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, blank=True, related_name="results")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="results")
    # The row as it was first written; its corrections carry the same reference.
    observation = models.OneToOneField("outcomes.Observation", models.PROTECT, related_name="+")
    reference = models.CharField(_("근거 번호"), max_length=120)

    class Meta:
        verbose_name = _("협약 성과")
        ordering = ("partnership", "id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "reference"], name="partnership_result_once")
        ]

    def __str__(self) -> str:
        return self.reference


@pghistory.track()
class Paper(models.Model):
    """A stored file of a partnership as it was when it was put there; taken out, its row stays."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", models.CASCADE, related_name="papers")
    name = models.CharField(_("파일 이름"), max_length=200)
    size = models.PositiveBigIntegerField(_("크기(바이트)"))
    content_type = models.CharField(_("형식"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField(_("붙인 시각"))
    added_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(_("뺀 시각"), null=True, blank=True)
    removed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("협약 문서")
        ordering = ("partnership", "added_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "sha256"],
                condition=Q(removed_at=None),
                name="partnership_paper_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
