import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.selection.enums import (
    CommitteeKind,
    DecisionGround,
    JobState,
    NoticeKind,
    ObjectionState,
    Outcome,
    PlanState,
    VoteValue,
)

from . import decision_guards as guards
from .reviews import ScoreSheet
from .rounds import ReviewRound


class DecisionPlan(models.Model):
    """A simulation of who would be selected against places and budget; one is put to the committee."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="decision_plans")
    number = models.PositiveSmallIntegerField(_("차수"))
    title = models.CharField(_("이름"), max_length=80, blank=True)
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="+")
    parameters = models.JSONField(_("조건"), default=dict)
    # By application: outcome, rank, total, amount; and sums.
    result = models.JSONField(_("결과"), default=dict)
    state = models.CharField(_("상태"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    made_at = models.DateTimeField(_("시각"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("선정안")
        ordering = ("call", "-number")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="decision_plan_unique"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(state=PlanState.PUT), name="decision_plan_put_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} #{self.number}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Committee(models.Model):
    """A meeting of the steering committee (사업운영위원회) with its quorum, over a plan or an objection."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="committees")
    kind = models.CharField(_("안건"), max_length=12, choices=CommitteeKind)
    title = models.CharField(_("회의명"), max_length=120)
    plan = models.ForeignKey(DecisionPlan, models.PROTECT, null=True, blank=True, related_name="committees")
    held_at = models.DateTimeField(_("개최 시각"))
    # Present members needed: numerator / denominator of those appointed.
    quorum_numerator = models.PositiveSmallIntegerField(_("정족수 분자"), default=2)
    quorum_denominator = models.PositiveSmallIntegerField(_("정족수 분모"), default=3)
    minutes = models.TextField(_("회의록"), blank=True)
    decided_at = models.DateTimeField(_("의결 시각"), null=True, blank=True)
    approved = models.BooleanField(_("가결"), null=True, blank=True)

    class Meta:
        verbose_name = _("위원회")
        ordering = ("-held_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(decided_at__isnull=False),
                name="committee_decided_at_an_instant",
            )
        ]
        triggers = guards.committee()

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CommitteeVote(models.Model):
    """A member of a committee's meeting: present or not, barred or not, and the vote."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    committee = models.ForeignKey(Committee, models.CASCADE, related_name="votes")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="committee_votes")
    is_chair = models.BooleanField(_("위원장"), default=False)
    is_present = models.BooleanField(_("참석"), default=False)
    # Took part in the decision now objected to, or tied to the firm: barred, with the reason.
    barred_reason = models.CharField(_("제척 사유"), max_length=200, blank=True)
    vote = models.CharField(_("표결"), max_length=8, choices=VoteValue, null=True, blank=True)

    class Meta:
        verbose_name = _("위원회 위원")
        ordering = ("committee", "person__name", "id")
        constraints = [
            models.UniqueConstraint(fields=["committee", "person"], name="committee_vote_once"),
            models.UniqueConstraint(
                fields=["committee"], condition=Q(is_chair=True), name="committee_one_chair"
            ),
            models.CheckConstraint(
                condition=Q(vote__isnull=True) | Q(is_present=True, barred_reason=""),
                name="committee_vote_of_the_present",
            ),
        ]
        triggers = guards.votes()

    def __str__(self) -> str:
        return f"{self.committee_id} {self.person_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(models.Model):
    """What was decided about an application, by which committee, on which score sheet."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="decisions")
    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="decision")
    outcome = models.CharField(_("결과"), max_length=10, choices=Outcome)
    rank = models.PositiveIntegerField(_("순위"), null=True, blank=True)
    # Order among the reserves.
    reserve_rank = models.PositiveIntegerField(_("예비 순번"), null=True, blank=True)
    total = models.DecimalField(_("총점"), max_digits=8, decimal_places=4, null=True, blank=True)
    amount_won = models.BigIntegerField(_("지원금(원)"), null=True, blank=True)
    ground = models.CharField(_("근거"), max_length=10, choices=DecisionGround, blank=True)
    # In words, where the ground alone does not say it all.
    reason = models.TextField(_("사유"), blank=True)
    plan = models.ForeignKey(DecisionPlan, models.PROTECT, null=True, blank=True, related_name="decisions")
    committee = models.ForeignKey(Committee, models.PROTECT, null=True, blank=True, related_name="decisions")
    decided_at = models.DateTimeField(_("결정 시각"))
    # When the applicant was told; before that nobody of the firm sees it, and the days to object do not run.
    notified_at = models.DateTimeField(_("통보 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("선정 결과")
        ordering = ("call", "rank", "id")
        indexes = [models.Index(fields=["call", "outcome"], name="decision_by_outcome")]
        triggers = guards.decisions()

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_outcome_display()}"


class NoticeJob(models.Model):
    """Telling all applicants of a call: a job with progress."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="notice_jobs")
    state = models.CharField(_("상태"), max_length=8, choices=JobState, default=JobState.QUEUED)
    total = models.PositiveIntegerField(_("전체"), default=0)
    done = models.PositiveIntegerField(_("보냄"), default=0)
    problem = models.CharField(_("문제"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("요청 시각"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("결과 통보")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="notice_job_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.done}/{self.total}"


class DecisionNotice(models.Model):
    """The letter that told a firm of a decision, as it was sent: text, hash of the PDF, message."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    kind = models.CharField(_("구분"), max_length=10, choices=NoticeKind, default=NoticeKind.RESULT)
    outcome = models.CharField(_("결과"), max_length=10, choices=Outcome)
    letter_number = models.CharField(_("문서번호"), max_length=40)
    # What the letter says (the PDF is made from it again, byte for byte).
    content = models.JSONField(_("내용"), default=dict)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, blank=True)
    message = models.ForeignKey(
        "accounts.OutboundMessage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("통보 시각"))

    class Meta:
        verbose_name = _("통보서")
        ordering = ("-sent_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "letter_number"], name="decision_notice_number"),
            models.UniqueConstraint(
                fields=["decision", "kind"],
                condition=~Q(kind=NoticeKind.CHANGE),
                name="decision_notice_once_a_kind",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="letter_stands", exclude=["message"]),
            pgtrigger.Protect(name="letter_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.letter_number


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Objection(models.Model):
    """A firm objects to a decision: once, within the days of the guideline; it is heard by other people."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="objection")
    text = models.TextField(_("이의 내용"))
    filed_at = models.DateTimeField(_("접수 시각"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The last instant it could be filed at, and the definition that says so.
    due_at = models.DateTimeField(_("신청 기한"))
    definition = models.CharField(_("정의"), max_length=60)
    state = models.CharField(_("상태"), max_length=10, choices=ObjectionState, default=ObjectionState.FILED)
    committee = models.ForeignKey(Committee, models.PROTECT, null=True, blank=True, related_name="objections")
    answer = models.TextField(_("회신"), blank=True)
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("이의신청")
        ordering = ("-filed_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ObjectionState.FILED, ObjectionState.WITHDRAWN])
                | (Q(committee__isnull=False, decided_at__isnull=False) & ~Q(answer="")),
                name="objection_answered_by_a_committee",
            ),
            models.CheckConstraint(condition=Q(filed_at__lte=F("due_at")), name="objection_filed_in_time"),
        ]
        triggers = guards.objections()

    def __str__(self) -> str:
        return f"{self.decision_id} {self.get_state_display()}"


class ReverseRatingBallot(models.Model):
    """That a firm has rated its reviewers: who has voted, never what."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="ballots")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("역평가 참여")
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="reverse_rating_ballot_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.application_id}"


class ReverseRating(models.Model):
    """What some applicant said of a reviewer: without firm and time, so that nobody can tell whose it is."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="reverse_ratings")
    reviewer = models.ForeignKey("selection.Reviewer", models.PROTECT, related_name="reverse_ratings")
    # Random, so that the order of rows tells nothing.
    key = models.UUIDField(primary_key=True)
    points = models.JSONField(_("점수"), default=dict)

    class Meta:
        verbose_name = _("역평가")
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.round_id} {self.reviewer_id}"
