"""The indicators of `engines.districts.pipeline` as one would write them in SQL by hand, on DuckDB."""

from pathlib import Path

import duckdb
import pyarrow as pa

from didim.engines.districts import Store

_BANDS = {
    "hour": {"00_06": 6, "06_11": 5, "11_14": 3, "14_17": 3, "17_21": 4, "21_24": 3},
    "day": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1),
    "age": dict.fromkeys(("10", "20", "30", "40", "50", "60"), 1),
}
_BAND_ROWS = [
    (f"footfall_{band}" if kind == "day" else f"footfall_{kind}_{band}", kind, band, length)
    for kind, lengths in _BANDS.items()
    for band, length in lengths.items()
]
_SUMS = "stores, franchise_stores, openings, closings, stores_with_sales, amount, payments".split(", ")
_CELLS = """CREATE TEMP TABLE cells AS
  SELECT s.quarter, a.borough, a.dong, s.trade, sum(s.stores)::BIGINT AS stores,
    sum(s.franchise_stores)::BIGINT AS franchise_stores, sum(s.openings)::BIGINT AS openings,
    sum(s.closings)::BIGINT AS closings,
    sum(CASE WHEN m.amount IS NOT NULL THEN s.stores ELSE 0 END)::BIGINT AS stores_with_sales,
    sum(m.amount)::BIGINT AS amount, sum(m.count)::BIGINT AS payments
  FROM stores s
    LEFT JOIN sales m ON s.quarter = m.quarter AND s.place = m.place AND s.trade = m.trade
      AND m.unit = 'district'
    JOIN areas a ON s.place = a.place
  WHERE s.unit = 'district' GROUP BY ALL"""
_DISTRICTS = """CREATE TEMP TABLE districts AS
  SELECT quarter, place, count(*) FILTER (WHERE stores > 0) AS trades, sum(stores)::BIGINT AS stores,
    sum(stores * stores)::BIGINT AS squares, sum(franchise_stores)::BIGINT AS franchise_stores,
    sum(openings)::BIGINT AS openings, sum(closings)::BIGINT AS closings,
    count(*) FILTER (WHERE stores > 0 AND abs(closing_rate - 100.0::DOUBLE * closings / stores) > 0.51)
      AS closing_differs,
    count(*) FILTER (WHERE stores > 0 AND abs(opening_rate - 100.0::DOUBLE * openings / stores) > 0.51)
      AS opening_differs
  FROM stores WHERE unit = 'district' GROUP BY ALL"""
_RATES = """CASE WHEN stores >= 10 THEN openings * 100::DOUBLE / stores END AS opening_rate,
    CASE WHEN stores >= 10 THEN closings * 100::DOUBLE / stores END AS closing_rate,
    CASE WHEN stores >= 10 THEN franchise_stores * 100::DOUBLE / stores END AS franchise_share"""
_SALES = """CASE WHEN stores_with_sales >= 3 THEN amount::DOUBLE / stores_with_sales END AS sales_per_store,
    CASE WHEN payments >= 100 THEN amount::DOUBLE / payments END AS sales_per_payment"""
_DENSITY = "CASE WHEN area_m2 >= 1000 THEN stores * 10000::DOUBLE / area_m2 END AS density"
_EVEN = """CASE WHEN stores > 1
      THEN 1 - (squares - stores)::DOUBLE / (stores * (stores - 1)) END AS diversity,
    (stores * stores)::DOUBLE / nullif(squares, 0) AS effective_trades"""
_LEVELS = {"dong": "dong", "borough": "borough", "city": "'11'"}


def _level(column: str) -> str:
    added = ", ".join(f"sum({name})::BIGINT AS {name}" for name in _SUMS)
    return f"""WITH c AS (SELECT quarter, {column} AS "group", trade, {added} FROM cells GROUP BY ALL),
  g AS (SELECT {column} AS "group", sum(area_m2) AS area_m2 FROM areas GROUP BY ALL)
  SELECT c.*, area_m2, {_RATES}, {_SALES}, {_DENSITY} FROM c JOIN g USING ("group")"""  # noqa: S608 - our own names


def _mix(column: str) -> str:
    return f"""WITH t AS (SELECT quarter, {column} AS "group", trade, sum(stores)::BIGINT AS n
    FROM cells GROUP BY ALL HAVING n > 0),
  s AS (SELECT quarter, "group", count(*) AS trades, sum(n)::BIGINT AS stores,
    sum(n * n)::BIGINT AS squares FROM t GROUP BY ALL)
  SELECT *, {_EVEN} FROM s"""  # noqa: S608 - our own names


_TREND = """WITH b AS (SELECT borough AS "group", trade, quarter, quarter // 10 * 4 + quarter % 10 - 1 AS nth,
    quarter % 10 AS part, sum(amount)::BIGINT AS value FROM cells GROUP BY ALL),
  r AS (SELECT *, CASE WHEN lead(nth, 2) OVER w - lag(nth, 2) OVER w = 4
      THEN value * 8.0::DOUBLE / nullif(lag(value, 2) OVER w + 2 * lag(value) OVER w + 2 * value
        + 2 * lead(value) OVER w + lead(value, 2) OVER w, 0) END AS ratio
    FROM b WINDOW w AS (PARTITION BY "group", trade ORDER BY nth)),
  f AS (SELECT *, avg(ratio) OVER (PARTITION BY "group", trade, part) AS raw,
    count(value) OVER (PARTITION BY "group", trade) AS quarters FROM r),
  s AS (SELECT *, raw / avg(raw) OVER (PARTITION BY "group", trade) AS factor FROM f),
  a AS (SELECT *, CASE WHEN quarters >= 12 THEN value / factor END AS adjusted FROM s)
  SELECT "group", trade, quarter, value, factor, adjusted,
    CASE WHEN nth - lag(nth, 7) OVER w = 7 THEN 100 * ((adjusted + lag(adjusted) OVER w
        + lag(adjusted, 2) OVER w + lag(adjusted, 3) OVER w) / (lag(adjusted, 4) OVER w
        + lag(adjusted, 5) OVER w + lag(adjusted, 6) OVER w + lag(adjusted, 7) OVER w) - 1)
      END AS trend_percent,
    CASE WHEN nth - lag(nth, 4) OVER w = 4
      THEN 100 * (value::DOUBLE / nullif(lag(value, 4) OVER w, 0) - 1) END AS year_percent
  FROM a WINDOW w AS (PARTITION BY "group", trade ORDER BY nth)"""
_FOOTFALL = ", ".join(f"sum({column})::BIGINT AS {column}" for column, *_rest in _BAND_ROWS)
_NAMED = ", ".join(f"('{column}', '{kind}', '{band}', {length})" for column, kind, band, length in _BAND_ROWS)
_PEOPLE = f"""WITH w AS (SELECT quarter, borough AS "group", {_FOOTFALL}
    FROM footfall JOIN areas USING (place) WHERE footfall.unit = 'district' GROUP BY ALL),
  l AS (UNPIVOT w ON {", ".join(column for column, *_rest in _BAND_ROWS)} INTO NAME name VALUE value),
  n(name, kind, band, length) AS (VALUES {_NAMED})
  SELECT quarter, "group", kind, band, value,
    value::DOUBLE / nullif(sum(value) OVER (PARTITION BY quarter, "group", kind), 0) AS share,
    value::DOUBLE / length AS per_hour
  FROM l JOIN n USING (name)"""  # noqa: S608 - our own names
_CHANGES = """SELECT quarter, change AS official,
    CASE WHEN operating_months >= city_operating_months THEN 'H' ELSE 'L' END
      || CASE WHEN closed_months >= city_closed_months THEN 'H' ELSE 'L' END AS recomputed,
    count(*) AS rows
  FROM change WHERE unit = 'district' GROUP BY ALL"""
_QUERIES = {
    "indicators_district": f"""SELECT d.*, area_m2, {_RATES}, {_DENSITY}, {_EVEN}
  FROM (SELECT * RENAME (place AS "group") FROM districts) d
    JOIN (SELECT place AS "group", area_m2 FROM areas) USING ("group")""",  # noqa: S608 - our own names
    **{f"indicators_{level}": _level(column) for level, column in _LEVELS.items()},
    **{f"mix_{level}": _mix(column) for level, column in _LEVELS.items()},
    "trend": _TREND,
    "differing": """SELECT quarter, sum(closing_differs)::BIGINT AS closing,
  sum(opening_differs)::BIGINT AS opening FROM districts GROUP BY quarter""",
    "bands": _PEOPLE,
    "changes": _CHANGES,
}


def answers(root: Path) -> dict[str, pa.Table]:
    """Return the rows of every indicator by name."""
    store, connection = Store(root), duckdb.connect()
    connection.execute("SET memory_limit='3GB'; SET preserve_insertion_order=false")
    connection.execute(f"SET temp_directory='{root / 'spill'}'")
    for name in ("stores", "sales", "footfall", "change", "areas"):
        paths = [str(path) for path in store.paths(name)]
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({paths})")  # noqa: S608 - our own paths
    connection.execute(_CELLS)
    connection.execute(_DISTRICTS)
    return {name: connection.sql(text).to_arrow_table() for name, text in _QUERIES.items()}
