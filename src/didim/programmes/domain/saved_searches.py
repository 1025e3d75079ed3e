"""Searches a person keeps."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import refuse
from didim.programmes.models import SavedSearch
from didim.programmes.queries.notice_filter import NoticeFilter

MOST_SEARCHES = 100
_TAKEN = _("같은 이름으로 저장한 검색이 있습니다. 다른 이름을 붙여 다시 저장해 주세요.")


def keep_search(*, user: User, name: str, wanted: NoticeFilter, alerts: bool, now: datetime) -> SavedSearch:
    """Keep a search; alerts tell of what comes from now on. Raises RefusedError (field `name`)."""
    if SavedSearch.objects.filter(user=user).count() >= MOST_SEARCHES:
        sentence = _("검색은 %(most)d개까지 저장할 수 있습니다. 쓰지 않는 검색을 지워 주세요.")
        raise refuse("", sentence % {"most": MOST_SEARCHES})
    search = SavedSearch(
        user=user, name=_plain(name), query=wanted.to_json(), alerts=alerts, created_at=now, alerted_until=now
    )
    return _save(search)


def change_search(
    *, search: SavedSearch, name: str, wanted: NoticeFilter, alerts: bool, now: datetime
) -> SavedSearch:
    """Change a search; alerts that are switched on, or look for something else, begin now."""
    if (alerts and not search.alerts) or search.query != wanted.to_json():
        search.alerted_until = now
    search.name, search.query, search.alerts = _plain(name), wanted.to_json(), alerts
    return _save(search)


def _save(search: SavedSearch) -> SavedSearch:
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        raise refuse("name", _TAKEN) from error
    return search


def _plain(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise refuse("name", _("검색에 이름을 붙여 주세요."))
    return name
