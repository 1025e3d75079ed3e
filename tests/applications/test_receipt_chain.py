"""Receipts are numbered and chained by the database, when their transaction commits."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.applications.enums import ApplicationState, ReceiptKind
from didim.applications.models import Application, Receipt, ReceiptChain
from didim.kernel.hash_chains import GENESIS, Entry, entry_hash, first_broken, sha256_hex

from .builders import NOW, make_agency, make_application, make_call, make_firm, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    call = make_call(make_agency())
    firm = make_firm()
    return make_application(call, firm, make_member(firm), ApplicationState.SUBMITTED)


def receipt(application: Application, **fields: Any) -> Receipt:
    """Return a receipt of a withdrawal: the one kind that needs no submission."""
    count = Receipt.objects.count()
    given = {
        "kind": ReceiptKind.WITHDRAWN,
        "received_at": NOW + timedelta(microseconds=count),
        "content_hash": sha256_hex(str(count).encode()),
        "code": f"CODE-{threading.get_ident()}-{count}"[-20:],
        **fields,
    }
    return Receipt.objects.create(
        agency_id=application.agency_id,
        enterprise_id=application.enterprise_id,
        call_id=application.call_id,
        application=application,
        **given,
    )


def commit() -> None:
    """Do what the database does at a commit, inside the transaction of the test."""
    connection.check_constraints()


def entries() -> list[Entry]:
    commit()
    return [
        Entry(row.number or 0, row.received_at, row.kind, row.content_hash, row.previous_hash, row.hash)
        for row in Receipt.objects.order_by("number")
    ]


def test_first_receipt_gets_number_one_after_genesis_and_names_its_application(
    application: Application,
) -> None:
    made = receipt(application)
    commit()
    made.refresh_from_db()
    assert (made.number, made.previous_hash) == (1, GENESIS)
    assert made.hash == entry_hash(GENESIS, 1, made.received_at, "withdrawn", made.content_hash)
    application.refresh_from_db()
    assert application.number == 1


def test_later_receipts_follow_and_leave_the_number_of_the_application(application: Application) -> None:
    for _ in range(3):
        receipt(application)
        commit()
    head = ReceiptChain.objects.get()
    assert first_broken(entries(), head=head.last_hash) is None
    assert [entry.number for entry in entries()] == [1, 2, 3]
    assert head.last_number == 3
    application.refresh_from_db()
    assert application.number == 1


def test_receipt_has_no_number_before_the_commit(application: Application) -> None:
    first, second = receipt(application), receipt(application)
    first.refresh_from_db()
    assert (first.number, ReceiptChain.objects.count()) == (None, 0)
    assert [entry.number for entry in entries()] == [1, 2]
    assert first_broken(entries(), head=ReceiptChain.objects.get().last_hash) is None
    assert first.pk < second.pk


def fail_after_numbering(application: Application) -> None:
    with transaction.atomic():
        receipt(application)
        commit()
        assert ReceiptChain.objects.get().last_number == 2
        raise RuntimeError


def test_rolled_back_receipt_takes_its_number_back(application: Application) -> None:
    receipt(application)
    commit()
    with pytest.raises(RuntimeError):
        fail_after_numbering(application)
    receipt(application)
    assert [entry.number for entry in entries()] == [1, 2]


def test_number_is_given_under_the_scope_of_a_firm_which_sees_no_chain(application: Application) -> None:
    with scoped(DatabaseScope(enterprises=frozenset({application.enterprise_id}))):
        receipt(application)
        commit()
        assert list(ReceiptChain.objects.all()) == []
    assert [entry.number for entry in entries()] == [1]
    assert ReceiptChain.objects.get().last_number == 1


@pytest.mark.parametrize("forged", [{"number": 7}, {"previous_hash": GENESIS}, {"hash": "f" * 64}])
def test_receipt_with_a_number_or_hash_of_its_own_is_refused(
    application: Application, forged: dict[str, Any]
) -> None:
    with pytest.raises(DatabaseError, match="numbered at their commit"), transaction.atomic():
        receipt(application, **forged)
    assert Receipt.objects.count() == 0


def number_by_hand(application: Application) -> None:
    with transaction.atomic():
        made = receipt(application)
        Receipt.objects.filter(pk=made.pk).update(number=9, previous_hash=GENESIS, hash="f" * 64)
        commit()


def test_number_written_by_hand_before_the_commit_stops_the_commit(application: Application) -> None:
    with pytest.raises(DatabaseError, match="never changed"):
        number_by_hand(application)
    assert Receipt.objects.count() == 0


def test_numbered_receipt_is_never_changed(application: Application) -> None:
    receipt(application)
    commit()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Receipt.objects.update(received_at=F("received_at") + timedelta(days=1))


def hand_in_twice_and_fail_once(application: Application, worker: int) -> None:
    for turn in range(3):
        with transaction.atomic():
            receipt(application, code=f"{worker}-{turn}")
            # Somebody's request fails after it has written.
            transaction.set_rollback(turn == 1)


@pytest.mark.django_db(transaction=True)
def test_many_sessions_at_once_leave_no_gap_and_no_double(application: Application) -> None:
    failures: list[BaseException] = []

    def session(worker: int) -> None:
        try:
            hand_in_twice_and_fail_once(application, worker)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=session, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [entry.number for entry in entries()] == list(range(1, 13))
    assert first_broken(entries(), head=ReceiptChain.objects.get().last_hash) is None
