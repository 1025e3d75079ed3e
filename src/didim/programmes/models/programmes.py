import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.programmes.enums import FounderStage, RevisionState, SupportType, Target


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Programme(models.Model):
    """What an agency offers, year by year; its calls invite applications."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="programmes")
    name = models.CharField(_("사업명"), max_length=160)
    name_en = models.CharField(_("영문 사업명"), max_length=200, blank=True)
    support_type = models.CharField(_("지원유형"), max_length=20, choices=SupportType)
    year = models.PositiveSmallIntegerField(_("연도"))
    budget = models.BigIntegerField(_("예산(원)"), null=True, blank=True)
    purpose = models.TextField(_("목적"), blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("지원사업")
        ordering = ("-year", "name", "id")
        constraints = [models.UniqueConstraint(fields=["agency", "name", "year"], name="programme_unique")]

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Call(models.Model):
    """A call for applications of a programme; what it says stands in its revisions."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="calls")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls")
    title = models.CharField(_("공고명"), max_length=200)
    created_at = models.DateTimeField(_("작성 시각"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("공고")
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["agency", "-created_at", "-id"], name="call_newest_of_agency")]

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CallRevision(models.Model):
    """One version of a call's text, period and eligibility rule; published ones never change."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="call_revisions")
    call = models.ForeignKey(Call, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("차수"))
    state = models.CharField(_("상태"), max_length=10, choices=RevisionState, default=RevisionState.DRAFT)
    summary = models.TextField(_("요약"), blank=True)
    body = models.TextField(_("공고 내용"), blank=True)
    region_codes = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name=_("지역")
    )
    targets = ArrayField(
        models.CharField(max_length=16, choices=Target),
        default=list,
        blank=True,
        verbose_name=pgettext_lazy("공고", "대상"),
    )
    stages = ArrayField(
        models.CharField(max_length=4, choices=FounderStage), default=list, blank=True, verbose_name=_("업력")
    )
    target_text = models.TextField(_("지원대상"), blank=True)
    exclusion_text = models.TextField(_("제외대상"), blank=True)
    how_to_apply = models.TextField(_("신청방법"), blank=True)
    contact = models.TextField(_("문의처"), blank=True)
    # An urgent call may be announced for a shorter time, if it says why (definitions/call_notice.toml).
    urgent_reason = models.CharField(_("긴급 공고 사유"), max_length=200, blank=True)
    opens_at = models.DateTimeField(_("접수 시작"), null=True, blank=True)
    closes_at = models.DateTimeField(_("접수 마감"), null=True, blank=True)
    # The eligibility rule as didim.engines.eligibility writes it (a JSON tree).
    rule = models.JSONField(_("자격요건"), default=dict)
    # What is asked online, as didim.engines.forms writes it; {} where applications are taken elsewhere.
    form = models.JSONField(_("신청서 양식"), default=dict, blank=True)
    # Lists of objects with a stable `key` each: documents asked for, who is excluded, bonus points.
    documents = models.JSONField(_("제출 서류"), default=list, blank=True)
    exclusions = models.JSONField(_("신청 제외"), default=list, blank=True)
    bonus_points = models.JSONField(_("가점"), default=list, blank=True)
    # Review rounds in their order: kind, criteria, reviewers an application, parameters of engines.scoring.
    rounds = models.JSONField(_("평가 절차"), default=list, blank=True)
    places = models.PositiveIntegerField(_("선정 규모"), null=True, blank=True)
    reserves = models.PositiveIntegerField(_("예비 선정 규모"), null=True, blank=True)
    # In won: at most to one firm, and for the whole call.
    award_won = models.BigIntegerField(_("기업당 지원 한도(원)"), null=True, blank=True)
    budget_won = models.BigIntegerField(_("공고 예산(원)"), null=True, blank=True)
    published_at = models.DateTimeField(_("공고 시각"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("공고 차수")
        ordering = ("call", "-number")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="call_revision_unique"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
                name="call_revision_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(state=RevisionState.DRAFT) | Q(published_at__isnull=False),
                name="call_revision_published_at_an_instant",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_revision_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=RevisionState.PUBLISHED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} #{self.number}"
