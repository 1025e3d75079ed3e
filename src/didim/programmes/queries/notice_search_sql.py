# ruff: noqa: S608 - the statement is put together from constants of this file; every value is a parameter
"""The SQL of search: hits, their number and facets in one statement. See docs/decisions/0004-search.md.

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
# Candidates taken for each hit that is wanted: some are none.
SPARE = 4
# Microseconds, measured at 100,000 notices: reach a row by an index, look into its title, fetch its text.
ROW_US, TITLE_US, TEXT_US = 1.6, 1.0, 10.0
# An index entry that so many notices have is not worth reading when a rarer one of the search is at hand.
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
class Stage:
    """A part of the hits, all before those of the next: its condition, its words, its order."""

    condition: str
    params: tuple[Any, ...]
    words: Words | None
    order: str


@dataclass(frozen=True, slots=True)
class Search:
    """The parts of a statement. `exact` confirms before the cap is applied instead of after it."""

    where: str
    where_params: tuple[Any, ...]
    status: str
    status_params: tuple[Any, ...]
    cap: int
    stages: tuple[Stage, ...]
    exact: bool = False


def grams_of(terms: Iterable[str], *, mark: str = "") -> dict[str, list[tuple[str, ...]]]:
    """Return for each term the index entries every hit has; those in one tuple are alternatives."""
    return {term: _grams(term, mark) for term in terms}


def _grams(term: str, mark: str) -> list[tuple[str, ...]]:
    pairs = dict.fromkeys(term[place : place + PAIR] for place in range(len(term) - 1))
    if len(term) < SHORTEST_SPACELESS:
        return [(mark + pair,) for pair in pairs]
    return [(mark + pair, f"{mark}{BRIDGE}{pair}") for pair in pairs]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is known before a search: how many notices there are, how many hits are wanted, shares of pairs.

    `left_by_filter` is about the share of notices that the filter's other choices leave.
    """

    notices: float
    cap: int
    shares: dict[str, float]
    left_by_filter: float


def plan_words(terms: Sequence[str], known: Expectation, *, mark: str) -> Words:
    """Choose the cheaper way to the terms in titles (mark "^") or texts; pairs without a share are rare."""
    column = "search_title" if mark else "search_text"
    entries = grams_of(terms, mark=mark)
    share_of = {
        entry: sum(known.shares.get(gram, 0.0) for gram in entry) for term in terms for entry in entries[term]
    }
    rarest = [min((share_of[entry] for entry in entries[term]), default=0.0) for term in terms]
    if _walk_is_cheaper(_together(rarest), known, in_titles=bool(mark)):
        return Words(None, *_confirmation(terms, column))
    least = min(share_of.values(), default=0.0)
    read = {entry for entry, share in share_of.items() if share <= max(NOT_WORTH_READING, least)}
    parts: list[str] = [f"'{mark}{term}':*" for term in terms if len(term) < PAIR]
    parts += ["(" + " | ".join(f"'{gram}'" for gram in entry) + ")" for entry in share_of if entry in read]
    open_terms = [term for term in terms if len(term) > PAIR or not read.issuperset(entries[term])]
    return Words(" & ".join(parts), *_confirmation(open_terms, column))


def _together(shares: Iterable[float]) -> float:
    """Return about the share of notices with all terms: they come together more often than by chance."""
    share = 1.0
    for place, each in enumerate(sorted(shares)):
        share *= min(each, 1.0) ** (0.5**place)
    return share


def _walk_is_cheaper(share: float, known: Expectation, *, in_titles: bool) -> bool:
    hits = share * known.left_by_filter
    if not hits:
        return False
    look_us = TITLE_US if in_titles else TEXT_US
    walk_us = known.cap / hits * (ROW_US + look_us)
    return walk_us < share * known.notices * ROW_US + (0 if in_titles else known.cap * look_us)


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

    Kinds: total; unconfirmed (candidates were no hits and more were cut off); id with its place; the facets.
    """
    parts: list[str] = []
    params: list[Any] = []
    for number, stage in enumerate(search.stages):
        part, part_params = _stage(search, stage, number)
        parts += part
        params += part_params
    last = len(search.stages) - 1
    every = " UNION ALL ".join(
        f"SELECT *, row_number() OVER () AS place FROM s{number}" for number in range(last + 1)
    )
    parts.append(f"hits AS MATERIALIZED (SELECT * FROM ({every}) u LIMIT {search.cap + 1})")
    selects = [
        "SELECT 'total' AS kind, '' AS value, count(*) AS number FROM hits",
        "SELECT 'id', id::text, stage * 100000 + place FROM hits ORDER BY stage, place OFFSET %s LIMIT %s",
    ]
    selects[1] = f"({selects[1]})"
    selects += [
        f"SELECT 'unconfirmed', '', 1 WHERE {search.cap * SPARE} = (SELECT count(*) FROM c{number})"
        f" AND {search.cap} >= (SELECT count(*) FROM s{number})"
        for number, stage in enumerate(search.stages)
        if _is_confirmed_later(search, stage)
    ]
    selects += [
        f"SELECT '{name}', value, count(*) FROM hits, LATERAL ({FACETS[name]}) f(value) GROUP BY value"
        for name in facets
    ]
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(selects)}", [*params, *page]


def _is_confirmed_later(search: Search, stage: Stage) -> bool:
    words = stage.words
    if words is None or words.tsquery is None or search.exact:
        return False
    return "search_text" in words.confirm or "search_flat" in words.confirm


def _stage(search: Search, stage: Stage, number: int) -> tuple[list[str], list[Any]]:
    """Return the CTE of a stage (s0, s1), with one of its candidates before it (c0, c1) where it has any."""
    source = f"SELECT {COLUMNS}, {search.status} AS status, {number} AS stage FROM programmes_notice n"
    source += f" WHERE {search.where} {stage.condition}"
    params = [*search.status_params, *search.where_params, *stage.params]
    if number:
        source += f" AND (SELECT count(*) FROM s0) <= {search.cap} AND id NOT IN (SELECT id FROM s0)"
    order = f"ORDER BY {stage.order} LIMIT"
    most = search.cap + 1
    words = stage.words
    if words is None:
        return [f"s{number} AS MATERIALIZED ({source} {order} {most})"], params
    params += words.confirm_params if words.tsquery is None else [words.tsquery]
    if words.tsquery is None:
        return [f"s{number} AS MATERIALIZED ({source} AND {words.confirm} {order} {most})"], params
    found = f"{source} AND n.search @@ %s::tsquery"
    if not _is_confirmed_later(search, stage):
        inside = f"AND {words.confirm}" if words.confirm else ""
        fenced = f"SELECT * FROM ({found} {inside} OFFSET 0) x {order} {most}"
        return [f"s{number} AS MATERIALIZED ({fenced})"], [*params, *words.confirm_params]
    candidates = f"SELECT * FROM ({found} OFFSET 0) x {order} {search.cap * SPARE}"
    # A sub-select a row, so that no text is fetched any more once there are enough.
    confirm = f"(SELECT {words.confirm} FROM programmes_notice n WHERE n.id = c.id)"
    return [
        f"c{number} AS MATERIALIZED ({candidates})",
        f"s{number} AS MATERIALIZED (SELECT * FROM c{number} c WHERE {confirm} LIMIT {most})",
    ], [*params, *words.confirm_params]
