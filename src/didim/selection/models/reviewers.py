import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.registry.models.periods import in_order
from didim.selection.enums import Qualification, TieKind, TieSource


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Reviewer(models.Model):
    """An expert who may judge: qualification, what they know in words, how much a year.

    Trades and regions stand at registry.Expert; in which agency's pool: ExpertRole(kind=REVIEWER).
    """

    expert = models.OneToOneField("registry.Expert", models.PROTECT, related_name="reviewer")
    qualification = models.CharField(_("자격"), max_length=12, choices=Qualification)
    qualified_by = models.CharField(_("자격 근거"), max_length=200, blank=True)
    keywords = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("전문 분야")
    )
    # How many applications a year at most; null: no cap of their own.
    yearly_cap = models.PositiveSmallIntegerField(_("연간 한도"), null=True, blank=True)
    is_active = models.BooleanField(_("활동 중"), default=True)

    class Meta:
        verbose_name = _("평가위원")
        ordering = ("expert__person__name", "id")

    def __str__(self) -> str:
        return str(self.expert)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Tie(models.Model):
    """An edge of the graph of interests: a person and a firm, two persons, or two firms, for a time."""

    kind = models.CharField(_("관계"), max_length=12, choices=TieKind)
    person = models.ForeignKey("registry.Person", models.CASCADE, null=True, blank=True, related_name="ties")
    other_person = models.ForeignKey(
        "registry.Person", models.CASCADE, null=True, blank=True, related_name="ties_of_others"
    )
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="ties"
    )
    other_enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="ties_of_others"
    )
    since = models.DateField(_("시작일"), null=True, blank=True)
    until = models.DateField(_("종료일"), null=True, blank=True)
    note = models.CharField(_("내용"), max_length=200, blank=True)
    source = models.CharField(_("출처"), max_length=10, choices=TieSource)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("이해관계")
        ordering = ("-recorded_at", "-id")
        constraints = [
            in_order(name="tie_period", lower="since", upper="until"),
            models.CheckConstraint(
                condition=Q(kind=TieKind.FAMILY, person__isnull=False, other_person__isnull=False)
                | Q(kind=TieKind.AFFILIATED, enterprise__isnull=False, other_enterprise__isnull=False)
                | (
                    ~Q(kind__in=[TieKind.FAMILY, TieKind.AFFILIATED])
                    & Q(person__isnull=False, enterprise__isnull=False)
                ),
                name="tie_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(other_person__isnull=True) | ~Q(other_person=F("person")),
                name="tie_not_to_oneself",
            ),
        ]

    def __str__(self) -> str:
        ends = (self.person_id, self.other_person_id, self.enterprise_id, self.other_enterprise_id)
        return f"{self.get_kind_display()} {ends}"


class ReviewerInvitation(models.Model):
    """An invitation by e-mail to judge with an account of one's own; the link's token is kept as a hash."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("받는 사람"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("초대 시각"))
    expires_at = models.DateTimeField(_("기한"))
    accepted_at = models.DateTimeField(_("수락 시각"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("취소 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("평가위원 초대")
        ordering = ("-invited_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="reviewer_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.email}"
