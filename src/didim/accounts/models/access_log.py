import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.accounts.enums import AccessAct, SubjectKind

_REFUSE_CHANGE = """
    RAISE EXCEPTION 'rows of % are append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
"""


def append_only() -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse UPDATE and TRUNCATE of a table, and DELETE of rows still to be kept.

    The table has a column `keep_until`; after that day the destruction job may delete a row. The column is
    part of the row, so nobody can shorten it afterwards.
    """
    return [
        pgtrigger.Trigger(
            name="refuse_update", when=pgtrigger.Before, operation=pgtrigger.Update, func=_REFUSE_CHANGE
        ),
        pgtrigger.Trigger(
            name="refuse_truncate",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=_REFUSE_CHANGE,
        ),
        pgtrigger.Trigger(
            name="refuse_early_delete",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func="IF OLD.keep_until >= (clock_timestamp() AT TIME ZONE 'Asia/Seoul')::date THEN"
            f" {_REFUSE_CHANGE}"
            " END IF; RETURN OLD;",
        ),
    ]


class AccessLogEntry(models.Model):
    """One handling of personal data: account, time, place, whose data, what was done.

    The five items are those of 개인정보의 안전성 확보조치 기준 제2조 제3호 and 제8조 (2023-09-22).
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_log")
    at = models.DateTimeField(_("접속 일시"))
    ip = models.GenericIPAddressField(_("접속지"), null=True)
    subject_kind = models.CharField(_("정보주체 구분"), max_length=12, choices=SubjectKind)
    subject_id = models.BigIntegerField(_("정보주체 번호"), null=True)
    subject = models.CharField(_("정보주체"), max_length=200)
    subjects = models.PositiveIntegerField(_("정보주체 수"), default=1)
    act = models.CharField(_("수행업무 구분"), max_length=12, choices=AccessAct)
    task = models.CharField(_("수행업무"), max_length=120)
    reason = models.CharField(_("내려받은 사유"), max_length=300, blank=True)
    # No foreign key: agencies live a floor above. The agency on whose behalf the account acted.
    agency_id = models.BigIntegerField(_("기관"), null=True)
    keep_until = models.DateField(_("보관 기한"))

    class Meta:
        verbose_name = _("접속기록")
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["account", "-at"], name="access_log_by_account"),
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="access_log_by_subject"),
            models.Index(fields=["agency_id", "-at"], name="access_log_by_agency"),
            models.Index(fields=["keep_until"], name="access_log_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(act=AccessAct.DOWNLOAD) | ~models.Q(reason=""),
                name="access_log_download_has_reason",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_act_display()} {self.subject}"


class AccessReview(models.Model):
    """The monthly review of an agency's access log: who looked, when, what was found (제8조 제2항)."""

    agency_id = models.BigIntegerField(_("기관"))
    month = models.DateField(_("점검한 달"))
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_reviews")
    reviewed_at = models.DateTimeField(_("점검 시각"))
    entries = models.PositiveIntegerField(_("접속기록 수"))
    hints = models.PositiveIntegerField(_("살펴볼 접속 수"))
    finding = models.TextField(_("점검 결과"))
    keep_until = models.DateField(_("보관 기한"))

    class Meta:
        verbose_name = _("접속기록 점검")
        ordering = ("-month", "agency_id")
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "month"], name="access_review_once_a_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="access_review_month_first_day"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
