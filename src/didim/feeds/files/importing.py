"""Import files of notices: each file in one transaction, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from didim.feeds.files.reading import FileReading, read_file
from didim.kernel.calendar import SEOUL
from didim.programmes.domain.notices import RecordingResult, Rejection, find_duplicates, record_notices
from didim.programmes.domain.notices.search_statistics import refresh_search_statistics


@dataclass(slots=True)
class ImportResult:
    """What an import did.

    `read` rows became `new` notices, `updated` ones or changed nothing (`duplicate`). Of the changed notices
    `merged` are certainly the same as one of another source, `near` pairs wait for people. `rejected` is the
    error sheet; because of it the files in `not_stored` changed nothing.
    """

    read: int = 0
    new: int = 0
    updated: int = 0
    duplicate: int = 0
    merged: int = 0
    near: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    not_stored: list[str] = field(default_factory=list)
    files: list[dict[str, object]] = field(default_factory=list)


def import_files(*, files: Sequence[Path], now: datetime, skip_rejected: bool = False) -> ImportResult:
    """Import files of notices in order. A file with an unreadable row is stored only with `skip_rejected`.

    Then the new and changed notices are compared with those of other sources.
    """
    result = ImportResult()
    changed: list[int] = []
    for path in files:
        changed += _import_reading(read_file(path), result, now, skip_rejected=skip_rejected)
    if changed:
        found = find_duplicates(now=now, notice_ids=changed)
        result.merged, result.near = found.merged, found.near
        refresh_search_statistics(today=now.astimezone(SEOUL).date())
    return result


def _import_reading(
    reading: FileReading, result: ImportResult, now: datetime, *, skip_rejected: bool
) -> list[int]:
    """Store what was read from one file and count it into the result; return the notices that changed."""
    result.read += reading.read
    result.rejected += reading.rejected
    recorded = RecordingResult()
    if reading.rejected and not skip_rejected:
        result.not_stored.append(reading.name)
    else:
        recorded = record_notices(parsed=reading.parsed, now=now)
    counts = {"new": recorded.new, "updated": recorded.updated, "duplicate": recorded.duplicate}
    result.new += recorded.new
    result.updated += recorded.updated
    result.duplicate += recorded.duplicate
    row = {"file": reading.name, "read": reading.read, **counts, "rejected": len(reading.rejected)}
    result.files.append(row)
    return recorded.changed_ids
