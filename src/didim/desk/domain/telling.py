"""Messages of the desk: to the people of a firm and to counsellors, in office hours, each once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from didim.accounts.domain.messages import queue_for_each
from didim.accounts.domain.phone_messages import queue_phone_message
from didim.accounts.models import User
from didim.accounts.phones import phone_digits
from didim.accounts.queries.consents import has_agreed
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.video import room_address
from didim.desk.models import Booking, Consultation, DeskMessage, Satisfaction
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.registry.queries.members import people_of_firm

# The consent of an account to be told by SMS and 알림톡 (definitions/consent-phone.toml).
BY_PHONE = "phone"
_WEEKDAYS = "월화수목금토일"


def when_in_words(instant: datetime) -> str:
    """Return an instant as people say it: 2026-11-24(화) 14:00."""
    local = instant.astimezone(SEOUL)
    return f"{local:%Y-%m-%d}({_WEEKDAYS[local.weekday()]}) {local:%H:%M}"


def tell_of_booking(booking: Booking, *, now: datetime) -> int:
    """Confirm a booking, or a moved one, to whoever booked; at once, because the person waits for it."""
    with override("ko"):
        subject = gettext("상담을 예약했습니다: %(when)s") % {"when": when_in_words(booking.starts_at)}
        said = _Said("desk-booked", subject, _booking_body(booking), _booking_words(booking))
    return _tell_askers(booking.consultation, said, f"{booking.pk}", now=now, not_before=now)


def remind_of_booking(booking: Booking, *, now: datetime) -> int:
    """Remind of a booking that comes; the caller sees to it that this happens once, in office hours."""
    with override("ko"):
        subject = gettext("상담이 다가옵니다: %(when)s") % {"when": when_in_words(booking.starts_at)}
        said = _Said("desk-reminder", subject, _booking_body(booking), _booking_words(booking))
    return _tell_askers(booking.consultation, said, f"{booking.pk}", now=now, not_before=now)


def tell_of_ended_booking(booking: Booking, *, now: datetime) -> int:
    """Say that the agency cancelled a booking, and why; return how many were told."""
    with override("ko"):
        words = {"when": when_in_words(booking.starts_at), "reason": booking.end_reason}
        subject = gettext("상담 예약이 취소되었습니다: %(when)s") % words
        body = gettext("사유: %(reason)s\n\n디딤의 상담 예약에서 다른 시간을 고를 수 있습니다.") % words
    said = _Said("desk-cancelled", subject, body, words)
    return _tell_askers(booking.consultation, said, f"{booking.pk}", now=now, not_before=now)


def _booking_body(booking: Booking) -> str:
    counter, consultation = booking.counter, booking.consultation
    lines = [
        f"{when_in_words(booking.starts_at)} · {consultation.get_channel_display()}",
        f"{counter.name} {counter.place}".strip(),
        counter.phone,
        consultation.video_link or room_address(booking),
        gettext("바꾸거나 취소하려면 디딤의 ‘내 상담’에서 해 주세요."),
    ]
    return "\n".join(line for line in lines if line)


def _booking_words(booking: Booking) -> dict[str, str]:
    counter, consultation = booking.counter, booking.consultation
    return {
        "when": when_in_words(booking.starts_at),
        "channel": str(consultation.get_channel_display()),
        "place": " ".join(part for part in (counter.name, counter.place, counter.phone) if part),
        "how": _where_to(consultation),
    }


def _where_to(consultation: Consultation) -> str:
    """Return where whoever asked looks after it: their own page, or the one for people without an account."""
    if consultation.key_hash:
        return gettext("디딤의 상담 > 예약 찾기에서 전화와 조회 번호로")
    if consultation.enterprise_id:
        return gettext("디딤의 상담 > 내 상담에서")
    return consultation.counter.phone if consultation.counter else ""


def ask_satisfaction(satisfaction: Satisfaction, *, now: datetime) -> int:
    """Ask how a consultation was, in the next office hours."""
    consultation = satisfaction.consultation
    with override("ko"):
        subject = gettext("상담은 어떠셨나요?")
        body = gettext("별점 하나면 됩니다. 디딤의 ‘내 상담’에서 답해 주세요.")
        # Who has no page to answer on is not asked by phone.
        answers = consultation.key_hash or consultation.enterprise_id
        words = {"how": _where_to(consultation)} if answers else None
    later = next_office_instant(now, WorkingCalendar())
    said = _Said("desk-satisfaction", subject, body, words)
    return _tell_askers(consultation, said, f"{consultation.pk}", now=now, not_before=later)


def tell_of_message(message: DeskMessage, *, now: datetime) -> int:
    """Say that the desk wrote in the thread of a request; in the next office hours."""
    consultation = message.consultation
    with override("ko"):
        subject = gettext("상담 답변이 왔습니다")
        body = gettext("%(text)s\n\n이어서 묻고 싶으면 디딤의 ‘내 상담’에 적어 주세요.") % {
            "text": message.body
        }
        words = {"subject": consultation.subject[:40], "how": _where_to(consultation)}
    later = next_office_instant(now, WorkingCalendar())
    said = _Said("desk-message", subject, body, words)
    return _tell_askers(consultation, said, f"{message.pk}", now=now, not_before=later)


def remind_of_answer(consultation: Consultation, people: Iterable[User], key: str, *, now: datetime) -> int:
    """Remind staff of an answer that is owed."""
    due = consultation.answer_due_at or now
    with override("ko"):
        subject = gettext("상담 답변 기한: %(when)s") % {"when": when_in_words(due)}
        body = gettext("%(subject)s\n\n접수: %(asked)s") % {
            "subject": consultation.subject,
            "asked": when_in_words(consultation.asked_at),
        }
    return queue_for_each(
        people,
        template="desk-answer-due",
        subject=subject,
        body=body,
        key=f"{consultation.pk}:{key}",
        not_before=now,
        now=now,
    )


def remind_of_follow_ups(user: User, lines: list[str], key: str, *, now: datetime) -> int:
    """Tell a counsellor which promises are due."""
    with override("ko"):
        subject = gettext("후속 조치 %(count)s건의 기한이 되었습니다") % {"count": len(lines)}
    return queue_for_each(
        [user],
        template="desk-follow-up",
        subject=subject,
        body="\n".join(lines),
        key=key,
        not_before=now,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said: by mail in full; by phone as the text of the template, without `words` not at all."""

    template: str
    subject: str
    body: str
    words: Mapping[str, str] | None


def _tell_askers(
    consultation: Consultation, said: _Said, key: str, *, now: datetime, not_before: datetime
) -> int:
    """Tell whoever asked by mail, and by phone where they agreed; return how many messages were queued."""
    people = _askers(consultation)
    about = f"consultation-{consultation.pk}"
    told = queue_for_each(
        people,
        template=said.template,
        subject=said.subject,
        body=said.body,
        key=key,
        not_before=not_before,
        now=now,
        about=about,
    )
    if said.words is None:
        return told
    # Whom an account agrees for is not the agency's to read.
    with scoped(SYSTEM):
        phones: dict[str, User | None] = {
            one.phone: one for one in people if one.phone and has_agreed(one, BY_PHONE, now=now)
        }
    if consultation.phone_agreed_at is not None:
        phones.setdefault(consultation.phone, None)
    by_digits = {phone_digits(phone): person for phone, person in phones.items()}
    for digits, person in by_digits.items():
        queued = queue_phone_message(
            template=said.template,
            variables=said.words,
            phone=digits,
            dedupe_key=f"{said.template}:{key}:{digits}",
            not_before=not_before,
            now=now,
            recipient=person,
            about=about,
        )
        told += queued is not None
    return told


def _askers(consultation: Consultation) -> list[User]:
    """Return whoever asked, else everybody of the firm; nobody for a person without one."""
    if consultation.enterprise_id is None:
        return []
    # Staff also write for somebody: then the firm's people are told.
    people = people_of_firm(consultation.enterprise_id)
    return [one for one in people if one.pk == consultation.asked_by_id] or people
