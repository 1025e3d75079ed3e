import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.lifecycle.enums import CollaborationState, ProjectKind, ProjectState
from didim.registry.models.periods import in_order

USER = settings.AUTH_USER_MODEL
WHOLE_BP = 10_000


@pghistory.track()
class Collaboration(models.Model):
    """Several firms that work on something together, one of them leading (협업화)."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="collaborations")
    name = models.CharField(_("이름"), max_length=120)
    purpose = models.TextField(_("목적"), blank=True)
    # The name under which results and supports of its members are counted.
    programme_name = models.CharField(_("사업명"), max_length=160)
    state = models.CharField(
        _("상태"), max_length=10, choices=CollaborationState, default=CollaborationState.GATHERING
    )
    # What the members agree to; each change is a new number, to be agreed to again.
    terms = models.TextField(_("약정"), blank=True)
    terms_number = models.PositiveSmallIntegerField(_("약정 차수"), default=1)
    formed_on = models.DateField(_("시작일"), null=True, blank=True)
    ended_on = models.DateField(_("종료일"), null=True, blank=True)
    end_reason = models.CharField(_("종료 사유"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("작성 시각"))
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("협업화")
        ordering = ("agency", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="collaboration_name_unique"),
            in_order(name="collaboration_period", lower="formed_on", upper="ended_on"),
            models.CheckConstraint(
                condition=~Q(state=CollaborationState.FORMED) | Q(formed_on__isnull=False),
                name="collaboration_formed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=CollaborationState.ENDED)
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="collaboration_ended_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Member(models.Model):
    """A firm of a group with its share, in hundredths of a per cent.

    It is in a group once; only where two rows of one firm were merged both of their shares are its own.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="collaborations")
    collaboration = models.ForeignKey(Collaboration, models.PROTECT, related_name="members")
    is_lead = models.BooleanField(_("대표 기업"), default=False)
    share_bp = models.PositiveIntegerField(_("지분(0.01%)"))
    joined_on = models.DateField(_("참여일"))
    left_on = models.DateField(_("나간 날"), null=True, blank=True)
    left_for = models.CharField(_("나간 사유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("협업 기업")
        ordering = ("collaboration", "-is_lead", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["collaboration"],
                condition=Q(is_lead=True, left_on=None),
                name="collaboration_one_lead",
            ),
            models.CheckConstraint(
                condition=Q(share_bp__lte=WHOLE_BP), name="collaboration_share_at_most_whole"
            ),
            in_order(name="collaboration_member_period", lower="joined_on", upper="left_on"),
        ]

    def __str__(self) -> str:
        return f"{self.collaboration_id} {self.enterprise_id}"


class MemberConsent(models.Model):
    """That a member agreed to the terms and shares as they stood, kept word for word."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="consents")
    terms_number = models.PositiveSmallIntegerField(_("약정 차수"))
    content = models.TextField(_("동의한 내용"))
    content_sha256 = models.CharField("SHA-256", max_length=64)
    agreed_at = models.DateTimeField(_("동의 시각"))
    agreed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("협업 동의")
        ordering = ("member", "terms_number")
        constraints = [
            models.UniqueConstraint(fields=["member", "terms_number"], name="collaboration_consent_once")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.member_id} #{self.terms_number}"


@pghistory.track()
class JointProject(models.Model):
    """Something a group does together in a span of days."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    collaboration = models.ForeignKey(Collaboration, models.PROTECT, related_name="projects")
    kind = models.CharField(_("구분"), max_length=10, choices=ProjectKind)
    title = models.CharField(_("공동사업"), max_length=160)
    state = models.CharField(_("상태"), max_length=8, choices=ProjectState, default=ProjectState.RUNNING)
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("마지막 날"))
    # What the members spend together, in won; grants stand in agreements.
    cost_won = models.BigIntegerField(_("사업비(원)"), null=True, blank=True)
    result = models.TextField(_("결과"), blank=True)

    class Meta:
        verbose_name = _("공동사업")
        ordering = ("-starts_on", "-id")
        constraints = [
            in_order(name="joint_project_period", lower="starts_on", upper="ends_on"),
            models.CheckConstraint(
                condition=Q(cost_won=None) | Q(cost_won__gte=0), name="joint_project_cost"
            ),
            models.CheckConstraint(
                condition=Q(state=ProjectState.RUNNING) | ~Q(result=""), name="joint_project_has_a_result"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MemberResult(models.Model):
    """That a row of results is a member's, of the group and perhaps of one of its projects."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="results")
    project = models.ForeignKey(JointProject, models.PROTECT, null=True, blank=True, related_name="results")
    # The row as it was first written; its corrections carry the same reference.
    observation = models.OneToOneField("outcomes.Observation", models.PROTECT, related_name="+")
    reference = models.CharField(_("근거 번호"), max_length=120)

    class Meta:
        verbose_name = _("협업 성과")
        ordering = ("member", "id")
        constraints = [models.UniqueConstraint(fields=["agency", "reference"], name="member_result_once")]

    def __str__(self) -> str:
        return self.reference
