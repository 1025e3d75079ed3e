"""A figure measured: one SQL query from its definition gives value, comparisons and parts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from didim.outcomes.models import Target
from didim.reports.catalogue import Figure, Term
from didim.reports.enums import Comparison, DataSet, FigureKind, Measure, TermPeriod
from didim.reports.queries.rows import DATED, as_text, column, term_rows
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


class _Query:
    """A SELECT put together of one-row sub-selects, with its parameters in order."""

    def __init__(self) -> None:
        self.columns: list[str] = []
        self.sources: list[str] = []
        self.params: list[Any] = []

    def add(self, name: str, select: str, rows: QuerySet[Any] | None = None) -> None:
        """Join a sub-select of one row; `{rows}` in it stands for a query set's SQL."""
        if rows is not None:
            sql, params = _sql(rows)
            select = select.replace("{rows}", sql)
            self.params.extend(params)
        self.sources.append(f"({select}) AS {name}")

    def run(self) -> dict[str, Any]:
        sql = f"SELECT {', '.join(self.columns)} FROM {' CROSS JOIN '.join(self.sources)}"  # noqa: S608 - built from definitions and query sets; values are parameters
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            names = [each[0] for each in cursor.description or ()]
            return dict(zip(names, cursor.fetchone(), strict=True))


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return a query set's SQL; one that can have no rows, which Django will not write, is made empty."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::numeric AS r_amount, NULL::text AS r_key, NULL::text AS r_part WHERE false", ()


def measure(
    figure: Figure,
    *,
    scope: Scope,
    period: Period,
    baseline: Period | None = None,
    by: str = "",
    with_before: bool = False,
) -> Measured:
    """Measure a figure by one query.

    `baseline` is the period a definition compares with where it says so; `by` tells parts apart by another
    name than the definition does ("agency", "programme"); `with_before` sets each part beside what it was a
    year before, also parts that are no more. What is seen is what the database session may see.
    """
    asked: dict[str, Any] = {"scope": scope, "period": period, "baseline": baseline}
    query = _Query()
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
        _add_parts(query, figure, by or figure.by, asked, with_before=with_before)
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
        parts=tuple(_parts(found.get("p_value"))),
        baseline=baseline,
    )


def _add_term(query: _Query, name: str, figure: Figure, term: Term, asked: dict[str, Any]) -> None:
    query.columns += [f"{name}.value AS {name}_value", f"{name}.rows AS {name}_rows"]
    if term.data in _NO_ROWS:
        query.add(name, f"SELECT {asked['period'].months}::numeric AS value, NULL::bigint AS rows")
        return
    rows = _keyed(term_rows(figure, term, **asked), term)
    value = f"({_aggregate(term)})::numeric"
    query.add(name, f"SELECT {value} AS value, count(*) AS rows FROM ({{rows}}) AS r", rows)  # noqa: S608


def _keyed(rows: QuerySet[Any], term: Term, *names: str) -> QuerySet[Any]:
    """Return the rows with only what is added up or told apart, as `r_amount`, `r_key` and `r_part`."""
    wanted: dict[str, Any] = {}
    if term.measure in (Measure.SUM, Measure.LATEST):
        wanted["r_amount"] = F(column(term, term.of))
    elif term.measure is Measure.DISTINCT:
        wanted["r_key"] = F(column(term, term.of))
    if names:
        wanted["r_part"] = as_text(column(term, names[0]))
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
    sides = []
    for term in (figure.value, figure.base):
        rows = _unordered(term_rows(figure, term, **asked)).values(
            r_amount=F(column(term, "amount")), r_key=F(column(term, "firm"))
        )
        sql, params = _sql(rows)
        query.params.extend(params)
        sides.append(f"SELECT r_key, sum(r_amount) AS amount, count(*) AS n FROM ({sql}) AS r GROUP BY r_key")  # noqa: S608
    query.add(
        "v",
        "SELECT min(a.amount / nullif(z.amount, 0) - 1) AS value, sum(a.n)::bigint AS rows"  # noqa: S608
        f" FROM ({sides[0]}) AS a JOIN ({sides[1]}) AS z ON z.r_key = a.r_key",
    )
    query.columns += ["v.value AS v_value", "v.rows AS v_rows"]


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
    query.columns.append("t.value AS t_value")
    query.add("t", "SELECT sum(r_amount)::numeric AS value FROM ({rows}) AS r", rows)


def _add_parts(query: _Query, figure: Figure, by: str, asked: dict[str, Any], *, with_before: bool) -> None:
    term = figure.value
    value = _aggregate(term)
    sql, params = _sql(_keyed(term_rows(figure, term, **asked), term, by))
    query.params.extend(params)
    rows = f"SELECT r_part, true AS r_now, {_KEYS[term.measure]} FROM ({sql}) AS r"  # noqa: S608
    if with_before:
        before = {**asked, "period": asked["period"].year_before}
        sql, params = _sql(_keyed(term_rows(figure, term, **before), term, by))
        query.params.extend(params)
        # A day stands beside the same day of the year before.
        part = "(r_part::date + interval '1 year')::date::text" if by in DATED else "r_part"
        rows += f" UNION ALL SELECT {part}, false, {_KEYS[term.measure]} FROM ({sql}) AS r"  # noqa: S608
    parts = (
        f"SELECT r_part AS part, {value} FILTER (WHERE r_now) AS value,"  # noqa: S608
        f" {value} FILTER (WHERE NOT r_now) AS before, count(*) FILTER (WHERE r_now) AS n"
        f" FROM ({rows}) AS r GROUP BY r_part"
    )
    query.columns.append("p.value AS p_value")
    query.add(
        "p",
        "SELECT jsonb_agg(jsonb_build_array(part, value::text, n, before::text)"  # noqa: S608
        f" ORDER BY value DESC NULLS LAST, part) AS value FROM ({parts}) AS parts",
    )


def _value(figure: Figure, found: dict[str, Any]) -> Decimal | None:
    value = _decimal(found["v_value"])
    if figure.base is None or figure.kind is FigureKind.LEAST_CHANGE or value is None:
        return value
    base = _decimal(found["b_value"])
    if not base:
        return None
    return value / base - 1 if figure.kind is FigureKind.CHANGE else value / base


def _parts(found: Any) -> Iterator[Part]:
    rows = json.loads(found) if isinstance(found, str) else found or ()
    for key, value, count, before in rows:
        yield Part(key or "", Decimal(value or 0), count, _decimal(before))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
