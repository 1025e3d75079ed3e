"""How many questions a page may put to the database: the same few whatever it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .region import SmallRegion

MOST_QUERIES = 12


@pytest.mark.parametrize(
    "address", ["/notices/", "/notices/?q=바우처", "/agencies/", "/networks/", "/calendar/"]
)
def test_list_takes_at_most_twelve_queries(client, small_region: SmallRegion, address: str):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    plain = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]

    assert len(plain) <= MOST_QUERIES, "\n".join(plain)
