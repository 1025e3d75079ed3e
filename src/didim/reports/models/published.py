from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.registry.models.periods import in_order


class PublishedReport(models.Model):
    """A report as it was given out: its whole text, frozen. What is found wrong later is a new number."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="published_reports")
    # Of which network; null where the report is the agency's own.
    network = models.ForeignKey(
        "registry.Network", models.PROTECT, null=True, blank=True, related_name="published_reports"
    )
    # Code and version of the outline it was built by: "annual@2010-01-01".
    outline = models.CharField(_("보고서 종류"), max_length=60)
    title = models.CharField(_("제목"), max_length=200)
    language = models.CharField(_("언어"), max_length=5, default="ko")
    period_start = models.DateField(_("기간 시작"))
    period_end = models.DateField(_("기간 끝"))
    number = models.PositiveSmallIntegerField(_("발간 차수"))
    # Canonical JSON of the report (reports.paper_text): every rendering is made from it.
    content = models.TextField(_("내용"))
    content_hash = models.CharField(_("내용 해시"), max_length=64)
    published_at = models.DateTimeField(_("발간 시각"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("발간한 보고서")
        ordering = ("-published_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "network", "outline", "language", "period_start", "period_end", "number"],
                nulls_distinct=False,
                name="published_report_number_unique",
            ),
            in_order(name="published_report_period", lower="period_start", upper="period_end"),
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"
