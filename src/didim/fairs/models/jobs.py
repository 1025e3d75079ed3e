"""Job fairs: postings of those who hire, applications of those who look for work, what came of them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.fairs.enums import ApplicationState, Employment, PostingState

from .fairs import Fair
from .participants import Participant

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Posting(models.Model):
    """Work that somebody who takes part in a job fair offers: read by everybody until its last day."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="postings")
    employer = models.ForeignKey(Participant, models.PROTECT, related_name="postings")
    title = models.CharField(_("모집 제목"), max_length=120)
    duties = models.TextField(_("하는 일"))
    wanted = models.TextField(_("찾는 사람"), blank=True)
    employment = models.CharField(_("고용 형태"), max_length=10, choices=Employment)
    # A yearly wage in won; None where it is agreed upon.
    wage_from_won = models.BigIntegerField(_("연봉 하한(원)"), null=True, blank=True)
    wage_to_won = models.BigIntegerField(_("연봉 상한(원)"), null=True, blank=True)
    work_place = models.CharField(_("일하는 곳"), max_length=120)
    places = models.PositiveSmallIntegerField(_("모집 인원"))
    closes_at = models.DateTimeField(_("지원 마감"))
    state = models.CharField(_("상태"), max_length=6, choices=PostingState, default=PostingState.OPEN)
    posted_at = models.DateTimeField(_("올린 시각"))
    posted_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("채용 공고")
        ordering = ("fair", "closes_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="posting_places"),
            models.CheckConstraint(
                condition=Q(wage_from_won=None)
                | Q(wage_to_won=None)
                | Q(wage_to_won__gte=models.F("wage_from_won")),
                name="posting_wages_in_order",
            ),
        ]
        indexes = [models.Index(fields=["fair", "state", "closes_at"], name="posting_list")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class JobApplication(models.Model):
    """That somebody asks for the work of a posting; an interview is a meeting of the two at the fair."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Participant, models.PROTECT, related_name="job_applications")
    letter = models.TextField(_("지원 동기"))
    career = models.TextField(_("경력과 자격"), blank=True)
    state = models.CharField(
        _("상태"), max_length=9, choices=ApplicationState, default=ApplicationState.APPLIED
    )
    # What the one who hires wrote for itself; the applicant does not see it.
    note = models.TextField(_("면접 기록"), blank=True)
    answer = models.CharField(_("결과에 전하는 말"), max_length=300, blank=True)
    applied_at = models.DateTimeField(_("지원 시각"))
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    starts_on = models.DateField(_("첫 출근일"), null=True, blank=True)

    class Meta:
        verbose_name = _("입사 지원")
        ordering = ("posting", "applied_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "applicant"],
                condition=~Q(state=ApplicationState.WITHDRAWN),
                name="job_application_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ApplicationState.HIRED, ApplicationState.REJECTED])
                | Q(decided_at__isnull=False),
                name="job_application_decided_at_an_instant",
            ),
        ]
        indexes = [models.Index(fields=["applicant"], name="job_application_of_person")]

    def __str__(self) -> str:
        return f"{self.posting_id}/{self.applicant_id}"
