"""Lists come in pages: what may be asked for, and the form of the answer."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from rest_framework import serializers
from rest_framework.response import Response

LARGEST_PAGE = 100
USUAL_PAGE = 20
FURTHEST_PAGE = 10_000
LONGEST_TEXT = 100

S = TypeVar("S", bound=serializers.Serializer)


class PageQuery(serializers.Serializer):
    """Which page of a list is wanted."""

    page = serializers.IntegerField(
        min_value=1, max_value=FURTHEST_PAGE, default=1, help_text="쪽 번호, 1부터 / page, from 1"
    )
    size = serializers.IntegerField(
        min_value=1, max_value=LARGEST_PAGE, default=USUAL_PAGE, help_text="한 쪽의 건수 / rows of a page"
    )


class TextQuery(PageQuery):
    """A page of what fits some words."""

    q = serializers.CharField(
        max_length=LONGEST_TEXT, default="", allow_blank=True, help_text="찾는 말 / words to look for"
    )


def read(query: type[S], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was asked for, checked; a 400 with the fields to mend otherwise."""
    serializer = query(data=values)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


@cache
def paged(item: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """Return the form of a page of items, for the schema."""
    fields = {
        "total": serializers.IntegerField(help_text="모두 몇 건 / how many in all"),
        "page": serializers.IntegerField(),
        "pages": serializers.IntegerField(),
        "results": item(many=True),
        "__doc__": f"A page of {item.__name__.removesuffix('Serializer')}.",
    }
    return type(f"Page{item.__name__}", (serializers.Serializer,), fields)


def listed(
    item: type[serializers.Serializer], rows: Iterable[Any], *, total: int, page: int, pages: int
) -> Response:
    """Answer with one page."""
    return Response({"total": total, "page": page, "pages": pages, "results": item(rows, many=True).data})


def cut(rows: Any, *, page: int, size: int) -> tuple[Any, dict[str, int]]:
    """Return one page of a query set or list with `total`, `page` and `pages`; beyond the last: the last."""
    total = len(rows) if isinstance(rows, list) else rows.count()
    pages = max(1, -(-total // size))
    page = min(page, pages)
    return rows[(page - 1) * size : page * size], {"total": total, "page": page, "pages": pages}
