import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.lifecycle.enums import CheckVerdict, ClaimState, ClosureReason, ClosureState, RestartGround

USER = settings.AUTH_USER_MODEL
OPEN = (ClosureState.REQUESTED, ClosureState.UNDER_WAY)


@pghistory.track()
class Closure(models.Model):
    """A firm that closes and is helped with it: advice, what is to be settled, the cost of demolition."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="closures")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="closures")
    state = models.CharField(_("상태"), max_length=10, choices=ClosureState, default=ClosureState.REQUESTED)
    reason = models.CharField(_("사유"), max_length=8, choices=ClosureReason)
    story = models.TextField(_("지금 사정"), blank=True)
    planned_on = models.DateField(_("폐업 예정일"), null=True, blank=True)
    wants_demolition = models.BooleanField(_("철거 지원 희망"), default=False)
    # Of the shop, as the lease says it, in square metres.
    area = models.DecimalField(_("점포 면적(㎡)"), max_digits=8, decimal_places=2, null=True, blank=True)
    # The expert who advises, asked for in the pool.
    visit_request = models.OneToOneField(
        "experts.VisitRequest", models.PROTECT, null=True, blank=True, related_name="closure"
    )
    # The grant for demolition: money moves there and nowhere else.
    agreement = models.OneToOneField(
        "agreements.Agreement", models.PROTECT, null=True, blank=True, related_name="closure"
    )
    closed_on = models.DateField(_("폐업일"), null=True, blank=True)
    result = models.TextField(_("정리 결과"), blank=True)
    requested_at = models.DateTimeField(_("접수 시각"))
    requested_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("취소 사유"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("사업정리")
        ordering = ("-requested_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "enterprise"],
                condition=Q(state__in=OPEN),
                name="closure_one_open_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClosureState.FINISHED)
                | Q(closed_on__isnull=False, ended_at__isnull=False) & ~Q(result=""),
                name="closure_finished_with_a_result",
            ),
            models.CheckConstraint(condition=Q(area=None) | Q(area__gt=0), name="closure_area_above_nothing"),
        ]
        indexes = [models.Index(fields=["agency", "state", "-requested_at"], name="closure_by_state")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in OPEN


@pghistory.track()
class ClosureCheck(models.Model):
    """One thing to settle before closing, by its key in the definition "closure", and what was found."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    closure = models.ForeignKey(Closure, models.CASCADE, related_name="checks")
    item = models.SlugField(_("항목"), max_length=40)
    verdict = models.CharField(_("확인"), max_length=10, choices=CheckVerdict, default=CheckVerdict.UNKNOWN)
    note = models.CharField(_("메모"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("확인 시각"), null=True, blank=True)
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("사업정리 점검")
        ordering = ("closure", "id")
        constraints = [models.UniqueConstraint(fields=["closure", "item"], name="closure_check_once")]

    def __str__(self) -> str:
        return f"{self.closure_id} {self.item}"


@pghistory.track()
class Restart(models.Model):
    """That a firm is the new beginning of the person of a closed one: its history goes on, it is not new.

    Bars of the earlier firm hold for the new one too, where it is the person who is barred.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="restarts")
    earlier = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="restarts_as")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="restarted_from")
    ground = models.CharField(_("확인 근거"), max_length=16, choices=RestartGround)
    note = models.CharField(_("확인한 것"), max_length=300)
    carries_bars = models.BooleanField(_("참여제한 이어짐"), default=True)
    linked_at = models.DateTimeField(_("이은 시각"))
    linked_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("끊은 시각"), null=True, blank=True)
    undone_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    undone_for = models.CharField(_("끊은 사유"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("재기")
        ordering = ("-linked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "enterprise"], condition=Q(undone_at=None), name="restart_linked_once"
            ),
            models.CheckConstraint(condition=~Q(earlier=F("enterprise")), name="restart_of_another_firm"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | ~Q(undone_for=""), name="restart_undone_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["enterprise"], name="restart_of_firm")]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.enterprise_id}"


@pghistory.track()
class RestartClaim(models.Model):
    """A firm says that it is the new beginning of a closed one; an officer looks and decides.

    The earlier firm stands as its number alone: whether it is known is not the firm's to learn.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="restart_claims")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="restart_claims")
    earlier_number = models.CharField(_("앞 기업의 사업자등록번호"), max_length=10)
    story = models.TextField(_("어떻게 이어지나"), max_length=1000)
    state = models.CharField(_("상태"), max_length=7, choices=ClaimState, default=ClaimState.ASKED)
    # What came of it; none where a merge of firms made two links one.
    restart = models.ForeignKey(
        Restart, models.SET_NULL, null=True, blank=True, related_name="claims", verbose_name=_("재기")
    )
    asked_at = models.DateTimeField(_("요청 시각"))
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("잇지 않은 까닭"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("재기 연결 요청")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "enterprise", "earlier_number"],
                condition=Q(state=ClaimState.ASKED),
                name="restart_claim_one_open_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.ASKED, decided_at=None)
                | Q(state=ClaimState.LINKED, decided_at__isnull=False)
                | Q(state=ClaimState.REFUSED, decided_at__isnull=False) & ~Q(reason=""),
                name="restart_claim_decided_with_words",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-asked_at"], name="restart_claim_by_state")]

    def __str__(self) -> str:
        return f"{self.earlier_number} → {self.enterprise_id}"
