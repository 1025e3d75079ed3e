from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerMark(models.Model):
    """That lines of an agency and year changed since their sums were kept: triggers of the ledger add one.

    Only ever added and taken away, never changed, so that writers of lines do not wait for one another.
    """

    agency = models.ForeignKey("registry.Agency", models.CASCADE, db_constraint=False, related_name="+")
    year = models.PositiveSmallIntegerField(_("연도"))

    class Meta:
        verbose_name = _("지원이력 변경 표시")
        indexes = [models.Index(fields=["agency", "year"], name="ledger_mark_of_year")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"


class LedgerSum(models.Model):
    """What the ledger of a year adds up to, of one agency or (agency null) of all.

    It can be made anew from the lines at any time; support.queries.totals never reads one of a marked year.
    """

    agency = models.ForeignKey(
        "registry.Agency", models.CASCADE, null=True, db_constraint=False, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("연도"))
    # By what it is grouped ("form", "programme", "detail"; "" for the whole), and the group.
    grain = models.CharField(_("묶음"), max_length=10, blank=True)
    key = models.CharField(_("값"), max_length=160, blank=True)
    amount_won = models.BigIntegerField(_("금액(원)"))
    records = models.PositiveIntegerField(_("건수"))
    firms = models.PositiveIntegerField(_("기업 수"))
    # Rows of one refresh; the next one writes its own and takes these away.
    refresh = models.BigIntegerField(_("계산 차수"))

    class Meta:
        verbose_name = _("지원이력 집계")
        constraints = [
            models.UniqueConstraint(
                fields=["grain", "year", "agency", "key", "refresh"],
                nulls_distinct=False,
                name="ledger_sum_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.grain} {self.key}"
