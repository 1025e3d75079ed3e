"""What was wrong with a file: row by row, and counted."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Done = Literal["rejected", "repaired"]
LISTED = 1_000


class DistrictsError(ValueError):
    """A file or a store cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that was not as it should be. row: its line in the file, the headings being line 1."""

    row: int
    column: str
    value: str
    done: Done
    reason: str


@dataclass(slots=True)
class Report:
    """What became of a file. The counts are whole; of the problems the first thousand are listed.

    rejected: rows left out. repaired: values changed. nulls, over_100: values by column that are missing, and
    rates above 100 %, both kept as they are. sums_differ: rows whose parts do not add up to their total.
    dropped_columns: headings that no official data set knows.
    """

    file: str
    data_set: str = ""
    unit: str = ""
    encoding: str = ""
    rows: int = 0
    kept: int = 0
    rejected: int = 0
    repaired: int = 0
    quarters: list[str] = field(default_factory=list)
    dropped_columns: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    nulls: dict[str, int] = field(default_factory=dict)
    over_100: dict[str, int] = field(default_factory=dict)
    sums_differ: dict[str, int] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """List a problem, and count its reason."""
        self.reasons[problem.reason] += 1
        if problem.done == "repaired":
            self.repaired += 1
        if len(self.problems) < LISTED:
            self.problems.append(problem)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name != "problems"}
        problems = [{name: getattr(one, name) for name in Problem.__slots__} for one in self.problems]
        return {**fields, "reasons": dict(self.reasons), "problems": problems}
