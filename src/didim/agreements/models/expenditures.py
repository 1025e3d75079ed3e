import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.agreements.enums import ExpenditureState, FindingResult, PaymentKind, PaymentMethod
from didim.registry.models.periods import in_order

from .agreements import Agreement
from .spending import BudgetLine


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Expenditure(models.Model):
    """A firm's request to spend from a line: to whom, for what, how much, when used."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="expenditures")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="expenditures")
    number = models.PositiveIntegerField(_("신청 번호"))
    purpose = models.CharField(_("용도"), max_length=200)
    payee_name = models.CharField(_("거래처"), max_length=120)
    # "" where wages are paid to a person.
    payee_number = models.CharField(_("거래처 사업자등록번호"), max_length=10, blank=True)
    supply_won = models.BigIntegerField(_("공급가액(원)"))
    vat_won = models.BigIntegerField(_("부가가치세(원)"), default=0)
    # What counts against the budget, in the shares of the agreement.
    grant_won = models.BigIntegerField(_("정부지원금(원)"))
    own_cash_won = models.BigIntegerField(_("자기부담 현금(원)"), default=0)
    own_in_kind_won = models.BigIntegerField(_("자기부담 현물(원)"), default=0)
    method = models.CharField(_("지급 방법"), max_length=8, choices=PaymentMethod)
    used_from = models.DateField(_("사용 시작일"))
    used_until = models.DateField(_("사용 종료일"))
    # Part paid before delivery.
    advance_won = models.BigIntegerField(_("선금(원)"), default=0)
    # Answers to the rule pack's questions about this kind of spending (quotes, persons, months, …).
    facts = models.JSONField(_("집행 사실"), default=dict, blank=True)
    state = models.CharField(
        _("상태"), max_length=10, choices=ExpenditureState, default=ExpenditureState.DRAFT
    )
    version = models.PositiveIntegerField(_("저장 차수"), default=1)
    requested_at = models.DateTimeField(_("신청 시각"), null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("답변"), blank=True)

    class Meta:
        verbose_name = _("집행")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="expenditure_number_unique"),
            models.CheckConstraint(
                condition=Q(supply_won__gte=0, vat_won__gte=0, grant_won__gte=0)
                & Q(own_cash_won__gte=0, own_in_kind_won__gte=0),
                name="expenditure_amounts",
            ),
            models.CheckConstraint(
                condition=Q(advance_won__gte=0, advance_won__lte=F("supply_won") + F("vat_won")),
                name="expenditure_advance",
            ),
            in_order(name="expenditure_use", lower="used_from", upper="used_until"),
        ]
        indexes = [models.Index(fields=["agency", "state", "requested_at"], name="expenditure_queue")]

    def __str__(self) -> str:
        return f"{self.agreement_id}-{self.number} {self.purpose}"


class ExpenditureEvidence(models.Model):
    """A file that proves an expenditure, in the slot its rule pack asks for."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    expenditure = models.ForeignKey(Expenditure, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("증빙"), max_length=60)
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, related_name="+")
    sha256 = models.CharField("SHA-256", max_length=64)
    attached_at = models.DateTimeField(_("첨부 시각"))
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("뺀 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("증빙")
        ordering = ("expenditure", "kind", "id")

    def __str__(self) -> str:
        return f"{self.expenditure_id} {self.kind}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ExpenditureFinding(models.Model):
    """What one rule said of an expenditure at a check, and who overrode it, confirmed by another."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    expenditure = models.ForeignKey(Expenditure, models.PROTECT, related_name="findings")
    check_number = models.PositiveSmallIntegerField(_("점검 차수"))
    rule = models.CharField(_("규칙"), max_length=60)
    # Definition id of the pack the rule was read from.
    rule_pack = models.CharField(_("집행 기준"), max_length=60)
    result = models.CharField(_("결과"), max_length=6, choices=FindingResult)
    # The sentence as kernel.wording.Text writes it, and the article.
    wording = models.JSONField(_("판단"), default=dict)
    citation = models.CharField(_("근거"), max_length=200)
    override = models.CharField(_("담당자 판단"), max_length=6, choices=FindingResult, blank=True)
    override_reason = models.TextField(_("판단 사유"), blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    overridden_at = models.DateTimeField(_("판단 시각"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("확인 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("집행 점검")
        ordering = ("expenditure", "-check_number", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["expenditure", "check_number", "rule"], name="expenditure_finding_once"
            ),
            models.CheckConstraint(
                condition=Q(override="") | (Q(overridden_by__isnull=False) & ~Q(override_reason="")),
                name="expenditure_finding_override_reasoned",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("overridden_by")),
                name="expenditure_finding_two_pairs_of_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expenditure_id} {self.rule} {self.result}"


class Payment(models.Model):
    """Money that went to a payee, or came back: never changed, taken back by one the other way round."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    expenditure = models.ForeignKey(Expenditure, models.PROTECT, related_name="payments")
    kind = models.CharField(_("구분"), max_length=8, choices=PaymentKind)
    method = models.CharField(_("지급 방법"), max_length=8, choices=PaymentMethod)
    grant_won = models.BigIntegerField(_("정부지원금(원)"))
    own_cash_won = models.BigIntegerField(_("자기부담 현금(원)"), default=0)
    own_in_kind_won = models.BigIntegerField(_("자기부담 현물(원)"), default=0)
    paid_on = models.DateField(_("지급일"))
    reference = models.CharField(_("승인·이체 번호"), max_length=60)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("지급")
        ordering = ("expenditure", "id")
        constraints = [
            models.UniqueConstraint(fields=["expenditure", "kind", "reference"], name="payment_once"),
            models.CheckConstraint(
                condition=Q(grant_won__gte=0, own_cash_won__gte=0, own_in_kind_won__gte=0),
                name="payment_amounts",
            ),
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.expenditure_id} {self.get_kind_display()} {self.reference}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Asset(models.Model):
    """A thing bought with the grant that is worth so much that it is followed for years."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    expenditure = models.ForeignKey(Expenditure, models.PROTECT, related_name="assets")
    name = models.CharField(_("자산명"), max_length=120)
    serial_number = models.CharField(_("관리번호"), max_length=60)
    price_won = models.BigIntegerField(_("취득가액(원)"))
    acquired_on = models.DateField(_("취득일"))
    registered_on = models.DateField(_("등록일"), null=True, blank=True)
    # By the rule pack: the last day to register it, and the last day it is followed.
    register_by = models.DateField(_("등록 기한"))
    tracked_until = models.DateField(_("관리 종료일"))
    location = models.CharField(_("설치 장소"), max_length=200, blank=True)
    last_seen_on = models.DateField(_("최근 확인일"), null=True, blank=True)
    disposed_on = models.DateField(_("처분일"), null=True, blank=True)
    disposal_reason = models.CharField(_("처분 사유"), max_length=300, blank=True)
    # What the firm asked for, and the agency's answer where it said no.
    disposal_asked_at = models.DateTimeField(_("처분 신청 시각"), null=True, blank=True)
    disposal_wish = models.CharField(_("처분하려는 까닭"), max_length=300, blank=True)
    disposal_answered_at = models.DateTimeField(_("처분 답변 시각"), null=True, blank=True)
    disposal_answer = models.CharField(_("처분 답변"), max_length=300, blank=True)
    # The paper by which the agency consented.
    disposal_approval = models.CharField(_("승인 문서"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("자산")
        ordering = ("-acquired_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "serial_number"], name="asset_number_unique"),
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True) | ~Q(disposal_reason=""), name="asset_disposal_reasoned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial_number} {self.name}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Participation(models.Model):
    """How much of a person's working time an agreement takes, in which months, at what cost."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="participations")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="participations")
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("종료일"))
    # Percent of full time.
    rate = models.DecimalField(_("참여율(%)"), max_digits=5, decimal_places=2)
    is_in_kind = models.BooleanField(_("현물 인력"), default=False)
    duty = models.CharField(_("담당 업무"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("취소 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("참여인력")
        ordering = ("agreement", "starts_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=100), name="participation_rate"),
            in_order(name="participation_period", lower="starts_on", upper="ends_on"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.rate}%"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BannedCounterparty(models.Model):
    """A business a firm may not buy from under an agreement: family, employer, firm of the same programme."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="banned")
    business_number = models.CharField(_("사업자등록번호"), max_length=10)
    name = models.CharField(_("상호"), max_length=120)
    # Rule of the pack it falls under, and in words.
    rule = models.CharField(_("규칙"), max_length=60)
    reason = models.CharField(_("사유"), max_length=200)
    # What it was seen from: a register, a certificate of family relations …
    evidence = models.CharField(_("확인 자료"), max_length=200, blank=True)
    until = models.DateField(_("금지 종료일"), null=True, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(_("등록 시각"))

    class Meta:
        verbose_name = _("거래 금지 업체")
        ordering = ("agreement", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "business_number", "rule"], name="banned_counterparty_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.name}"
