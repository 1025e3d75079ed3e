"""Submissions that came at the same time, taken by one transaction: one reads for all, one writes for all.

Each is examined by itself, as if it were alone, for firms of its own person. Whatever is not plain (a
refusal, a supplement, an application somebody else is at work on) leaves the group and is handed in alone,
where it is said what is wrong. Who opens the group (project.intake_lane) answers only after the commit.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from didim.applications.domain.intake_sql import Asked, Written, read_many, write_many


class AloneError(BaseException):
    """A submission must be handed in alone. Passes through whatever answers errors: it is none."""


@dataclass
class SubmissionGroup:
    """What a group has read, and what it is to write."""

    stored: dict[int, tuple[int, int, dict[str, Any]]]
    written: list[Written] = field(default_factory=list)
    taken: tuple[int, int] = (0, 0)

    @classmethod
    def read(cls, asked: Sequence[Asked]) -> "SubmissionGroup":
        """Lock and read the applications of those who ask."""
        return cls(read_many(asked))

    def take(self, application_id: int, firms: Collection[int] | None) -> dict[str, Any]:
        """Return an application's row, once; raise AloneError where the group has none for these firms."""
        found = self.stored.get(application_id)
        if found is None or firms is None or found[2]["enterprise_id"] not in firms:
            raise AloneError
        del self.stored[application_id]
        self.taken = found[:2]
        return found[2]

    def add(self, values: Mapping[str, Any], files: Sequence[tuple[str, int]]) -> tuple[int, int]:
        """Note what the one who has taken last hands in; return the keys of submission and receipt."""
        submission_id, receipt_id = self.taken
        drawn = {"submission": submission_id, "receipt": receipt_id}
        self.written.append(Written(dict(values) | drawn, files))
        return submission_id, receipt_id

    def write(self) -> None:
        """Write what all of them hand in; an error is raised by the commit at the latest."""
        write_many(self.written)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Hand in within a block as one of the group."""
        before = GROUP.set(self)
        try:
            yield
        finally:
            GROUP.reset(before)


GROUP: ContextVar[SubmissionGroup | None] = ContextVar("submission_group", default=None)
