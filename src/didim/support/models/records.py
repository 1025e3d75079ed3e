import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.registry.models.periods import in_order
from didim.support.enums import RecordSource, SupportForm

_MARK = """
INSERT INTO support_ledgermark (agency_id, year) SELECT DISTINCT agency_id, year FROM ({rows}) AS changed;
RETURN NULL;
"""


def _marking(name: str, operation: pgtrigger.Operation, rows: str, **tables: str) -> pgtrigger.Trigger:
    """Return the trigger that marks the years whose kept sums no longer hold."""
    return pgtrigger.Trigger(
        name=f"mark_{name}",
        when=pgtrigger.After,
        operation=operation,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(**tables),
        func=_MARK.format(rows=rows),
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SupportRecord(models.Model):
    """One line each time a firm received something: who, what, from whom, when, worth how much, evidence."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="support_records")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="support_records")
    form = models.CharField(_("지원 형태"), max_length=12, choices=SupportForm)
    # No foreign key: programmes live a floor above; the name stands for those run elsewhere.
    programme_id = models.BigIntegerField(_("사업 번호"), null=True, blank=True)
    programme_name = models.CharField(_("사업명"), max_length=160)
    # What exactly, within the form and programme: a prototype, a certificate, a shopping platform.
    detail = models.CharField(_("세부 내용"), max_length=60, blank=True)
    # What runs over years is one line a year, each with that year's amount.
    year = models.PositiveSmallIntegerField(_("연도"))
    # Worth in won; null where it has no price (a talk, a meeting).
    amount_won = models.BigIntegerField(_("금액(원)"), null=True, blank=True)
    received_on = models.DateField(_("지원일"))
    # The last day it runs, for what runs: an agreement, a tenancy.
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    source = models.CharField(_("출처"), max_length=10, choices=RecordSource)
    # What the line stands for, unique at its source: "agreement-31", the row's key in an imported file.
    reference = models.CharField(_("근거 번호"), max_length=120)
    # What its lines belong together by: "agreement-31", "voucher-12"; "" for a line that stands alone.
    case_reference = models.CharField(_("협약·바우처 번호"), max_length=60, blank=True)
    evidence = models.CharField(_("증빙"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("지원이력")
        ordering = ("-received_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "source", "reference"], name="support_record_once"),
            models.CheckConstraint(
                condition=Q(amount_won__isnull=True) | Q(amount_won__gte=0), name="support_record_amount"
            ),
            in_order(name="support_record_period", lower="received_on", upper="ends_on"),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-received_on"], name="support_record_of_firm"),
            models.Index(
                fields=["agency", "year"],
                include=["enterprise", "form", "programme_name", "detail", "amount_won"],
                name="support_record_totals",
            ),
            models.Index(
                fields=["agency", "case_reference"],
                condition=~Q(case_reference=""),
                name="support_record_of_case",
            ),
        ]
        triggers = [
            _marking("insert", pgtrigger.Insert, "SELECT agency_id, year FROM new_rows", new="new_rows"),
            _marking("delete", pgtrigger.Delete, "SELECT agency_id, year FROM old_rows", old="old_rows"),
            _marking(
                "update",
                pgtrigger.Update,
                "SELECT agency_id, year FROM old_rows UNION SELECT agency_id, year FROM new_rows",
                old="old_rows",
                new="new_rows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.programme_name} ({self.year})"
