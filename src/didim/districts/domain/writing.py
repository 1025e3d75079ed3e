"""Rows of an edition into the database by COPY, and the hashes kept with them.

Each table is hashed in parts (one place, trade or kind each), so that a byte that changed is found and named.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db import connection, models
from pyarrow import csv

from didim.districts.models import (
    ChangeClass,
    ClosingForecast,
    District,
    EditionPart,
    Footfall,
    MapShape,
    QuarterFigures,
    RiskScore,
    SimilarDistricts,
    SurvivalCurve,
    Trade,
    TradeStanding,
    TradeSupply,
)

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Hashed:
    """A table of an edition and how it is taken apart for hashing: by the values of `part`."""

    model: type[models.Model]
    part: str

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns hashed: all but the numbers the database gives."""
        fields = self.model._meta.concrete_fields
        return tuple(str(one.column) for one in fields if not one.primary_key and one.name != "edition")


HASHED = (
    Hashed(District, "borough_code"),
    Hashed(MapShape, "kind"),
    Hashed(Trade, "group"),
    Hashed(QuarterFigures, "area_code"),
    Hashed(Footfall, "quarter"),
    Hashed(ChangeClass, "quarter"),
    Hashed(RiskScore, "trade_code"),
    Hashed(ClosingForecast, "horizon"),
    Hashed(SurvivalCurve, "service"),
    Hashed(TradeStanding, "trade_code"),
    Hashed(TradeSupply, "trade_code"),
    Hashed(SimilarDistricts, "quarter"),
)


def copy_rows(model: type[models.Model], rows: pa.Table, **same: int) -> None:
    """Write Arrow rows whose columns are the table's; `same` are columns with one value."""
    if not rows.num_rows:
        return
    for name, value in same.items():
        rows = rows.append_column(name, pa.repeat(pa.scalar(value, pa.int64()), rows.num_rows))
    columns = ", ".join(f'"{name}"' for name in rows.column_names)
    sink = io.BytesIO()
    csv.write_csv(rows, sink, csv.WriteOptions(include_header=False, quoting_style="needed"))
    table = model._meta.db_table
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN (FORMAT csv)') as copy,
    ):
        view = sink.getbuffer()
        for start in range(0, len(view), _PIECE):
            copy.write(view[start : start + _PIECE])


def as_table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return rows as Arrow; what is a list or a mapping becomes JSON text."""
    if not rows:
        return pa.table({})
    columns = {name: [_plain(row[name]) for row in rows] for name in rows[0]}
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return value


def hash_parts(edition: int) -> Iterable[tuple[str, str, int, str]]:
    """Yield table, part, number of rows and SHA-256 of every part of an edition, as it stands now."""
    with connection.cursor() as cursor:
        for one in HASHED:
            row = ", ".join(f'"{name}"' for name in one.columns)
            cursor.execute(
                f"""
                SELECT part, count(*), encode(sha256(convert_to(
                    string_agg(line, E'\\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex')
                FROM (
                    SELECT "{one.part}"::text AS part, ROW({row})::text AS line
                    FROM "{one.table}" WHERE edition_id = %s
                ) AS lines
                GROUP BY part ORDER BY part COLLATE "C"
                """,  # noqa: S608 - names of our own tables
                [edition],
            )
            for part, rows, digest in cursor.fetchall():
                yield one.table.removeprefix("districts_"), part, rows, digest


def keep_parts(edition: int) -> str:
    """Hash and keep every part of an edition; return the hash of all of them in order."""
    parts = list(hash_parts(edition))
    EditionPart.objects.bulk_create(
        [
            EditionPart(edition_id=edition, table=table, part=part, rows=rows, digest=digest)
            for table, part, rows, digest in parts
        ],
        batch_size=2_000,
    )
    return digest_of(parts)


def digest_of(parts: Iterable[tuple[str, str, int, str]]) -> str:
    """Return the hash of parts in their order."""
    lines = "\n".join(f"{table} {part} {rows} {digest}" for table, part, rows, digest in parts)
    return hashlib.sha256(lines.encode()).hexdigest()
