import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from didim.agreements.domain.limits import Cause, Move, move_limits, open_limit, set_limit
from didim.agreements.enums import EntryStage, LimitKind
from didim.agreements.models import SpendingEntry, SpendingLimit
from didim.kernel.refusals import RefusedError

pytestmark = pytest.mark.django_db
CAUSE = Cause(reason="시험")


@pytest.fixture
def limit(make_agency):
    return open_limit(agency_id=make_agency().pk, kind=LimitKind.VOUCHER, owner={}, limit_won=1_000)


def counters(limit):
    return SpendingLimit.objects.values_list("committed_won", "spent_won").get(pk=limit.pk)


def test_entries_move_both_counters(limit, now):
    moves = [Move(limit, EntryStage.COMMITTED, 700), Move(limit, EntryStage.SPENT, 400)]
    move_limits(moves=moves, cause=CAUSE, by=None, now=now)
    move_limits(moves=[Move(limit, EntryStage.SPENT, -100)], cause=CAUSE, by=None, now=now)
    assert counters(limit) == (700, 300)


@pytest.mark.parametrize(
    "moves",
    [
        [(EntryStage.COMMITTED, 1_001)],
        [(EntryStage.COMMITTED, 500), (EntryStage.SPENT, 501)],
        [(EntryStage.COMMITTED, -1)],
        [(EntryStage.SPENT, -1)],
    ],
)
def test_entry_beyond_the_limit_is_refused_with_a_sentence_and_leaves_nothing(limit, now, moves):
    with pytest.raises(RefusedError) as refusal:
        move_limits(moves=[Move(limit, *move) for move in moves], cause=CAUSE, by=None, now=now)
    assert [problem.field for problem in refusal.value.problems] == ["amount"]
    assert (counters(limit), SpendingEntry.objects.count()) == ((0, 0), 0)


def test_limit_is_not_lowered_below_what_is_committed(limit, now):
    move_limits(moves=[Move(limit, EntryStage.COMMITTED, 700)], cause=CAUSE, by=None, now=now)
    set_limit(limit=limit, limit_won=700)
    with pytest.raises(RefusedError):
        set_limit(limit=limit, limit_won=699)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agreements_spendinglimit SET spent_won = 1, committed_won = 1",
        "UPDATE agreements_spendingentry SET amount_won = 1",
        "DELETE FROM agreements_spendingentry",
        "DELETE FROM agreements_spendinglimit",
    ],
)
def test_database_refuses_to_write_around_the_entries(limit, now, statement):
    move_limits(moves=[Move(limit, EntryStage.COMMITTED, 700)], cause=CAUSE, by=None, now=now)
    refusals = (IntegrityError, ProgrammingError)
    with pytest.raises(refusals), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert counters(limit) == (700, 0)
