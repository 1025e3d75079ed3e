import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.applications.enums import ScanState, UploadState


class FirmFile(models.Model):
    """A file a firm has given once: reused wherever the same document is asked for while it is valid.

    The bytes stand in the storage under their SHA-256; equal files share one place.
    """

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="files")
    # What document it is (programmes.DocumentKind); "" for a file that answers one question of one form.
    kind = models.CharField(_("서류"), max_length=40, blank=True)
    name = models.CharField(_("파일 이름"), max_length=200)
    size = models.PositiveBigIntegerField(_("크기(바이트)"))
    content_type = models.CharField(_("형식"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    scan = models.CharField(_("악성코드 검사"), max_length=12, choices=ScanState)
    scanned_at = models.DateTimeField(_("검사 시각"), null=True, blank=True)
    issued_on = models.DateField(_("발급일"), null=True, blank=True)
    valid_until = models.DateField(_("유효 기한"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("올린 시각"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Taken out of the firm's cabinet; the bytes stay as long as a submission needs them.
    removed_at = models.DateTimeField(_("뺀 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("기업 파일")
        ordering = ("-uploaded_at", "-id")
        indexes = [
            models.Index(fields=["enterprise", "kind", "-uploaded_at"], name="firm_file_by_kind"),
            models.Index(fields=["sha256"], name="firm_file_by_hash"),
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file on its way in, chunk by chunk (tus 1.0)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    enterprise = models.ForeignKey("registry.Enterprise", models.CASCADE, related_name="+")
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, null=True, blank=True, related_name="+"
    )
    slot = models.CharField(pgettext_lazy("첨부", "자리"), max_length=80, blank=True)
    kind = models.CharField(_("서류"), max_length=40, blank=True)
    name = models.CharField(_("파일 이름"), max_length=200)
    size = models.PositiveBigIntegerField(_("크기(바이트)"))
    offset = models.PositiveBigIntegerField(_("받은 바이트"), default=0)
    # What the sender says the whole is, if it says so; checked when the last byte has come.
    expected_sha256 = models.CharField(_("보낸 쪽의 SHA-256"), max_length=64, blank=True)
    state = models.CharField(_("상태"), max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    problem = models.CharField(_("거절 사유"), max_length=300, blank=True)
    file = models.ForeignKey(FirmFile, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("시작 시각"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("만료 시각"))

    class Meta:
        verbose_name = _("올리는 파일")
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_not_longer_than_said")
        ]
        indexes = [models.Index(fields=["expires_at"], name="upload_by_end")]

    def __str__(self) -> str:
        return f"{self.name} {self.offset}/{self.size}"


class Attachment(models.Model):
    """A file of the firm in a slot of its draft."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="attachments")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    # The key of a file field of the form, or of a document on the call's list.
    slot = models.CharField(pgettext_lazy("첨부", "자리"), max_length=80)
    file = models.ForeignKey(FirmFile, models.PROTECT, related_name="attachments")
    # Taken from what the firm had given before.
    reused = models.BooleanField(_("앞서 낸 서류"), default=False)
    added_at = models.DateTimeField(_("붙인 시각"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("첨부")
        ordering = ("application", "slot", "id")
        constraints = [
            models.UniqueConstraint(fields=["application", "slot", "file"], name="attachment_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.slot}: {self.file_id}"
