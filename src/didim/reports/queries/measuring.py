"""A figure measured: one SQL query from its definition gives value, comparisons and parts."""

import json
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from didim.outcomes.models import Target
from didim.reports.catalogue import Figure, Term
from didim.reports.enums import Comparison, DataSet, FigureKind, Measure, TermPeriod
from didim.reports.queries.rows import DATED, column, term_rows
from didim.reports.scopes import Period, Scope

_NO_ROWS = (DataSet.PERIOD,)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure: of a fund, a country, an agency; `before` where the year before was asked for."""

    key: str
    value: Decimal
    rows: int
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a scope and a period, with all that explains it.

    `value` is exact: won, a ratio as a fraction (0.068 is 6.8 %); None where no row says anything. `rows` is
    how many rows stand behind the numerator, `sample` behind the smaller of both terms. `before` and `target`
    are in the same unit as `value`.
    """

    figure: Figure
    scope: Scope
    period: Period
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    rows: int
    sample: int
    before: Decimal | None = None
    target: Decimal | None = None
    parts: tuple[Part, ...] = ()
    baseline: Period | None = None

    @property
    def is_short(self) -> bool:
        """Whether there are too few rows for a number to be shown (표본 부족)."""
        return 0 < self.sample < self.figure.min_sample

    @property
    def change(self) -> Decimal | None:
        """The change over the same period of the year before, as a fraction; None where nothing is known."""
        if self.value is None or not self.before:
            return None
        return self.value / self.before - 1

    @property
    def progress(self) -> Decimal | None:
        """The share of the target reached, as a fraction."""
        return None if self.value is None or not self.target else self.value / self.target


# What sub-selects have said already, by their SQL and parameters: terms that figures of a report share.
Known = MutableMapping[tuple[str, str], tuple[Any, ...]]


class _Query:
    """A SELECT put together of one-row sub-selects, with its parameters in order.

    A sub-select whose answer is `known` is not asked again; new answers are kept there.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.asked: dict[str, tuple[tuple[str, str], tuple[str, ...]]] = {}
        self.columns: list[str] = []
        self.sources: list[str] = []
        self.params: list[Any] = []

    def add(self, name: str, select: str, params: Sequence[Any], columns: Sequence[str] = ("value",)) -> None:
        """Join a sub-select of one row; its columns are found under `name` and their own names."""
        key, names = (select, repr(tuple(params))), tuple(f"{name}_{column}" for column in columns)
        self.asked[name] = key, names
        if key in self.known:
            return
        self.columns += [f"{name}.{column} AS {name}_{column}" for column in columns]
        self.params.extend(params)
        self.sources.append(f"({select}) AS {name}")

    def run(self) -> dict[str, Any]:
        found = self._ask() if self.sources else {}
        for key, names in self.asked.values():
            if key not in self.known:
                self.known[key] = tuple(found[name] for name in names)
            found.update(zip(names, self.known[key], strict=True))
        return found

    def _ask(self) -> dict[str, Any]:
        sql = f"SELECT {', '.join(self.columns)} FROM {' CROSS JOIN '.join(self.sources)}"  # noqa: S608 - built from definitions and query sets; values are parameters
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            names = [each[0] for each in cursor.description or ()]
            return dict(zip(names, cursor.fetchone(), strict=True))


_NOTHING = "SELECT NULL::numeric AS r_amount, NULL::text AS r_key WHERE false"


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return a query set's SQL; one that can have no rows, which Django will not write, is made empty."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return _NOTHING, ()


def measure(
    figure: Figure,
    *,
    scope: Scope,
    period: Period,
    baseline: Period | None = None,
    by: str = "",
    with_before: bool = False,
    known: Known | None = None,
) -> Measured:
    """Measure a figure by one query.

    `baseline` is the period a definition compares with where it says so; `by` tells parts apart by another
    name than the definition does ("agency", "programme"); `with_before` sets each part beside what it was a
    year before, also parts that are no more. What is seen is what the database session may see. Figures
    measured with the same `known` ask for a term they share once.
    """
    asked: dict[str, Any] = {"scope": scope, "period": period, "baseline": baseline}
    query = _Query({} if known is None else known)
    if figure.kind is FigureKind.LEAST_CHANGE:
        _add_least(query, figure, asked)
    else:
        _add_term(query, "v", figure, figure.value, asked)
        if figure.base is not None:
            _add_term(query, "b", figure, figure.base, asked)
    if Comparison.YEAR_BEFORE in figure.compare:
        before = {**asked, "period": period.year_before}
        _add_term(query, "y", figure, figure.value, before)
    if Comparison.TARGET in figure.compare:
        _add_target(query, figure, scope, period)
    if by or figure.by:
        _add_parts(query, figure, [by or figure.by], asked, with_before=with_before)
    found = query.run()
    value = _value(figure, found)
    rows = int(found["v_rows"] or 0)
    base_rows = found.get("b_rows")
    return Measured(
        figure=figure,
        scope=scope,
        period=period,
        value=value,
        numerator=_decimal(found["v_value"]),
        denominator=_decimal(found.get("b_value")),
        rows=rows,
        sample=rows if base_rows is None else min(rows, int(base_rows)),
        before=_decimal(found.get("y_value")),
        target=_decimal(found.get("t_value")),
        parts=tuple(_sorted_parts(found.get("p_value")).get(0, ())),
        baseline=baseline,
    )


def _add_term(query: _Query, name: str, figure: Figure, term: Term, asked: dict[str, Any]) -> None:
    columns = ("value", "rows")
    if term.data in _NO_ROWS:
        months = f"SELECT {asked['period'].months}::numeric AS value, NULL::bigint AS rows"
        query.add(name, months, (), columns)
        return
    sql, params = _sql(_keyed(term_rows(figure, term, **asked), term))
    if term.measure is Measure.DISTINCT:
        # Hashed by key: count(DISTINCT …) would sort every row.
        of_key = f"SELECT r_key, count(*) AS n FROM ({sql}) AS r GROUP BY r_key"  # noqa: S608
        select = f"SELECT count(r_key)::numeric AS value, coalesce(sum(n), 0) AS rows FROM ({of_key}) AS k"  # noqa: S608
    else:
        select = f"SELECT ({_aggregate(term)})::numeric AS value, count(*) AS rows FROM ({sql}) AS r"  # noqa: S608
    query.add(name, select, params, columns)


def _keyed(rows: QuerySet[Any], term: Term, *names: str) -> QuerySet[Any]:
    """Return the rows with only what is added up or told apart, as `r_amount`, `r_key`, `r_part0` on."""
    wanted: dict[str, Any] = {}
    if term.measure in (Measure.SUM, Measure.LATEST):
        wanted["r_amount"] = F(column(term, term.of))
    elif term.measure is Measure.DISTINCT:
        wanted["r_key"] = F(column(term, term.of))
    wanted |= {f"r_part{at}": F(column(term, name)) for at, name in enumerate(names)}
    if not wanted:
        return _unordered(rows).values(r_key=F("pk"))
    return _unordered(rows).values(**wanted)


def _unordered(rows: QuerySet[Any]) -> QuerySet[Any]:
    # DISTINCT ON needs the order it has.
    return rows if rows.query.distinct_fields else rows.order_by()


_AGGREGATES = {
    Measure.SUM: "sum(r_amount)",
    Measure.LATEST: "sum(r_amount)",
    Measure.COUNT: "count(*)",
    Measure.DISTINCT: "count(DISTINCT r_key)",
}
# What of a row an aggregate reads; NULL for one that counts rows.
_KEYS = {
    Measure.SUM: "r_amount",
    Measure.LATEST: "r_amount",
    Measure.COUNT: "NULL AS r_key",
    Measure.DISTINCT: "r_key",
}


def _aggregate(term: Term) -> str:
    return _AGGREGATES[term.measure]


def _add_least(query: _Query, figure: Figure, asked: dict[str, Any]) -> None:
    """Add the least change of a firm: the sums of both terms by firm, and the smallest of their ratios."""
    if figure.base is None:
        raise ValueError(figure.id)
    sides, everything = [], []
    for term in (figure.value, figure.base):
        rows = _unordered(term_rows(figure, term, **asked)).values(
            r_amount=F(column(term, "amount")), r_key=F(column(term, "firm"))
        )
        sql, params = _sql(rows)
        everything.extend(params)
        sides.append(f"SELECT r_key, sum(r_amount) AS amount, count(*) AS n FROM ({sql}) AS r GROUP BY r_key")  # noqa: S608
    query.add(
        "v",
        "SELECT min(a.amount / nullif(z.amount, 0) - 1) AS value, sum(a.n)::bigint AS rows"  # noqa: S608
        f" FROM ({sides[0]}) AS a JOIN ({sides[1]}) AS z ON z.r_key = a.r_key",
        everything,
        ("value", "rows"),
    )


def _add_target(query: _Query, figure: Figure, scope: Scope, period: Period) -> None:
    """Add what was to be reached: of each path the last target that falls due by the period's end.

    What is not counted from observations has its target under the indicator of the same code.
    """
    targets = Target.objects.filter(
        indicator__code=figure.value.where.get("indicator", figure.code), due_on__lte=period.end
    ).filter(programme_name__in=scope.programmes or ("",))
    if scope.agencies is not None:
        targets = targets.filter(agency_id__in=scope.agencies)
    if scope.firm is not None:
        targets = targets.none()
    if figure.value.period is not TermPeriod.UNTIL:
        targets = targets.filter(due_on__gte=period.start)
    path = ("agency_id", "programme_name", "breakdown")
    rows = targets.order_by(*path, "-due_on").distinct(*path).values(r_amount=F("value"))
    sql, params = _sql(rows)
    query.add("t", f"SELECT sum(r_amount)::numeric AS value FROM ({sql}) AS r", params)  # noqa: S608


def measure_parts(
    figure: Figure, *, scope: Scope, period: Period, by: Sequence[str], baseline: Period | None = None
) -> dict[str, tuple[Part, ...]]:
    """Tell a figure apart by several names at once, each part beside what it was a year before.

    The rows are read once for all names (GROUPING SETS); the parts are those `measure` tells one name by one.
    """
    query = _Query({})
    _add_parts(query, figure, by, {"scope": scope, "period": period, "baseline": baseline}, with_before=True)
    found = _sorted_parts(query.run().get("p_value"))
    return {name: tuple(found.get(at, ())) for at, name in enumerate(by)}


def _add_parts(
    query: _Query, figure: Figure, by: Sequence[str], asked: dict[str, Any], *, with_before: bool
) -> None:
    term = figure.value
    value, keys = _aggregate(term), [f"r_part{at}" for at in range(len(by))]
    sides, everything = [], []
    periods = [(True, asked["period"])]
    periods += [(False, asked["period"].year_before)] if with_before else []
    for is_now, period in periods:
        sql, params = _sql(_keyed(term_rows(figure, term, **{**asked, "period": period}), term, *by))
        # A day stands beside the same day of the year before.
        parts = [
            f"(({key})::date + interval '1 year')::date AS {key}" if not is_now and name in DATED else key
            for key, name in zip(keys, by, strict=True)
        ]
        if sql == _NOTHING:
            continue
        everything.extend(params)
        sides.append(f"SELECT {', '.join(parts)}, {is_now} AS r_now, {_KEYS[term.measure]} FROM ({sql}) AS r")  # noqa: S608
    if not sides:
        query.add("p", "SELECT NULL::jsonb AS value", ())
        return
    # Of a row of the answer, the one name it is told apart by has its bit off.
    every = 2 ** len(by) - 1
    bits = [every ^ 2 ** (len(by) - 1 - at) for at in range(len(by))]
    which = " ".join(f"WHEN {bit} THEN {at}" for at, bit in enumerate(bits))
    text = " ".join(f"WHEN {bit} THEN {key}::text" for bit, key in zip(bits, keys, strict=True))
    mask = f"grouping({', '.join(keys)})"
    grouped = (
        f"SELECT CASE {mask} {which} END AS name, CASE {mask} {text} END AS part,"  # noqa: S608
        f" {value} FILTER (WHERE r_now) AS value,"
        f" {value} FILTER (WHERE NOT r_now) AS before, count(*) FILTER (WHERE r_now) AS n"
        f" FROM ({' UNION ALL '.join(sides)}) AS r GROUP BY GROUPING SETS (({'), ('.join(keys)}))"
    )
    query.add(
        "p",
        "SELECT jsonb_agg(jsonb_build_array(name, part, value::text, n, before::text)"  # noqa: S608
        f" ORDER BY value DESC NULLS LAST, part) AS value FROM ({grouped}) AS parts",
        everything,
    )


def _value(figure: Figure, found: dict[str, Any]) -> Decimal | None:
    value = _decimal(found["v_value"])
    if figure.base is None or figure.kind is FigureKind.LEAST_CHANGE or value is None:
        return value
    base = _decimal(found["b_value"])
    if not base:
        return None
    return value / base - 1 if figure.kind is FigureKind.CHANGE else value / base


def _sorted_parts(found: Any) -> dict[int, list[Part]]:
    """Return the parts by the number of the name they are told apart by."""
    parts: dict[int, list[Part]] = {}
    for name, key, value, count, before in json.loads(found) if isinstance(found, str) else found or ():
        parts.setdefault(name, []).append(Part(key or "", Decimal(value or 0), count, _decimal(before)))
    return parts


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
