"""Notices, agencies and people for the tests of programmes."""

from datetime import UTC, date, datetime
from typing import Any

from didim.kernel.periods import Period
from didim.programmes.domain.notices import ParsedNotice, record_notices
from didim.programmes.models import Notice

NOW = datetime(2026, 8, 20, 3, tzinfo=UTC)
TODAY = date(2026, 8, 20)


def telling(number: int, title: str, **fields: Any) -> ParsedNotice:
    """Return a telling of notice `number`; open until the end of August unless said otherwise."""
    given = {
        "source": "bizinfo",
        "form": "bizinfo_api",
        "listed_on": TODAY,
        "period": Period("dated", date(2026, 8, 1), date(2026, 8, 31), "2026-08-01 ~ 2026-08-31"),
    }
    return ParsedNotice(source_id=f"PBLN_{number:012}", title=title, **(given | fields))


def make_notices(*tellings: ParsedNotice, now: datetime = NOW) -> list[Notice]:
    """Record tellings and return their notices in order."""
    record_notices(parsed=tellings, now=now)
    return [Notice.objects.get(source=told.source, source_id=told.source_id) for told in tellings]
