"""What experts are paid: a line a visit once its report is approved, and a slip a month."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.experts.visit_enums import FeeSlipState

USER = settings.AUTH_USER_MODEL
_SCOPE = ("scope", "text := coalesce(current_setting('didim.system', true), '')")

_SLIP_ONE_WAY = """
IF (OLD.agency_id, OLD.expert_id, OLD.month, OLD.number, OLD.visits, OLD.fee_won, OLD.travel_won,
        OLD.withheld_won, OLD.pay_won, OLD.drawn_at, OLD.working)
    IS DISTINCT FROM (NEW.agency_id, NEW.expert_id, NEW.month, NEW.number, NEW.visits, NEW.fee_won,
        NEW.travel_won, NEW.withheld_won, NEW.pay_won, NEW.drawn_at, NEW.working)
    OR (OLD.state, NEW.state) NOT IN (('drawn', 'approved'), ('drawn', 'cancelled'), ('approved', 'paid'))
    OR (OLD.state = 'approved'
        AND (OLD.approved_at, OLD.approved_by_id) IS DISTINCT FROM (NEW.approved_at, NEW.approved_by_id))
THEN
    RAISE EXCEPTION 'fee slip % is %: not changed this way', OLD.number, OLD.state
        USING ERRCODE = 'restrict_violation';
END IF;
IF NEW.state = 'approved' THEN
    PERFORM set_config('didim.system', 'on', true);
    SELECT user_id INTO paid FROM experts_poolexpert WHERE id = NEW.expert_id;
    PERFORM set_config('didim.system', scope, true);
    IF NEW.approved_by_id = paid THEN
        RAISE EXCEPTION 'nobody approves their own fees'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fee_slip_approved_by_another';
    END IF;
END IF;
RETURN NEW;
"""

_LINE_ONLY_MOVES = """
PERFORM set_config('didim.system', 'on', true);
SELECT state INTO stands FROM experts_feeslip WHERE id = OLD.slip_id;
PERFORM set_config('didim.system', scope, true);
IF stands IN ('approved', 'paid')
    OR (OLD.agency_id, OLD.expert_id, OLD.visit_id, OLD.report_id, OLD.grade, OLD.minutes, OLD.visit_won,
        OLD.more_hours, OLD.hour_won, OLD.travel_won, OLD.definition, OLD.recorded_at)
    IS DISTINCT FROM (NEW.agency_id, NEW.expert_id, NEW.visit_id, NEW.report_id, NEW.grade, NEW.minutes,
        NEW.visit_won, NEW.more_hours, NEW.hour_won, NEW.travel_won, NEW.definition, NEW.recorded_at)
THEN
    RAISE EXCEPTION 'the fee of visit % is settled', OLD.visit_id
        USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FeeSlip(models.Model):
    """What an expert is paid for a month: the sum of its lines, less the tax that is withheld."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    expert = models.ForeignKey("experts.PoolExpert", models.PROTECT, related_name="fee_slips")
    # The first day of the month.
    month = models.DateField(_("달"))
    # 2026-11-0001, per agency and month.
    number = models.CharField(_("번호"), max_length=14)
    state = models.CharField(_("상태"), max_length=9, choices=FeeSlipState, default=FeeSlipState.DRAWN)
    visits = models.PositiveSmallIntegerField(_("방문 수"))
    fee_won = models.BigIntegerField(_("수당(원)"))
    travel_won = models.BigIntegerField(_("여비(원)"))
    withheld_won = models.BigIntegerField(_("원천징수(원)"))
    pay_won = models.BigIntegerField(_("지급액(원)"))
    # How it was worked out, line by line, as the paper shows it.
    working = models.JSONField(_("계산"), default=list)
    drawn_at = models.DateTimeField(_("산정 시각"))
    drawn_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("승인 시각"), null=True, blank=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(_("지급일"), null=True, blank=True)
    cancel_reason = models.CharField(_("취소 사유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("수당 명세서")
        ordering = ("-month", "number")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="fee_slip_number_once"),
            models.UniqueConstraint(
                fields=["expert", "month"],
                condition=~Q(state=FeeSlipState.CANCELLED),
                name="fee_slip_one_a_month",
            ),
            models.CheckConstraint(
                condition=Q(fee_won__gte=0, travel_won__gte=0, withheld_won__gte=0, pay_won__gte=0)
                & Q(pay_won=F("fee_won") + F("travel_won") - F("withheld_won")),
                name="fee_slip_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "paid"])
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="fee_slip_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False), name="fee_slip_paid_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="fee_slip_cancelled_why"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="one_way",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[_SCOPE, ("paid", "bigint")],
                func=_SLIP_ONE_WAY,
            ),
            *(one for one in never_changed() if one.name != "refuse_change"),
        ]

    def __str__(self) -> str:
        return self.number


class FeeLine(models.Model):
    """The fee of one visit, by the fee table and the grade of its day; written as its report is approved."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    expert = models.ForeignKey("experts.PoolExpert", models.PROTECT, related_name="fee_lines")
    visit = models.OneToOneField("experts.Visit", models.PROTECT, related_name="fee")
    report = models.OneToOneField("experts.VisitReport", models.PROTECT, related_name="fee")
    slip = models.ForeignKey(FeeSlip, models.PROTECT, null=True, blank=True, related_name="lines")
    grade = models.CharField(_("수당 등급"), max_length=16)
    minutes = models.PositiveSmallIntegerField(_("걸린 시간(분)"))
    visit_won = models.BigIntegerField(_("방문 수당(원)"))
    more_hours = models.PositiveSmallIntegerField(_("더한 시간"), default=0)
    hour_won = models.BigIntegerField(_("한 시간 수당(원)"), default=0)
    travel_won = models.BigIntegerField(_("여비(원)"), default=0)
    # The version of the fee table: expert-fees@2026-01-01.
    definition = models.CharField(_("수당표"), max_length=40)
    recorded_at = models.DateTimeField(_("기록 시각"))

    class Meta:
        verbose_name = _("방문 수당")
        ordering = ("visit__starts_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(visit_won__gte=0, hour_won__gte=0, travel_won__gte=0),
                name="fee_line_not_negative",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "expert"], condition=Q(slip=None), name="fee_line_not_on_a_slip")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[_SCOPE, ("stands", "text")],
                func=_LINE_ONLY_MOVES,
            ),
            *(one for one in never_changed() if one.name != "refuse_change"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.fee_won:,}"

    @property
    def fee_won(self) -> int:
        """The fee without the journey, in won."""
        return self.visit_won + self.more_hours * self.hour_won
