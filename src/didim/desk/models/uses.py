import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import ContactChannel, UseKind
from didim.registry.enums import EnterpriseStage

from .consultations import Consultation
from .counters import Branch


# The first writing of a row is the row itself; only what changes later wants a history.
@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UseRecord(models.Model):
    """One use of what an agency offers, by one person or a group: a consultation, a course, a field visit.

    The ledger of support knows firms alone; this one knows everybody who came, with a firm or without. Who
    comes twice is two uses. Names stay with the consultation.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="uses"
    )
    consultation = models.OneToOneField(
        Consultation, models.PROTECT, null=True, blank=True, related_name="use"
    )
    used_on = models.DateField(_("이용일"))
    kind = models.CharField(_("서비스"), max_length=12, choices=UseKind)
    channel = models.CharField(_("경로"), max_length=8, choices=ContactChannel)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    # As it was on that day; "" and null where nobody asked.
    stage = models.CharField(_("업력 단계"), max_length=12, choices=EnterpriseStage, blank=True)
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    industry = models.ForeignKey("registry.Industry", models.PROTECT, null=True, blank=True, related_name="+")
    people = models.PositiveIntegerField(_("인원"), default=1)
    what = models.CharField(_("내용"), max_length=120, blank=True)
    # What the row stands for, unique at its agency: "consultation-31", "course-2026-11-22-1".
    reference = models.CharField(_("근거 번호"), max_length=60)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("이용")
        ordering = ("-used_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "reference"], name="use_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="use_by_somebody"),
        ]
        indexes = [
            # Statistics of a year are read from the index alone.
            models.Index(
                fields=["agency", "used_on"],
                include=["people", "kind", "channel", "stage", "region", "industry"],
                name="use_of_day",
            ),
            models.Index(fields=["enterprise", "-used_on"], name="use_of_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.used_on} · {self.get_kind_display()}"
