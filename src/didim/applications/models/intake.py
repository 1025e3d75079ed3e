from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.accounts.append_only import never_changed
from didim.applications.enums import ReceiptKind, SupplementState


def copied_key(to: str, *, indexed: bool = True, related_name: str = "+") -> "models.ForeignKey[Any, Any]":
    """Return a key copied from the application, whose own constraint stands for it.

    An application with a submission or a receipt cannot be deleted, and so neither can what it belongs to;
    its agency, firm and call are copied by the statement that writes (domain.intake_sql). The database would
    check each copy at every commit, and lock rows that all firms of a call share.
    """
    return models.ForeignKey(
        to, models.PROTECT, related_name=related_name, db_constraint=False, db_index=indexed
    )


class Submission(models.Model):
    """What a firm handed in, frozen: the canonical text of answers and files, byte for byte."""

    agency = copied_key("registry.Agency", indexed=False)
    enterprise = copied_key("registry.Enterprise")
    # Its unique constraint begins with it.
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="submissions", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("제출 차수"))
    revision = models.ForeignKey("programmes.CallRevision", models.PROTECT, related_name="+")
    draft_version = models.PositiveIntegerField(_("초안의 판"))
    # Canonical JSON (kernel.hash_chains): firm, revision, answers, each file's slot, name, size and hash.
    content = models.TextField(_("제출 내용"))
    content_hash = models.CharField(_("내용 해시"), max_length=64)
    submitted_at = models.DateTimeField(_("도착 시각"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("제출본")
        ordering = ("application", "-number")
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_number_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.application_id} #{self.number}"


class SubmissionFile(models.Model):
    """A file of a submission: through it staff and reviewers reach the bytes."""

    agency = copied_key("registry.Agency", indexed=False)
    enterprise = copied_key("registry.Enterprise", indexed=False)
    # Its unique constraint begins with it.
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files", db_index=False)
    slot = models.CharField(pgettext_lazy("첨부", "자리"), max_length=80)
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, related_name="submitted")

    class Meta:
        verbose_name = _("제출 파일")
        ordering = ("submission", "slot", "id")
        constraints = [
            models.UniqueConstraint(fields=["submission", "slot", "file"], name="submission_file_once")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.slot}"


class ReceiptChain(models.Model):
    """The head of a call's chain of receipts; its row lock makes numbers follow one another without a gap."""

    call = models.OneToOneField(
        "programmes.Call", models.PROTECT, primary_key=True, related_name="receipt_chain"
    )
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    last_number = models.PositiveIntegerField(_("마지막 번호"), default=0)
    last_hash = models.CharField(_("마지막 해시"), max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("접수 사슬")

    def __str__(self) -> str:
        return f"{self.call_id}: {self.last_number}"


class Receipt(models.Model):
    """That something arrived, when, and what: numbered and chained by the database at its commit.

    A deferred trigger gives number, previous_hash and hash so the lock on
    the chain is held for the commit alone.
    """

    agency = copied_key("registry.Agency", indexed=False)
    enterprise = copied_key("registry.Enterprise")
    # Its unique constraint begins with it.
    call = copied_key("programmes.Call", indexed=False, related_name="receipts")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="receipts")
    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, blank=True, related_name="receipt"
    )
    kind = models.CharField(_("구분"), max_length=12, choices=ReceiptKind)
    # By the server's clock, when the request arrived; the deadline is held against this instant.
    received_at = models.DateTimeField(_("도착 시각"))
    content_hash = models.CharField(_("내용 해시"), max_length=64)
    # What a third person types, or scans, to check the receipt; random, tells nothing.
    code = models.CharField(_("확인 번호"), max_length=20, unique=True)
    number = models.PositiveIntegerField(_("번호"), null=True)
    previous_hash = models.CharField(_("앞 접수증의 해시"), max_length=64, default="")
    hash = models.CharField(_("해시"), max_length=64, default="")

    class Meta:
        verbose_name = _("접수증")
        ordering = ("call", "number")
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="receipt_number_unique"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | (~Q(previous_hash="") & ~Q(hash="")),
                name="receipt_numbered_and_chained",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReceiptKind.WITHDRAWN) | Q(submission__isnull=False),
                name="receipt_for_a_submission",
            ),
        ]
        triggers = never_changed(unless=pgtrigger.Q(old__number__isnull=True))

    def __str__(self) -> str:
        return f"{self.call_id}-{self.number}"


class SupplementRequest(models.Model):
    """Staff ask a firm to add or mend something, by a deadline of its own."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="supplements")
    state = models.CharField(_("상태"), max_length=10, choices=SupplementState, default=SupplementState.ASKED)
    text = models.TextField(_("보완할 내용"))
    # Keys of fields and documents that may be changed; everything else stays as it was submitted.
    slots = models.JSONField(_("보완할 항목"), default=list)
    due_at = models.DateTimeField(_("보완 기한"))
    asked_at = models.DateTimeField(_("요청 시각"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("보완 시각"), null=True, blank=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("보완 요청")
        ordering = ("-asked_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=SupplementState.ASKED),
                name="supplement_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="supplement_due_later"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.due_at:%Y-%m-%d}"


class DeadlineExtension(models.Model):
    """A deadline moved for a recorded outage: with a reason, for everybody, never back."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    call = models.ForeignKey("programmes.Call", models.PROTECT, related_name="extensions")
    outage_began_at = models.DateTimeField(_("장애 시작"))
    outage_ended_at = models.DateTimeField(_("장애 끝"))
    reason = models.TextField(_("사유"))
    closes_at = models.DateTimeField(_("연장한 마감"))
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("마감 연장")
        ordering = ("call", "-closes_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(outage_ended_at__gt=F("outage_began_at")), name="deadline_extension_outage"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deadline_extension_has_reason"),
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.call_id} → {self.closes_at:%Y-%m-%d %H:%M}"
