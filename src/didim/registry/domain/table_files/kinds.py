"""A kind of file: its headings, how its rows are checked, and how they are taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.timezone import localdate

from didim.accounts.models import User
from didim.kernel.refusals import Problem
from didim.registry.enums import RowOutcome
from didim.registry.models import Agency

from .reading import FileTable, Headings


@dataclass(slots=True)
class FileRow:
    """One row: where it stands, what it would do, and what is wrong in which field."""

    number: int
    cells: tuple[str, ...]
    outcome: RowOutcome = RowOutcome.NEW
    problems: list[Problem] = field(default_factory=list)

    def note(self, column: str, sentence: object) -> None:
        """Add a sentence about a field, and refuse the row."""
        self.problems.append(Problem(column, sentence))
        self.outcome = RowOutcome.REJECTED

    def firm_id(self) -> int | None:
        """Return the firm the row is about, where it is about one that is known."""
        return None


RowT = TypeVar("RowT", bound=FileRow)


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings a file, and when. agency None: the operator at the command line, for kinds that allow it."""

    agency: Agency | None
    by: User | None
    now: datetime

    @property
    def today(self) -> date:
        """The day it is brought, in Seoul."""
        return localdate(self.now)

    def own_agency(self) -> Agency:
        """Return the agency, for kinds of files whose rows always belong to one."""
        if self.agency is None:
            raise ValueError("these rows belong to an agency")
        return self.agency


@dataclass(frozen=True, slots=True)
class ImportKind(Generic[RowT]):
    """A kind of file.

    code: what FileImport.kind says, at most 20 letters. title: what its rows are, also the sheet's name.
    check: makes a row of every line of a table and says what each would do, with a fixed number of queries
    and nothing written. take: writes rows none of which is refused; it runs in one transaction, and a
    RefusedError of it takes everything back.
    """

    code: str
    title: str | Promise
    headings: Headings
    check: Callable[[FileTable, Bringing], list[RowT]]
    take: Callable[[Sequence[RowT], Bringing], None]
