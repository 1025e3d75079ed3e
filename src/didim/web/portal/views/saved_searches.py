from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from didim.accounts.guards import SIGNED_IN, guarded
from didim.kernel.refusals import RefusedError
from didim.programmes.domain import saved_searches as acts
from didim.programmes.models import SavedSearch
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.registry.models import Agency
from didim.web.portal.notice_facets import Chip, chips, provinces


@dataclass(frozen=True)
class Shown:
    """A saved search with what it looks for in words, and the address that runs it."""

    search: SavedSearch
    text: str
    chips: list[Chip]
    query: str


@guarded(SIGNED_IN)
def saved_search_list(request: HttpRequest) -> HttpResponse:
    """List the searches a person keeps; a POST keeps another."""
    if request.method == "POST":
        return _save(request)
    names = provinces()
    rows = SavedSearch.objects.filter(user=request.user).order_by("name", "pk")
    kept = [(row, NoticeFilter.from_json(row.query)) for row in rows]
    wanted_agencies = {number for _row, wanted in kept for number in wanted.agencies}
    agencies = Agency.objects.in_bulk(wanted_agencies) if wanted_agencies else {}
    shown = [
        Shown(
            row,
            wanted.text,
            chips(QueryDict(), wanted, names, [agencies[pk] for pk in wanted.agencies if pk in agencies]),
            _query_string(wanted),
        )
        for row, wanted in kept
    ]
    return render(request, "portal/saved_search_list.html", {"searches": shown})


def _save(request: HttpRequest) -> HttpResponse:
    wanted = NoticeFilter.of(dict(QueryDict(request.POST.get("query", "")).lists()))
    name = request.POST.get("name", "").strip() or wanted.text[: acts.LONGEST_NAME] or _("내 검색")
    try:
        acts.save_search(user=request.user, name=name, wanted=wanted, alerts=True, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('portal:notice-list')}?{_query_string(wanted)}")
    messages.success(request, _("저장했습니다. 새 공고가 나오면 전자우편으로 알려 드립니다."))
    return redirect("portal:saved-search-list")


def _query_string(wanted: NoticeFilter) -> str:
    asked = QueryDict(mutable=True)
    for name, value in wanted.to_json().items():
        asked.setlist("q" if name == "text" else name, value if isinstance(value, list) else [str(value)])
    return asked.urlencode()


@guarded(SIGNED_IN)
@require_POST
def switch_alerts(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn the alerts of one saved search on or off; on means from now on."""
    search = get_object_or_404(SavedSearch, pk=pk, user=request.user)
    search = acts.set_alerts(search=search, alerts=not search.alerts, now=timezone.now())
    messages.success(request, _("알림을 켰습니다.") if search.alerts else _("알림을 껐습니다."))
    return redirect("portal:saved-search-list")


@guarded(SIGNED_IN)
@require_POST
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one saved search."""
    acts.delete_saved_search(search=get_object_or_404(SavedSearch, pk=pk, user=request.user))
    messages.success(request, _("저장한 검색을 지웠습니다."))
    return redirect("portal:saved-search-list")
