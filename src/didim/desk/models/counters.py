import secrets

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.enums import AbsenceKind, Topic
from didim.registry.models.periods import in_order

from .spans import ends_later


def new_token() -> str:
    """Return an address that nobody guesses (256 bits)."""
    return secrets.token_urlsafe(32)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Branch(models.Model):
    """An office elsewhere that takes applications for the centre."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="branches")
    name = models.CharField(_("지점명"), max_length=80)
    name_en = models.CharField(_("영문 지점명"), max_length=120, blank=True)
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("주소"), max_length=200, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("지점")
        ordering = ("agency", "name", "id")
        constraints = [
            in_order(name="branch_period"),
            models.UniqueConstraint(fields=["agency", "name"], name="branch_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Counter(models.Model):
    """A counter where consultations are held: how many at once, how slots are cut, how far ahead."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="counters")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="counters")
    name = models.CharField(_("창구 이름"), max_length=80)
    name_en = models.CharField(_("영문 이름"), max_length=120, blank=True)
    place = models.CharField(_("찾아오는 곳"), max_length=200, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    seats = models.PositiveSmallIntegerField(_("동시 상담 수"), default=1)
    slot_minutes = models.PositiveSmallIntegerField(_("상담 시간(분)"), default=30)
    step_minutes = models.PositiveSmallIntegerField(_("예약 간격(분)"), default=30)
    pause_minutes = models.PositiveSmallIntegerField(_("상담 사이(분)"), default=0)
    # How long before a slot it may still be taken, and for how many days on slots are offered.
    notice_minutes = models.PositiveSmallIntegerField(_("예약 마감(분 전)"), default=60)
    days_ahead = models.PositiveSmallIntegerField(_("예약 가능 일수"), default=21)
    takes_bookings = models.BooleanField(_("예약 받음"), default=True)
    takes_tickets = models.BooleanField(_("번호표 운영"), default=True)
    takes_video = models.BooleanField(_("화상 상담 받음"), default=True)
    # Of another service; empty: every booking by video has a room of ours (domain/video.py).
    video_link = models.URLField(_("다른 화상 서비스 주소"), blank=True)
    board_token = models.CharField(_("대기 현황판 열쇠"), max_length=64, unique=True, default=new_token)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)
    # Why it was closed, and where people go instead.
    close_reason = models.CharField(_("닫는 사유"), max_length=200, blank=True)
    moved_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("대신할 창구")
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("상담 창구")
        ordering = ("agency", "name", "id")
        constraints = [
            in_order(name="counter_period"),
            models.UniqueConstraint(fields=["agency", "name"], name="counter_name_unique"),
            models.CheckConstraint(
                condition=Q(seats__gte=1, slot_minutes__gte=5, step_minutes__gte=5, days_ahead__gte=1),
                name="counter_slots_have_a_length",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CounterHours(models.Model):
    """A week of opening hours from a day on."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    counter = models.ForeignKey(Counter, models.CASCADE, related_name="hours")
    valid_from = models.DateField(_("시행일"))
    # {"0": [["09:00", "12:00"], ["13:00", "18:00"]]} by weekday (0 is Monday).
    week = models.JSONField(_("요일별 시간"))

    class Meta:
        verbose_name = _("운영 시간")
        ordering = ("counter", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=["counter", "valid_from"], name="counter_hours_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} · {self.valid_from}"


class CounterDay(models.Model):
    """A single day with hours of its own, or with none: the counter is closed."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    counter = models.ForeignKey(Counter, models.CASCADE, related_name="days")
    day = models.DateField(_("날짜"))
    # [["09:00", "12:00"]]; empty is closed.
    hours = models.JSONField(_("시간"), default=list, blank=True)
    reason = models.CharField(_("사유"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("특정일 운영 시간")
        ordering = ("counter", "day")
        constraints = [models.UniqueConstraint(fields=["counter", "day"], name="counter_day_once")]

    def __str__(self) -> str:
        return f"{self.counter_id} · {self.day}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Counsellor(models.Model):
    """A member of staff who gives advice: at which counters, about what, when other than the counter."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="counsellors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="counsellors")
    counters = models.ManyToManyField(Counter, related_name="counsellors", through="desk.CounterPost")
    topics = ArrayField(models.CharField(max_length=12, choices=Topic), default=list, blank=True)
    # As in CounterHours; null: whenever the counter is open.
    week = models.JSONField(_("요일별 시간"), null=True, blank=True)
    calendar_token = models.CharField(_("일정 구독 열쇠"), max_length=64, unique=True, default=new_token)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("상담사")
        ordering = ("agency", "user__name", "id")
        constraints = [
            in_order(name="counsellor_period"),
            models.UniqueConstraint(fields=["agency", "user"], name="counsellor_once_an_agency"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class CounterPost(models.Model):
    """That a counsellor works at a counter."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    counter = models.ForeignKey(Counter, models.CASCADE, related_name="staff")
    counsellor = models.ForeignKey(Counsellor, models.CASCADE, related_name="posts")

    class Meta:
        verbose_name = _("창구 근무자")
        ordering = ("counter", "counsellor")
        constraints = [models.UniqueConstraint(fields=["counter", "counsellor"], name="counter_post_once")]

    def __str__(self) -> str:
        return f"{self.counter_id} · {self.counsellor_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Absence(models.Model):
    """When a counsellor is not there."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    counsellor = models.ForeignKey(Counsellor, models.CASCADE, related_name="absences")
    kind = models.CharField(_("구분"), max_length=10, choices=AbsenceKind, default=AbsenceKind.LEAVE)
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    note = models.CharField(_("메모"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("부재")
        ordering = ("starts_at", "id")
        constraints = [ends_later(name="absence_period")]

    def __str__(self) -> str:
        return f"{self.counsellor_id} · {self.starts_at}"
