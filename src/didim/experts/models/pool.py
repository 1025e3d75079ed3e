import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import Topic
from didim.experts.enums import AwayKind, ExpertTieKind, PoolKind
from didim.registry.models.periods import in_order, one_at_a_time


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PoolExpert(models.Model):
    """An expert in the pool of an agency: what for, on which topics, how many visits a month.

    Who it is and what they know (trades, regions, languages, whether they run a shop) stands at
    registry.Expert, whatever the agency; when they are under contract, at the terms.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="pool_experts")
    profile = models.ForeignKey("registry.Expert", models.PROTECT, related_name="pools")
    # The person's account, once they have accepted an invitation: whose row it is.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="pool_experts"
    )
    kind = models.CharField(_("역할"), max_length=16, choices=PoolKind)
    # A working owner's own firm: never visited by them, and its trade next door is a rival's.
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="pool_experts"
    )
    topics = ArrayField(
        models.CharField(max_length=12, choices=Topic), default=list, blank=True, verbose_name=_("상담 주제")
    )
    # Where a journey begins; null: somewhere in the regions served.
    base = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    capacity_month = models.PositiveSmallIntegerField(_("월 방문 수"), default=4)
    note = models.CharField(_("메모"), max_length=300, blank=True)
    joined_at = models.DateTimeField(_("등록 시각"))
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("전문가 풀")
        ordering = ("agency", "profile__person__name", "id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "profile"], name="pool_expert_once_an_agency"),
            models.CheckConstraint(condition=Q(capacity_month__lte=60), name="pool_expert_capacity"),
        ]
        indexes = [models.Index(fields=["agency", "kind"], name="pool_expert_by_kind")]

    def __str__(self) -> str:
        return str(self.profile)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ExpertTerm(models.Model):
    """A contract of an expert with the agency, by its days, and the grade its fees are paid at."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    expert = models.ForeignKey(PoolExpert, models.CASCADE, related_name="terms")
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"))
    # A grade of the definition "expert-fees".
    fee_grade = models.CharField(_("수당 등급"), max_length=16)
    # Through which application the expert was recruited, if through a call.
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, null=True, blank=True, related_name="expert_term"
    )
    end_reason = models.CharField(_("해촉 사유"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("계약 시각"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("전문가 계약")
        ordering = ("expert", "-valid_from")
        constraints = [
            in_order(name="expert_term_period"),
            one_at_a_time("expert", name="expert_term_once_at_a_time"),
        ]
        indexes = [models.Index(fields=["agency", "valid_from", "valid_to"], name="expert_term_by_day")]

    def __str__(self) -> str:
        return f"{self.expert_id} · {self.valid_from} – {self.valid_to}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ExpertAbsence(models.Model):
    """Days on which an expert takes no visits, both ends included."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    expert = models.ForeignKey(PoolExpert, models.CASCADE, related_name="absences")
    kind = models.CharField(_("구분"), max_length=12, choices=AwayKind, default=AwayKind.OTHER)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"))
    note = models.CharField(_("메모"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("전문가 부재")
        ordering = ("valid_from", "id")
        constraints = [
            in_order(name="expert_absence_period"),
            one_at_a_time("expert", name="expert_absence_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} · {self.valid_from} – {self.valid_to}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ExpertTie(models.Model):
    """That an agency keeps an expert away from a firm, for a time.

    What ties the person to firms (their own, a relative's, an employer's) is selection.Tie, whoever asks.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    expert = models.ForeignKey(PoolExpert, models.CASCADE, related_name="ties")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="expert_ties")
    kind = models.CharField(_("구분"), max_length=12, choices=ExpertTieKind)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)
    reason = models.CharField(_("사유"), max_length=200)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("전문가와 기업의 제외 관계")
        ordering = ("-valid_from", "-id")
        constraints = [in_order(name="expert_tie_period")]
        indexes = [models.Index(fields=["enterprise"], name="expert_tie_of_firm")]

    def __str__(self) -> str:
        return f"{self.expert_id} × {self.enterprise_id}"


class ExpertInvitation(models.Model):
    """An invitation by e-mail to work with an account of one's own; the link's token is kept as a hash."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    expert = models.ForeignKey(PoolExpert, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("받는 사람"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("초대 시각"))
    expires_at = models.DateTimeField(_("기한"))
    accepted_at = models.DateTimeField(_("수락 시각"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("취소 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("전문가 초대")
        ordering = ("-invited_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="expert_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.email}"


class RegionMiddle(models.Model):
    """Where the middle of a region lies, so that a journey has a length."""

    region = models.OneToOneField("registry.Region", models.CASCADE, related_name="middle")
    # Degrees, WGS 84.
    longitude = models.FloatField(_("경도"))
    latitude = models.FloatField(_("위도"))
    source = models.CharField(_("출처"), max_length=120)

    class Meta:
        verbose_name = _("지역의 중심")
        ordering = ("region",)
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="region_middle_on_earth",
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_id} ({self.longitude}, {self.latitude})"
