from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.accounts.enums import Channel, MessageState


class OutboundMessage(models.Model):
    """A message to a person that leaves once, not before its instant.

    It is written in the transaction that makes it true, and sent by the worker afterwards. `dedupe_key`
    says what it is about: the same key is queued only once, ever.
    """

    channel = models.CharField(_("방법"), max_length=8, choices=Channel, default=Channel.EMAIL)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    address = models.CharField(_("받는 곳"), max_length=254)
    template = models.SlugField(_("양식"), max_length=60)
    subject = models.CharField(_("제목"), max_length=200)
    body = models.TextField(_("내용"))
    dedupe_key = models.CharField(_("중복 방지 열쇠"), max_length=200, unique=True)
    not_before = models.DateTimeField(_("보낼 시각"))
    state = models.CharField(_("상태"), max_length=9, choices=MessageState, default=MessageState.QUEUED)
    # Sign-in codes and links: the text is forgotten once it has left.
    is_secret = models.BooleanField(_("보낸 뒤 내용 지움"), default=False)
    attempts = models.PositiveSmallIntegerField(_("시도 횟수"), default=0)
    error = models.CharField(_("오류"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("만든 시각"))
    claimed_at = models.DateTimeField(_("보내기 시작한 시각"), null=True, blank=True)
    sent_at = models.DateTimeField(_("보낸 시각"), null=True, blank=True)
    # What it says as a file that calendars take (iCalendar); e-mail carries it along.
    calendar = models.TextField(_("달력 파일"), blank=True)
    # What it tells of, for the pages that show what was said and whether it came: "consultation-12".
    about = models.CharField(_("관련 건"), max_length=40, blank=True)
    # By phone: what the gateway calls it, its last word on it (definitions of the gateway), when it came.
    gateway_id = models.CharField(_("중계사 번호"), max_length=64, blank=True)
    gateway_code = models.CharField(_("중계사 결과"), max_length=20, blank=True)
    delivered_at = models.DateTimeField(pgettext_lazy("알림", "도착 시각"), null=True, blank=True)
    # The 알림톡 that did not come and that this SMS says instead.
    stands_in_for = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="stand_in"
    )

    class Meta:
        verbose_name = _("보낼 소식")
        ordering = ("not_before", "id")
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state=MessageState.QUEUED), name="message_due"
            ),
            models.Index(
                fields=["sent_at"],
                condition=Q(state=MessageState.SENT, delivered_at=None) & ~Q(gateway_id=""),
                name="message_without_report",
            ),
            models.Index(fields=["about", "id"], condition=~Q(about=""), name="message_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stands_in_for=None) | Q(channel=Channel.SMS), name="message_stand_in_is_an_sms"
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.DELIVERED) | Q(delivered_at__isnull=False),
                name="message_delivered_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
