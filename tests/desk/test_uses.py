from datetime import date, timedelta

import pytest

from didim.desk.domain.booking import book_slot
from didim.desk.domain.consulting import finish_consultation, start_consultation
from didim.desk.domain.uses import Use, note_use, record_uses
from didim.desk.enums import ContactChannel, DeskSide, UseKind
from didim.desk.models import UseRecord
from didim.kernel.refusals import RefusedError

from .conftest import FUNDING, MONDAY, NOW, at

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
COURSE = Use(DAY, UseKind.TRAINING, ContactChannel.WALK_IN, people=30, what="세금 신고 교육")


def test_finished_consultation_is_one_use(make_counter, make_counsellor, visitor):
    counter = make_counter()
    counsellor = make_counsellor(counter)
    booking = book_slot(
        counter=counter, starts_at=at(MONDAY, 10), visitor=visitor, asked=FUNDING,
        channel=ContactChannel.PHONE, side=DeskSide.FIRM, by=None, now=NOW,
    )  # fmt: skip
    began = at(MONDAY, 10)
    start_consultation(consultation=booking.consultation, counsellor=counsellor, now=began)
    assert not UseRecord.objects.exists()
    finish_consultation(consultation=booking.consultation, record="안내함", by=None, now=began)
    use = UseRecord.objects.get()
    came = booking.consultation
    assert (use.used_on, use.kind, use.channel, use.people) == (MONDAY, "consultation", "phone", 1)
    assert (use.consultation, use.enterprise, use.stage, use.region_id, use.industry_id) == (
        came, came.enterprise, came.stage, came.region_id, came.industry_id,
    )  # fmt: skip


def test_uses_said_again_become_what_is_said_now(make_agency):
    agency = make_agency()
    other = Use(DAY, UseKind.FIELD, ContactChannel.VISIT)
    said = [("course-1", COURSE), ("visit-1", other)]
    assert record_uses(agency=agency, uses=said, by=None, now=NOW) == 2
    assert record_uses(agency=agency, uses=said, by=None, now=NOW) == 0
    fewer = Use(DAY, UseKind.TRAINING, ContactChannel.WALK_IN, people=28, what="세금 신고 교육")
    assert record_uses(agency=agency, uses=[("course-1", fewer)], by=None, now=NOW) == 1
    row = UseRecord.objects.get(reference="course-1")
    assert (row.people, [event.people for event in row.events.all()]) == (28, [28])
    assert UseRecord.objects.count() == 2


def test_noted_uses_of_a_day_are_numbered(make_agency):
    agency = make_agency()
    first, second = (note_use(agency=agency, use=COURSE, by=None, now=NOW) for _ in range(2))
    assert (first.reference, second.reference) == ("noted-20261120-1", "noted-20261120-2")


@pytest.mark.parametrize(
    "use",
    [
        Use(DAY + timedelta(days=1), UseKind.TRAINING, ContactChannel.WALK_IN),
        Use(DAY, UseKind.TRAINING, ContactChannel.WALK_IN, people=0),
        Use(DAY, UseKind.TRAINING, ContactChannel.WALK_IN, people=10_001),
    ],
)
def test_uses_of_days_to_come_or_of_nobody_are_refused(make_agency, use):
    with pytest.raises(RefusedError):
        note_use(agency=make_agency(), use=use, by=None, now=NOW)
    assert not UseRecord.objects.exists()


def test_two_uses_of_one_reference_are_refused(make_agency):
    with pytest.raises(RefusedError):
        record_uses(agency=make_agency(), uses=[("a", COURSE), ("a", COURSE)], by=None, now=NOW)
