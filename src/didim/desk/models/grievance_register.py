"""What the public may read of a grievance, and the changes of law that were promised for it."""

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.desk.grievance_enums import GrievanceClass, GrievanceTopic, PromiseState, ResultCode

USER = settings.AUTH_USER_MODEL


@pghistory.track(exclude=["keys"])
class RegisterEntry(models.Model):
    """An answered grievance in words that name nobody; public once a second person has approved it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    grievance = models.OneToOneField("desk.Grievance", models.PROTECT, related_name="register_entry")
    title = models.CharField(_("공개 제목"), max_length=120)
    # The keys that type the title (see Grievance.keys).
    keys = models.TextField(_("제목의 글쇠"), blank=True, editable=False)
    outcome = models.TextField(_("처리 내용"))
    topic = models.CharField(_("분야"), max_length=12, choices=GrievanceTopic)
    triage = models.CharField(_("구분"), max_length=12, choices=GrievanceClass)
    result = models.CharField(_("처리 결과"), max_length=12, choices=ResultCode)
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(_("답변일"))
    proposed_at = models.DateTimeField(_("올린 시각"))
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("승인 시각"), null=True, blank=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("내린 시각"), null=True, blank=True)
    withdrawn_for = models.CharField(_("내린 사유"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("애로 공개 대장")
        ordering = ("-answered_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="register_entry_two_people",
            )
        ]
        indexes = [
            models.Index(
                fields=["-answered_on", "-id"],
                condition=Q(approved_at__isnull=False, withdrawn_at__isnull=True),
                name="register_entry_public",
            ),
            GinIndex(OpClass("keys", name="gin_trgm_ops"), name="register_entry_likeness"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.approved_at is not None and self.withdrawn_at is None


@pghistory.track(exclude=["reminded_for"])
class LawPromise(models.Model):
    """A change of a law or a rule that was promised for a grievance, until it is in force."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    grievance = models.ForeignKey("desk.Grievance", models.PROTECT, related_name="promises")
    law = models.CharField(_("법령·제도"), max_length=120)
    promise = models.CharField(_("바꾸기로 한 것"), max_length=300)
    body = models.CharField(_("바꾸는 기관"), max_length=80)
    expected_on = models.DateField(_("예정일"))
    state = models.CharField(_("상태"), max_length=10, choices=PromiseState, default=PromiseState.PROMISED)
    note = models.CharField(_("확인한 것"), max_length=300, blank=True)
    checked_on = models.DateField(_("확인한 날"), null=True, blank=True)
    # The expected day whose coming somebody was reminded of; a new day is reminded of anew.
    reminded_for = models.DateField(_("알린 예정일"), null=True, blank=True)

    class Meta:
        verbose_name = _("제도 개선 약속")
        ordering = ("expected_on", "id")

    def __str__(self) -> str:
        return f"{self.law}: {self.promise}"
