"""Visits of experts to firms: the time that is held, the clinic they belong to, how it was."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.models.spans import ends_later, never_twice
from didim.experts.visit_enums import ClinicOutcome, VisitSide, VisitState

# A visit in one of these keeps the time of its expert and of its firm; one that nobody came to took it, too.
HOLDS = ~Q(state=VisitState.CANCELLED)
# One of these uses up a number of its plan.
COUNTS = Q(state__in=[VisitState.PROPOSED, VisitState.PLANNED, VisitState.DONE])

# Whoever asks, the trigger sees every row; an error ends the (sub)transaction and with it the wider scope.
_WITHIN_PLAN = """
IF NEW.state = 'cancelled' OR (TG_OP = 'UPDATE' AND OLD.state <> 'cancelled'
    AND (OLD.expert_id, OLD.profile_id, OLD.dispatch_id, OLD.request_id, OLD.number, OLD.starts_at)
        IS NOT DISTINCT FROM
            (NEW.expert_id, NEW.profile_id, NEW.dispatch_id, NEW.request_id, NEW.number, NEW.starts_at))
THEN
    RETURN NEW;
END IF;
PERFORM pg_advisory_xact_lock(6201, (NEW.expert_id % 2147483648)::int);
PERFORM set_config('didim.system', 'on', true);
SELECT sent.expert_id, sent.request_id, expert.profile_id,
        asked.visits_planned, expert.capacity_month INTO plan
    FROM experts_dispatch sent
    JOIN experts_visitrequest asked ON asked.id = sent.request_id
    JOIN experts_poolexpert expert ON expert.id = sent.expert_id
    WHERE sent.id = NEW.dispatch_id;
SELECT count(*) INTO taken FROM experts_visit
    WHERE expert_id = NEW.expert_id AND id <> NEW.id AND state <> 'cancelled'
        AND date_trunc('month', starts_at AT TIME ZONE 'Asia/Seoul')
            = date_trunc('month', NEW.starts_at AT TIME ZONE 'Asia/Seoul');
PERFORM set_config('didim.system', scope, true);
IF (plan.expert_id, plan.request_id, plan.profile_id)
    IS DISTINCT FROM (NEW.expert_id, NEW.request_id, NEW.profile_id)
THEN
    RAISE EXCEPTION 'visit of another expert or request than its dispatch'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_of_its_dispatch';
END IF;
IF NEW.number > plan.visits_planned THEN
    RAISE EXCEPTION 'visit % of % planned', NEW.number, plan.visits_planned
        USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_within_plan';
END IF;
IF taken >= plan.capacity_month THEN
    RAISE EXCEPTION 'expert % has % visits of % in this month', NEW.expert_id, taken, plan.capacity_month
        USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_within_capacity';
END IF;
RETURN NEW;
"""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Visit(models.Model):
    """A time an expert spends at a firm; the database keeps it within the plan and the expert's month."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="visits")
    expert = models.ForeignKey("experts.PoolExpert", models.PROTECT, related_name="visits")
    # Who it is: may stand in the pools of several agencies, and is at one place at a time.
    profile = models.ForeignKey("registry.Expert", models.PROTECT, related_name="visits")
    # Of the dispatch, too: when an expert is replaced the numbers of the request go on.
    request = models.ForeignKey("experts.VisitRequest", models.PROTECT, related_name="visits")
    dispatch = models.ForeignKey("experts.Dispatch", models.PROTECT, related_name="visits")
    # From 1 to the visits planned.
    number = models.PositiveSmallIntegerField(_("회차"))
    aim = models.CharField(_("이번에 할 일"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    place = models.CharField(_("장소"), max_length=200, blank=True)
    state = models.CharField(_("상태"), max_length=9, choices=VisitState)
    proposed_side = models.CharField(_("시간을 정한 쪽"), max_length=6, choices=VisitSide)
    proposed_at = models.DateTimeField(_("정한 시각"))
    accepted_at = models.DateTimeField(_("받아들인 시각"), null=True, blank=True)
    ended_side = models.CharField(_("취소하거나 오지 않은 쪽"), max_length=6, choices=VisitSide, blank=True)
    end_reason = models.CharField(_("사유"), max_length=200, blank=True)
    reminded_at = models.DateTimeField(_("알린 시각"), null=True, blank=True)
    # When its expert was reminded of the report that is owed.
    report_reminded_at = models.DateTimeField(_("보고서를 재촉한 시각"), null=True, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("방문")
        ordering = ("starts_at", "id")
        constraints = [
            ends_later(name="visit_period"),
            never_twice("profile", name="visit_expert_once", condition=HOLDS),
            never_twice("enterprise", name="visit_firm_once", condition=HOLDS),
            models.UniqueConstraint(fields=["request", "number"], condition=COUNTS, name="visit_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="visit_number_from_one"),
            models.CheckConstraint(
                condition=~Q(state__in=["planned", "done", "no_show"]) | Q(accepted_at__isnull=False),
                name="visit_held_only_when_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "no_show"]) | (~Q(end_reason="") & ~Q(ended_side="")),
                name="visit_ended_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["expert", "starts_at"], name="visit_of_expert"),
            models.Index(fields=["enterprise", "-starts_at"], name="visit_of_firm"),
            models.Index(fields=["agency", "-starts_at"], name="visit_of_agency"),
            models.Index(
                fields=["starts_at"],
                condition=Q(state=VisitState.PLANNED, reminded_at=None),
                name="visit_to_remind",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_plan",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[
                    ("scope", "text := coalesce(current_setting('didim.system', true), '')"),
                    ("plan", "record"),
                    ("taken", "int"),
                ],
                func=_WITHIN_PLAN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} · {self.starts_at:%Y-%m-%d %H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Clinic(models.Model):
    """Several visits to one firm: what they are to reach, and what came of them."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="clinics")
    request = models.OneToOneField("experts.VisitRequest", models.PROTECT, related_name="clinic")
    expert = models.ForeignKey("experts.PoolExpert", models.PROTECT, related_name="clinics")
    aim = models.CharField(_("목표"), max_length=300)
    plan = models.TextField(_("회차별 계획"), max_length=4000)
    planned_at = models.DateTimeField(_("계획한 시각"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(_("결과"), max_length=7, choices=ClinicOutcome, blank=True)
    result = models.TextField(_("무엇이 달라졌나"), max_length=4000, blank=True)
    finished_at = models.DateTimeField(_("마친 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("클리닉")
        ordering = ("-planned_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, outcome="")
                | (Q(finished_at__isnull=False) & ~Q(outcome="") & ~Q(result="")),
                name="clinic_finished_with_a_result",
            )
        ]

    def __str__(self) -> str:
        return self.aim


class VisitSatisfaction(models.Model):
    """How an expert's help was: asked once for a dispatch, after its last visit, answered once."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    expert = models.ForeignKey("experts.PoolExpert", models.PROTECT, related_name="satisfaction")
    dispatch = models.OneToOneField("experts.Dispatch", models.PROTECT, related_name="satisfaction")
    asked_at = models.DateTimeField(_("물은 시각"))
    score = models.PositiveSmallIntegerField(_("점수"), null=True, blank=True)
    comment = models.CharField(_("의견"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("답한 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("방문 만족도")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None, answered_at=None)
                | Q(score__gte=1, score__lte=5, answered_at__isnull=False),
                name="visit_satisfaction_from_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} · {self.score}"


class VisitCalendar(models.Model):
    """The secret address under which an expert's own calendar asks for the visits; made anew at will."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visit_calendar")
    token = models.CharField(_("일정 구독 열쇠"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("만든 시각"))

    class Meta:
        verbose_name = _("방문 일정 구독")

    def __str__(self) -> str:
        return f"{self.user_id}"
