"""Import files of notices: each file in one transaction, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from didim.feeds.files.reading import FileReading, read_file
from didim.programmes.domain.notices import Rejection, record_notices


@dataclass(slots=True)
class ImportResult:
    """What an import did. `rejected` is the error sheet; because of it files `not_stored` changed nothing."""

    read: int = 0
    new: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    not_stored: list[str] = field(default_factory=list)
    files: list[dict[str, object]] = field(default_factory=list)


def import_files(*, files: Sequence[Path], now: datetime, skip_rejected: bool = False) -> ImportResult:
    """Import files of notices in order. A file with an unreadable row is stored only with `skip_rejected`."""
    result = ImportResult()
    for path in files:
        import_reading(reading=read_file(path), result=result, now=now, skip_rejected=skip_rejected)
    return result


def import_reading(*, reading: FileReading, result: ImportResult, now: datetime, skip_rejected: bool) -> None:
    """Store what was read from one file and count it into the result."""
    result.read += reading.read
    result.rejected += reading.rejected
    counts = {"new": 0, "updated": 0, "duplicate": 0}
    if reading.rejected and not skip_rejected:
        result.not_stored.append(reading.name)
    else:
        recorded = record_notices(parsed=reading.parsed, now=now)
        counts = {"new": recorded.new, "updated": recorded.updated, "duplicate": recorded.duplicate}
        result.new += recorded.new
        result.updated += recorded.updated
        result.duplicate += recorded.duplicate
    result.files.append(
        {"file": reading.name, "read": reading.read, **counts, "rejected": len(reading.rejected)}
    )
