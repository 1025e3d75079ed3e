"""Who asked to meet whom, and what was computed of it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.fairs.enums import RequestState, Side

from .fairs import Fair
from .participants import Participant

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class MeetingRequest(models.Model):
    """One side asks the other for a meeting; accepted, or asked from both sides, it is wanted by both."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="requests")
    partner = models.ForeignKey(Participant, models.PROTECT, related_name="requests_as_partner")
    firm = models.ForeignKey(Participant, models.PROTECT, related_name="requests_as_firm")
    # Who asks.
    side = models.CharField(_("신청한 쪽"), max_length=7, choices=Side)
    message = models.TextField(_("전하는 말"), blank=True)
    state = models.CharField(_("상태"), max_length=9, choices=RequestState, default=RequestState.SENT)
    sent_at = models.DateTimeField(_("신청 시각"))
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("답한 시각"), null=True, blank=True)
    answer = models.CharField(_("답"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("상담 신청")
        ordering = ("fair", "sent_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "firm", "side"],
                condition=~Q(state=RequestState.WITHDRAWN),
                name="meeting_request_once",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.SENT, answered_at=None)
                | ~Q(state=RequestState.SENT) & Q(answered_at__isnull=False),
                name="meeting_request_answered_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["firm", "state"], name="meeting_request_of_firm"),
            models.Index(fields=["partner", "state"], name="meeting_request_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} – {self.firm_id} ({self.side})"


class PlanRun(models.Model):
    """A computed plan: from which seed, what came out, how far it may lie from the best, why not all fit."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="runs")
    seed = models.BigIntegerField(_("난수 씨앗"))
    computed_at = models.DateTimeField(_("계산 시각"))
    computed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    # What went in and what came out as canonical text of the engine, and the hash of both.
    content = models.TextField(_("계산 내용"))
    sha256 = models.CharField("SHA-256", max_length=64)
    chosen = models.PositiveIntegerField(_("고른 상담"))
    placed = models.PositiveIntegerField(_("시간이 정해진 상담"))
    value = models.BigIntegerField(_("값"))
    bound = models.BigIntegerField(_("값의 한계"))
    idle_gaps = models.PositiveIntegerField(_("빈 시간"))
    table_moves = models.PositiveIntegerField(_("자리 옮김"))
    # On the day: meetings moved and how many at least had to; None for a plan made from nothing.
    moved = models.PositiveIntegerField(_("바뀐 상담"), null=True, blank=True)
    moved_at_least = models.PositiveIntegerField(_("바뀔 수밖에 없던 상담"), null=True, blank=True)

    class Meta:
        verbose_name = _("일정 계산")
        ordering = ("fair", "-computed_at", "-id")

    def __str__(self) -> str:
        return f"{self.fair_id} {self.computed_at:%Y-%m-%d %H:%M}"


class Unplaced(models.Model):
    """A wish for a meeting that a run did not place, and why: one sentence in Korean and one in English."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    run = models.ForeignKey(PlanRun, models.CASCADE, related_name="unplaced")
    partner = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    firm = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    reason = models.TextField(_("까닭"))
    reason_en = models.TextField(_("까닭(영문)"))

    class Meta:
        verbose_name = _("정하지 못한 상담")
        ordering = ("run", "id")
        constraints = [models.UniqueConstraint(fields=["run", "partner", "firm"], name="unplaced_once")]

    def __str__(self) -> str:
        return self.reason
