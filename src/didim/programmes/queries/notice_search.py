"""Run a search: the way to the words is chosen from how common they are, then one statement answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import connection

from didim.kernel.korean_text import TITLE
from didim.programmes.queries import notice_search_sql as sql
from didim.programmes.queries.notice_filter import NoticeFilter

# Nothing beyond so many hits is looked at: their number is then "so many or more", and so are the facets.
CAP = 5_000
CAP_OF_MANY = 200
MANY = 20_000  # notices
NEWEST = "listed_on DESC, id DESC"
STATUS = "="  # marks the share of a status among those of pairs of letters


@dataclass(slots=True)
class Found:
    """The ids of one page in order, the number of hits (`cap` + 1: more than `cap`) and facet counts.

    `cut` names the facets whose counts are "so many or more".
    """

    cap: int
    ids: list[int] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)


def find(
    notice_filter: NoticeFilter,
    *,
    today: date,
    start: int,
    size: int,
    region_codes: Sequence[str],
    facets: Sequence[str],
) -> Found:
    """Run a search; `region_codes` are all codes that fit the filter's regions, `facets` what to count."""
    known = _expectation(notice_filter)
    search = _search(notice_filter, today, region_codes, known)
    found = _execute(search, (start, size), facets)
    for name in facets:
        if getattr(
            notice_filter, name
        ):  # choices of one kind add up, so they are counted as if none were made
            others = replace(notice_filter.without(name), order="recent")
            codes = () if name == "regions" else region_codes
            left = replace(known, left_by_filter=_left_by_filter(others, known.shares))
            search = _search(others, today, codes, left)
            counted = _execute(search, (0, 0), (name,))
            found.facets[name] = counted.facets[name]
            found.cut = (found.cut - {name}) | counted.cut
    return found


def _expectation(notice_filter: NoticeFilter) -> sql.Expectation:
    grams = {STATUS + status for status in notice_filter.statuses} | {
        gram
        for mark in ("", TITLE)
        for entries in sql.grams_of(notice_filter.terms, mark=mark).values()
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
    notices = max(shares.pop(""), 0)
    return sql.Expectation(
        notices=notices,
        cap=CAP_OF_MANY if notices > MANY else CAP,
        shares=shares,
        left_by_filter=_left_by_filter(notice_filter, shares),
    )


def _left_by_filter(notice_filter: NoticeFilter, shares: dict[str, float]) -> float:
    """Return about which share of notices the choices leave; 0 where it may be small."""
    few = (notice_filter.agencies, notice_filter.support_types, notice_filter.targets, notice_filter.stages)
    if any(few) or notice_filter.closes_within is not None or notice_filter.order == "deadline":
        return 0.0
    left = sum(shares.get(STATUS + status, 0.0) for status in notice_filter.statuses)
    return (left if notice_filter.statuses else 1.0) * (0.5 if notice_filter.regions else 1.0)


def _search(
    notice_filter: NoticeFilter, today: date, region_codes: Sequence[str], known: sql.Expectation
) -> sql.Search:
    where, where_params = sql.column_sql(sql.column_condition(notice_filter, today, region_codes))
    status, status_params = sql.status_sql(today)
    return sql.Search(
        where=where,
        where_params=where_params,
        status=status,
        status_params=status_params,
        cap=known.cap,
        stages=_stages(notice_filter, today, known),
    )


def _stages(notice_filter: NoticeFilter, today: date, known: sql.Expectation) -> tuple[sql.Stage, ...]:
    terms = notice_filter.terms
    in_texts = sql.plan_words(terms, known, mark="") if terms else None
    if notice_filter.order == "deadline" and "closed" not in notice_filter.statuses:
        return (
            sql.Stage("AND closes_on >= %s", (today,), in_texts, "closes_on, id"),
            sql.Stage("AND closes_on IS NULL", (), in_texts, NEWEST),
        )
    if not terms or notice_filter.order != "relevance":
        return (sql.Stage("", (), in_texts, NEWEST),)
    return (
        sql.Stage("", (), sql.plan_words(terms, known, mark=TITLE), NEWEST),
        sql.Stage("", (), in_texts, NEWEST),
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
    found.cut = set(facets) if found.total > found.cap else set()
    found.ids = [notice_id for _, notice_id in sorted(places)]
    return found
