import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.registry.enums import (
    DesignationKind,
    EnterpriseStage,
    FirmRole,
    LegalForm,
    RelationKind,
    SizeClass,
    TaxStatus,
)

from .periods import in_order


@pghistory.track(exclude=["tax_check_due_at"])
class Enterprise(models.Model):
    """A firm with a business registration number, or a pre-founder without one."""

    name = models.CharField(_("기업명"), max_length=120)
    stage = models.CharField(pgettext_lazy("지역", "단계"), max_length=12, choices=EnterpriseStage)
    legal_form = models.CharField(_("법적 형태"), max_length=12, choices=LegalForm)
    business_number = models.CharField(_("사업자등록번호"), max_length=10, null=True, blank=True)
    corporate_number = models.CharField(_("법인등록번호"), max_length=13, null=True, blank=True)
    # A corporation opens on the day its founding is registered, a sole owner on the day in the business
    # registration (중소기업창업 지원법 시행령 제3조).
    opened_on = models.DateField(_("사업개시일"), null=True, blank=True)
    closed_on = models.DateField(_("폐업일"), null=True, blank=True)
    region = models.ForeignKey(
        "registry.Region", models.PROTECT, null=True, blank=True, related_name="enterprises"
    )
    address = models.CharField(_("주소"), max_length=200, blank=True)
    industry = models.ForeignKey(
        "registry.Industry", models.PROTECT, null=True, blank=True, related_name="enterprises"
    )
    # As its certificate of size says; without one the class is worked out only where it is certain.
    size_class = models.CharField(
        _("기업 규모(확인서)"), max_length=10, choices=SizeClass, null=True, blank=True
    )
    representative_name = models.CharField(_("대표자"), max_length=60, blank=True)
    representative_birth_year = models.PositiveSmallIntegerField(_("대표자 출생연도"), null=True, blank=True)
    representative_birth_date = models.DateField(_("대표자 생년월일"), null=True, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    email = models.EmailField(_("전자우편"), blank=True)
    website = models.URLField(_("누리집"), blank=True)
    # The firm has said that its certificates are all listed: only then does a missing one count against it.
    designations_complete = models.BooleanField(_("인증 모두 입력"), default=False)
    # The firm lets every agency see its profile (the optional consent); otherwise only relations do.
    profile_shared = models.BooleanField(_("기관 열람 동의"), default=False)
    # What the tax service last answered; it flags a firm and never changes its stage by itself.
    tax_status = models.CharField(
        _("국세청 사업자 상태"), max_length=12, choices=TaxStatus, null=True, blank=True
    )
    # When the tax service is to be asked (again); jobs take the firms whose time has come.
    tax_check_due_at = models.DateTimeField(_("국세청 조회 예정"), null=True, blank=True)
    tax_checked_at = models.DateTimeField(_("국세청 조회일시"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    created_at = models.DateTimeField(_("등록 시각"))
    updated_at = models.DateTimeField(_("수정 시각"))

    class Meta:
        verbose_name = _("기업")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["business_number"],
                condition=Q(merged_into__isnull=True),
                name="enterprise_business_number_unique",
            ),
            models.CheckConstraint(
                condition=Q(business_number__isnull=True) | Q(business_number__regex=r"^[0-9]{10}$"),
                name="enterprise_business_number_digits",
            ),
            models.CheckConstraint(
                condition=Q(stage=EnterpriseStage.PRE_FOUNDER, business_number__isnull=True)
                | (~Q(stage=EnterpriseStage.PRE_FOUNDER) & Q(business_number__isnull=False)),
                name="enterprise_pre_founder_has_no_number",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="enterprise_not_merged_into_itself",
            ),
            in_order(name="enterprise_period", lower="opened_on", upper="closed_on"),
        ]
        indexes = [
            models.Index(
                fields=["name", "id"], condition=Q(merged_into__isnull=True), name="enterprise_by_name"
            ),
            models.Index(fields=["region", "industry"], name="enterprise_by_region"),
            models.Index(
                fields=["tax_check_due_at", "id"],
                condition=Q(tax_check_due_at__isnull=False),
                name="enterprise_by_tax_check",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseYear(models.Model):
    """What a firm says of itself for one business year: regular employees at its end and sales in won."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("연도"))
    employees = models.PositiveIntegerField(_("상시근로자 수"), null=True, blank=True)
    sales = models.BigIntegerField(_("매출액(원)"), null=True, blank=True)

    class Meta:
        verbose_name = _("연도별 현황")
        ordering = ("enterprise", "-year")
        constraints = [models.UniqueConstraint(fields=["enterprise", "year"], name="enterprise_year_unique")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"


class Designation(models.Model):
    """A certificate or legal class a firm holds between two dates."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="designations")
    kind = models.CharField(_("종류"), max_length=24, choices=DesignationKind)
    number = models.CharField(_("확인서 번호"), max_length=40, blank=True)
    valid_from = models.DateField(_("유효 시작일"), null=True, blank=True)
    valid_to = models.DateField(_("유효 종료일"), null=True, blank=True)

    class Meta:
        verbose_name = _("인증·확인")
        ordering = ("enterprise", "kind", "valid_from")
        constraints = [in_order(name="designation_period")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_kind_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EnterpriseMember(models.Model):
    """A person who may act for a firm."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enterprise_memberships")
    role = models.CharField(_("역할"), max_length=8, choices=FirmRole)
    since = models.DateTimeField(_("시작 시각"))

    class Meta:
        verbose_name = _("기업 구성원")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "user"], name="enterprise_member_unique")
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.user}"


class AgencyRelation(models.Model):
    """Why an agency may see a firm's data: it registered the firm, has its application, lets it a room."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="firm_relations")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="agency_relations")
    kind = models.CharField(_("관계"), max_length=12, choices=RelationKind)
    since = models.DateTimeField(_("시작 시각"))
    until = models.DateTimeField(_("종료 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("기관과 기업의 관계")
        ordering = ("agency", "enterprise", "kind")
        constraints = [
            models.UniqueConstraint(fields=["agency", "enterprise", "kind"], name="agency_relation_unique")
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.enterprise} · {self.get_kind_display()}"


class EnterpriseMerge(models.Model):
    """Two rows that were one firm: the loser stays and points to the winner; what was moved is kept."""

    winner = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges_won")
    loser = models.OneToOneField(Enterprise, models.PROTECT, related_name="merge_lost")
    merged_at = models.DateTimeField(_("병합 시각"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("사유"), max_length=200)
    # Per relation: how many rows were moved and the rows that gave way to the winner's, in full.
    moved = models.JSONField(_("옮긴 내용"), default=dict)

    class Meta:
        verbose_name = _("기업 병합")
        ordering = ("-merged_at", "-id")
        constraints = [
            models.CheckConstraint(condition=~Q(winner=F("loser")), name="enterprise_merge_of_two_firms")
        ]

    def __str__(self) -> str:
        return f"{self.loser} → {self.winner}"
