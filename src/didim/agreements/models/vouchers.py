import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.agreements.enums import (
    PaymentKind,
    Side,
    SignMethod,
    SupplierState,
    VoucherContractState,
    VoucherField,
    VoucherState,
)
from didim.registry.models.periods import in_order

from .spending import SpendingLimit


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class VoucherScheme(models.Model):
    """A programme that hands out vouchers: its budget of subsidies, cap a firm, fields, last day of use."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="voucher_schemes")
    programme = models.OneToOneField("programmes.Programme", models.PROTECT, related_name="voucher_scheme")
    name = models.CharField(_("바우처 사업명"), max_length=160)
    # The budget of subsidies: a limit of kind "scheme".
    limit = models.OneToOneField(SpendingLimit, models.PROTECT, related_name="voucher_scheme")
    cap_won = models.BigIntegerField(_("기업당 한도(원)"))
    # Definition with the subsidy rates by sales.
    definition = models.CharField(_("보조율 정의"), max_length=60)
    fields = ArrayField(models.CharField(max_length=10, choices=VoucherField), verbose_name=_("분야"))
    opens_on = models.DateField(_("시작일"))
    last_use_on = models.DateField(_("사용 기한"))

    class Meta:
        verbose_name = _("바우처 사업")
        ordering = ("-opens_on", "-id")
        constraints = [
            in_order(name="voucher_scheme_period", lower="opens_on", upper="last_use_on"),
            models.CheckConstraint(condition=Q(cap_won__gt=0), name="voucher_scheme_cap"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Supplier(models.Model):
    """A firm registered to deliver services under a scheme (수행기관)."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="supplier_of")
    scheme = models.ForeignKey(VoucherScheme, models.PROTECT, related_name="suppliers")
    state = models.CharField(_("상태"), max_length=10, choices=SupplierState, default=SupplierState.APPLIED)
    introduction = models.TextField(_("소개"), blank=True)
    applied_at = models.DateTimeField(_("신청 시각"))
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("사유"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("수행기관")
        ordering = ("scheme", "id")
        constraints = [models.UniqueConstraint(fields=["scheme", "enterprise"], name="supplier_once")]

    def __str__(self) -> str:
        return f"{self.enterprise}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SupplierService(models.Model):
    """A line of a supplier's menu: what it does, for how much, in how many days."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="services")
    field = models.CharField(_("분야"), max_length=10, choices=VoucherField)
    # Programme within the field, by the scheme's definition.
    code = models.CharField(_("프로그램"), max_length=40)
    name = models.CharField(_("서비스"), max_length=120)
    description = models.TextField(_("내용"), blank=True)
    price_won = models.BigIntegerField(_("단가(원)"))
    days = models.PositiveSmallIntegerField(_("소요일"), null=True, blank=True)
    is_offered = models.BooleanField(_("제공"), default=True)

    class Meta:
        verbose_name = _("서비스 메뉴")
        ordering = ("supplier", "field", "name", "id")
        constraints = [models.CheckConstraint(condition=Q(price_won__gt=0), name="supplier_service_price")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Voucher(models.Model):
    """What a firm may have done for it: points of subsidy and own share, until a last day."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="vouchers")
    scheme = models.ForeignKey(VoucherScheme, models.PROTECT, related_name="vouchers")
    number = models.CharField(_("바우처 번호"), max_length=40)
    # Mean yearly sales that the rate follows from, and the evidence of it.
    sales_won = models.BigIntegerField(_("평균 매출액(원)"))
    sales_evidence = models.CharField(_("매출 근거"), max_length=200)
    # Percent of each contract that is subsidised.
    rate = models.DecimalField(_("보조율(%)"), max_digits=5, decimal_places=2)
    # Its points (subsidy and own share): a limit of kind "voucher".
    limit = models.OneToOneField(SpendingLimit, models.PROTECT, related_name="voucher")
    subsidy_won = models.BigIntegerField(_("보조금(원)"))
    own_won = models.BigIntegerField(_("자기부담금(원)"))
    own_paid_on = models.DateField(_("자기부담금 납부일"), null=True, blank=True)
    issued_at = models.DateTimeField(_("발급 시각"))
    expires_on = models.DateField(_("사용 기한"))
    state = models.CharField(_("상태"), max_length=10, choices=VoucherState, default=VoucherState.ISSUED)
    # What was left when it ended: subsidy gone back to the budget, own share to be paid back to the firm.
    ended_at = models.DateTimeField(_("종료 시각"), null=True, blank=True)
    expired_subsidy_won = models.BigIntegerField(_("소멸한 보조금(원)"), default=0)
    own_back_won = models.BigIntegerField(_("돌려줄 자기부담금(원)"), default=0)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("바우처")
        ordering = ("-issued_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="voucher_number_unique"),
            models.UniqueConstraint(fields=["scheme", "enterprise"], name="voucher_once_a_firm"),
            models.CheckConstraint(
                condition=Q(subsidy_won__gt=0, own_won__gte=0, rate__gt=0, rate__lte=100),
                name="voucher_amounts",
            ),
        ]

    def __str__(self) -> str:
        return self.number


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["content"]
)
class VoucherContract(models.Model):
    """What a firm has a supplier do under its voucher, from request to settlement."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="contracts")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts")
    # The supplier's firm, so that its people see the row.
    supplier_enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("계약 번호"))
    # Services as they stood on the menu: name, price, count.
    items = models.JSONField(_("서비스"), default=list)
    wish = models.TextField(_("요청 내용"), blank=True)
    amount_won = models.BigIntegerField(_("계약 금액(원)"))
    subsidy_won = models.BigIntegerField(_("보조금(원)"))
    own_won = models.BigIntegerField(_("자기부담금(원)"))
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("종료일"))
    # The whole text that is signed, as canonical JSON, and its hash; the PDF is made from it again.
    content = models.TextField(_("계약 내용"), blank=True)
    content_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, blank=True)
    state = models.CharField(
        _("상태"), max_length=10, choices=VoucherContractState, default=VoucherContractState.REQUESTED
    )
    requested_at = models.DateTimeField(_("요청 시각"))
    concluded_at = models.DateTimeField(_("체결 시각"), null=True, blank=True)
    settled_at = models.DateTimeField(_("정산 시각"), null=True, blank=True)
    cancel_reason = models.CharField(_("취소 사유"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("바우처 계약")
        ordering = ("-requested_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["voucher", "number"], name="voucher_contract_unique"),
            models.CheckConstraint(
                condition=Q(amount_won__gt=0, subsidy_won__gte=0, own_won__gte=0)
                & Q(amount_won=F("subsidy_won") + F("own_won")),
                name="voucher_contract_amounts",
            ),
            in_order(name="voucher_contract_period", lower="starts_on", upper="ends_on"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="voucher_contract_terms_stand",
                fields=[
                    "items", "wish", "amount_won", "starts_on", "ends_on",
                    "content", "content_sha256", "pdf_sha256",
                ],
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.voucher_id}-{self.number}"


class VoucherSignature(models.Model):
    """One side's signature under a voucher contract."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    contract = models.ForeignKey(VoucherContract, models.PROTECT, related_name="signatures")
    supplier_enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    side = models.CharField(_("서명자"), max_length=10, choices=Side)
    name = models.CharField(_("이름"), max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    method = models.CharField(_("본인 확인"), max_length=8, choices=SignMethod)
    content_sha256 = models.CharField("SHA-256", max_length=64)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, blank=True, default="")
    signed_at = models.DateTimeField(_("서명 시각"))

    class Meta:
        verbose_name = _("바우처 계약 서명")
        ordering = ("contract", "signed_at")
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="voucher_signature_once_a_side")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.contract_id} {self.get_side_display()}"


class VoucherDelivery(models.Model):
    """What the supplier handed in as its result, and what the inspection said of it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    contract = models.ForeignKey(VoucherContract, models.PROTECT, related_name="deliveries")
    supplier_enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("제출 차수"))
    report = models.TextField(_("결과 보고"))
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, null=True, blank=True, related_name="+")
    delivered_at = models.DateTimeField(_("제출 시각"))
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted = models.BooleanField(_("검수 합격"), null=True, blank=True)
    opinion = models.TextField(_("검수 의견"), blank=True)
    inspected_at = models.DateTimeField(_("검수 시각"), null=True, blank=True)
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("바우처 결과 제출")
        ordering = ("contract", "-number")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="voucher_delivery_unique"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(inspected_at__isnull=False),
                name="voucher_delivery_inspected_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} #{self.number}"


class VoucherPayment(models.Model):
    """Subsidy paid to a supplier, or paid back by it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    contract = models.ForeignKey(VoucherContract, models.PROTECT, related_name="payments")
    supplier_enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    kind = models.CharField(_("구분"), max_length=8, choices=PaymentKind)
    subsidy_won = models.BigIntegerField(_("보조금(원)"))
    own_won = models.BigIntegerField(_("자기부담금(원)"), default=0)
    paid_on = models.DateField(_("지급일"))
    reference = models.CharField(_("이체 번호"), max_length=60)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("바우처 정산금")
        ordering = ("contract", "id")
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "reference"], name="voucher_payment_once"),
            models.CheckConstraint(
                condition=Q(subsidy_won__gte=0, own_won__gte=0), name="voucher_payment_amounts"
            ),
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.contract_id} {self.reference}"
