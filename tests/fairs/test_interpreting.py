"""Languages and absences of interpreters change as long as no meeting of the plan needs them there."""

from datetime import timedelta

import pytest

from didim.fairs.domain.interpreting import change_interpreter, remove_interpreter
from didim.fairs.domain.moving import add_meeting, cancel_meeting
from didim.fairs.enums import Side
from didim.fairs.models import Absence
from didim.kernel.refusals import RefusedError

from .conftest import NOW, interpreter_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(make_fair):
    return make_fair()


@pytest.fixture
def meeting(fair, join):
    """A buyer who speaks Vietnamese meets a firm in the second slot."""
    interpreter_for(fair, "이통역", "vi", "en")
    return add_meeting(
        fair=fair,
        partner=join(fair, "Saigon", side=Side.PARTNER, language="vi"),
        firm=join(fair, "가나상사"),
        slot=fair.slots.get(number=1),
        table=fair.tables.first(),
        by=None,
        now=NOW,
    )


def change(one, *, languages=("vi", "en"), away=()):
    slots = one.fair.slots.filter(number__in=away).values_list("pk", flat=True)
    return change_interpreter(
        interpreter=one, name="이통역", languages=languages, phone="010", away=[*slots, 0], by=None
    )


def away(one):
    return list(
        Absence.objects.filter(interpreter=one).order_by("slot").values_list("slot__number", flat=True)
    )


def test_what_is_said_replaces_what_was_said(fair):
    one = interpreter_for(fair, "이통역", "en")
    change(one, languages=["vi"], away=[0, 1])
    kept = change(one, languages=["vi", "ja"], away=[1, 2])
    assert (kept.languages, kept.phone, away(one)) == (["vi", "ja"], "010", [1, 2])


@pytest.mark.parametrize(
    ("said", "field"),
    [({"away": [1]}, "away"), ({"languages": ["en"]}, "languages"), ({"languages": []}, "languages")],
)
def test_nobody_is_taken_from_a_meeting(meeting, said, field):
    one = meeting.interpreter
    with pytest.raises(RefusedError) as refused:
        change(one, **said)
    assert [problem.field for problem in refused.value.problems] == [field]
    if said.get("languages") != []:
        assert "Saigon–가나상사" in str(refused.value)
    one.refresh_from_db()
    assert (one.languages, away(one)) == (["vi", "en"], [])


def test_other_times_and_languages_are_free(meeting):
    kept = change(meeting.interpreter, languages=["vi"], away=[0, 2])
    assert (kept.languages, away(kept)) == (["vi"], [0, 2])


def test_cancelled_meeting_needs_nobody(meeting):
    cancel_meeting(meeting=meeting, reason="취소", by=None, now=NOW - timedelta(hours=1))
    assert away(change(meeting.interpreter, languages=["en"], away=[1])) == [1]
    # What took place, or was to, keeps the name of who interpreted.
    with pytest.raises(RefusedError, match="통역이 배정된 상담"):
        remove_interpreter(interpreter=meeting.interpreter, by=None)
