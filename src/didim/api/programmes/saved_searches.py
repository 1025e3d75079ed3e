"""The searches a person keeps: list, keep, change, forget."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import SIGNED_IN
from didim.api.lists import PageQuery, cut, listed, paged, read
from didim.api.operations import Operation
from didim.programmes.domain.saved_searches import (
    LONGEST_NAME,
    change_search,
    delete_saved_search,
    save_search,
)
from didim.programmes.models import SavedSearch
from didim.programmes.queries.notice_filter import NoticeFilter

from .notices import FilterSerializer, filter_of


class SavedSearchSerializer(serializers.Serializer):
    """A search and whether new notices are mailed."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=LONGEST_NAME)
    query = FilterSerializer()
    alerts = serializers.BooleanField(default=False)
    created_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: SavedSearch) -> dict[str, Any]:
        """Show the stored query with every field of a filter."""
        wanted = NoticeFilter.from_json(instance.query)
        values = {name: getattr(wanted, name) for name in FilterSerializer().fields if name != "q"}
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return {
            "id": instance.pk,
            "name": instance.name,
            "query": {"q": wanted.text}
            | {name: value for name, value in values.items() if value is not None},
            "alerts": instance.alerts,
            "created_at": instance.created_at,
        }


class SavedSearchList(Operation):
    """One's own searches."""

    guard = SIGNED_IN

    @extend_schema(
        operation_id="saved_searches_list", parameters=[PageQuery], responses=paged(SavedSearchSerializer)
    )
    def get(self, request: Request) -> Response:
        """List one's searches by name."""
        asked = read(PageQuery, request.query_params)
        mine = SavedSearch.objects.filter(user=request.user).order_by("name", "pk")
        rows, numbers = cut(mine, page=asked["page"], size=asked["size"])
        return listed(SavedSearchSerializer, rows, **numbers)

    @extend_schema(
        operation_id="saved_searches_create",
        request=SavedSearchSerializer,
        responses={201: SavedSearchSerializer},
    )
    def post(self, request: Request) -> Response:
        """Keep a search."""
        search = save_search(user=request.user, now=timezone.now(), **_posted(request))
        return Response(SavedSearchSerializer(search).data, status.HTTP_201_CREATED)


class SavedSearchDetail(Operation):
    """One of one's own searches."""

    guard = SIGNED_IN

    @extend_schema(operation_id="saved_searches_read", responses=SavedSearchSerializer)
    def get(self, request: Request, search_id: int) -> Response:
        """Show a search."""
        return Response(SavedSearchSerializer(_own(request, search_id)).data)

    @extend_schema(
        operation_id="saved_searches_update", request=SavedSearchSerializer, responses=SavedSearchSerializer
    )
    def put(self, request: Request, search_id: int) -> Response:
        """Change a search; alerts switched on tell of what comes from now on."""
        search = change_search(search=_own(request, search_id), now=timezone.now(), **_posted(request))
        return Response(SavedSearchSerializer(search).data)

    @extend_schema(operation_id="saved_searches_delete", responses={204: None})
    def delete(self, request: Request, search_id: int) -> Response:
        """Forget a search."""
        delete_saved_search(search=_own(request, search_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _own(request: Request, search_id: int) -> SavedSearch:
    return get_object_or_404(SavedSearch, pk=search_id, user=request.user)


def _posted(request: Request) -> dict[str, Any]:
    posted = read(SavedSearchSerializer, request.data)
    return {"name": posted["name"], "wanted": filter_of(posted["query"]), "alerts": posted["alerts"]}
