"""Reports of visits, with their photos: written, filed, approved by somebody else, never altered after."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.experts.visit_enums import ReportState

USER = settings.AUTH_USER_MODEL


# A version goes from writing to filed, from filed to returned or approved, and no way else.
_ONE_WAY = """
IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'writing' THEN
        RAISE EXCEPTION 'a report begins with writing'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END IF;
IF OLD.state IN ('returned', 'approved') THEN
    RAISE EXCEPTION 'version % of a report is %: never changed', OLD.version, OLD.state
        USING ERRCODE = 'restrict_violation';
END IF;
IF (OLD.visit_id, OLD.version, OLD.agency_id) IS DISTINCT FROM (NEW.visit_id, NEW.version, NEW.agency_id)
    OR (OLD.state, NEW.state) NOT IN (('writing', 'writing'), ('writing', 'filed'),
        ('filed', 'returned'), ('filed', 'approved'))
    OR (OLD.state = 'filed'
        AND (OLD.saw, OLD.advice, OLD.next_steps, OLD.minutes, OLD.cause, OLD.filed_at, OLD.filed_by_id)
        IS DISTINCT FROM
            (NEW.saw, NEW.advice, NEW.next_steps, NEW.minutes, NEW.cause, NEW.filed_at, NEW.filed_by_id))
THEN
    RAISE EXCEPTION 'version % of a report is %: not changed this way', OLD.version, OLD.state
        USING ERRCODE = 'restrict_violation';
END IF;
IF NEW.state = 'approved' THEN
    PERFORM set_config('didim.system', 'on', true);
    SELECT expert.user_id INTO visitor FROM experts_visit visit
        JOIN experts_poolexpert expert ON expert.id = visit.expert_id WHERE visit.id = NEW.visit_id;
    PERFORM set_config('didim.system', scope, true);
    IF NEW.decided_by_id IN (visitor, NEW.filed_by_id) THEN
        RAISE EXCEPTION 'nobody approves their own report'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_report_approved_by_another';
    END IF;
END IF;
RETURN NEW;
"""

# Photos come and go while their version is written; afterwards they are part of what was filed.
_WHILE_WRITTEN = """
PERFORM set_config('didim.system', 'on', true);
SELECT state INTO stands FROM experts_visitreport
    WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;
PERFORM set_config('didim.system', scope, true);
IF TG_OP = 'UPDATE' OR stands <> 'writing' THEN
    RAISE EXCEPTION 'photos of a report are not changed: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END IF;
RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
"""
_SCOPE = ("scope", "text := coalesce(current_setting('didim.system', true), '')")


class VisitReport(models.Model):
    """A version of what was seen and advised at a visit; a correction is the next version."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    visit = models.ForeignKey("experts.Visit", models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField(_("판"))
    state = models.CharField(_("상태"), max_length=8, choices=ReportState, default=ReportState.WRITING)
    saw = models.TextField(_("본 것"), blank=True)
    advice = models.TextField(_("조언"), blank=True)
    next_steps = models.TextField(_("다음에 할 일"), blank=True)
    # How long the visit took.
    minutes = models.PositiveSmallIntegerField(_("걸린 시간(분)"))
    # Why an approved version is corrected.
    cause = models.CharField(_("고치는 까닭"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("적은 시각"))
    filed_at = models.DateTimeField(_("낸 시각"), null=True, blank=True)
    filed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("검토한 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.CharField(_("보완할 것"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("방문 보고서")
        ordering = ("visit", "-version")
        constraints = [
            models.UniqueConstraint(fields=["visit", "version"], name="visit_report_version_once"),
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(state__in=[ReportState.WRITING, ReportState.FILED]),
                name="visit_report_one_open",
            ),
            models.CheckConstraint(condition=Q(version__gte=1, minutes__gte=1), name="visit_report_from_one"),
            models.CheckConstraint(
                condition=Q(state="writing")
                | (Q(filed_at__isnull=False, filed_by__isnull=False) & ~Q(saw="") & ~Q(advice="")),
                name="visit_report_filed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["writing", "filed"], decided_at=None, decided_by=None)
                | Q(state__in=["returned", "approved"], decided_at__isnull=False, decided_by__isnull=False),
                name="visit_report_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="visit_report_returned_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "filed_at"],
                condition=Q(state=ReportState.FILED),
                name="visit_report_to_approve",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="one_way",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[_SCOPE, ("visitor", "bigint")],
                func=_ONE_WAY,
            ),
            *(one for one in never_changed() if one.name != "refuse_change"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} v{self.version}"


class VisitPhoto(models.Model):
    """A photo of a version of a report: upright, no larger than needed, without where and when it was taken.

    The bytes stand in the storage of files under their SHA-256.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    report = models.ForeignKey(VisitReport, models.PROTECT, related_name="photos")
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("크기(바이트)"))
    width = models.PositiveSmallIntegerField(_("너비(점)"))
    height = models.PositiveSmallIntegerField(_("높이(점)"))
    caption = models.CharField(_("설명"), max_length=120, blank=True)
    added_at = models.DateTimeField(_("붙인 시각"))
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("방문 사진")
        ordering = ("report", "id")
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="visit_photo_once")]
        triggers = [
            pgtrigger.Trigger(
                name="while_written",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[_SCOPE, ("stands", "text")],
                func=_WHILE_WRITTEN,
            )
        ]

    def __str__(self) -> str:
        return self.caption or f"{self.report_id}: {self.pk}"
