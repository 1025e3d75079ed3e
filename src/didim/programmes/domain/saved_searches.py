"""Searches a person keeps: one transaction each; a RefusedError says under which field what is wrong."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import RefusedError, refuse
from didim.programmes.models import SavedSearch
from didim.programmes.queries.notice_filter import NoticeFilter

MOST_SEARCHES = 100
LONGEST_NAME = 60


@transaction.atomic
def save_search(*, user: User, name: str, wanted: NoticeFilter, alerts: bool, now: datetime) -> SavedSearch:
    """Keep a search; alerts tell of what comes from now on. A person keeps at most MOST_SEARCHES."""
    # One at a time for each person, so that two at once do not pass the cap together.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if SavedSearch.objects.filter(user=user).count() >= MOST_SEARCHES:
        sentence = _("검색은 %(most)d개까지 저장할 수 있습니다. 쓰지 않는 검색을 지워 주세요.")
        raise refuse("", sentence % {"most": MOST_SEARCHES})
    search = SavedSearch(
        user=user, name=_plain(name), query=wanted.to_json(), alerts=alerts, created_at=now, alerted_until=now
    )
    return _store(search)


@transaction.atomic
def change_search(
    *, search: SavedSearch, name: str, wanted: NoticeFilter, alerts: bool, now: datetime
) -> SavedSearch:
    """Change a search; alerts that are switched on, or look for something else, begin now."""
    held = _locked(search)
    if (alerts and not held.alerts) or held.query != wanted.to_json():
        held.alerted_until = now
    held.name, held.query, held.alerts = _plain(name), wanted.to_json(), alerts
    return _store(held)


@transaction.atomic
def set_alerts(*, search: SavedSearch, alerts: bool, now: datetime) -> SavedSearch:
    """Turn the alerts of a search on, from now on, or off."""
    held = _locked(search)
    if alerts and not held.alerts:
        held.alerted_until = now
    held.alerts = alerts
    return _store(held)


@transaction.atomic
def delete_saved_search(*, search: SavedSearch) -> None:
    """Forget a search and what it has told; one that is gone already stays gone."""
    SavedSearch.objects.filter(pk=search.pk).delete()


def _locked(search: SavedSearch) -> SavedSearch:
    held = SavedSearch.objects.select_for_update().filter(pk=search.pk).first()
    if held is None:
        raise refuse("", _("그사이에 지워진 검색입니다. 목록을 다시 열어 주세요."))
    return held


def _store(search: SavedSearch) -> SavedSearch:
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        raise _taken() from error
    return search


def _taken() -> RefusedError:
    return refuse("name", _("같은 이름으로 저장한 검색이 있습니다. 다른 이름을 붙여 다시 저장해 주세요."))


def _plain(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise refuse("name", _("검색에 이름을 붙여 주세요."))
    if len(name) > LONGEST_NAME:
        raise refuse("name", _("이름은 %(most)d자까지 적어 주세요.") % {"most": LONGEST_NAME})
    return name
