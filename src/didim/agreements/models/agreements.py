import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.agreements.enums import (
    AgreementState,
    ChangeState,
    EndKind,
    GateKind,
    GateOutcome,
    InstalmentState,
    Side,
    SignMethod,
)
from didim.registry.models.periods import in_order


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Agreement(models.Model):
    """What an agency and a selected firm bind themselves to; what it says stands in its versions."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="agreements")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="agreements")
    programme = models.ForeignKey("programmes.Programme", models.PROTECT, related_name="agreements")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="agreements")
    decision = models.OneToOneField("selection.Decision", models.PROTECT, related_name="agreement")
    number = models.CharField(_("협약번호"), max_length=40)
    title = models.CharField(_("과제명"), max_length=200)
    state = models.CharField(_("상태"), max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    # The version in force, or the one offered while none is.
    version = models.ForeignKey(
        "agreements.AgreementVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Rule pack of its budget: id of a definition in definitions/rulepacks.
    rule_pack = models.CharField(_("집행 기준"), max_length=60)
    sign_by = models.DateField(_("체결 기한"), null=True, blank=True)
    signed_at = models.DateTimeField(_("체결 시각"), null=True, blank=True)
    end_kind = models.CharField(_("종료 구분"), max_length=10, choices=EndKind, blank=True)
    ended_on = models.DateField(_("실제 종료일"), null=True, blank=True)
    end_reason = models.TextField(_("종료 사유"), blank=True)
    created_at = models.DateTimeField(_("작성 시각"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("협약")
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="agreement_number_unique"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "offered", "lapsed"]) | Q(signed_at__isnull=False),
                name="agreement_signed_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(end_kind=""), name="agreement_end_has_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-created_at"], name="agreement_by_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AgreementVersion(models.Model):
    """One text of an agreement: plan, period and amounts; a version that was offered never changes."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("차수"))
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("종료일"))
    grant_won = models.BigIntegerField(_("정부지원금(원)"))
    own_cash_won = models.BigIntegerField(_("자기부담 현금(원)"))
    own_in_kind_won = models.BigIntegerField(_("자기부담 현물(원)"))
    # The plan as revised after the decision: answers of the call's form.
    plan = models.JSONField(_("수정 사업계획"), default=dict)
    # The whole text that is signed, as canonical JSON, and its hash; the PDF is made from it again.
    content = models.TextField(_("협약 내용"), blank=True)
    content_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, blank=True)
    offered_at = models.DateTimeField(_("제시 시각"), null=True, blank=True)
    made_at = models.DateTimeField(_("작성 시각"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("협약 차수")
        ordering = ("agreement", "-number")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_unique"),
            in_order(name="agreement_version_period", lower="starts_on", upper="ends_on"),
            models.CheckConstraint(
                condition=Q(grant_won__gte=0, own_cash_won__gte=0, own_in_kind_won__gte=0),
                name="agreement_version_amounts",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="offered_version_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__offered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} #{self.number}"


class AgreementSignature(models.Model):
    """One side's signature under a version: who, when, over which PDF, proved how."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    side = models.CharField(_("서명자"), max_length=10, choices=Side)
    name = models.CharField(_("이름"), max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    method = models.CharField(_("본인 확인"), max_length=8, choices=SignMethod)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64)
    signed_at = models.DateTimeField(_("서명 시각"))

    class Meta:
        verbose_name = _("협약 서명")
        ordering = ("version", "signed_at")
        constraints = [
            models.UniqueConstraint(fields=["version", "side"], name="agreement_signature_once_a_side")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.version_id} {self.get_side_display()} {self.name}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AgreementChange(models.Model):
    """A request to change an agreement, written against one version and merged onto the current one."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="changes")
    base = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("신청 차수"))
    # Only what is to change: {"ends_on": …, "plan": {field: …}, "budget": {line code: {…}}, …}.
    proposed = models.JSONField(_("변경 내용"), default=dict)
    reason = models.TextField(_("변경 사유"))
    state = models.CharField(_("상태"), max_length=10, choices=ChangeState, default=ChangeState.REQUESTED)
    # Fields that were changed by somebody else since the base, with both values.
    conflicts = models.JSONField(_("겹친 항목"), default=list, blank=True)
    version = models.OneToOneField(
        AgreementVersion, models.PROTECT, null=True, blank=True, related_name="change"
    )
    requested_at = models.DateTimeField(_("신청 시각"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("답변"), blank=True)

    class Meta:
        verbose_name = _("협약 변경")
        ordering = ("-requested_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_change_unique"),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.APPROVED) | Q(version__isnull=False, decided_at__isnull=False),
                name="agreement_change_approved_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} 변경 {self.number}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StageGate(models.Model):
    """An examination of the work on which the next instalment, or the end, depends."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="gates")
    kind = models.CharField(_("구분"), max_length=8, choices=GateKind)
    due_on = models.DateField(_("예정일"))
    # The firm's report and its file; points of the examination where it is scored (two-stage payment).
    report = models.TextField(_("보고 내용"), blank=True)
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(_("보고 시각"), null=True, blank=True)
    points = models.DecimalField(_("점수"), max_digits=8, decimal_places=4, null=True, blank=True)
    outcome = models.CharField(_("결과"), max_length=10, choices=GateOutcome, blank=True)
    opinion = models.TextField(_("의견"), blank=True)
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("점검")
        ordering = ("agreement", "due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_at__isnull=False), name="stage_gate_decided_at"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.get_kind_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Instalment(models.Model):
    """A part of the grant: paid when due and, where one is named, after its gate was passed."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("회차"))
    amount_won = models.BigIntegerField(_("금액(원)"))
    due_on = models.DateField(_("지급 예정일"))
    gate = models.ForeignKey(StageGate, models.PROTECT, null=True, blank=True, related_name="instalments")
    # Set on the one part that pays what a settlement found to be still owed to the firm.
    settlement = models.OneToOneField(
        "agreements.Settlement", models.PROTECT, null=True, blank=True, related_name="payment"
    )
    state = models.CharField(
        _("상태"), max_length=10, choices=InstalmentState, default=InstalmentState.PLANNED
    )
    paid_on = models.DateField(_("지급일"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference = models.CharField(_("이체 번호"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("지원금 지급")
        ordering = ("agreement", "number")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="instalment_unique"),
            models.CheckConstraint(condition=Q(amount_won__gt=0), name="instalment_amount"),
            models.CheckConstraint(
                condition=~Q(state=InstalmentState.PAID) | Q(paid_on__isnull=False),
                name="instalment_paid_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.number}: {self.amount_won}"


class AgreementNumber(models.Model):
    """The last number given to an agreement of an agency in a year."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("연도"))
    last = models.PositiveIntegerField(_("마지막 번호"), default=0)

    class Meta:
        verbose_name = _("협약번호 발번")
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="agreement_numbering_unique")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.last}"
