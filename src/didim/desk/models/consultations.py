import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.desk.enums import (
    AnswerEventKind,
    ConsultationState,
    ContactChannel,
    DeskSide,
    NeedState,
    Topic,
)
from didim.registry.enums import EnterpriseStage


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Consultation(models.Model):
    """A firm (or a person who has none) and what it came for: from the request to the record of it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="consultations")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    # Who came, where the person has no firm, or somebody else of the firm came.
    person_name = models.CharField(_("이름"), max_length=60, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    # When the person agreed to be told by SMS and 알림톡 at that number.
    phone_agreed_at = models.DateTimeField(_("문자 안내 동의"), null=True, blank=True)
    # Of a person without an account: the keyed hash of their number and the key they were shown once.
    key_hash = models.CharField(max_length=64, blank=True, editable=False)
    channel = models.CharField(_("경로"), max_length=8, choices=ContactChannel)
    branch = models.ForeignKey(
        "desk.Branch", models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    counter = models.ForeignKey(
        "desk.Counter", models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    counsellor = models.ForeignKey(
        "desk.Counsellor", models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    state = models.CharField(_("상태"), max_length=10, choices=ConsultationState)
    subject = models.CharField(_("물어볼 것"), max_length=300, blank=True)
    wanted_when = models.CharField(_("원하는 때"), max_length=120, blank=True)
    video_link = models.URLField(_("화상 상담 주소"), blank=True)
    # For the figures: as it was when the consultation came in, also of a person without a firm.
    stage = models.CharField(_("업력 단계"), max_length=12, choices=EnterpriseStage, blank=True)
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    industry = models.ForeignKey("registry.Industry", models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("접수 시각"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("시작 시각"), null=True, blank=True)
    finished_at = models.DateTimeField(_("완료 시각"), null=True, blank=True)
    record = models.TextField(_("상담 내용"), blank=True)
    end_reason = models.CharField(_("취소 사유"), max_length=200, blank=True)
    # The promise of an answer: id of the clock (definitions/clocks), "" without one; the rest is what it said
    # at its last event, kept for lists.
    clock = models.CharField(_("답변 기한 규칙"), max_length=60, blank=True)
    answer_due_at = models.DateTimeField(_("답변 기한"), null=True, blank=True)
    answer_status = models.CharField(_("답변 상태"), max_length=20, blank=True)
    next_look_at = models.DateTimeField(_("다음 확인 시각"), null=True, blank=True)
    # When name, number and key of a person without an account were destroyed: their term was over.
    forgotten_at = models.DateTimeField(_("개인정보 파기 시각"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("상담")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | ~Q(person_name="") | Q(forgotten_at__isnull=False),
                name="consultation_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(person_name="", phone="", key_hash=""),
                name="consultation_forgotten_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(finished_at__isnull=False, started_at__isnull=False),
                name="consultation_finished_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(clock="") | Q(answer_due_at__isnull=False), name="consultation_clock_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(phone_agreed_at=None) | ~Q(phone=""), name="consultation_agreed_for_a_phone"
            ),
            models.UniqueConstraint(
                fields=["key_hash"], condition=~Q(key_hash=""), name="consultation_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-asked_at", "-id"], name="consultation_newest"),
            models.Index(fields=["agency", "state", "answer_due_at"], name="consultation_by_state"),
            models.Index(fields=["enterprise", "-asked_at"], name="consultation_of_firm"),
            models.Index(
                fields=["next_look_at"],
                condition=Q(next_look_at__isnull=False),
                name="consultation_to_look_at",
            ),
            models.Index(
                fields=["asked_at"],
                condition=Q(enterprise=None, forgotten_at=None),
                name="consultation_of_a_guest",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.get_channel_display()} · {self.asked_at:%Y-%m-%d}"


class Need(models.Model):
    """One subject of a consultation, and who takes it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="needs")
    topic = models.CharField(_("주제"), max_length=12, choices=Topic)
    sentence = models.CharField(_("내용"), max_length=300, blank=True)
    state = models.CharField(_("상태"), max_length=4, choices=NeedState, default=NeedState.OPEN)
    sent_to = models.ForeignKey(
        "desk.Counsellor", models.PROTECT, null=True, blank=True, related_name="needs"
    )
    sent_at = models.DateTimeField(_("전달 시각"), null=True, blank=True)
    met_at = models.DateTimeField(_("해결 시각"), null=True, blank=True)
    outcome = models.CharField(_("결과"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("상담 주제")
        ordering = ("consultation", "id")
        constraints = [
            models.UniqueConstraint(fields=["consultation", "topic"], name="need_once_a_subject"),
            models.CheckConstraint(
                condition=Q(state="open", sent_to__isnull=True) | Q(state="met") | Q(sent_to__isnull=False),
                name="need_sent_to_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["sent_to"], condition=Q(state="sent"), name="need_with_somebody"),
            models.Index(fields=["agency"], condition=Q(state="open"), name="need_with_nobody"),
        ]

    def __str__(self) -> str:
        return self.get_topic_display()


class DeskMessage(models.Model):
    """One message of the thread of a consultation; what was said stays said."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="messages")
    side = models.CharField(_("보낸 쪽"), max_length=6, choices=DeskSide)
    body = models.TextField(_("내용"), max_length=4000)
    written_at = models.DateTimeField(_("보낸 시각"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("상담 글")
        ordering = ("consultation", "written_at", "id")
        triggers = never_changed()

    def __str__(self) -> str:
        return self.body[:40]


class AnswerEvent(models.Model):
    """An event of the clock of a consultation's answer; the clock is a function of these rows."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="answer_events")
    number = models.PositiveSmallIntegerField(_("순서"))
    kind = models.CharField(_("사건"), max_length=10, choices=AnswerEventKind)
    at = models.DateTimeField(_("시각"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # What the event itself needs: {"until": "2026-10-07"}, {"key": "…"}, {"reason": "…"}.
    details = models.JSONField(_("내용"), default=dict, blank=True)

    class Meta:
        verbose_name = _("답변 기한의 사건")
        ordering = ("consultation", "number")
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="answer_event_in_order")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.consultation_id} · {self.get_kind_display()}"
