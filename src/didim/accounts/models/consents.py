import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.accounts.enums import ConsentKind


class ConsentDocument(models.Model):
    """One version of what a person is asked to agree to; a later version of the same code asks again.

    It says the four things the law wants told: purpose, items, how long they are kept, and what follows
    from a refusal (개인정보 보호법 제15조 제2항).
    """

    code = models.SlugField(_("코드"), max_length=40)
    version = models.PositiveSmallIntegerField(_("판"))
    kind = models.CharField(_("구분"), max_length=20, choices=ConsentKind)
    valid_from = models.DateField(_("시행일"))
    order = models.PositiveSmallIntegerField(_("순서"), default=0)
    title = models.CharField(_("제목"), max_length=120)
    title_en = models.CharField(_("영문 제목"), max_length=160)
    purpose = models.TextField(_("이용 목적"))
    purpose_en = models.TextField(_("영문 이용 목적"))
    items = models.TextField(_("수집 항목"))
    items_en = models.TextField(_("영문 수집 항목"))
    retention = models.TextField(_("보유 기간"))
    retention_en = models.TextField(_("영문 보유 기간"))
    refusal = models.TextField(_("거부할 권리와 불이익"))
    refusal_en = models.TextField(_("영문 거부할 권리와 불이익"))

    class Meta:
        verbose_name = _("동의서")
        ordering = ("order", "code", "-version")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="consent_document_version_unique"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="consent_document_day_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.local_title} v{self.version}"

    @property
    def is_required(self) -> bool:
        """Whether the service cannot be used without it."""
        return self.kind == ConsentKind.REQUIRED

    def _local(self, name: str) -> str:
        suffix = "_en" if (get_language() or "").startswith("en") else ""
        return str(getattr(self, name + suffix))

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self._local("title")

    @property
    def terms(self) -> list[tuple[str, str]]:
        """What is told, as (heading, text), in the reader's language."""
        return [
            (str(_("이용 목적")), self._local("purpose")),
            (str(_("수집 항목")), self._local("items")),
            (str(_("보유 기간")), self._local("retention")),
            (str(_("거부할 권리와 불이익")), self._local("refusal")),
        ]


@pghistory.track()
class Consent(models.Model):
    """What a person answered to one version of a document, and when the agreement was withdrawn."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents")
    document = models.ForeignKey(ConsentDocument, models.PROTECT, related_name="answers")
    agreed = models.BooleanField(_("동의함"))
    decided_at = models.DateTimeField(_("답한 시각"))
    withdrawn_at = models.DateTimeField(_("철회 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("동의")
        ordering = ("user", "document", "-decided_at")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_answer_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(agreed=True), name="consent_only_yes_is_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.document}"
