import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.selection.enums import CheckKind, CheckState, CheckVerdict, JobState, PaperState


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EligibilityCheck(models.Model):
    """The check of one application before it is reviewed (요건검토)."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="eligibility_check"
    )
    # The submission that was checked; a later one makes the check due again.
    submission = models.ForeignKey("applications.Submission", models.PROTECT, related_name="+")
    state = models.CharField(_("상태"), max_length=10, choices=CheckState, default=CheckState.WAITING)
    checked_at = models.DateTimeField(_("자동 검토 시각"))
    definitions = models.JSONField(_("쓴 정의"), default=list)
    decided_at = models.DateTimeField(_("확정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("사유"), blank=True)

    class Meta:
        verbose_name = _("요건검토")
        ordering = ("application",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[CheckState.WAITING, CheckState.COMMITTEE])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="eligibility_check_decided_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["agency", "state"], name="eligibility_check_by_state")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_state_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CheckItem(models.Model):
    """One rule of a check: what the machine says with its evidence, and what officers say over it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    check_of = models.ForeignKey(EligibilityCheck, models.CASCADE, related_name="items")
    kind = models.CharField(_("구분"), max_length=10, choices=CheckKind)
    key = models.CharField(_("항목"), max_length=80)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)
    sentence = models.TextField(_("조건"))
    automatic = models.CharField(_("자동 판정"), max_length=8, choices=CheckVerdict)
    # What the verdict rests on: the firm's value, the source sentence, rows of the ledger, passages.
    evidence = models.JSONField(_("근거"), default=dict)
    # An officer's verdict over the automatic one, and the second officer who confirmed it.
    override = models.CharField(_("담당자 판정"), max_length=8, choices=CheckVerdict, null=True, blank=True)
    reason = models.TextField(_("사유"), blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    overridden_at = models.DateTimeField(_("판정 시각"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("확인 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("검토 항목")
        ordering = ("check_of", "position", "id")
        constraints = [
            models.UniqueConstraint(fields=["check_of", "kind", "key"], name="check_item_once"),
            models.CheckConstraint(
                condition=Q(override__isnull=True)
                | (Q(overridden_by__isnull=False, overridden_at__isnull=False) & ~Q(reason="")),
                name="check_item_override_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("overridden_by")),
                name="check_item_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(override__isnull=False, overridden_by__isnull=False, confirmed_at__isnull=False),
                name="check_item_confirms_an_override",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.key}"


class PlanSimilarity(models.Model):
    """How much of a plan stands in an earlier one; at or above the limit the committee looks at it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    submission = models.ForeignKey("applications.Submission", models.PROTECT, related_name="+")
    earlier = models.ForeignKey("applications.Submission", models.PROTECT, related_name="+")
    share = models.FloatField(_("일치율"))
    passages = models.JSONField(_("일치하는 문장"), default=list)
    definition = models.CharField(_("정의"), max_length=60)
    measured_at = models.DateTimeField(_("측정 시각"))

    class Meta:
        verbose_name = _("계획 유사성")
        ordering = ("-share", "id")
        constraints = [
            models.UniqueConstraint(fields=["submission", "earlier"], name="plan_similarity_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="plan_similarity_share"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} ~ {self.earlier_id}: {self.share:.0%}"


class PlanFingerprint(models.Model):
    """A sample of a plan's shingles (engines.similarity), so that later plans find it without its text."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    submission = models.OneToOneField(
        "applications.Submission", models.PROTECT, related_name="plan_fingerprint"
    )
    definition = models.CharField(_("정의"), max_length=60)
    # Different shingles of the whole plan; the sample holds about one in so many, 8 bytes each.
    shingles = models.PositiveIntegerField(_("조각 수"))
    hashes = models.BinaryField(_("지문"))

    class Meta:
        verbose_name = _("계획 지문")

    def __str__(self) -> str:
        return f"{self.submission_id}"


class PlanPaper(models.Model):
    """The text of a business plan that was handed in as a file, read once by a job."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    submission = models.ForeignKey("applications.Submission", models.PROTECT, related_name="plan_papers")
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, related_name="+")
    state = models.CharField(_("상태"), max_length=10, choices=PaperState)
    text = models.TextField(_("본문"), blank=True)
    pages = models.PositiveIntegerField(_("쪽수"), default=0)
    read_at = models.DateTimeField(_("읽은 시각"))

    class Meta:
        verbose_name = _("사업계획서 본문")
        ordering = ("submission", "file")
        constraints = [models.UniqueConstraint(fields=["submission", "file"], name="plan_paper_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.file_id}"


class CheckRun(models.Model):
    """The automatic check of a call's applications: a job with progress."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="check_runs")
    state = models.CharField(_("상태"), max_length=8, choices=JobState, default=JobState.QUEUED)
    total = models.PositiveIntegerField(_("전체"), default=0)
    done = models.PositiveIntegerField(_("검토함"), default=0)
    problem = models.CharField(_("문제"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("요청 시각"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("자동 검토")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="check_run_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.done}/{self.total}"
