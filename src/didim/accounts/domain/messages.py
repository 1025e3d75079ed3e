"""The outbox: messages are queued with the fact they tell of, and leave once."""

from collections.abc import Iterable
from datetime import datetime

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from didim.accounts.enums import Channel, MessageState
from didim.accounts.models import OutboundMessage, User


@transaction.atomic
def queue_message(
    *,
    template: str,
    subject: str,
    body: str,
    dedupe_key: str,
    not_before: datetime,
    now: datetime,
    recipient: User | None = None,
    address: str = "",
    secret: bool = False,
    about: str = "",
) -> OutboundMessage:
    """Queue an e-mail to a user, or to an address that has no account; the caller's transaction decides.

    A key that was queued before gives the message of that time and changes nothing. Raises ValueError without
    anybody to send it to. The text of a secret message is wiped once it has left. `about` names what it tells
    of ("consultation-12") for the pages that show what was said.
    """
    address = address or (recipient.email if recipient else "")
    if not address:
        raise ValueError("a message needs a recipient or an address")
    message = OutboundMessage(
        channel=Channel.EMAIL,
        recipient=recipient,
        address=address,
        template=template,
        subject=" ".join(subject.split())[:200],
        body=body,
        dedupe_key=dedupe_key,
        not_before=not_before,
        created_at=now,
        is_secret=secret,
        about=about,
    )
    OutboundMessage.objects.bulk_create([message], ignore_conflicts=True)
    return OutboundMessage.objects.get(dedupe_key=dedupe_key)


def attach_calendar(*, message: OutboundMessage, calendar: str) -> None:
    """Let a message that has not left carry a calendar file (iCalendar)."""
    rows = OutboundMessage.objects.filter(pk=message.pk, state=MessageState.QUEUED)
    rows.update(calendar=calendar)


def queue_for_each(
    people: Iterable[User],
    *,
    template: str,
    subject: str,
    body: str,
    key: str,
    not_before: datetime,
    now: datetime,
    about: str = "",
) -> int:
    """Queue the same e-mail to each of these people, once for a template and a key; return how many."""
    told = 0
    for person in people:
        queue_message(
            template=template,
            subject=subject,
            body=body,
            dedupe_key=f"{template}:{key}:{person.pk}",
            not_before=not_before,
            now=now,
            recipient=person,
            about=about,
        )
        told += 1
    return told


def send_due_messages(*, now: datetime, limit: int = 200) -> tuple[int, int]:
    """Send what is due, each message at most once; return how many were sent and how many failed.

    The connection to the mail server is opened first: while that fails nothing is claimed and everything
    stays queued. Each message is then claimed in a transaction of its own (other senders skip it), sent,
    and marked. A process that dies in between leaves it CLAIMED: it may or may not have left, so nobody
    sends it again; the dashboard shows such rows to people. Do not call this inside a transaction.
    """
    return _send_all(_due(now), now=now, limit=limit)


def send_message(*, message_id: int, now: datetime) -> bool:
    """Send one queued message if it is due, as `send_due_messages` does; return whether it left."""
    sent, _failed = _send_all(_due(now).filter(pk=message_id), now=now, limit=1)
    return sent == 1


def _send_all(due: QuerySet[OutboundMessage], *, now: datetime, limit: int) -> tuple[int, int]:
    if not due.exists():
        return 0, 0
    sent = failed = 0
    connection = get_connection()
    connection.open()
    try:
        while sent + failed < limit and (message := claim_next(due, now)):
            if _send(message, connection, now):
                sent += 1
            else:
                failed += 1
    finally:
        connection.close()
    return sent, failed


def _due(now: datetime) -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(
        channel=Channel.EMAIL, state=MessageState.QUEUED, not_before__lte=now
    )


def claim_next(due: QuerySet[OutboundMessage], now: datetime) -> OutboundMessage | None:
    """Take the next message that is due, in a transaction of its own; None where none is left."""
    with transaction.atomic(durable=True):
        message = due.select_for_update(skip_locked=True).order_by("not_before", "id").first()
        if message is None:
            return None
        message.state, message.claimed_at, message.attempts = MessageState.CLAIMED, now, message.attempts + 1
        message.save(update_fields=["state", "claimed_at", "attempts"])
        return message


def _send(message: OutboundMessage, connection: BaseEmailBackend, now: datetime) -> bool:
    mail = EmailMessage(message.subject, message.body, to=[message.address], connection=connection)
    if message.calendar:
        mail.attach("didim.ics", message.calendar, "text/calendar")
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001 - whatever a mail backend raises, the next message must still go
        message.state, message.error = MessageState.FAILED, f"{type(error).__name__}: {error}"[:300]
    else:
        message.state, message.sent_at = MessageState.SENT, now
        if message.is_secret:
            message.body = message.calendar = ""
    message.save(update_fields=["state", "error", "sent_at", "body", "calendar"])
    return message.state == MessageState.SENT


@transaction.atomic
def queue_again(*, message_id: int, now: datetime) -> OutboundMessage:
    """Queue a failed or stuck message once more, because a person decided so."""
    message = OutboundMessage.objects.select_for_update().get(
        pk=message_id, state__in=(MessageState.FAILED, MessageState.CLAIMED)
    )
    message.state, message.not_before, message.error, message.claimed_at = MessageState.QUEUED, now, "", None
    message.save(update_fields=["state", "not_before", "error", "claimed_at"])
    return message
