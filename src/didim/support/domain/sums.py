"""Keeping the sums of the ledger's years, so that many years and all agencies are read in milliseconds.

Different firms cannot be added up from parts, and counting them in millions of lines takes seconds. Sums
of a year are kept as they were when last counted; every line that changes marks its agency's year, and a
marked year is counted from its lines until the next refresh. So a sum that is read is always exact.
"""

from collections.abc import Iterator

from django.db import connection, transaction

from didim.kernel.verifying import Finding, Verifier
from didim.support.models import LedgerMark, SupportRecord

GRAINS = {"form": "form", "programme": "programme_name", "detail": "detail"}
_LOCK = 7402
_SETS = ", ".join(f"({whose}{name})" for whose in ("agency_id, ", "") for name in GRAINS.values())
_KEYS = "".join(f" WHEN grouping({column}) = 0 THEN {{{name}}}" for name, column in GRAINS.items())
_GRAIN = f"CASE{_KEYS.format(**{name: repr(name) for name in GRAINS})} ELSE '' END"
_KEY = f"CASE{_KEYS.format(**GRAINS)} ELSE '' END"
# One statement sees one moment: the marks it takes away are those of the lines it counts.
_REFRESH = f"""
WITH refresh AS MATERIALIZED (SELECT nextval('support_ledgersum_id_seq') AS number),
    taken AS (DELETE FROM support_ledgermark WHERE year = %(year)s),
    earlier AS (DELETE FROM support_ledgersum WHERE year = %(year)s)
INSERT INTO support_ledgersum (agency_id, year, grain, key, amount_won, records, firms, refresh)
SELECT agency_id, %(year)s, {_GRAIN}, {_KEY}, coalesce(sum(amount_won), 0), count(*),
    count(DISTINCT enterprise_id), (SELECT number FROM refresh)
FROM support_supportrecord WHERE year = %(year)s
GROUP BY GROUPING SETS ((agency_id), (), {_SETS})
HAVING count(*) > 0
"""  # noqa: S608 - the names of our own columns


def refresh_sums(*, year: int) -> None:
    """Count a year's lines anew and keep the sums; its marks are gone afterwards. System scope.

    Lines written meanwhile keep their marks. Two refreshes wait for one another.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, year])
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(_REFRESH, {"year": year})


def refresh_marked_sums() -> list[int]:
    """Refresh every year that has a mark, the oldest first; return those years. System scope."""
    years = sorted(LedgerMark.objects.order_by().values_list("year", flat=True).distinct())
    for year in years:
        refresh_sums(year=year)
    return years


def mark_all_years() -> None:
    """Mark every year of every agency, so that nothing kept is believed until it is counted again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO support_ledgermark (agency_id, year)"
            " SELECT DISTINCT agency_id, year FROM support_supportrecord"
        )


def wrong_sums() -> Iterator[Finding]:
    """Yield the kept sums of unmarked years that are not what the lines add up to."""
    marked = set(LedgerMark.objects.order_by().values_list("year", flat=True).distinct())
    years = set(SupportRecord.objects.order_by().values_list("year", flat=True).distinct())
    for year in sorted(years - marked):
        with connection.cursor() as cursor:
            cursor.execute(_COMPARE, {"year": year})
            for agency, grain, key in cursor.fetchall():
                yield Finding(
                    "ledger-sum",
                    f"{year} {agency or ''} {grain} {key}".strip(),
                    "지원이력 집계가 그 줄들의 합과 다릅니다 / a kept sum is not what its lines add up to",
                )


_COUNTED = f"""
SELECT agency_id, {_GRAIN} AS grain, {_KEY} AS key, coalesce(sum(amount_won), 0)::bigint, count(*)::integer,
    count(DISTINCT enterprise_id)::integer
FROM support_supportrecord WHERE year = %(year)s
GROUP BY GROUPING SETS ((agency_id), (), {_SETS})
HAVING count(*) > 0
"""  # noqa: S608 - the names of our own columns
_KEPT = """
SELECT agency_id, grain, key, amount_won, records, firms FROM support_ledgersum WHERE year = %(year)s
"""
_COMPARE = f"""
SELECT DISTINCT agency_id, grain, key FROM (
    (({_COUNTED}) EXCEPT ({_KEPT})) UNION ALL (({_KEPT}) EXCEPT ({_COUNTED}))
) AS differing
"""  # noqa: S608 - the statements above
VERIFIERS = (Verifier("ledger-sum", "지원이력 집계 / sums of the ledger", wrong_sums),)
