"""Whoever plans or moves meetings waits in one order: the fair, then the firms that come, by number."""

from collections.abc import Iterable

from django.db import connection

from didim.fairs.models import Fair

# Classes of advisory locks. Tables, interpreters and participants belong to one fair, whose lock is theirs;
# only firms come to several fairs at once.
_FAIR, _FIRM = 6201, 6202


def lock_fair(fair: Fair, *, firms: Iterable[int | None] = ()) -> Fair:
    """Return the fair as it is once whoever works on its plan, or places one of these firms, is done.

    Without it, inserts into the exclusion constraints wait for each other's rows and end in deadlocks
    (docs/decisions/0016-bookings.md). Held until the transaction ends.
    """
    numbers = sorted({firm for firm in firms if firm is not None})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_FAIR, _short(fair.pk)])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, number) FROM unnest(%s::int[]) AS number",
            [_FIRM, sorted({_short(number) for number in numbers})],
        )
    return Fair.objects.select_related("agency").get(pk=fair.pk)


def _short(number: int) -> int:
    return number % (1 << 31)
