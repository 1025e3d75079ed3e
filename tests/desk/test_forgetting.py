"""Who has no account is forgotten when the term is over: rows, their history, what was written to them."""

from datetime import timedelta

import pytest

from didim.accounts.enums import DestroyedKind
from didim.accounts.models import DestructionRecord, OutboundMessage
from didim.desk.domain.booking import book_slot
from didim.desk.domain.consulting import finish_consultation, start_consultation
from didim.desk.domain.forgetting import forget_guests, guest_retention
from didim.desk.domain.guests import book_as_guest
from didim.desk.domain.intake import Visitor
from didim.desk.domain.telling import tell_of_booking
from didim.desk.enums import ContactChannel, DeskSide
from didim.desk.models import Consultation
from didim.desk.queries.access import guest_consultation_id

from .conftest import FUNDING, MONDAY, NOW, at
from .test_guests import PERSON, gateway

__all__ = ["gateway"]

pytestmark = pytest.mark.django_db
TERM = timedelta(days=guest_retention(NOW.date()).values["consultation_days"])


@pytest.fixture
def counter(make_counter):
    return make_counter()


@pytest.fixture
def counsellor(counter, make_counsellor):
    return make_counsellor(counter)


@pytest.fixture
def made(counter, counsellor, gateway):
    """Have somebody book for Monday at ten, and be told by SMS."""
    made = book_as_guest(
        counter=counter,
        starts_at=at(MONDAY, 10),
        channel=ContactChannel.WALK_IN,
        visitor=PERSON,
        asked=FUNDING,
        now=NOW,
    )
    tell_of_booking(made.booking, now=NOW)
    return made


def history(row):
    return Consultation.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")


def test_guest_is_kept_until_the_term_after_the_booking_is_over(made):
    over = made.booking.ends_at + TERM
    assert forget_guests(now=over - timedelta(seconds=1)) == 0
    assert guest_consultation_id(phone="010-1234-5678", key=made.key) == made.booking.consultation_id
    assert forget_guests(now=over) == 1
    assert guest_consultation_id(phone="010-1234-5678", key=made.key) is None
    assert forget_guests(now=over) == 0


def test_forgotten_guest_is_nowhere_in_row_history_or_messages(made):
    later = made.booking.ends_at + TERM
    forget_guests(now=later)
    row = Consultation.objects.get()
    assert (row.person_name, row.phone, row.key_hash, row.phone_agreed_at) == ("", "", "", None)
    assert (row.forgotten_at, row.subject) == (later, FUNDING.subject)
    kept = set(history(row).values_list("person_name", "phone", "key_hash", "phone_agreed_at"))
    assert kept == {("", "", "", None)}
    assert history(row).count() >= 2
    sent = OutboundMessage.objects.filter(about=f"consultation-{row.pk}", recipient=None)
    assert set(sent.values_list("address", "subject", "body")) == {("", "", "")}
    line = DestructionRecord.objects.get()
    assert (line.kind, line.amount, line.definition) == (
        DestroyedKind.GUEST, 1, guest_retention(later.date()).id,
    )  # fmt: skip


def test_term_begins_with_the_end_of_what_came_last(made, counsellor):
    row = made.booking.consultation
    finished = made.booking.ends_at + timedelta(days=30)
    start_consultation(consultation=row, counsellor=counsellor, now=made.booking.starts_at)
    finish_consultation(consultation=row, record="안내함", by=None, now=finished)
    assert forget_guests(now=finished + TERM - timedelta(seconds=1)) == 0
    assert forget_guests(now=finished + TERM) == 1


def test_firm_that_booked_is_not_forgotten(counter, counsellor, make_firm):
    book_slot(
        counter=counter,
        starts_at=at(MONDAY, 11),
        visitor=Visitor(make_firm(), person_name="박대표"),
        asked=FUNDING,
        channel=ContactChannel.WALK_IN,
        side=DeskSide.FIRM,
        by=None,
        now=NOW,
    )
    assert forget_guests(now=NOW + 3 * TERM) == 0
    assert Consultation.objects.get().person_name == "박대표"
    assert not DestructionRecord.objects.exists()
