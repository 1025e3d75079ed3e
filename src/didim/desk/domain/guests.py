"""Booking by somebody without an account: a name, a phone, and a key to see, move or cancel it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from didim.accounts.phones import phone_digits
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.booking import book_slot
from didim.desk.domain.intake import Asked, Visitor
from didim.desk.enums import ContactChannel, DeskSide
from didim.desk.models import Booking, Counter
from didim.kernel.refusals import Problem, RefusedError

# Letters nobody mixes up on paper: 8 of 31 are 40 bits, and nobody may try many (accounts/domain/attempts).
KEY_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ".replace("L", "")
KEY_LENGTH = 8


@dataclass(frozen=True, slots=True)
class GuestBooking:
    """A booking and its key, which is shown once: only its hash is kept."""

    booking: Booking
    key: str


def book_as_guest(
    *,
    counter: Counter,
    starts_at: datetime,
    channel: ContactChannel,
    visitor: Visitor,
    asked: Asked,
    now: datetime,
) -> GuestBooking:
    """Book a slot for a person with a name and a phone. RefusedError field by field.

    What is refused says nothing of what the number has booked already.
    """
    digits = phone_digits(visitor.phone)
    problems = []
    if not visitor.person_name.strip():
        problems.append(Problem("person_name", _("이름을 적어 주세요.")))
    if not digits:
        problems.append(Problem("phone", _("전화번호를 숫자로 적어 주세요. 예: 010-1234-5678")))
    if problems:
        raise RefusedError(problems)
    person = Visitor(
        person_name=visitor.person_name[:60],
        phone=digits,
        stage=visitor.stage,
        region=visitor.region,
        phone_agreed=visitor.phone_agreed,
    )
    key = "".join(secrets.choice(KEY_LETTERS) for _letter in range(KEY_LENGTH))
    # Nobody's row is theirs to write: the agency's desk writes for a person it does not know.
    with scoped(SYSTEM):
        booking = book_slot(
            counter=counter,
            starts_at=starts_at,
            visitor=person,
            asked=asked,
            channel=channel,
            side=DeskSide.FIRM,
            by=None,
            now=now,
        )
        consultation = booking.consultation
        consultation.key_hash = key_hash(phone=digits, key=key)
        consultation.save(update_fields=["key_hash"])
    return GuestBooking(booking, key)


def key_hash(*, phone: str, key: str) -> str:
    """Return what is kept of a phone number and its key, however both are written."""
    letters = "".join(letter for letter in key.upper() if letter in KEY_LETTERS)
    said = f"{phone_digits(phone)}:{letters}"
    return salted_hmac("didim.desk.guest", said, algorithm="sha256").hexdigest()
