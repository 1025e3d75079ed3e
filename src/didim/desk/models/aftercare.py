import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import PrescriptionKind

from .consultations import Consultation
from .counters import new_token


class Prescription(models.Model):
    """What a counsellor tells the firm to do next."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="prescriptions"
    )
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="prescriptions")
    kind = models.CharField(_("구분"), max_length=12, choices=PrescriptionKind)
    notice = models.ForeignKey("programmes.Notice", models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(_("처방"), max_length=300)
    written_at = models.DateTimeField(_("적은 시각"))

    class Meta:
        verbose_name = _("처방")
        ordering = ("consultation", "id")

    def __str__(self) -> str:
        return self.text


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FollowUp(models.Model):
    """What the desk does by a day, after a consultation."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="follow_ups")
    counsellor = models.ForeignKey("desk.Counsellor", models.PROTECT, related_name="follow_ups")
    what = models.CharField(_("할 일"), max_length=200)
    due_on = models.DateField(_("기한"))
    done_at = models.DateTimeField(_("마친 시각"), null=True, blank=True)
    outcome = models.CharField(_("결과"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(_("알린 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("후속 조치")
        ordering = ("due_on", "id")
        indexes = [
            models.Index(fields=["counsellor", "due_on"], condition=Q(done_at=None), name="follow_up_open")
        ]

    def __str__(self) -> str:
        return self.what


class Satisfaction(models.Model):
    """How a finished consultation was: asked once, answered once."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="satisfaction")
    token = models.CharField(_("응답 열쇠"), max_length=64, unique=True, default=new_token)
    asked_at = models.DateTimeField(_("물은 시각"))
    score = models.PositiveSmallIntegerField(_("점수"), null=True, blank=True)
    comment = models.CharField(_("의견"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("답한 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("만족도")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None, answered_at=None)
                | Q(score__gte=1, score__lte=5, answered_at__isnull=False),
                name="satisfaction_from_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} · {self.score}"
