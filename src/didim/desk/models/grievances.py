"""A grievance, its clock's events, who it lay with, and what it was answered."""

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.desk.grievance_enums import (
    CaseStatus,
    EventKind,
    GrievanceChannel,
    GrievanceClass,
    GrievanceTopic,
    ResultCode,
    RoutingBasis,
    RoutingCause,
)

USER = settings.AUTH_USER_MODEL


class GrievanceNumber(models.Model):
    """The last number of grievances an agency gave in a year."""

    agency = models.ForeignKey("registry.Agency", models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("연도"))
    last = models.PositiveIntegerField(_("마지막 번호"), default=0)

    class Meta:
        verbose_name = _("애로 번호")
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="grievance_number_unique")]

    def __str__(self) -> str:
        return f"{self.year}-{self.last}"


@pghistory.track(
    model_name="GrievanceHistory",
    exclude=["keys", "contact_name", "contact_phone", "contact_email", "access_hash"],
)
class Grievance(models.Model):
    """What a firm or a person asks an agency to put right.

    `clock`, `term`, `status`, `due_at`, `paused_for` and `look_at` only repeat what the clock says of the
    events at the last of them (GrievanceEvent), so that lists need not ask it. `look_at` is when to ask
    again although nothing happens: a reminder is due, or a pause reaches its own last day.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="grievances")
    number = models.CharField(_("접수번호"), max_length=20)
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="grievances"
    )
    channel = models.CharField(_("접수 경로"), max_length=8, choices=GrievanceChannel)
    title = models.CharField(_("제목"), max_length=120)
    # The keys that type the title: PostgreSQL's trigrams know no Hangul, so titles are compared by them.
    keys = models.TextField(_("제목의 글쇠"), blank=True, editable=False)
    body = models.TextField(_("내용"))
    wish = models.CharField(_("바라는 것"), max_length=500, blank=True)
    topic = models.CharField(_("분야"), max_length=12, choices=GrievanceTopic, default=GrievanceTopic.OTHER)
    region = models.ForeignKey("registry.Region", models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey("registry.Place", models.PROTECT, null=True, blank=True, related_name="+")
    industry = models.ForeignKey("registry.Industry", models.PROTECT, null=True, blank=True, related_name="+")
    contact_name = models.CharField(_("이름"), max_length=60, blank=True)
    contact_phone = models.CharField(_("전화"), max_length=20, blank=True)
    contact_email = models.EmailField(_("전자우편"), blank=True)
    # What somebody without an account opens the case with; only its hash is kept.
    access_hash = models.CharField(_("조회 번호의 해시"), max_length=64, blank=True, db_index=True)
    # When somebody without an account agreed that name and number are kept for the answer.
    consented_at = models.DateTimeField(_("개인정보 동의 시각"), null=True, blank=True)
    # When name, contact and key of somebody without a firm were destroyed: their term was over.
    forgotten_at = models.DateTimeField(_("개인정보 파기 시각"), null=True, blank=True, editable=False)
    received_at = models.DateTimeField(_("접수 시각"))
    received_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    triage = models.CharField(_("구분"), max_length=12, choices=GrievanceClass, blank=True)
    triage_reason = models.CharField(_("분류 사유"), max_length=500, blank=True)
    clock = models.CharField(_("처리기한 규칙"), max_length=40)
    term = models.CharField(_("규칙의 판"), max_length=60)
    status = models.CharField(_("상태"), max_length=20, choices=CaseStatus)
    due_at = models.DateTimeField(_("처리기한"))
    paused_for = models.CharField(_("멈춘 사유"), max_length=40, blank=True)
    look_at = models.DateTimeField(_("다시 볼 시각"), null=True, blank=True)
    ended_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    officer = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="grievances"
    )
    department = models.ForeignKey(
        "registry.Department", models.PROTECT, null=True, blank=True, related_name="grievances"
    )
    basis = models.CharField(_("배정 근거"), max_length=8, choices=RoutingBasis, default=RoutingBasis.NOBODY)
    charge = models.ForeignKey(
        "registry.CaseOfficer", models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_charge = models.ForeignKey("desk.InCharge", models.PROTECT, null=True, blank=True, related_name="+")

    result = models.CharField(_("처리 결과"), max_length=12, choices=ResultCode, blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name=_("같은 건")
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("규제·애로")
        ordering = ("-received_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="grievance_number_of_agency_unique"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False)
                | ~Q(contact_phone="")
                | ~Q(contact_email="")
                | Q(forgotten_at__isnull=False),
                name="grievance_from_somebody",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None)
                | Q(contact_name="", contact_phone="", contact_email="", access_hash=""),
                name="grievance_forgotten_whole",
            ),
            models.CheckConstraint(
                condition=Q(officer__isnull=False) | Q(basis=RoutingBasis.NOBODY),
                name="grievance_nobody_is_said",
            ),
            models.CheckConstraint(condition=~Q(same_as=models.F("id")), name="grievance_not_its_own_copy"),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_at", "id"],
                condition=Q(ended_at__isnull=True),
                name="grievance_open_by_due",
            ),
            models.Index(
                fields=["agency", "officer", "due_at", "id"],
                condition=Q(ended_at__isnull=True),
                name="grievance_open_of_officer",
            ),
            models.Index(fields=["look_at"], condition=Q(ended_at__isnull=True), name="grievance_to_look_at"),
            models.Index(fields=["agency", "ended_at", "id"], name="grievance_ended"),
            models.Index(
                fields=["ended_at"],
                condition=Q(enterprise=None, forgotten_at=None, ended_at__isnull=False),
                name="grievance_of_a_guest",
            ),
            models.Index(fields=["agency", "received_at"], name="grievance_received"),
            GinIndex(OpClass("keys", name="gin_trgm_ops"), name="grievance_likeness"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be answered."""
        return self.ended_at is None


class GrievanceEvent(models.Model):
    """Something that happened to a case, in the order in which it was recorded; never changed.

    The clock's events and what they need: `reason` (code of a pause, or words), `until`, `count`, `office`
    (`office_code`), `key`. `clock` is the rule a classification chose. `text` is for people.
    """

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="events_of_clock")
    number = models.PositiveIntegerField(_("순번"))
    kind = models.CharField(_("일"), max_length=16, choices=EventKind)
    at = models.DateTimeField(_("시각"))
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("사유"), max_length=300, blank=True)
    until = models.DateField(_("기한"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("더하는 기간"), default=0)
    office = models.CharField(_("맡은 곳"), max_length=40, blank=True)
    key = models.CharField(_("열쇠"), max_length=80, blank=True)
    clock = models.CharField(_("규칙"), max_length=40, blank=True)
    text = models.TextField(_("설명"), blank=True)

    class Meta:
        verbose_name = _("애로 처리 기록")
        ordering = ("grievance", "number")
        constraints = [
            models.UniqueConstraint(fields=["grievance", "number"], name="grievance_event_in_order")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"


class GrievanceFile(models.Model):
    """A file of the firm that belongs to its grievance."""

    grievance = models.ForeignKey(Grievance, models.CASCADE, related_name="files")
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("붙인 시각"))
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("애로 첨부")
        ordering = ("grievance", "id")
        constraints = [models.UniqueConstraint(fields=["grievance", "file"], name="grievance_file_once")]

    def __str__(self) -> str:
        return f"{self.grievance_id}: {self.file_id}"


class Routing(models.Model):
    """To whom a case went, from whom, on what ground; never changed."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="routings")
    cause = models.CharField(_("계기"), max_length=12, choices=RoutingCause)
    basis = models.CharField(_("배정 근거"), max_length=8, choices=RoutingBasis)
    officer = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(
        "registry.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_officer = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_department = models.ForeignKey(
        "registry.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("사유"), max_length=300, blank=True)
    at = models.DateTimeField(_("시각"))
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("애로 배정")
        ordering = ("grievance", "id")
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.grievance_id} → {self.officer_id}"


class JointHandler(models.Model):
    """Somebody who works on a case beside the person in charge, and what they gave."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    grievance = models.ForeignKey(Grievance, models.CASCADE, related_name="joint_handlers")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "registry.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.CharField(_("맡은 일"), max_length=200)
    since = models.DateTimeField(_("시작 시각"))
    opinion = models.TextField(_("의견·결과"), blank=True)
    done_at = models.DateTimeField(_("마친 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("공동 처리자")
        ordering = ("grievance", "id")
        constraints = [models.UniqueConstraint(fields=["grievance", "person"], name="joint_handler_once")]

    def __str__(self) -> str:
        return f"{self.grievance_id}: {self.person_id}"


class GrievanceAnswer(models.Model):
    """An answer as it was given: the result, and in plain words what it means; never changed."""

    grievance = models.ForeignKey(Grievance, models.PROTECT, related_name="answers")
    round = models.PositiveSmallIntegerField(_("회차"))
    result = models.CharField(_("처리 결과"), max_length=12, choices=ResultCode)
    summary = models.CharField(_("한 줄 답"), max_length=120)
    text = models.TextField(_("답변"))
    # How somebody who does not agree goes on.
    objection = models.TextField(_("이의 방법"), blank=True)
    # Who was in charge when it was answered: the merit table counts them.
    officer = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="grievance_answers"
    )
    in_time = models.BooleanField(_("기한 안"))
    at = models.DateTimeField(_("답변 시각"))
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("애로 답변")
        ordering = ("grievance", "round", "id")
        constraints = [
            models.UniqueConstraint(fields=["grievance", "round"], name="grievance_answer_once_a_round")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.grievance_id}: {self.get_result_display()}"
