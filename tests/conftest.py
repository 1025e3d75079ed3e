from collections.abc import Callable, Iterator
from typing import Any

import html5lib
import pgtrigger
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from .random_order import shuffle_unordered_queries

AS_MIGRATED: dict[str, str] = {}


def guards_against_emptying() -> list[str]:
    """Return the triggers of tables that are never emptied, as pgtrigger names them."""
    return [
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if trigger.name == "refuse_truncate"
    ]


def leave_as_migrated() -> None:
    """Let a test that really commits leave the database as the migrations made it, code tables included.

    The runner empties append-only tables and the job queue, too.
    """
    plain = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        # A browser's test may end in another connection than it began in; the runner looks for the contents
        # there, and without them would make content types anew before we do.
        connection._test_serialized_contents = AS_MIGRATED["contents"]
        case.serialized_rollback = True
        with pgtrigger.ignore(*guards_against_emptying()):
            plain(case)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
        connection.creation.deserialize_db_from_string(AS_MIGRATED["contents"])

    TransactionTestCase._fixture_teardown = teardown


# No test judges by time: on a busy machine a slow example is no fault.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")
shuffle_unordered_queries()
leave_as_migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep what the migrations wrote, for the tests that really commit."""
    with django_db_blocker.unblock():
        AS_MIGRATED["contents"] = connection.creation.serialize_db_to_string()


@pytest.fixture(autouse=True)
def korean_again() -> Iterator[None]:
    """Let no test inherit the language another one has switched to."""
    yield
    translation.activate("ko")


@pytest.fixture
def parse_page() -> Callable[[HttpResponse], Any]:
    """Return a function that reads a page's HTML strictly: any parse error of the standard fails the test."""

    def parse(response: HttpResponse) -> Any:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(response.content.decode())

    return parse


@pytest.fixture
def same_queries_for_three_rows() -> Callable[..., None]:
    """Return a function that proves a list's queries do not grow with its rows.

    ``add_row`` makes one more row of the list, ``read`` shows the list. The list is read with one row and
    with three; both must take the same number of queries.
    """

    def prove(*, add_row: Callable[[], object], read: Callable[[], object]) -> None:
        counts = []
        for rows in (1, 2):
            for _ in range(rows):
                add_row()
            with CaptureQueriesContext(connection) as captured:
                read()
            counts.append([query["sql"] for query in captured.captured_queries])
        one, three = counts
        assert len(one) == len(three), "\n".join(["one row:", *one, "three rows:", *three])

    return prove
