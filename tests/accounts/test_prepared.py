"""Statements prepared once say the same as the queries they were written from, each time anew."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from didim.accounts.models import User
from didim.accounts.prepared import PreparedQuery, foreseeing, run, send, together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def joined(*, after: datetime, other: int, day: date) -> QuerySet[User, Any]:
    wanted = Q(withdrawn_at__gt=after) | Q(pk=other) | Q(withdrawn_at__date=day)
    return User.objects.filter(wanted, is_active=True).order_by("email").values_list("email")


def make_people() -> list[User]:
    return [
        User.objects.create_user(f"{name}@example.org", withdrawn_at=NOW + timedelta(days=day))
        for day, name in enumerate(["a", "b", "c"])
    ]


def test_prepared_query_gives_what_the_query_gives_for_every_value() -> None:
    people = make_people()
    prepared = PreparedQuery(joined, after=datetime, other=int, day=date)
    for turn in range(8):  # the server plans anew until it has seen a statement five times
        after, other = NOW + timedelta(days=turn - 4), people[turn % 3].pk
        for day in (NOW.date(), NOW.date() + timedelta(days=turn)):
            values = {"after": after, "other": other, "day": day}
            assert prepared.rows(**values) == list(joined(**values))


def of_person(*, pk: int, after: datetime) -> QuerySet[User, Any]:
    return User.objects.filter(pk=pk, withdrawn_at__gt=after).values_list("email", "name")


def test_rows_of_many_are_each_ones_own() -> None:
    people = make_people()
    prepared = PreparedQuery(of_person, pk=int, after=datetime)
    asked = [person.pk for person in people] + [-1]
    for turn in range(8):
        after = NOW + timedelta(days=turn % 3 - 1)
        told = prepared.send_many(asked, after=after)()
        assert told == {pk: prepared.rows(pk=pk, after=after) for pk in asked}


def test_rows_of_many_are_asked_for_by_text_too() -> None:
    people = make_people()
    prepared = PreparedQuery(lambda *, email: User.objects.filter(email=email).values_list("pk"), email=str)
    assert prepared.send_many(["a@example.org", "x"])() == {"a@example.org": [(people[0].pk,)], "x": []}


def test_what_is_foreseen_is_not_asked_for_again_but_others_are() -> None:
    people = make_people()
    prepared = PreparedQuery(of_person, pk=int, after=datetime)
    after = NOW - timedelta(days=9)
    with foreseeing({prepared: {people[0].pk: [("known", "")]}}):
        assert prepared.rows(pk=people[0].pk, after=after) == [("known", "")]
        assert prepared.rows(pk=people[1].pk, after=after) == [("b@example.org", "")]
    assert prepared.rows(pk=people[0].pk, after=after) == [("a@example.org", "")]


def test_statements_sent_together_are_fetched_in_any_order() -> None:
    with transaction.atomic(), together():
        first = send("SELECT %(number)s::bigint", {"number": 1})
        second = send("SELECT %(number)s::bigint + 1", {"number": 1})
        assert (second(), first()) == ([(2,)], [(1,)])


def test_statement_is_prepared_on_the_server() -> None:
    run("SELECT %(number)s::bigint + 1 AS once", {"number": 4})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%AS once'")
        assert cursor.fetchone() == (1,)


def test_whoever_listens_hears_the_statement() -> None:
    with CaptureQueriesContext(connection) as heard:
        assert run("SELECT %(number)s::bigint + 1", {"number": 4}) == [(5,)]
    assert len(heard) == 1


def test_error_is_djangos_and_rolls_back_with_its_block() -> None:
    with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic():
        run("SELECT 1 / %(number)s::bigint", {"number": 0})
    assert run("SELECT 1", {}) == [(1,)]
