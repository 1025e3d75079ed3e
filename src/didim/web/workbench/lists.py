"""What every list of the workbench does alike: pages, sorting by a column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest

PER_PAGE = 30


@dataclass(frozen=True)
class Sorting:
    """By which column a list is sorted, and what a click on each heading asks for next."""

    key: str
    descending: bool
    links: Mapping[str, str]

    @property
    def direction(self) -> str:
        """The value of aria-sort for the sorted column."""
        return "descending" if self.descending else "ascending"


def sorted_rows(
    rows: QuerySet[Any], request: HttpRequest, columns: Mapping[str, tuple[str, ...]], default: str
) -> tuple[QuerySet[Any], Sorting]:
    """Return the rows in the order asked for (`?sort=name` or `-name`), stable, with empty values last."""
    asked = request.GET.get("sort", default)
    if asked.removeprefix("-") not in columns:
        asked = default
    key, descending = asked.removeprefix("-"), asked.startswith("-")
    order = [
        F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True) for name in columns[key]
    ]
    links = {name: f"-{name}" if name == key and not descending else name for name in columns}
    return rows.order_by(*order, "pk"), Sorting(key, descending, links)


def page_of(rows: Any, request: HttpRequest, per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page asked for (`?page=2`); a wrong number gives the nearest page there is."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
