from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import AgencyKind, AgencyRole, Ownership


class Agency(models.Model):
    """An institution that offers support."""

    name = models.CharField(_("기관명"), max_length=120)
    name_en = models.CharField(_("영문 기관명"), max_length=160, blank=True)
    kind = models.CharField(_("종류"), max_length=12, choices=AgencyKind)
    ownership = models.CharField(_("운영 주체"), max_length=8, choices=Ownership, default=Ownership.PUBLIC)
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="agencies")
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
        constraints = [models.UniqueConstraint(fields=["name"], name="agency_name_unique")]

    def __str__(self) -> str:
        return self.name


class AgencyMember(models.Model):
    """A member of an agency's staff and one role there."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="agency_memberships")
    role = models.CharField(_("역할"), max_length=12, choices=AgencyRole)
    since = models.DateTimeField(_("시작 시각"))
    until = models.DateTimeField(_("종료 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("기관 구성원")
        constraints = [models.UniqueConstraint(fields=["agency", "user", "role"], name="agency_member_role_unique")]

    def __str__(self) -> str:
        return f"{self.agency} · {self.user} · {self.get_role_display()}"
