import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from didim.outcomes.enums import Basis, ObservationSource
from didim.registry.models.periods import in_order

from . import guards

OF_ITS_KIND = (
    "agency",
    "indicator",
    "enterprise",
    "place",
    "region",
    "network",
    "programme_name",
    "period_start",
    "period_end",
    "basis",
    "breakdown",
    "currency",
)


class Observation(models.Model):
    """What was observed of a firm, a place, a region, a network or the agency itself, in a period.

    Rows are never changed. A correction is a row of its own that `corrects` an earlier one; the database
    then takes `is_effective` from the earlier row. A correction without a value withdraws.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="observations")
    indicator = models.ForeignKey("outcomes.Indicator", models.PROTECT, related_name="observations")
    # At most one of the four; none: the agency itself.
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="observations"
    )
    place = models.ForeignKey("registry.Place", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    network = models.ForeignKey("registry.Network", models.PROTECT, null=True, blank=True, related_name="+")
    # No foreign key: programmes live a floor above; the name stands for those run elsewhere.
    programme_id = models.BigIntegerField(_("사업 번호"), null=True, blank=True)
    programme_name = models.CharField(_("사업명"), max_length=160, blank=True)
    period_start = models.DateField(_("기간 시작"))
    period_end = models.DateField(_("기간 끝"))
    year = models.GeneratedField(
        expression=ExtractYear("period_end"),
        output_field=models.SmallIntegerField(_("연도")),
        db_persist=True,
    )
    # In the indicator's unit; money in whole units of its currency (won; dollars with cents as decimals).
    value = models.DecimalField(_("값"), max_digits=20, decimal_places=4, null=True, blank=True)
    # ISO 4217; "" for what is not money.
    currency = models.CharField(_("통화"), max_length=3, blank=True)
    basis = models.CharField(_("측정 기준"), max_length=10, choices=Basis)
    # Of what kind within the indicator: a fund, a country, a kind of equipment.
    breakdown = models.CharField(_("구분"), max_length=60, blank=True)
    evidence = models.CharField(_("증빙"), max_length=300, blank=True)
    source = models.CharField(_("출처"), max_length=10, choices=ObservationSource)
    # What the row stands for at its source ("voucher-31", the key of a row of a file); "" where typed.
    reference = models.CharField(_("근거 번호"), max_length=120, blank=True)
    # By its number: a line that is taken out of the ledger lives on in the ledger's history, and here.
    support_record = models.ForeignKey(
        "support.SupportRecord",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="observations",
        db_constraint=False,
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(_("정정 사유"), max_length=300, blank=True)
    # Neither corrected nor a withdrawal: the rows that count. Only the database's own trigger changes it.
    is_effective = models.BooleanField(_("유효"), default=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("관측값")
        ordering = ("-period_end", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise=None, place=None, region=None)
                | Q(enterprise=None, place=None, network=None)
                | Q(enterprise=None, region=None, network=None)
                | Q(place=None, region=None, network=None),
                name="observation_of_one_subject",
            ),
            in_order(name="observation_period", lower="period_start", upper="period_end"),
            models.CheckConstraint(
                condition=Q(currency="") | Q(currency__regex=r"^[A-Z]{3}$"), name="observation_currency"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(corrects__isnull=False, is_effective=False),
                name="observation_has_a_value",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | (~Q(reason="") & ~Q(corrects=F("id"))),
                name="observation_correction_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["agency", "source", "reference"],
                condition=~Q(reference="") & Q(corrects=None),
                name="observation_once",
            ),
            # What has no reference of its own is the one value of its kind: nobody counts it twice.
            models.UniqueConstraint(
                fields=[*OF_ITS_KIND],
                condition=Q(reference="", is_effective=True),
                nulls_distinct=False,
                name="observation_one_of_its_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-period_end"], name="observation_of_firm"),
            models.Index(
                fields=["indicator", "year", "agency"],
                include=[
                    "enterprise",
                    "programme_name",
                    "period_end",
                    "value",
                    "currency",
                    "basis",
                    "breakdown",
                ],
                condition=Q(is_effective=True),
                name="observation_of_indicator",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=guards.ONLY_FIRM_AND_EFFECT,
            ),
            pgtrigger.Trigger(
                name="firm_by_merge_only",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(old__enterprise__df=pgtrigger.F("new__enterprise")),
                func=guards.FIRM_BY_MERGE_ONLY,
            ),
            *guards.NEVER_REMOVED,
            pgtrigger.Trigger(
                name="closed_periods",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=guards.CLOSED_PERIODS,
            ),
            pgtrigger.Trigger(
                name="corrections",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__corrects__isnull=False),
                func=guards.CORRECTION,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period_end}: {self.value}"

    @property
    def shown_value(self) -> str:
        """The value with separators and without empty decimals; "" for a withdrawal."""
        if self.value is None:
            return ""
        text = f"{self.value:,.4f}"
        return text.rstrip("0").rstrip(".")
