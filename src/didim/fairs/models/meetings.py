"""Meetings in their slots; the database refuses two for one participant, table or interpreter at a time."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.desk.models.spans import ends_later, never_twice
from didim.fairs.enums import ChangeKind, MeetingOrigin, MeetingState

from .fairs import Fair, FairSlot, FairTable, Interpreter
from .participants import Participant
from .requests import PlanRun

USER = settings.AUTH_USER_MODEL

# A meeting in one of these keeps its people, its table and its interpreter.
HOLDS = Q(state__in=[MeetingState.DRAFT, MeetingState.PLANNED, MeetingState.DONE])


@pghistory.track()
class Meeting(models.Model):
    """Two parties, a slot, a table or video room, and an interpreter where one is needed."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="meetings")
    partner = models.ForeignKey(Participant, models.PROTECT, related_name="meetings_as_partner")
    firm = models.ForeignKey(Participant, models.PROTECT, related_name="meetings_as_firm")
    # The firm that is supported by the meeting (an employer at a job fair): in one place over all fairs.
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="fair_meetings"
    )
    slot = models.ForeignKey(FairSlot, models.PROTECT, related_name="meetings")
    # As the slot has them.
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    table = models.ForeignKey(FairTable, models.PROTECT, related_name="meetings")
    interpreter = models.ForeignKey(
        Interpreter, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    state = models.CharField(_("상태"), max_length=9, choices=MeetingState, default=MeetingState.DRAFT)
    origin = models.CharField(_("신청"), max_length=7, choices=MeetingOrigin)
    # The officer's own choice: planning again leaves it where it is.
    is_pinned = models.BooleanField(_("고정"), default=False)
    run = models.ForeignKey(PlanRun, models.PROTECT, null=True, blank=True, related_name="meetings")
    # The key of its video room; "" at a table.
    room_key = models.CharField(max_length=40, blank=True)
    end_reason = models.CharField(_("사유"), max_length=200, blank=True)
    # Which side did not come.
    absent = models.ForeignKey(Participant, models.PROTECT, null=True, blank=True, related_name="+")
    support_record = models.OneToOneField(
        "support.SupportRecord", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("상담")
        ordering = ("starts_at", "table", "id")
        constraints = [
            ends_later(name="fair_meeting_period"),
            never_twice("partner", name="fair_meeting_partner_once", condition=HOLDS),
            never_twice("firm", name="fair_meeting_firm_once", condition=HOLDS),
            never_twice(
                "enterprise",
                name="fair_meeting_enterprise_once",
                condition=HOLDS & Q(enterprise__isnull=False),
            ),
            never_twice("table", name="fair_meeting_table_once", condition=HOLDS),
            never_twice(
                "interpreter",
                name="fair_meeting_interpreter_once",
                condition=HOLDS & Q(interpreter__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["partner", "firm"], condition=HOLDS, name="fair_meeting_pair_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.CANCELLED, MeetingState.NO_SHOW]) | ~Q(end_reason=""),
                name="fair_meeting_ended_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["fair", "starts_at"], name="fair_meeting_of_day"),
            models.Index(fields=["enterprise", "-starts_at"], name="fair_meeting_of_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} × {self.firm_id} {self.starts_at:%Y-%m-%d %H:%M}"


class MeetingChange(models.Model):
    """One change of a published meeting: what it was, what it is, by whom, why. It stays as written."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="changes")
    kind = models.CharField(_("구분"), max_length=9, choices=ChangeKind)
    at = models.DateTimeField(_("시각"))
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    # Slot, table, interpreter and state by their names, before and after.
    before = models.JSONField(_("바꾸기 전"), default=dict)
    after = models.JSONField(_("바꾼 뒤"), default=dict)

    class Meta:
        verbose_name = _("상담 변경")
        ordering = ("meeting", "at", "id")
        triggers = [pgtrigger.Protect(name="change_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.kind}"
