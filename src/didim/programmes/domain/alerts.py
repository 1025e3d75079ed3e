"""Alerts of saved searches: new notices that match, each told once, by mail in office hours."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from didim.accounts.domain.messages import queue_message
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.kernel.korean_text import SHORTEST_SPACELESS
from didim.programmes.enums import NoticeStatus
from didim.programmes.models import AlertDelivery, Notice, SavedSearch
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notice_search_sql import column_condition
from didim.programmes.queries.notice_status import status_condition
from didim.programmes.queries.notices import fitting_region_codes

# A mail names so many notices and says how many more there are.
MOST_NAMED = 20


def queue_alerts(*, now: datetime, site: str = "") -> int:
    """Queue a mail for every saved search with alerts that new notices match; return how many were queued.

    New are notices first seen since the search's last alert. Each is told once a search, also when it comes
    again from another source. The mail leaves in office hours. `site` is the address of this installation.
    """
    searches = SavedSearch.objects.filter(alerts=True, user__is_active=True).order_by("id")
    return sum(_alert(search_id, now, site) for search_id in list(searches.values_list("pk", flat=True)))


@transaction.atomic
def _alert(search_id: int, now: datetime, site: str) -> bool:
    search = (
        SavedSearch.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("user")
        .filter(pk=search_id, alerts=True, alerted_until__lt=now)
        .first()
    )
    if search is None:
        return False
    since = search.alerted_until
    told = _told_first(search, new_matches(search, now=now), now)
    search.alerted_until = now
    search.save(update_fields=["alerted_until"])
    if not told:
        return False
    context = {"search": search, "notices": told[:MOST_NAMED], "more": len(told) - MOST_NAMED, "site": site}
    queue_message(
        template="saved-search-alert",
        subject=render_to_string(
            "programmes/mail/saved_search_alert_subject.txt", {**context, "count": len(told)}
        ),
        body=render_to_string("programmes/mail/saved_search_alert.txt", context),
        dedupe_key=f"saved-search-alert:{search.pk}:{since.isoformat()}",
        not_before=next_office_instant(now, WorkingCalendar()),
        now=now,
        recipient=search.user,
    )
    return True


def new_matches(search: SavedSearch, *, now: datetime) -> list[Notice]:
    """Return the notices first seen since the search's last alert that match it and are not over."""
    wanted = NoticeFilter.from_json(search.query)
    today = now.astimezone(SEOUL).date()
    condition = column_condition(wanted, today, fitting_region_codes(wanted.regions))
    for term in wanted.terms:
        column = "search_flat" if len(term) >= SHORTEST_SPACELESS else "search_text"
        condition &= Q(**{f"{column}__contains": term})
    return list(
        Notice.objects.filter(condition, first_seen_at__gt=search.alerted_until, first_seen_at__lte=now)
        .exclude(status_condition([NoticeStatus.CLOSED], today))
        .only("id", "title", "agency_name", "operator_name", "period_text", "closes_on")
        .order_by("closes_on", "id")
    )


def _told_first(search: SavedSearch, notices: Sequence[Notice], now: datetime) -> list[Notice]:
    """Note which notices are told now; leave out those told before, themselves or as a copy."""
    ids = [notice.pk for notice in notices]
    before = AlertDelivery.objects.filter(saved_search=search)
    told: set[int | None] = set(before.filter(notice__in=ids).values_list("notice_id", flat=True))
    told |= set(before.filter(notice__canonical__in=ids).values_list("notice__canonical_id", flat=True))
    new = [notice for notice in notices if notice.pk not in told]
    AlertDelivery.objects.bulk_create(
        AlertDelivery(saved_search=search, notice=notice, queued_at=now) for notice in new
    )
    return new
