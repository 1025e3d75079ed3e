"""A fair: its times, tables and interpreters."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.desk.models.spans import ends_later, never_twice
from didim.fairs.enums import FairKind, FairState, Session

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Fair(models.Model):
    """A matching fair of one agency (its hosts may be several): who may come, until when what is asked."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="fairs")
    # What the fair belongs to, where it is part of a programme; its meetings enter the ledger under it.
    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, null=True, blank=True, related_name="fairs"
    )
    name = models.CharField(_("상담회 이름"), max_length=160)
    name_en = models.CharField(_("영문 이름"), max_length=160, blank=True)
    kind = models.CharField(_("종류"), max_length=16, choices=FairKind)
    state = models.CharField(_("상태"), max_length=10, choices=FairState, default=FairState.DRAFT)
    summary = models.TextField(_("소개"), blank=True)
    summary_en = models.TextField(_("영문 소개"), blank=True)
    # "" where all meetings are by video.
    place = models.CharField(_("장소"), max_length=160, blank=True)
    # Each is an instant until which it may be done: registering, asking, answering.
    register_until = models.DateTimeField(_("참가 신청 마감"))
    request_until = models.DateTimeField(_("상담 신청 마감"))
    answer_until = models.DateTimeField(_("수락·거절 마감"))
    # Meetings of one participant, unless the participant has its own.
    partner_most = models.PositiveSmallIntegerField(_("파트너의 최대 상담"), default=12)
    partner_least = models.PositiveSmallIntegerField(_("파트너의 최소 상담"), default=0)
    firm_most = models.PositiveSmallIntegerField(_("기업의 최대 상담"), default=6)
    firm_least = models.PositiveSmallIntegerField(_("기업의 최소 상담"), default=0)
    seed = models.BigIntegerField(_("난수 씨앗"))
    published_at = models.DateTimeField(_("일정 공개 시각"), null=True, blank=True)
    end_reason = models.CharField(_("취소 사유"), max_length=200, blank=True)
    officer = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("매칭 상담회")
        ordering = ("-register_until", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="fair_name_once"),
            models.CheckConstraint(
                condition=Q(
                    request_until__gte=F("register_until"),
                    answer_until__gte=F("request_until"),
                ),
                name="fair_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(partner_least__lte=F("partner_most"), firm_least__lte=F("firm_most")),
                name="fair_least_within_most",
            ),
            models.CheckConstraint(
                condition=~Q(state=FairState.PUBLISHED) | Q(published_at__isnull=False),
                name="fair_published_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state=FairState.CALLED_OFF) | ~Q(end_reason=""),
                name="fair_called_off_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="fair_of_agency")]

    def __str__(self) -> str:
        return self.name


class FairHost(models.Model):
    """Another agency that holds a fair together with the one it belongs to; its staff work on it alike."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="hosts")
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("공동 주관")
        ordering = ("fair", "id")
        constraints = [models.UniqueConstraint(fields=["fair", "agency"], name="fair_host_once")]

    def __str__(self) -> str:
        return f"{self.fair_id}/{self.agency_id}"


class FairSlot(models.Model):
    """A time at which meetings take place; numbered from 0 in the order of time."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField(_("순서"))
    session = models.CharField(_("오전·오후"), max_length=9, choices=Session)
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))

    class Meta:
        verbose_name = _("상담 시간")
        ordering = ("fair", "number")
        constraints = [
            ends_later(name="fair_slot_period"),
            models.UniqueConstraint(fields=["fair", "number"], name="fair_slot_number_once"),
            never_twice("fair", name="fair_slot_apart", condition=Q(number__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


@pghistory.track()
class FairTable(models.Model):
    """A table, or a video room, that holds one meeting at a time; numbered from 0."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("순서"))
    name = models.CharField(_("자리 이름"), max_length=40)
    room = models.CharField(_("방"), max_length=60, blank=True)
    is_video = models.BooleanField(_("화상"), default=False)

    class Meta:
        verbose_name = _("상담 자리")
        ordering = ("fair", "number")
        constraints = [
            models.UniqueConstraint(fields=["fair", "number"], name="fair_table_number_once"),
            models.UniqueConstraint(fields=["fair", "name"], name="fair_table_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TableOutage(models.Model):
    """That a table cannot be used from an instant to another."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="outages")
    table = models.ForeignKey(FairTable, models.CASCADE, related_name="outages")
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    reason = models.CharField(_("사유"), max_length=200)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("쓸 수 없는 자리")
        ordering = ("fair", "starts_at", "id")
        constraints = [ends_later(name="table_outage_period")]

    def __str__(self) -> str:
        return f"{self.table_id} {self.starts_at:%Y-%m-%d %H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Interpreter(models.Model):
    """Somebody who interprets at a fair: one meeting at a time."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="interpreters")
    name = models.CharField(_("이름"), max_length=60)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    email = models.EmailField(_("전자우편"), blank=True)
    # ISO 639-1, beside Korean.
    languages = ArrayField(models.CharField(max_length=2), verbose_name=_("언어"))

    class Meta:
        verbose_name = _("통역")
        ordering = ("fair", "name", "id")

    def __str__(self) -> str:
        return self.name
