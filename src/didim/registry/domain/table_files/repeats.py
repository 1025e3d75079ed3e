"""Rows of a file that are about the same thing twice."""

from collections.abc import Callable, Hashable, Iterable

from didim.registry.enums import RowOutcome

from .kinds import RowT


def find_repeated(
    rows: Iterable[RowT],
    *,
    key: Callable[[RowT], Hashable],
    said: Callable[[RowT], object],
    column: str,
    sentence: str,
) -> None:
    """Pass over a row that says the same again; refuse one that says something else under the same key.

    The sentence stands at the column and names the earlier row by `%(row)d`. Rows refused before count for
    nothing.
    """
    first: dict[Hashable, RowT] = {}
    for row in rows:
        if row.outcome is RowOutcome.REJECTED:
            continue
        earlier = first.setdefault(key(row), row)
        if earlier is row:
            continue
        if said(earlier) == said(row):
            row.outcome = RowOutcome.DUPLICATE
        else:
            row.note(column, sentence % {"row": earlier.number})
