"""Sanctions: grounds and terms of a revision of the guideline, how terms add up, and what warnings bring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from didim.kernel.calendar import months_after
from didim.kernel.definitions import DefinitionVersion
from didim.kernel.wording import Text

ONE_DAY = timedelta(days=1)


class SanctionError(ValueError):
    """A sanction cannot be imposed so; the sentence says why."""


class RecoveryOf(StrEnum):
    """What a ground takes back."""

    WHOLE = "whole"  # 전액 환수
    DISALLOWED = "disallowed"  # what the settlement finds
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody is excluded, for how many months (None: the committee states it), what is taken back."""

    key: str
    text: Text
    months: int | None
    recovery: RecoveryOf


@dataclass(frozen=True, slots=True)
class SanctionTable:
    """The sanctions of one revision of the guideline."""

    id: str
    revision: int
    source: str
    max_months: int
    late_papers_days: int
    no_contact_days: int
    warning_limit: int
    warning_ground: str
    grounds: Mapping[str, Ground]

    @classmethod
    def of(cls, version: DefinitionVersion) -> "SanctionTable":
        """Read a version of the definition "sanctions"."""
        values: Mapping[str, Any] = version.values
        grounds = [
            Ground(
                row["key"], Text(row["text"], row["text_en"]), row.get("months"), RecoveryOf(row["recovery"])
            )
            for row in values["grounds"]
        ]
        warnings = values["warnings"]
        return cls(
            id=version.id,
            revision=int(values["revision"]),
            source=version.source,
            max_months=int(values["max_months"]),
            late_papers_days=int(warnings["late_papers_days"]),
            no_contact_days=int(warnings["no_contact_days"]),
            warning_limit=int(warnings["limit"]),
            warning_ground=str(warnings["ground"]),
            grounds={ground.key: ground for ground in grounds},
        )

    def warnings_exhausted(self, count: int) -> bool:
        """Whether so many warnings are a ground of their own."""
        return count >= self.warning_limit


@dataclass(frozen=True, slots=True)
class Term:
    """An exclusion from support: its first day and its months."""

    starts_on: date
    months: int

    @property
    def ends_on(self) -> date:
        """The last day of the exclusion."""
        return months_after(self.starts_on, self.months) - ONE_DAY

    def holds_on(self, day: date) -> bool:
        """Whether somebody is excluded on a day."""
        return self.starts_on <= day <= self.ends_on


def months_of(table: SanctionTable, stated: Mapping[str, int | None]) -> int:
    """Return the months of several grounds together, at most the table's limit (합산 최대 7년).

    `stated` gives each ground's key and the months the committee states (None: the table's own). Raises
    SanctionError for a ground the table does not know, for one whose months nobody states, and for months
    other than the table's where it has them.
    """
    total = 0
    for key, months in stated.items():
        ground = table.grounds.get(key)
        if ground is None:
            raise SanctionError(f"제{table.revision}차 제재 기준에 없는 사유입니다: {key}")
        total += _months(table, ground, months)
    return min(total, table.max_months)


def _months(table: SanctionTable, ground: Ground, stated: int | None) -> int:
    if ground.months is None:
        if stated is None or not 0 < stated <= table.max_months:
            raise SanctionError(
                f"'{ground.text.ko}'의 제한 기간(개월)을 제{table.revision}차 기준의 본문을 보고 적으세요."
            )
        return stated
    if stated not in (None, ground.months):
        raise SanctionError(f"'{ground.text.ko}'의 제한 기간은 {ground.months}개월입니다.")
    return ground.months


def impose(
    table: SanctionTable, *, months: int, decided_on: date, running: Iterable[Term] = ()
) -> Term | None:
    """Return the exclusion that a decision adds to those still running: it begins when they have ended.

    Running ones and the new one together are at most the table's limit, counted over all whole terms that
    have not ended; None when they reach it already, or when there is nothing to add.
    """
    alive = [term for term in running if term.ends_on >= decided_on]
    room = table.max_months - sum(term.months for term in alive)
    added = min(months, room)
    if added <= 0:
        return None
    starts_on = max([decided_on, *(term.ends_on + ONE_DAY for term in alive)])
    return Term(starts_on, added)


def excluded_on(terms: Iterable[Term], day: date) -> Term | None:
    """Return the term that excludes somebody on a day, the longest lasting; None when none does."""
    holding = [term for term in terms if term.holds_on(day)]
    return max(holding, key=lambda term: term.ends_on, default=None)
