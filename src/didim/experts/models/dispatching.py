import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import Topic
from didim.experts.enums import DispatchState, RequestKind, RequestState, RunPurpose, RunState
from didim.registry.models.periods import in_order

from .pool import PoolExpert


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class VisitRequest(models.Model):
    """A firm that wants an expert to come: once, or for a clinic of several visits."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="visit_requests")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="visit_requests")
    # Where it came from, when it came from the desk.
    consultation = models.ForeignKey(
        "desk.Consultation", models.PROTECT, null=True, blank=True, related_name="visit_requests"
    )
    need = models.OneToOneField(
        "desk.Need", models.PROTECT, null=True, blank=True, related_name="visit_request"
    )
    kind = models.CharField(_("구분"), max_length=8, choices=RequestKind)
    state = models.CharField(_("상태"), max_length=10, choices=RequestState, default=RequestState.OPEN)
    subject = models.CharField(_("도움이 필요한 것"), max_length=300)
    topics = ArrayField(
        models.CharField(max_length=12, choices=Topic), default=list, blank=True, verbose_name=_("상담 주제")
    )
    visits_planned = models.PositiveSmallIntegerField(_("방문 횟수"), default=1)
    # As the firm's was when it asked; the visit may be somewhere else than the firm is registered.
    industry = models.ForeignKey("registry.Industry", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("방문할 곳"), max_length=200, blank=True)
    # ISO 639-1 code the visit is to be held in.
    language = models.CharField(_("언어"), max_length=2, default="ko")
    wanted_from = models.DateField(_("희망 시작일"))
    wanted_until = models.DateField(_("희망 마지막 날"))
    wanted_when = models.CharField(_("원하는 요일·시간"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("요청 시각"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)
    end_reason = models.CharField(_("취소 사유"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("방문 요청")
        ordering = ("-asked_at", "-id")
        constraints = [
            in_order(name="visit_request_period", lower="wanted_from", upper="wanted_until"),
            models.CheckConstraint(
                condition=Q(visits_planned__gte=1, visits_planned__lte=20), name="visit_request_visits"
            ),
            models.CheckConstraint(
                condition=~Q(kind=RequestKind.VISIT) | Q(visits_planned=1), name="visit_request_one_visit"
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.CANCELLED) | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="visit_request_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.FINISHED) | Q(ended_at__isnull=False),
                name="visit_request_finished_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "wanted_from"], name="visit_request_by_state"),
            models.Index(fields=["enterprise", "-asked_at"], name="visit_request_of_firm"),
        ]

    def __str__(self) -> str:
        return self.subject


class DispatchRun(models.Model):
    """One plan of who goes where in a month: its seed, what went in, what came out, how far from the bound.

    What was put in and came out is never changed; a run is confirmed or dropped as a whole.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="dispatch_runs")
    number = models.PositiveIntegerField(_("번호"))
    purpose = models.CharField(_("목적"), max_length=6, choices=RunPurpose, default=RunPurpose.PLAN)
    state = models.CharField(_("상태"), max_length=9, choices=RunState, default=RunState.QUEUED)
    # The first day of the month planned.
    month = models.DateField(_("배정하는 달"))
    seed = models.BigIntegerField(_("씨앗"))
    # Who drops out, in a run made for that.
    leaving = models.ForeignKey(PoolExpert, models.PROTECT, null=True, blank=True, related_name="+")
    # Everything the engine was given, canonical: with it the same plan comes out again.
    problem = models.TextField(_("입력"), blank=True)
    problem_hash = models.CharField(_("입력 해시"), max_length=64, blank=True)
    # Totals, what was moved, and why requests got nobody.
    result = models.JSONField(_("결과"), default=dict, blank=True)
    objective = models.BigIntegerField(_("목적값"), null=True, blank=True)
    bound = models.BigIntegerField(_("상한"), null=True, blank=True)
    failure = models.JSONField(_("실패 사유"), default=dict, blank=True)
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("요청 시각"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField(_("계산 시각"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("확정 시각"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("전문가 배정안")
        ordering = ("agency", "-number")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="dispatch_run_number_once"),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING, RunState.PROPOSED]),
                name="dispatch_run_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RunState.PROPOSED, RunState.CONFIRMED])
                | (~Q(problem_hash="") & Q(objective__isnull=False, bound__isnull=False)),
                name="dispatch_run_planned_from",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="dispatch_run_confirmed_at_an_instant",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="seed_stays",
                fields=["agency", "number", "purpose", "month", "seed", "leaving", "asked_at", "by"],
            ),
            pgtrigger.Trigger(
                name="plan_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__planned_at__isnull=False),
                func=(
                    "IF (NEW.problem, NEW.problem_hash, NEW.result, NEW.objective, NEW.bound, NEW.planned_at)"
                    " IS DISTINCT FROM"
                    " (OLD.problem, OLD.problem_hash, OLD.result, OLD.objective, OLD.bound, OLD.planned_at)"
                    " THEN RAISE EXCEPTION 'what was planned stands' USING ERRCODE = 'restrict_violation';"
                    " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} · {self.month:%Y-%m}"

    @property
    def gap(self) -> float | None:
        """How far the plan may be from the best one, as a share of the bound; None before there is a plan."""
        if self.objective is None or self.bound is None:
            return None
        return (self.bound - self.objective) / self.bound if self.bound else 0.0


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Dispatch(models.Model):
    """An expert who is to go to a firm for a request, why, and what became of it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="dispatches")
    request = models.ForeignKey(VisitRequest, models.PROTECT, related_name="dispatches")
    expert = models.ForeignKey(PoolExpert, models.PROTECT, related_name="dispatches")
    # The account of the expert, as at the expert's row: whose row it is.
    expert_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="dispatches"
    )
    run = models.ForeignKey(DispatchRun, models.PROTECT, null=True, blank=True, related_name="dispatches")
    state = models.CharField(_("상태"), max_length=9, choices=DispatchState)
    # The first day of the first month with visits, and how many are meant for it and for each month after.
    month = models.DateField(_("시작하는 달"))
    loads = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("달마다 방문 수"))
    # From 0 to 1000, and its parts: [{"part", "points", "weight", "ko", "en"}].
    fit = models.PositiveSmallIntegerField(_("적합도"))
    parts = models.JSONField(_("적합도의 내용"), default=list, blank=True)
    distance_km = models.FloatField(_("거리(km)"), null=True, blank=True)
    # Why it was changed by hand, declined or given to somebody else.
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("만든 시각"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("확정 시각"), null=True, blank=True)
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)
    # The dispatch this one takes the place of.
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        verbose_name = _("전문가 배정")
        ordering = ("-made_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state=DispatchState.CONFIRMED), name="dispatch_one_a_request"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state=DispatchState.PROPOSED),
                name="dispatch_one_proposal_a_request",
            ),
            models.CheckConstraint(condition=Q(fit__lte=1000), name="dispatch_fit"),
            models.CheckConstraint(
                condition=~Q(state=DispatchState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="dispatch_confirmed_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DispatchState.DECLINED, DispatchState.REPLACED])
                | (Q(ended_at__isnull=False) & ~Q(reason="")),
                name="dispatch_ended_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expert", "month"],
                condition=Q(state__in=[DispatchState.CONFIRMED, DispatchState.PROPOSED]),
                name="dispatch_load",
            ),
            models.Index(fields=["enterprise", "-made_at"], name="dispatch_of_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} × {self.expert_id}"
