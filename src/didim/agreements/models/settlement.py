import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.agreements.enums import RecoveryState, SanctionKind, SettlementState
from didim.registry.models.periods import in_order

from .agreements import Agreement
from .expenditures import Expenditure
from .spending import BudgetLine


class FinalReport(models.Model):
    """What a firm reports at the end of its work: text, file, and what it did with the plan."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="final_reports")
    number = models.PositiveSmallIntegerField(_("제출 차수"))
    # By the settlement's definition: days after the end.
    due_on = models.DateField(_("제출 기한"))
    text = models.TextField(_("보고 내용"))
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_at = models.DateTimeField(_("제출 시각"))
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("최종보고")
        ordering = ("agreement", "-number")
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="final_report_unique")]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.agreement_id} #{self.number}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Settlement(models.Model):
    """The settlement of an agreement: use reported, amounts disallowed, what goes back."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="settlement")
    state = models.CharField(_("상태"), max_length=10, choices=SettlementState, default=SettlementState.OPEN)
    # Definition with the days and the rounding.
    definition = models.CharField(_("정산 정의"), max_length=60)
    use_report_due_on = models.DateField(_("사용실적 보고 기한"))
    extended_until = models.DateField(_("연장 기한"), null=True, blank=True)
    reported_at = models.DateTimeField(_("사용실적 제출 시각"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    interest_won = models.BigIntegerField(_("발생 이자(원)"), default=0)
    # The figures as confirmed: received, spent, disallowed, balance, share of the grant, to be recovered.
    result = models.JSONField(_("정산 결과"), default=dict, blank=True)
    # Why the use report was sent back.
    return_reason = models.TextField(_("보완 사유"), blank=True)
    auditor = models.CharField(_("회계법인"), max_length=120, blank=True)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, blank=True)
    confirmed_at = models.DateTimeField(_("확정 시각"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("정산")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SettlementState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="settlement_confirmed_at",
            ),
            models.CheckConstraint(condition=Q(interest_won__gte=0), name="settlement_interest"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.get_state_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Disallowance(models.Model):
    """A part of an expenditure that the settlement does not accept, with the article it breaks."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="disallowances")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="+")
    expenditure = models.ForeignKey(Expenditure, models.PROTECT, related_name="disallowances")
    amount_won = models.BigIntegerField(_("불인정 금액(원)"))
    citation = models.CharField(_("근거"), max_length=200)
    reason = models.TextField(_("사유"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("시각"))

    class Meta:
        verbose_name = _("불인정")
        ordering = ("settlement", "id")
        constraints = [models.CheckConstraint(condition=Q(amount_won__gt=0), name="disallowance_amount")]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.amount_won}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Recovery(models.Model):
    """Money an agency takes back: the notice, what it consists of, until when."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="recoveries")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="recoveries")
    number = models.CharField(_("고지번호"), max_length=40)
    # Grant's share of the balance, interest, and a penalty surcharge where one is laid on.
    principal_won = models.BigIntegerField(_("회수 원금(원)"))
    interest_won = models.BigIntegerField(_("이자(원)"), default=0)
    surcharge_won = models.BigIntegerField(_("제재부가금(원)"), default=0)
    paid_won = models.BigIntegerField(_("납부액(원)"), default=0)
    # How the principal was reckoned, with its articles.
    basis = models.JSONField(_("산출 내역"), default=dict)
    notified_on = models.DateField(_("고지일"))
    due_on = models.DateField(_("납부 기한"))
    state = models.CharField(_("상태"), max_length=12, choices=RecoveryState, default=RecoveryState.NOTIFIED)
    content = models.JSONField(_("고지서 내용"), default=dict)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, blank=True)
    cancel_reason = models.TextField(_("취소 사유"), blank=True)

    class Meta:
        verbose_name = _("환수")
        ordering = ("-notified_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="recovery_number_unique"),
            models.CheckConstraint(
                condition=Q(principal_won__gte=0, interest_won__gte=0, surcharge_won__gte=0),
                name="recovery_amounts",
            ),
            models.CheckConstraint(
                condition=Q(
                    paid_won__gte=0,
                    paid_won__lte=F("principal_won") + F("interest_won") + F("surcharge_won"),
                ),
                name="recovery_never_overpaid",
            ),
            in_order(name="recovery_period", lower="notified_on", upper="due_on"),
        ]

    def __str__(self) -> str:
        return self.number


class RecoveryInstalment(models.Model):
    """A part of a recovery that may be paid later, by approval."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    recovery = models.ForeignKey(Recovery, models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("회차"))
    amount_won = models.BigIntegerField(_("금액(원)"))
    due_on = models.DateField(_("납부 기한"))

    class Meta:
        verbose_name = _("분할 납부")
        ordering = ("recovery", "number")
        constraints = [
            models.UniqueConstraint(fields=["recovery", "number"], name="recovery_instalment_unique"),
            models.CheckConstraint(condition=Q(amount_won__gt=0), name="recovery_instalment_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.number}"


class RecoveryPayment(models.Model):
    """Money that came in for a recovery."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="payments")
    amount_won = models.BigIntegerField(_("금액(원)"))
    paid_on = models.DateField(_("납부일"))
    reference = models.CharField(_("수납 번호"), max_length=60)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("환수 납부")
        ordering = ("recovery", "id")
        constraints = [
            models.UniqueConstraint(fields=["recovery", "reference"], name="recovery_payment_once"),
            models.CheckConstraint(condition=Q(amount_won__gt=0), name="recovery_payment_amount"),
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.reference}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Sanction(models.Model):
    """A measure against a firm: caution, warning, or exclusion from programmes for a time."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="sanctions")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="sanctions")
    kind = models.CharField(_("구분"), max_length=8, choices=SanctionKind)
    # Ground of the sanction table, and the version of the table.
    ground = models.CharField(_("사유 부호"), max_length=40)
    definition = models.CharField(_("제재 기준"), max_length=60)
    reason = models.TextField(_("사유"))
    starts_on = models.DateField(_("시작일"))
    # The last day of an exclusion.
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    # Years as the table has them, and as they count under the most that all may sum to.
    months = models.PositiveSmallIntegerField(_("개월"), default=0)
    full_recovery = models.BooleanField(_("전액 환수"), default=False)
    notified_at = models.DateTimeField(_("통지 시각"), null=True, blank=True)
    # Nobody where the rule itself gave it: papers two weeks late.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("결정 시각"))
    lifted_at = models.DateTimeField(_("해제 시각"), null=True, blank=True)
    lift_reason = models.TextField(_("해제 사유"), blank=True)

    class Meta:
        verbose_name = _("제재")
        ordering = ("-starts_on", "-id")
        constraints = [
            in_order(name="sanction_period", lower="starts_on", upper="ends_on"),
            models.CheckConstraint(
                condition=~Q(kind=SanctionKind.BAR) | Q(ends_on__isnull=False), name="sanction_bar_ends"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lift_reason=""), name="sanction_lift_reasoned"
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "ends_on"], name="sanction_of_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_kind_display()}"
