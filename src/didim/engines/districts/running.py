"""Where expressions run: DuckDB in this process, or Spark; both are given the same expressions.

"duckdb" is the default; "spark://host:port" or "local[2]" names a Spark master (needs pyspark and Java).
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.store import Store, needed


class Engine(Protocol):
    """Whatever runs expressions over Parquet files."""

    def read(self, name: str, paths: Sequence[Path]) -> Table:
        """Return files of one schema as a table called `name`."""

    def rows(self, expression: Table) -> pa.Table:
        """Run an expression and return its rows."""

    def prepared(self, expression: Table) -> Callable[[], pa.Table]:
        """Return a call that runs an expression over whatever its tables' names stand for by then."""

    def keep(self, name: str, rows: pa.Table) -> Table:
        """Return rows as a table called `name` that stays in memory as long as the engine."""


class DuckEngine:
    """DuckDB inside this process; memory in gigabytes, more is laid on disk."""

    def __init__(
        self, *, memory_gb: float = 3.0, threads: int | None = None, spill: Path | None = None
    ) -> None:
        settings: dict[str, Any] = {"memory_limit": f"{memory_gb:g}GB", "preserve_insertion_order": False}
        if threads:
            settings["threads"] = threads
        if spill:
            settings["temp_directory"] = str(spill)
        self.connection = ibis.duckdb.connect(**settings)

    def read(self, name: str, paths: Sequence[Path]) -> Table:
        """Return files of one schema as a table called `name`."""
        return self.connection.read_parquet(
            [str(path) for path in paths], table_name=name, hive_partitioning=False
        )

    def rows(self, expression: Table) -> pa.Table:
        """Run an expression and return its rows."""
        return self.connection.to_pyarrow(expression)

    def prepared(self, expression: Table) -> Callable[[], pa.Table]:
        """Return a call that runs an expression over whatever its tables' names stand for by then."""
        text, schema = self.connection.compile(expression), expression.schema().to_pyarrow()

        def run() -> pa.Table:
            # Sums of whole numbers come as HUGEINT, which Arrow has as decimals only.
            return self.connection.con.sql(text).to_arrow_table().cast(schema)

        return run

    def keep(self, name: str, rows: pa.Table) -> Table:
        """Return rows as a table called `name` that stays in memory as long as the engine."""
        return self.connection.create_table(name, rows, temp=True, overwrite=True)


class SparkEngine:
    """A Spark session; the rows come back as Arrow, without pandas in between."""

    def __init__(self, master: str) -> None:
        try:
            sql = import_module("pyspark.sql")
        except ImportError as error:
            raise DistrictsError("Spark를 쓰려면 pyspark와 Java를 설치해 주세요.") from error
        builder = sql.SparkSession.builder.master(master).appName("didim-districts")
        for key, value in (("spark.ui.enabled", "false"), ("spark.sql.shuffle.partitions", "8")):
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self.connection = ibis.pyspark.connect(self.session)

    def read(self, name: str, paths: Sequence[Path]) -> Table:
        """Return files of one schema as a table called `name`."""
        self.session.read.parquet(*map(str, paths)).createOrReplaceTempView(name)
        return self.connection.table(name)

    def rows(self, expression: Table) -> pa.Table:
        """Run an expression and return its rows."""
        answer: pa.Table = self.session.sql(self.connection.compile(expression)).toArrow()
        return answer

    def prepared(self, expression: Table) -> Callable[[], pa.Table]:
        """Return a call that runs an expression over whatever its tables' names stand for by then."""
        text = self.connection.compile(expression)

        def run() -> pa.Table:
            answer: pa.Table = self.session.sql(text).toArrow()
            return answer

        return run

    def keep(self, name: str, rows: pa.Table) -> Table:
        """Return rows as a table called `name` that stays in memory as long as the engine."""
        frame = self.session.createDataFrame(rows)
        frame.createOrReplaceTempView(name)
        self.session.catalog.cacheTable(name)
        return self.connection.table(name)

    def close(self) -> None:
        """Stop the session."""
        self.session.stop()


def open_engine(name: str = "duckdb") -> Engine:
    """Return the engine of a name; raise DistrictsError for one that is not known or not installed."""
    if name == "duckdb":
        return DuckEngine()
    if name.startswith(("spark://", "local")):
        return SparkEngine(name)
    raise DistrictsError(
        f"'{name}'은(는) 모르는 계산 엔진입니다. duckdb, local[2], spark://주소 가운데 고르세요."
    )


def stored(engine: Engine, store: Store, data_set: str) -> Table:
    """Return a data set of a store; raise DistrictsError with the way out when it is empty."""
    return engine.read(data_set, needed(store, data_set))
