# ruff: noqa: S608 - the statement is put together from constants of this file; every value is a parameter
"""The SQL of search: hits, their number and facets in one statement. See docs/decisions/0003-search.md.

A hit is a notice in whose search form every term stands (kernel.korean_text.term_is_in). There are two ways
to the hits. Rare words: bigrams in a GIN index give candidates; what the index leaves open is confirmed in
the text of the first ones. Common words: walk along the order, look into each text until enough are found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q

from didim.kernel.korean_text import BRIDGE, SHORTEST_SPACELESS
from didim.programmes.models import Notice
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notice_status import status_condition, with_status

PAIR = 2
# Shares of notices, measured at 100,000: from there on walking is faster than the index …
COMMON_IN_TITLES = 0.07
COMMON_IN_TEXTS = 0.12
# … and above it an index entry is not worth reading when a rarer one of the same search is at hand.
NOT_WORTH_READING = 0.25
COLUMNS = "id, listed_on, closes_on, support_type, region_codes, stages, targets"
FACETS = {
    "regions": "SELECT DISTINCT left(code, 2) FROM unnest(region_codes) code",
    "support_types": "SELECT support_type WHERE support_type IS NOT NULL",
    "stages": "SELECT unnest(stages)",
    "targets": "SELECT unnest(targets)",
    "statuses": "SELECT status",
}


@dataclass(frozen=True, slots=True)
class Words:
    """How the terms are found in titles or in texts: candidates of the index (None: walk), checks."""

    tsquery: str | None
    confirm: str
    confirm_params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The parts of a statement. `exact` confirms before the cap is applied instead of after it."""

    where: str
    where_params: tuple[Any, ...]
    status: str
    status_params: tuple[Any, ...]
    order: str
    cap: int
    in_titles: Words | None
    in_texts: Words | None
    exact: bool = False


def grams_of(terms: Iterable[str], *, mark: str = "") -> dict[str, list[tuple[str, ...]]]:
    """Return for each term the index entries every hit has; those in one tuple are alternatives."""
    return {term: _grams(term, mark) for term in terms}


def _grams(term: str, mark: str) -> list[tuple[str, ...]]:
    pairs = dict.fromkeys(term[place : place + PAIR] for place in range(len(term) - 1))
    if len(term) < SHORTEST_SPACELESS:
        return [(mark + pair,) for pair in pairs]
    return [(mark + pair, f"{mark}{BRIDGE}{pair}") for pair in pairs]


def plan_words(
    terms: Sequence[str], shares: dict[str, float], *, mark: str, column: str, common: float
) -> Words:
    """Choose the way to the terms from the shares of notices that have their pairs (not named: rare)."""
    entries = grams_of(terms, mark=mark)
    share_of = {
        entry: sum(shares.get(gram, 0.0) for gram in entry) for term in terms for entry in entries[term]
    }
    expected = 1.0
    for term in terms:
        expected *= min((share_of[entry] for entry in entries[term]), default=0.0)
    if expected >= common:
        return Words(None, *_confirmation(terms, column))
    least = min(share_of.values(), default=0.0)
    read = {entry for entry, share in share_of.items() if share <= max(NOT_WORTH_READING, least)}
    parts: list[str] = [f"'{mark}{term}':*" for term in terms if len(term) < PAIR]
    parts += ["(" + " | ".join(f"'{gram}'" for gram in entry) + ")" for entry in share_of if entry in read]
    open_terms = [term for term in terms if len(term) > PAIR or not read.issuperset(entries[term])]
    return Words(" & ".join(parts), *_confirmation(open_terms, column))


def _confirmation(terms: Iterable[str], column: str) -> tuple[str, tuple[str, ...]]:
    """Return the condition that the terms stand in a title, or in a text (whose beginning is the title)."""
    conditions, params = [], []
    for term in terms:
        flat = len(term) >= SHORTEST_SPACELESS
        title = "replace(n.search_title, ' ', '')" if flat else "n.search_title"
        conditions.append(f"strpos({title}, %s) > 0")
        params.append(term)
        if column == "search_text":  # the title lies in the row, the text has to be fetched
            conditions[-1] = f"({conditions[-1]} OR strpos(n.{'search_flat' if flat else column}, %s) > 0)"
            params.append(term)
    return " AND ".join(conditions), tuple(params)


def column_condition(notice_filter: NoticeFilter, today: date, region_codes: Sequence[str]) -> Q:
    """Return the condition of everything but the words: only canonical notices, the filter's choices."""
    condition = Q(canonical__isnull=True) & status_condition(notice_filter.statuses, today)
    if notice_filter.order == "deadline" and not notice_filter.statuses:
        condition &= Q(closes_on__gte=today) | Q(closes_on__isnull=True)
    if notice_filter.regions:
        condition &= Q(region_codes__overlap=list(region_codes)) | Q(region_codes=[])
    if notice_filter.support_types:
        condition &= Q(support_type__in=notice_filter.support_types)
    if notice_filter.stages:
        condition &= Q(stages__overlap=list(notice_filter.stages))
    if notice_filter.targets:
        condition &= Q(targets__overlap=list(notice_filter.targets))
    if notice_filter.sources:
        condition &= Q(source__in=notice_filter.sources)
    if notice_filter.agencies:
        condition &= Q(agency__in=notice_filter.agencies)
    if notice_filter.closes_within is not None:
        last = today + timedelta(days=notice_filter.closes_within)
        condition &= Q(closes_on__gte=today, closes_on__lte=last)
    return condition


def column_sql(condition: Q) -> tuple[str, tuple[Any, ...]]:
    """Return a condition on notices as SQL on the alias n."""
    query = Notice.objects.filter(condition).query
    sql, params = query.get_compiler(connection=connection).compile(query.where)
    return sql.replace('"programmes_notice".', "n."), tuple(params)


@lru_cache(maxsize=8)
def status_sql(today: date) -> tuple[str, tuple[Any, ...]]:
    """Return the status of a notice on a day as SQL on the alias n."""
    query = with_status(Notice.objects.all(), today).query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.compile(query.annotations["status"])
    return sql.replace('"programmes_notice".', "n."), tuple(params)


def statement(search: Search, *, page: tuple[int, int], facets: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the statement and its parameters; its rows are (kind, value, number).

    Kinds: total; unconfirmed (some candidates were no hits and more were cut off); id with its place; facets.
    """
    most = search.cap + 1
    titles, title_params = _title_hits(search)
    others, other_params = _other_hits(search)
    both = "SELECT 0 AS stage, * FROM a UNION ALL SELECT 1, * FROM b"
    parts = [
        f"a AS MATERIALIZED ({titles})",
        *others,
        f"u AS ({both} ORDER BY stage, {search.order} LIMIT {most})",
        "hits AS MATERIALIZED (SELECT *, row_number() OVER () AS place FROM u)",
    ]
    cut_off = f"{most} = (SELECT count(*) FROM b0) AND {most} > (SELECT count(*) FROM b)"
    selects = [
        "SELECT 'total' AS kind, '' AS value, count(*) AS number FROM hits",
        f"SELECT 'unconfirmed', '', 1 WHERE {cut_off}",
        "SELECT 'id', id::text, place FROM hits WHERE place > %s AND place <= %s",
    ]
    selects += [
        f"SELECT '{name}', value, count(*) FROM hits, LATERAL ({FACETS[name]}) f(value) GROUP BY value"
        for name in facets
    ]
    params = [*title_params, *other_params, page[0], page[0] + page[1]]
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(selects)}", params


def _source(search: Search) -> tuple[str, list[Any]]:
    return (
        f"SELECT {COLUMNS}, {search.status} AS status FROM programmes_notice n WHERE {search.where}",
        [*search.status_params, *search.where_params],
    )


def _title_hits(search: Search) -> tuple[str, list[Any]]:
    source, params = _source(search)
    words = search.in_titles
    if words is None:
        return f"{source} AND FALSE", params
    limit = f"ORDER BY {search.order} LIMIT {search.cap + 1}"
    if words.tsquery is None:
        return f"{source} AND {words.confirm} {limit}", [*params, *words.confirm_params]
    confirm = f"AND {words.confirm}" if words.confirm else ""
    return (
        f"SELECT * FROM ({source} AND n.search @@ %s::tsquery {confirm} OFFSET 0) x {limit}",
        [*params, words.tsquery, *words.confirm_params],
    )


def _other_hits(search: Search) -> tuple[list[str], list[Any]]:
    """Return b0, the candidates, and b, those confirmed; notices of the first part are left out."""
    source, params = _source(search)
    words = search.in_texts
    limit = f"ORDER BY {search.order} LIMIT {search.cap + 1}"
    if words is None:
        return [f"b0 AS MATERIALIZED ({source} {limit})", "b AS (TABLE b0)"], params
    if search.in_titles:
        source += f" AND (SELECT count(*) FROM a) <= {search.cap} AND id NOT IN (SELECT id FROM a)"
    if words.tsquery is None:
        walk = f"b0 AS MATERIALIZED ({source} AND {words.confirm} {limit})"
        return [walk, "b AS (TABLE b0)"], [*params, *words.confirm_params]
    inside = f"AND {words.confirm}" if words.confirm and search.exact else ""
    outside = f"JOIN programmes_notice n USING (id) WHERE {words.confirm}" if words.confirm else ""
    candidates = f"SELECT * FROM ({source} AND n.search @@ %s::tsquery {inside} OFFSET 0) x {limit}"
    params = [*params, words.tsquery, *(words.confirm_params if inside else ()), *words.confirm_params]
    return [
        f"b0 AS MATERIALIZED ({candidates})",
        f"b AS MATERIALIZED (SELECT b0.* FROM b0 {outside})",
    ], params
