"""Who takes part in a fair, whom to speak with there, and when they are away."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.fairs.enums import ParticipantState, Side

from .fairs import Fair, FairSlot, Interpreter

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Participant(models.Model):
    """A partner (buyer, investor, employer, large firm) or a firm (or somebody who looks for work) at a fair.

    The row is the profile that the other side browses; who to call stands apart, in `ParticipantPerson`.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="participants")
    side = models.CharField(_("구분"), max_length=7, choices=Side)
    state = models.CharField(
        _("상태"), max_length=9, choices=ParticipantState, default=ParticipantState.APPLIED
    )
    # The firm that takes part; employers at job fairs are firms on the partners' side.
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="fair_participations"
    )
    partner = models.ForeignKey(
        "registry.Partner", models.PROTECT, null=True, blank=True, related_name="fair_participations"
    )
    # Who signs in for a participant without a firm; those without an account have a personal link.
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="fair_participations")
    # Somebody by themselves (who looks for work): their profile is never public.
    is_person = models.BooleanField(_("개인"), default=False)
    name = models.CharField(_("이름"), max_length=160)
    name_en = models.CharField(_("영문 이름"), max_length=160, blank=True)
    # ISO 3166-1 alpha-2.
    country = models.CharField(_("나라"), max_length=2, default="KR")
    # ISO 639-1: the language they speak at the table.
    language = models.CharField(_("상담 언어"), max_length=2, default="ko")
    # Where a fair has tables and video rooms, such a participant is met by video.
    by_video = models.BooleanField(_("화상으로 참가"), default=False)
    website = models.URLField(_("누리집"), blank=True)
    offers = models.TextField(_("내놓는 것"), blank=True)
    seeks = models.TextField(_("찾는 것"), blank=True)
    # KSIC codes of one's own trade, and of the trades one looks for.
    trades = ArrayField(models.CharField(max_length=5), verbose_name=_("업종"), default=list, blank=True)
    sought_trades = ArrayField(
        models.CharField(max_length=5), verbose_name=_("찾는 업종"), default=list, blank=True
    )
    # None: the fair's own.
    most = models.PositiveSmallIntegerField(_("최대 상담"), null=True, blank=True)
    least = models.PositiveSmallIntegerField(_("최소 상담"), null=True, blank=True)
    # Of the personal link: one more and every link given before is void.
    link_version = models.PositiveSmallIntegerField(default=1)
    applied_at = models.DateTimeField(_("신청 시각"))
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("거절·취소 사유"), max_length=200, blank=True)
    checked_in_at = models.DateTimeField(_("도착 확인"), null=True, blank=True)

    class Meta:
        verbose_name = _("상담회 참가자")
        ordering = ("fair", "side", "name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "enterprise"],
                condition=~Q(state=ParticipantState.WITHDRAWN),
                name="fair_participant_firm_once",
            ),
            models.UniqueConstraint(
                fields=["fair", "user"],
                condition=Q(enterprise=None) & ~Q(state=ParticipantState.WITHDRAWN),
                name="fair_participant_user_once",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.PARTNER) | Q(enterprise__isnull=False) | Q(is_person=True),
                name="fair_participant_firm_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(is_person=True) | Q(enterprise=None, side=Side.FIRM),
                name="fair_participant_person",
            ),
            models.CheckConstraint(
                condition=Q(least=None) | Q(most=None) | Q(least__lte=F("most")),
                name="fair_participant_least_within_most",
            ),
            models.CheckConstraint(
                condition=Q(state=ParticipantState.APPLIED) | Q(decided_at__isnull=False),
                name="fair_participant_decided_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state=ParticipantState.REFUSED) | ~Q(reason=""),
                name="fair_participant_refused_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["fair", "side", "state"], name="fair_participant_list"),
            models.Index(fields=["enterprise"], name="fair_participant_of_firm"),
            models.Index(fields=["user"], name="fair_participant_of_user"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ParticipantPerson(models.Model):
    """Somebody who sits at the table for a participant; seen by the agency and the participant itself."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="people")
    name = models.CharField(_("이름"), max_length=60)
    position = models.CharField(_("부서·직위"), max_length=80, blank=True)
    email = models.EmailField(_("전자우편"), blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("참석자")
        ordering = ("participant", "id")

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """A slot in which a participant, or an interpreter, cannot be met."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="absences"
    )
    interpreter = models.ForeignKey(
        Interpreter, models.CASCADE, null=True, blank=True, related_name="absences"
    )
    slot = models.ForeignKey(FairSlot, models.CASCADE, related_name="absences")

    class Meta:
        verbose_name = _("나올 수 없는 시간")
        ordering = ("slot", "id")
        constraints = [
            models.UniqueConstraint(fields=["participant", "slot"], name="fair_absence_once"),
            models.UniqueConstraint(fields=["interpreter", "slot"], name="fair_absence_interpreter_once"),
            models.CheckConstraint(
                condition=Q(participant=None, interpreter__isnull=False)
                | Q(participant__isnull=False, interpreter=None),
                name="fair_absence_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id or self.interpreter_id} {self.slot_id}"
