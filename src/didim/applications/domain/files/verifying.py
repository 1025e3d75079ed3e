"""Whether the files that were handed in are still what they were: every one hashed again."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from didim.applications.domain.files.storage import is_stored, verify_stored
from didim.applications.models import SubmissionFile


class Damage(StrEnum):
    """What became of a file."""

    MISSING = "missing"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A file of a submission whose bytes are gone or are others, by everything people call it."""

    damage: Damage
    call_id: int
    application_id: int
    number: int | None
    submission_id: int
    slot: str
    file_id: int
    name: str
    sha256: str

    def __str__(self) -> str:
        return (
            f"{self.damage}: {self.name} (call {self.call_id}, application {self.application_id},"
            f" number {self.number}, submission {self.submission_id}, slot {self.slot}, sha256 {self.sha256})"
        )


def broken_files(*, call_id: int | None = None) -> Iterator[BrokenFile]:
    """Hash every file of every submission (of one call, or of all) again and yield what is not what it was.

    Equal bytes are read once; files are read in pieces, rows in batches.
    """
    rows = SubmissionFile.objects.select_related("file", "submission__application").order_by(
        "file__sha256", "submission_id", "slot", "id"
    )
    if call_id is not None:
        rows = rows.filter(submission__application__call=call_id)
    seen, damage = "", None
    for row in rows.iterator(chunk_size=1000):
        if row.file.sha256 != seen:
            seen = row.file.sha256
            damage = _damage(seen)
        if damage is not None:
            application = row.submission.application
            yield BrokenFile(
                damage=damage,
                call_id=application.call_id,
                application_id=application.pk,
                number=application.number,
                submission_id=row.submission_id,
                slot=row.slot,
                file_id=row.file_id,
                name=row.file.name,
                sha256=seen,
            )


def _damage(sha256: str) -> Damage | None:
    if not is_stored(sha256):
        return Damage.MISSING
    return None if verify_stored(sha256) else Damage.ALTERED
