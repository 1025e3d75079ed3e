import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import AgencyKind, AgencyRole, DepartmentKind, Ownership

from .periods import in_order, one_at_a_time


@pghistory.track()
class Agency(models.Model):
    """An institution that offers support."""

    name = models.CharField(_("기관명"), max_length=120)
    name_en = models.CharField(_("영문 기관명"), max_length=160, blank=True)
    kind = models.CharField(_("종류"), max_length=12, choices=AgencyKind)
    ownership = models.CharField(_("운영 주체"), max_length=8, choices=Ownership, default=Ownership.PUBLIC)
    region = models.ForeignKey(
        "registry.Region", models.PROTECT, null=True, blank=True, related_name="agencies"
    )
    specialised_field = models.CharField(_("특화 분야"), max_length=120, blank=True)
    introduction = models.TextField(_("소개"), blank=True)
    website = models.URLField(_("누리집"), blank=True)
    phone = models.CharField(_("대표 전화"), max_length=20, blank=True)
    opened_on = models.DateField(_("개소일"), null=True, blank=True)
    closed_on = models.DateField(_("폐소일"), null=True, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("지원기관")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["name"], name="agency_name_unique"),
            in_order(name="agency_period", lower="opened_on", upper="closed_on"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AgencyMember(models.Model):
    """A member of an agency's staff and one role there."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="agency_memberships")
    role = models.CharField(_("역할"), max_length=12, choices=AgencyRole)
    since = models.DateTimeField(_("시작 시각"))
    until = models.DateTimeField(_("종료 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("기관 구성원")
        constraints = [
            models.UniqueConstraint(fields=["agency", "user", "role"], name="agency_member_role_unique")
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.user} · {self.get_role_display()}"


@pghistory.track()
class Department(models.Model):
    """A part of an agency while it exists; a reorganisation closes it and names its heir."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="departments")
    name = models.CharField(_("부서명"), max_length=80)
    name_en = models.CharField(_("영문 부서명"), max_length=120, blank=True)
    kind = models.CharField(
        _("구분"), max_length=12, choices=DepartmentKind, default=DepartmentKind.DEPARTMENT
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    valid_from = models.DateField(_("설치일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("부서")
        ordering = ("agency", "name", "id")
        constraints = [
            in_order(name="department_period"),
            one_at_a_time("agency", "name", name="department_name_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(succeeded_by__isnull=True)
                | (Q(valid_to__isnull=False) & ~Q(succeeded_by=F("id"))),
                name="department_heir_only_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """What a department of an agency is responsible for, one department at a time."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="duties")
    department = models.ForeignKey(Department, models.PROTECT, related_name="duties")
    name = models.CharField(_("담당 업무"), max_length=120)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("담당 업무")
        verbose_name_plural = _("담당 업무")
        ordering = ("agency", "name", "valid_from")
        constraints = [
            in_order(name="duty_period"),
            one_at_a_time("agency", "name", name="duty_of_one_department_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.name
