"""Parquet files of districts: one a data set and quarter, named by content, switched by one manifest.

A manifest names the files that count. An import writes new files aside and then puts a new manifest in the
place of the old one in one step, so whoever is killed in between has changed nothing. A file whose content
has been taken before is not taken again; rows that say the same change nothing.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from didim.engines.districts.columns import DataSet
from didim.engines.districts.reading import Reading, read_file
from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.schemas import DATA_SETS

UNDATED = "all"
# Raised when reading changes what it makes of a file: then files are taken again.
READER = 1
_ROW_GROUP = 1 << 17


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the report of the file, and how many rows are new or other than before.

    known: the same content had been taken already, and nothing was read.
    """

    report: dict[str, Any]
    new_rows: int
    changed_rows: int
    written: int
    known: bool = False


class Store:
    """The Parquet files of one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def _manifest(self) -> Path:
        return self.root / "manifest.json"

    def _read(self) -> dict[str, Any]:
        if not self._manifest.exists():
            return {"tables": {}, "files": {}, "before": []}
        content: dict[str, Any] = json.loads(self._manifest.read_text(encoding="utf-8"))
        return content

    def paths(self, data_set: str) -> list[Path]:
        """Return the files of a data set, oldest quarter first; empty when none was taken."""
        parts = self._read()["tables"].get(data_set, {})
        return [self.root / data_set / parts[quarter] for quarter in sorted(parts)]

    def quarters(self, data_set: str) -> list[str]:
        """Return the quarters that a data set holds, oldest first."""
        return sorted(self._read()["tables"].get(data_set, {}))

    def data_sets(self) -> list[str]:
        """Return the data sets of which something was taken."""
        return sorted(name for name, parts in self._read()["tables"].items() if parts)

    def files(self) -> list[dict[str, Any]]:
        """Return the reports of the files taken, in the order of their taking."""
        return [entry["report"] for entry in self._read()["files"].values()]

    def take(self, name: str, content: bytes) -> Imported:
        """Bring the rows of a file; raise DistrictsError, and change nothing, for one that cannot be read.

        A row with the same key (quarter, unit, place, trade) replaces the one that was there, but a blank
        does not erase what is known.
        """
        digest = hashlib.sha256(content + f"\n{READER}\n{name}".encode()).hexdigest()
        with self._alone():
            manifest = self._read()
            known = manifest["files"].get(digest)
            if known is not None and self._whole(manifest, known["report"]):
                return Imported(known["report"], 0, 0, 0, known=True)
            reading = read_file(name, content)
            new, changed, files = self._merge(manifest, reading)
            report = reading.report.as_json()
            manifest["files"].pop(digest, None)
            manifest["files"][digest] = {"report": report}
            self._switch(manifest, reading.data_set.id, files)
            return Imported(report, new, changed, len(files))

    def put(self, data_set: str, quarter: str, rows: pa.Table) -> None:
        """Write all rows of a data set and quarter at once, in the place of those that were there.

        Several processes may do so at once for different quarters: only the switch is done alone.
        """
        path = _write(self.root / data_set, quarter, rows)
        with self._alone():
            self._switch(self._read(), data_set, {quarter: path.name})

    def _whole(self, manifest: Mapping[str, Any], report: Mapping[str, Any]) -> bool:
        """Tell whether the partitions that a file went into are still there."""
        parts = manifest["tables"].get(report["data_set"], {})
        return all(
            quarter in parts and (self.root / report["data_set"] / parts[quarter]).exists()
            for quarter in report["quarters"] or [UNDATED]
        )

    def _merge(self, manifest: Mapping[str, Any], reading: Reading) -> tuple[int, int, dict[str, str]]:
        data_set = reading.data_set
        folder = self.root / data_set.id
        parts = manifest["tables"].get(data_set.id, {})
        new = changed = 0
        files: dict[str, str] = {}
        for quarter, rows in _by_quarter(data_set, reading.rows):
            there = folder / parts[quarter] if quarter in parts else None
            if there is None or not there.exists():
                merged, added, replaced = _sorted(data_set, rows), rows.num_rows, 0
            else:
                merged, added, replaced = _merged(data_set, parquet.read_table(there), rows)
            new, changed = new + added, changed + replaced
            if added or replaced or there is None:
                files[quarter] = _write(folder, quarter, merged).name
        return new, changed, files

    def _switch(self, manifest: dict[str, Any], data_set: str, files: Mapping[str, str]) -> None:
        """Put a new manifest in the place of the old one; remove files that neither of them names."""
        parts = manifest["tables"].setdefault(data_set, {})
        gone = [f"{data_set}/{parts[quarter]}" for quarter in files if quarter in parts]
        parts.update(files)
        current = {f"{name}/{file}" for name, rows in manifest["tables"].items() for file in rows.values()}
        # Whoever has just read the last manifest may still open its files.
        removed, manifest["before"] = manifest["before"], gone
        aside = self._manifest.with_suffix(".aside")
        with aside.open("w", encoding="utf-8") as file:
            json.dump(manifest, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._manifest)
        for name in removed:
            if name not in current:
                (self.root / name).unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def needed(store: Store, data_set: str) -> list[Path]:
    """Return the files of a data set; raise DistrictsError with the way out when there are none."""
    paths = store.paths(data_set)
    if not paths:
        name = DATA_SETS[data_set].name.ko
        raise DistrictsError(
            f"'{name}' 자료가 없습니다. ./didim import districts 파일… 로 먼저 읽어 들여 주세요."
        )
    return paths


def _by_quarter(data_set: DataSet, rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    if not data_set.dated:
        yield UNDATED, rows
        return
    for quarter in sorted(pc.unique(rows.column("quarter")).to_pylist()):
        yield str(quarter), rows.filter(pc.equal(rows.column("quarter"), quarter))


def _sorted(data_set: DataSet, rows: pa.Table) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in data_set.key]).combine_chunks()


def _keys(data_set: DataSet, rows: pa.Table) -> pa.Array:
    columns = [pc.cast(rows.column(name), pa.string()) for name in data_set.key]
    joined = pc.binary_join_element_wise(*columns, "\x1f") if len(columns) > 1 else columns[0]
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _merged(data_set: DataSet, there: pa.Table, rows: pa.Table) -> tuple[pa.Table, int, int]:
    """Return the rows of both, how many are new and how many changed."""
    there = there.cast(rows.schema)
    old_keys, new_keys = _keys(data_set, there), _keys(data_set, rows)
    matched = pc.is_in(new_keys, value_set=old_keys)
    added = rows.num_rows - (pc.sum(matched).as_py() or 0)
    before = _sorted(data_set, there.filter(pc.is_in(old_keys, value_set=new_keys)))
    after = _filled(_sorted(data_set, rows.filter(matched)), before)
    replaced = _unlike(before, after)
    if not added and not replaced:
        return there, 0, 0
    kept = there.filter(pc.invert(pc.is_in(old_keys, value_set=new_keys)))
    new = rows.filter(pc.invert(matched))
    return _sorted(data_set, pa.concat_tables([kept, after, new])), added, replaced


def _filled(rows: pa.Table, before: pa.Table) -> pa.Table:
    columns = [pc.coalesce(rows.column(name), before.column(name)) for name in rows.schema.names]
    return pa.table(columns, schema=rows.schema)


def _unlike(these: pa.Table, those: pa.Table) -> int:
    """Return how many rows of two tables in the same order differ."""
    unlike = np.zeros(these.num_rows, dtype=bool)
    for name in these.schema.names:
        one, other = these.column(name), those.column(name)
        if not one.equals(other):
            differs = pc.fill_null(pc.not_equal(one, other), fill_value=False)
            half = pc.xor(pc.is_null(one), pc.is_null(other))
            unlike |= pc.or_(differs, half).to_numpy()
    return int(unlike.sum())


def _write(folder: Path, quarter: str, rows: pa.Table) -> Path:
    """Write rows aside, then under a name made of their content."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{quarter}.aside"
    parquet.write_table(rows, aside, compression="zstd", row_group_size=_ROW_GROUP)
    with aside.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        os.fsync(file.fileno())
    path = folder / f"{quarter}-{digest}.parquet"
    aside.replace(path)
    return path
