"""The outbox by telephone: SMS and 알림톡 beside mail; what does not come as 알림톡 goes as an SMS, once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from string import Template

from django.db import transaction
from django.db.models import QuerySet

from didim.accounts.domain.messages import claim_next
from didim.accounts.enums import Channel, MessageState
from didim.accounts.gateways import (
    GatewayDownError,
    GatewayRefusedError,
    PhoneGateway,
    PhoneText,
    phone_gateway,
)
from didim.accounts.models import OutboundMessage, User
from didim.accounts.phones import phone_digits, takes_texts
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.kernel.definitions import shipped_definitions

TEXTS = "phone_messages"
BY_PHONE = (Channel.SMS, Channel.ALIMTALK)
_LATER = timedelta(minutes=5)
# The gateway's carriers report within this time; what is silent longer is taken as it stands.
_REPORTED_WITHIN = timedelta(days=3)


class _Marked(Template):
    """Text with #{name}, as KakaoTalk's templates mark what differs."""

    delimiter = "#"


def phone_text(template: str, variables: Mapping[str, str], *, now: datetime) -> str:
    """Return the text of a template in force (definitions/phone_messages.toml); KeyError for a gap in it."""
    texts = shipped_definitions().as_of(TEXTS, now.astimezone(SEOUL).date()).values
    return _Marked(texts[template]).substitute(variables).strip()


@transaction.atomic
def queue_phone_message(
    *,
    template: str,
    variables: Mapping[str, str],
    phone: str,
    dedupe_key: str,
    not_before: datetime,
    now: datetime,
    recipient: User | None = None,
    about: str = "",
) -> OutboundMessage | None:
    """Queue a message to a mobile that its owner agreed to be told on; the caller knows that they did.

    알림톡 where the gateway has the template, else SMS. None without a gateway or for what is no mobile's
    number. A key that was queued before gives the message of that time.
    """
    gateway = phone_gateway()
    if gateway is None or not takes_texts(phone):
        return None
    message = OutboundMessage(
        channel=Channel.ALIMTALK if gateway.has_template(template) else Channel.SMS,
        recipient=recipient,
        address=phone_digits(phone),
        template=template,
        subject=template,
        body=phone_text(template, variables, now=now),
        dedupe_key=dedupe_key,
        not_before=not_before,
        created_at=now,
        about=about,
    )
    OutboundMessage.objects.bulk_create([message], ignore_conflicts=True)
    return OutboundMessage.objects.get(dedupe_key=dedupe_key)


def send_due_phone_messages(*, now: datetime, limit: int = 200) -> tuple[int, int]:
    """Hand over what is due, each message at most once; return how many were taken and how many refused.

    While the gateway cannot be reached everything waits. A process that dies after the claim, or a connection
    that breaks after the gateway may have the message, leaves it CLAIMED for a person to look at.
    Do not call this inside a transaction.
    """
    gateway = phone_gateway()
    due = OutboundMessage.objects.filter(channel__in=BY_PHONE, state=MessageState.QUEUED, not_before__lte=now)
    sent = refused = 0
    while gateway is not None and sent + refused < limit and (message := claim_next(due, now)):
        try:
            accepted = _send(message, gateway, now)
        except GatewayDownError:
            _put_back(message, now)
            break
        sent, refused = sent + accepted, refused + (not accepted)
    return sent, refused


def _send(message: OutboundMessage, gateway: PhoneGateway, now: datetime) -> bool:
    text = PhoneText(Channel(message.channel), message.address, message.body, message.template)
    try:
        message.gateway_id = gateway.send(text)
    except GatewayRefusedError as refusal:
        _fail(message, refusal.code, str(refusal), now)
        return False
    message.state, message.sent_at = MessageState.SENT, now
    message.save(update_fields=["state", "sent_at", "gateway_id"])
    return True


def _put_back(message: OutboundMessage, now: datetime) -> None:
    message.state, message.claimed_at, message.not_before = MessageState.QUEUED, None, now + _LATER
    message.save(update_fields=["state", "claimed_at", "not_before"])


@transaction.atomic
def _fail(message: OutboundMessage, code: str, reason: str, now: datetime) -> None:
    """Keep why a message did not come; what was to come as 알림톡 goes as an SMS in the next office hours."""
    message.state, message.gateway_code, message.error = MessageState.FAILED, code[:20], reason[:300]
    message.save(update_fields=["state", "gateway_code", "error", "gateway_id"])
    if message.channel != Channel.ALIMTALK:
        return
    stand_in = OutboundMessage(
        channel=Channel.SMS,
        recipient_id=message.recipient_id,
        address=message.address,
        template=message.template,
        subject=message.subject,
        body=message.body,
        dedupe_key=f"{message.dedupe_key}:sms",
        not_before=next_office_instant(now, WorkingCalendar()),
        created_at=now,
        about=message.about,
        stands_in_for=message,
    )
    OutboundMessage.objects.bulk_create([stand_in], ignore_conflicts=True)


def take_reports(*, now: datetime, limit: int = 200) -> tuple[int, int]:
    """Ask the gateway what became of what it took; return how many came and how many did not."""
    gateway = phone_gateway()
    waiting = _without_report(now)[:limit]
    by_number = {message.gateway_id: message for message in waiting}
    if gateway is None or not by_number:
        return 0, 0
    came = lost = 0
    for number, report in gateway.reports(list(by_number)).items():
        message = by_number[number]
        if report.delivered is None:
            continue
        if report.delivered:
            message.state, message.delivered_at = MessageState.DELIVERED, now
            message.gateway_code = report.code[:20]
            message.save(update_fields=["state", "delivered_at", "gateway_code"])
            came += 1
        else:
            _fail(message, report.code, "", now)
            lost += 1
    return came, lost


def _without_report(now: datetime) -> QuerySet[OutboundMessage]:
    return (
        OutboundMessage.objects.filter(
            state=MessageState.SENT, delivered_at=None, sent_at__gt=now - _REPORTED_WITHIN
        )
        .exclude(gateway_id="")
        .order_by("sent_at", "id")
    )
