import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.selection.enums import JobState, RecusalKind, RecusalState, RoundKind, RoundState


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReviewRound(models.Model):
    """One round of judging of a call: written, presentation, site visit."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="review_rounds")
    number = models.PositiveSmallIntegerField(_("차례"))
    kind = models.CharField(_("평가 방식"), max_length=12, choices=RoundKind)
    title = models.CharField(_("이름"), max_length=80)
    # Criteria, reviewers an application, scoring parameters (engines.scoring), as the published call says.
    definition = models.JSONField(_("평가 기준"), default=dict)
    state = models.CharField(_("상태"), max_length=10, choices=RoundState, default=RoundState.PREPARING)
    opens_at = models.DateTimeField(_("평가 시작"), null=True, blank=True)
    due_at = models.DateTimeField(_("평가 기한"), null=True, blank=True)
    closed_at = models.DateTimeField(_("마감 시각"), null=True, blank=True)
    # How it is judged, as the published call says (the entry's "panel"; domain.round_terms).
    reviewers_each = models.PositiveSmallIntegerField(_("신청당 위원 수"), default=3)
    is_blind = models.BooleanField(_("신청기업 가림"), default=False)
    # Applicants see who is on the panel, and may challenge somebody until an instant (기피).
    is_panel_shown = models.BooleanField(_("위원 구성 공개"), default=False)
    challenge_until = models.DateTimeField(_("기피 신청 기한"), null=True, blank=True)

    class Meta:
        verbose_name = _("평가 차수")
        ordering = ("call", "number")
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="review_round_unique")]

    def __str__(self) -> str:
        return self.title


class Panel(models.Model):
    """A group of reviewers of a round (분과)."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="panels")
    name = models.CharField(_("분과"), max_length=60)

    class Meta:
        verbose_name = _("평가위원회")
        ordering = ("round", "name")
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="panel_unique")]

    def __str__(self) -> str:
        return self.name


class RoundEntry(models.Model):
    """An application that a round judges, in which panel, and its place in the order of presentations."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="entries")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="round_entries")
    # What is judged: the submission that counted when the round was made.
    submission = models.ForeignKey("applications.Submission", models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, models.SET_NULL, null=True, blank=True, related_name="entries")
    position = models.PositiveSmallIntegerField(_("순서"), null=True, blank=True)

    class Meta:
        verbose_name = _("평가 대상")
        ordering = ("round", "position", "id")
        constraints = [models.UniqueConstraint(fields=["round", "application"], name="round_entry_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.application_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PanelMember(models.Model):
    """A reviewer in a round: pledge, load, and the name applicants see (위원 1)."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="members")
    panel = models.ForeignKey(Panel, models.SET_NULL, null=True, blank=True, related_name="members")
    reviewer = models.ForeignKey("selection.Reviewer", models.PROTECT, related_name="memberships")
    # The reviewer's account: row-level security shows them what is theirs.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="panel_memberships"
    )
    alias = models.CharField(_("공개 이름"), max_length=20)
    is_chair = models.BooleanField(_("위원장"), default=False)
    min_load = models.PositiveSmallIntegerField(_("최소 건수"), default=0)
    max_load = models.PositiveSmallIntegerField(_("최대 건수"))
    invited_at = models.DateTimeField(_("위촉 시각"))
    # Fairness and secrecy pledge; nothing is shown before it.
    pledged_at = models.DateTimeField(_("서약 시각"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("제외 시각"), null=True, blank=True)
    drop_reason = models.CharField(_("제외 사유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("위원")
        ordering = ("round", "alias")
        constraints = [
            models.UniqueConstraint(fields=["round", "reviewer"], name="panel_member_once"),
            models.UniqueConstraint(fields=["round", "alias"], name="panel_member_alias"),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(is_chair=True, dropped_at__isnull=True),
                name="panel_one_chair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.alias}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Recusal(models.Model):
    """That a reviewer does not judge an application: by rule, challenged by the applicant, or by own wish."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="recusals")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="recusals")
    reviewer = models.ForeignKey("selection.Reviewer", models.PROTECT, related_name="recusals")
    kind = models.CharField(_("구분"), max_length=10, choices=RecusalKind)
    state = models.CharField(_("상태"), max_length=10, choices=RecusalState)
    # For an automatic one: the path through the graph of interests, each edge with its source and article.
    grounds = models.JSONField(_("근거"), default=list)
    reason = models.TextField(_("사유"), blank=True)
    asked_at = models.DateTimeField(_("신청 시각"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.TextField(_("결정 사유"), blank=True)

    class Meta:
        verbose_name = _("제척·기피·회피")
        ordering = ("round", "application", "reviewer", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application", "reviewer", "kind"], name="recusal_once_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} × {self.application_id} {self.get_kind_display()}"


class AssignmentRun(models.Model):
    """One draw of engines.assignment: its seed, what went in, what came out and how far from the bound.

    The seed stands before the job draws; what has been drawn, or could not be, is never changed.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("차수"))
    state = models.CharField(_("상태"), max_length=8, choices=JobState, default=JobState.QUEUED)
    seed = models.BigIntegerField(_("추첨 씨앗"))
    parameters = models.JSONField(_("조건"), default=dict)
    # Everything the engine was given, canonical: with the seed it gives the same result again.
    problem = models.TextField(_("입력"), blank=True)
    problem_hash = models.CharField(_("입력 해시"), max_length=64, blank=True)
    result = models.JSONField(_("결과"), default=dict, blank=True)
    # Why nothing could be drawn: {"ko": [sentences], "en": [sentences]}.
    failure = models.JSONField(_("실패 사유"), default=dict, blank=True)
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    at = models.DateTimeField(_("시각"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("배정 추첨")
        ordering = ("round", "-number")
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="assignment_run_unique"),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="assignment_run_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.DONE) | ~Q(problem_hash=""), name="assignment_run_drawn_from"
            ),
        ]
        triggers = [
            *never_changed(
                unless=pgtrigger.Q(old__state=JobState.QUEUED) | pgtrigger.Q(old__state=JobState.RUNNING)
            ),
            pgtrigger.ReadOnly(
                name="seed_stays", fields=["agency", "round", "number", "seed", "reason", "at", "by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} #{self.number} ({self.seed})"


class Assignment(models.Model):
    """A reviewer judges an application in a round."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="assignments")
    run = models.ForeignKey(AssignmentRun, models.PROTECT, null=True, blank=True, related_name="assignments")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey("selection.Reviewer", models.PROTECT, related_name="assignments")
    reviewer_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    fit = models.FloatField(_("적합도"))
    # Why this pair: the parts of the fit.
    explanation = models.JSONField(_("설명"), default=dict)
    made_at = models.DateTimeField(_("배정 시각"))
    ended_at = models.DateTimeField(_("해제 시각"), null=True, blank=True)
    end_reason = models.CharField(_("해제 사유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("배정")
        ordering = ("round", "application", "reviewer")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application", "reviewer"],
                condition=Q(ended_at__isnull=True),
                name="assignment_once_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["reviewer_user", "application"],
                condition=Q(ended_at__isnull=True),
                name="assignment_of_user",
            ),
            models.Index(fields=["application"], name="assignment_of_application"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} × {self.application_id}"
