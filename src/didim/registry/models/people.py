from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import ExpertRoleKind

from .periods import in_order, one_at_a_time


class Person(models.Model):
    """Somebody who holds a seat, is in charge of a place, speaks for a partner or is an expert."""

    name = models.CharField(_("이름"), max_length=60)
    name_en = models.CharField(_("영문 이름"), max_length=80, blank=True)
    affiliation = models.CharField(_("소속"), max_length=120, blank=True)
    position = models.CharField(_("직위"), max_length=60, blank=True)
    email = models.EmailField(_("전자우편"), blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("인물")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Expert(models.Model):
    """What an expert knows, where and how much: the basic record."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="expert")
    trades = models.ManyToManyField("registry.Industry", related_name="experts", blank=True)
    regions = models.ManyToManyField("registry.Region", related_name="experts", blank=True)
    # ISO 639-1 codes.
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("언어"))
    is_working_owner = models.BooleanField(_("현업 점주"), default=False)
    monthly_capacity = models.PositiveSmallIntegerField(_("월 가능 횟수"), null=True, blank=True)
    introduction = models.TextField(_("소개"), blank=True)

    class Meta:
        verbose_name = _("전문가")
        ordering = ("person__name", "id")

    def __str__(self) -> str:
        return self.person.name


class ExpertRole(models.Model):
    """What an expert does for an agency, from one day to another."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="expert_roles")
    expert = models.ForeignKey(Expert, models.CASCADE, related_name="roles")
    kind = models.CharField(_("역할"), max_length=16, choices=ExpertRoleKind)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("전문가 역할")
        ordering = ("agency", "kind", "expert")
        constraints = [
            in_order(name="expert_role_period"),
            one_at_a_time("agency", "expert", "kind", name="expert_role_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.get_kind_display()}"
