"""Run a search: the way to the words is chosen from how common they are, then one statement answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import connection

from didim.kernel.korean_text import TITLE
from didim.programmes.queries import notice_search_sql as sql
from didim.programmes.queries.notice_filter import NoticeFilter

# Nothing beyond so many hits is looked at: their number is then "so many or more", and so are the facets.
CAP = 1_000
CAP_OF_MANY = 300
MANY = 20_000  # notices
NEVER = 2.0  # a share nothing has


@dataclass(slots=True)
class Found:
    """The ids of one page in order, the number of hits (`cap` + 1: more than `cap`) and facet counts."""

    cap: int
    ids: list[int] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def find(
    notice_filter: NoticeFilter, *, today: date, start: int, size: int, region_codes: Sequence[str]
) -> Found:
    """Run a search; `region_codes` are all codes that fit the filter's regions."""
    shares, cap = _knowledge(notice_filter.terms)
    search = _search(notice_filter, today, region_codes, shares=shares, cap=cap)
    found = _execute(search, (start, size), tuple(sql.FACETS))
    for name in sql.FACETS:
        if getattr(
            notice_filter, name
        ):  # choices of one kind add up, so they are counted as if none were made
            others = _search(
                notice_filter.without(name),
                today,
                () if name == "regions" else region_codes,
                shares=shares,
                cap=cap,
            )
            found.facets[name] = _execute(others, (0, 0), (name,)).facets[name]
    return found


def _knowledge(terms: Sequence[str]) -> tuple[dict[str, float], int]:
    """Return the shares of the terms' pairs and the cap for the number of notices there are."""
    grams = {
        gram
        for mark in ("", TITLE)
        for entries in sql.grams_of(terms, mark=mark).values()
        for entry in entries
        for gram in entry
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gram, share FROM programmes_searchgram WHERE gram = ANY(%s) UNION ALL"
            " SELECT '', reltuples FROM pg_class WHERE oid = 'programmes_notice'::regclass",
            [sorted(grams)],
        )
        shares = dict(cursor.fetchall())
    return shares, CAP_OF_MANY if shares.pop("", 0) > MANY else CAP


def _search(
    notice_filter: NoticeFilter,
    today: date,
    region_codes: Sequence[str],
    *,
    shares: dict[str, float],
    cap: int,
) -> sql.Search:
    where, where_params = sql.column_sql(sql.column_condition(notice_filter, today, region_codes))
    status, status_params = sql.status_sql(today)
    terms = notice_filter.terms
    titles_first = terms and notice_filter.order == "relevance"
    by_deadline = notice_filter.order == "deadline"
    # A narrow filter leaves too few hits for a walk to find them soon.
    is_narrow = bool(notice_filter.statuses and "closed" not in notice_filter.statuses) or by_deadline
    is_narrow |= notice_filter.closes_within is not None or bool(notice_filter.agencies)
    return sql.Search(
        where=where,
        where_params=where_params,
        status=status,
        status_params=status_params,
        order="closes_on ASC NULLS LAST, id" if by_deadline else "listed_on DESC, id DESC",
        cap=cap,
        in_titles=sql.plan_words(
            terms,
            shares,
            mark=TITLE,
            column="search_title",
            common=NEVER if is_narrow else sql.COMMON_IN_TITLES,
        )
        if titles_first
        else None,
        in_texts=sql.plan_words(
            terms, shares, mark="", column="search_text", common=NEVER if is_narrow else sql.COMMON_IN_TEXTS
        )
        if terms
        else None,
    )


def _execute(search: sql.Search, page: tuple[int, int], facets: Sequence[str]) -> Found:
    statement, params = sql.statement(search, page=page, facets=facets)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    found = Found(search.cap, facets={name: {} for name in facets})
    places: list[tuple[int, int]] = []
    for kind, value, number in rows:
        if kind == "unconfirmed":  # so later candidates, cut off by the cap, may be hits
            return _execute(replace(search, exact=True), page, facets)
        if kind == "total":
            found.total = number
        elif kind == "id":
            places.append((number, int(value)))
        else:
            found.facets[kind][value] = number
    found.ids = [notice_id for _, notice_id in sorted(places)]
    return found
