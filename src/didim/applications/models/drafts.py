import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.applications.enums import ApplicationState


@pghistory.track(
    pghistory.InsertEvent(),
    # The number is the first receipt's, which stands for it and never changes: no event of its own.
    pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=["number"])),
    pghistory.DeleteEvent(),
)
class Application(models.Model):
    """A firm's application to a call: one a firm and call, from the first draft to the last receipt."""

    # Indexes of the table begin with each of these three.
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="applications", db_index=False)
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="applications", db_index=False)
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, related_name="applications", db_index=False
    )
    state = models.CharField(
        _("상태"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    # The number of the first receipt: what people call the application by (접수번호).
    number = models.PositiveIntegerField(_("접수번호"), null=True, blank=True)
    # When what counts now arrived; null before the first submission.
    submitted_at = models.DateTimeField(_("접수 시각"), null=True, blank=True)
    # The submission that counts.
    submission = models.ForeignKey(
        "applications.Submission", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("작성 시작"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("신청")
        ordering = ("call", "number", "id")
        constraints = [
            models.UniqueConstraint(fields=["call", "enterprise"], name="application_one_a_firm"),
            models.UniqueConstraint(fields=["call", "number"], name="application_number_unique"),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT) | Q(submitted_at__isnull=False),
                name="application_submitted_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "number"], name="application_of_call"),
            models.Index(fields=["agency", "-submitted_at", "-id"], name="application_of_agency"),
            models.Index(fields=["enterprise", "-created_at"], name="application_of_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}-{self.number or '…'}"


class Draft(models.Model):
    """What is being written, by several people of a firm: answers, each with the version that set it."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="draft")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    # The revision of the call the answers are for; a correction moves them over (engines.forms.carry_over).
    revision = models.ForeignKey("programmes.CallRevision", models.PROTECT, related_name="+")
    answers = models.JSONField(_("답변"), default=dict)
    # Version that last set each answer, by field key: what a merge compares with.
    field_versions = models.JSONField(_("항목별 판"), default=dict)
    # Who set each answer and when, by field key: {"by": user id, "at": instant}; shown where two disagree.
    field_authors = models.JSONField(_("항목별 작성자"), default=dict)
    # Answers to fields that a correction removed or changed, by field key: [{"label", "value"}]; never lost.
    kept = models.JSONField(_("보관한 답변"), default=dict)
    # What the last move to another revision changed, in sentences, until somebody has read it.
    carried_over = models.JSONField(_("바뀐 점"), default=list)
    version = models.PositiveIntegerField(_("판"), default=0)
    step = models.CharField(pgettext_lazy("신청서", "단계"), max_length=60, blank=True)
    updated_at = models.DateTimeField(_("저장 시각"))
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("신청서 초안")
        ordering = ("-updated_at", "-id")

    def __str__(self) -> str:
        return f"{self.application_id} v{self.version}"
