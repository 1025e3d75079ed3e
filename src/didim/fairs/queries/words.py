"""Lists narrowed by words that are typed."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

RowT = TypeVar("RowT", bound=Model)


def with_words(rows: QuerySet[RowT], text: str, *names: str) -> QuerySet[RowT]:
    """Return the rows that hold every word of a text, each in one of the named fields."""
    for word in text.split():
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows
