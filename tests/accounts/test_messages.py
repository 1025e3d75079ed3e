"""The outbox: each message leaves once, and a broken mail server loses none."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from didim.accounts.domain.messages import (
    attach_calendar,
    queue_again,
    queue_message,
    send_due_messages,
    send_message,
)
from didim.accounts.models import OutboundMessage
from tests.sign_in import make_user

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class NoServer(BaseEmailBackend):
    """A mail server nobody can reach."""

    def open(self) -> bool:
        raise ConnectionRefusedError

    def send_messages(self, _messages: list) -> int:
        raise AssertionError


class Refusing(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages: list) -> int:
        if messages[0].to == ["bad@example.org"]:
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


def queue(key: str, address: str = "a@example.org", **other: object) -> OutboundMessage:
    values = {
        "template": "news",
        "subject": "새\n소식",
        "body": "내용",
        "not_before": NOW,
        "now": NOW,
    } | other
    return queue_message(dedupe_key=key, address=address, **values)


def test_due_message_leaves_once() -> None:
    queue("1")
    assert send_due_messages(now=NOW) == (1, 0)
    assert send_due_messages(now=NOW) == (0, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["a@example.org"], "새 소식", "내용")
    message = OutboundMessage.objects.get()
    assert (message.state, message.attempts, message.sent_at) == ("sent", 1, NOW)


def test_calendar_goes_along_and_is_forgotten_with_a_secret() -> None:
    message = queue("1", secret=True)
    attach_calendar(message=message, calendar="BEGIN:VCALENDAR")
    send_due_messages(now=NOW)
    attach_calendar(message=message, calendar="too late")
    assert mail.outbox[0].attachments == [("didim.ics", "BEGIN:VCALENDAR", "text/calendar")]
    message.refresh_from_db()
    assert (message.body, message.calendar) == ("", "")


def test_message_waits_for_its_instant() -> None:
    queue("1", not_before=NOW + timedelta(seconds=1))
    assert send_due_messages(now=NOW) == (0, 0)
    assert send_due_messages(now=NOW + timedelta(seconds=1)) == (1, 0)


def test_same_key_is_queued_once_ever() -> None:
    first = queue("1")
    send_due_messages(now=NOW)
    assert queue("1", body="다른 내용") == first
    assert send_due_messages(now=NOW) == (0, 0)
    assert len(mail.outbox) == 1


def test_message_goes_to_the_address_of_its_recipient() -> None:
    user = make_user("hana@example.org")
    queue_message(
        template="news", subject="s", body="b", dedupe_key="1", not_before=NOW, now=NOW, recipient=user
    )
    assert OutboundMessage.objects.get().address == "hana@example.org"


def test_message_to_nobody_is_an_error() -> None:
    with pytest.raises(ValueError, match="recipient"):
        queue("1", address="")


def test_unreachable_server_leaves_everything_queued(settings: object) -> None:
    queue("1")
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    with pytest.raises(ConnectionRefusedError):
        send_due_messages(now=NOW)
    assert OutboundMessage.objects.values_list("state", "attempts").get() == ("queued", 0)


def test_refused_message_fails_alone_and_may_be_queued_again(settings: object) -> None:
    bad = queue("1", "bad@example.org")
    queue("2")
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    assert send_due_messages(now=NOW) == (1, 1)
    bad.refresh_from_db()
    assert (bad.state, bad.error) == ("failed", "SMTPRecipientsRefused: {}")
    assert send_due_messages(now=NOW) == (0, 0)
    queue_again(message_id=bad.pk, now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_messages(now=NOW) == (1, 0)


def test_message_somebody_claimed_is_left_alone() -> None:
    queue("1")
    OutboundMessage.objects.update(state="claimed", claimed_at=NOW)
    assert send_due_messages(now=NOW + timedelta(days=1)) == (0, 0)


def test_one_message_is_sent_by_its_number() -> None:
    first, second = queue("1"), queue("2")
    assert send_message(message_id=second.pk, now=NOW) is True
    assert send_message(message_id=second.pk, now=NOW) is False
    first.refresh_from_db()
    assert first.state == "queued"


@pytest.mark.django_db(transaction=True)
def test_message_locked_by_another_sender_is_skipped() -> None:
    queue("1")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM accounts_outboundmessage FOR UPDATE")
        assert send_due_messages(now=NOW) == (0, 0)
        other.rollback()
        assert send_due_messages(now=NOW) == (1, 0)
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_refused() -> None:
    queue("1")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send_due_messages(now=NOW)
    assert mail.outbox == []
