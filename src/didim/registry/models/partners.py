import pghistory
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import CommissionKind, EndReason, PartnerKind

from .periods import in_order, one_at_a_time


class Partner(models.Model):
    """A large firm, retailer, public buyer or investor that works with agencies."""

    name = models.CharField(_("파트너명"), max_length=120)
    name_en = models.CharField(_("영문 파트너명"), max_length=160, blank=True)
    kind = models.CharField(_("종류"), max_length=12, choices=PartnerKind)
    region = models.ForeignKey(
        "registry.Region", models.PROTECT, null=True, blank=True, related_name="partners"
    )
    website = models.URLField(_("누리집"), blank=True)
    introduction = models.TextField(_("소개"), blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("파트너")
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["name", "kind"], name="partner_unique")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Commission(models.Model):
    """The appointment of a partner (or of one person there) by an agency, for a term, by letter."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="commissions")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="commissions")
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="commissions"
    )
    kind = models.CharField(_("위촉 구분"), max_length=12, choices=CommissionKind)
    letter_number = models.CharField(_("위촉장 번호"), max_length=40)
    valid_from = models.DateField(_("위촉일"))
    valid_to = models.DateField(_("위촉 마지막 날"), null=True, blank=True)
    end_reason = models.CharField(_("중도 종료 사유"), max_length=12, choices=EndReason, blank=True)

    class Meta:
        verbose_name = _("파트너 위촉")
        ordering = ("-valid_from", "-id")
        constraints = [
            in_order(name="commission_period"),
            models.UniqueConstraint(fields=["agency", "letter_number"], name="commission_letter_unique"),
            one_at_a_time(
                "agency", "partner", Coalesce("person", 0), "kind", name="commission_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} · {self.letter_number}"


class CommissionTarget(models.Model):
    """How many partners an agency means to have commissioned by a day; kind empty means all kinds."""

    agency = models.ForeignKey("registry.Agency", models.CASCADE, related_name="commission_targets")
    kind = models.CharField(_("위촉 구분"), max_length=12, choices=CommissionKind, blank=True)
    due_on = models.DateField(_("목표일"))
    count = models.PositiveIntegerField(_("목표 수"))

    class Meta:
        verbose_name = _("위촉 목표")
        ordering = ("agency", "due_on", "kind")
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "due_on"], name="commission_target_unique")
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.count}"


class DedicatedPartner(models.Model):
    """The large firm a centre is paired with, one at a time, and the field they share."""

    agency = models.ForeignKey("registry.Agency", models.CASCADE, related_name="dedicated_partners")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="dedications")
    field = models.CharField(_("특화 분야"), max_length=120, blank=True)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("전담기업")
        ordering = ("agency", "valid_from")
        constraints = [
            in_order(name="dedicated_partner_period"),
            one_at_a_time("agency", name="dedicated_partner_one_a_centre"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} × {self.partner}"
