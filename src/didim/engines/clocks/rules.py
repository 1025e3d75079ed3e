"""Rules of a clock: how long (`Term`) and what may happen to it (`Procedure`), each dated with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from didim.kernel.definitions import Definition, DefinitionError, DefinitionVersion
from didim.kernel.wording import Text

_TERM_KEYS = {"unit", "count", "start", "after_hours", "closed_end", "reminders"}
_PROCEDURE_KEYS = {
    "pauses", "extension", "consent", "transfer", "repeats", "reopening", "returning", "progress",
}  # fmt: skip


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    WORKING_HOURS = "working_hours"
    IMMEDIATE = "immediate"  # at once: within so many working hours

    @property
    def in_hours(self) -> bool:
        """Whether it is counted from instant to instant and not by days."""
        return self in (Unit.WORKING_HOURS, Unit.IMMEDIATE)


class Start(StrEnum):
    """From when a term is counted."""

    SAME_DAY = "same_day"  # the day of receipt counts (초일산입)
    NEXT_DAY = "next_day"  # it does not (초일불산입)
    AT_THE_HOUR = "at_the_hour"


class AfterHours(StrEnum):
    """When something that comes outside office hours has been received."""

    SAME_DAY = "same_day"
    NEXT_OPENING = "next_opening"


class ClosedEnd(StrEnum):
    """What becomes of a last day that is closed."""

    STAYS = "stays"
    NEXT_WORKING_DAY = "next_working_day"  # 민법 제161조


class PausedDays(StrEnum):
    """Which days of a pause are not counted."""

    BOTH_ENDS = "both_ends"  # from the day it begins to the day it ends, both with it
    AFTER_FIRST_DAY = "after_first_day"  # the day it begins still counts


class OnTransfer(StrEnum):
    """What a transfer to another office does."""

    GOES_ON = "goes_on"
    RESTARTS = "restarts"


@dataclass(frozen=True, slots=True)
class Term:
    """How long: `count` units from `start`.

    `before` and `after` are reminders, so many working days before the last day and after it (working hours
    where the term is counted in hours).
    """

    id: str
    unit: Unit
    count: int
    start: Start
    after_hours: AfterHours
    closed_end: ClosedEnd
    before: tuple[int, ...]
    after: tuple[int, ...]
    source: str

    @classmethod
    def of(cls, version: DefinitionVersion) -> "Term":
        """Read a version of a clock; raise DefinitionError naming it when it contradicts itself."""
        values = version.values
        _check_keys(values, _TERM_KEYS, version.id)
        reminders = values.get("reminders", {})
        try:
            term = cls(
                id=version.id,
                unit=Unit(values["unit"]),
                count=int(values["count"]),
                start=Start(values["start"]),
                after_hours=AfterHours(values.get("after_hours", AfterHours.SAME_DAY)),
                closed_end=ClosedEnd(values.get("closed_end", ClosedEnd.NEXT_WORKING_DAY)),
                before=tuple(sorted(reminders.get("before", ()), reverse=True)),
                after=tuple(sorted(reminders.get("after", ()))),
                source=version.source,
            )
        except (KeyError, ValueError) as error:
            raise DefinitionError(f"{version.id}: {error}의 값을 확인하세요.") from error
        if term.count < 1 or min((*term.before, *term.after, 1)) < 1:
            raise DefinitionError(f"{version.id}: 기간과 알림은 1 이상이어야 합니다.")
        if term.unit.in_hours is not (term.start is Start.AT_THE_HOUR):
            raise DefinitionError(f"{version.id}: 시간으로 세는 기간만 start를 at_the_hour로 적습니다.")
        return term


@dataclass(frozen=True, slots=True)
class PauseRule:
    """A reason for which time is not counted.

    `own_deadline`: the pause says until which day it lasts at most. `limit`: at most so many working days of
    a case (0: no limit); what goes beyond counts again.
    """

    reason: str
    name: Text
    days: PausedDays
    own_deadline: bool
    limit: int
    source: str


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a term may be extended: `limit` units, None for as many as the term itself has."""

    limit: int | None
    excluded_reasons: frozenset[str]
    source: str

    def most(self, term: Term) -> int:
        """Return the most units of an extension of a term."""
        return term.count if self.limit is None else self.limit


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """When the same petition may be closed: from which submission, after how many answers, who decides."""

    submissions: int
    answers: int
    needs_decision: bool
    source: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """What may happen to a clock. None where the rule does not provide for it.

    `transfer` is what passing on within an agency does, `elsewhere` what passing on to another agency does
    (the same unless the rule says otherwise). `returning` is the source of the rule that a case may be sent
    back when nothing came within a pause's own deadline; `progress_days`: the person is told of progress
    every so many days (0: not).
    """

    id: str
    pauses: Mapping[str, PauseRule]
    extension: ExtensionRule | None
    consent: ExtensionRule | None
    transfer: OnTransfer
    transfer_source: str
    elsewhere: OnTransfer
    elsewhere_source: str
    repeats: RepeatRule | None
    reopening: str | None
    returning: str | None
    progress_days: int
    progress_source: str
    source: str

    @classmethod
    def of(cls, version: DefinitionVersion) -> "Procedure":
        """Read a version of a procedure; raise DefinitionError naming it when something is missing."""
        values = version.values
        _check_keys(values, _PROCEDURE_KEYS, version.id)
        try:
            transfer = values["transfer"]
            elsewhere = transfer.get("elsewhere", transfer)
            return cls(
                id=version.id,
                pauses={reason: _pause(reason, row) for reason, row in values.get("pauses", {}).items()},
                extension=_extension(values.get("extension")),
                consent=_extension(values.get("consent")),
                transfer=OnTransfer(transfer["clock"]),
                transfer_source=transfer["source"],
                elsewhere=OnTransfer(elsewhere["clock"]),
                elsewhere_source=elsewhere["source"],
                repeats=_repeats(values.get("repeats")),
                reopening=_source_of(values.get("reopening")),
                returning=_source_of(values.get("returning")),
                progress_days=int(values.get("progress", {}).get("days", 0)),
                progress_source=str(values.get("progress", {}).get("source", "")),
                source=version.source,
            )
        except (KeyError, ValueError) as error:
            raise DefinitionError(f"{version.id}: {error}의 값을 확인하세요.") from error


@dataclass(frozen=True, slots=True)
class Clock:
    """A kind of case: its terms and its procedure over time."""

    id: str
    name: Text
    terms: tuple[tuple[DefinitionVersion, Term], ...]
    procedures: tuple[tuple[DefinitionVersion, Procedure], ...]

    @classmethod
    def of(cls, definition: Definition, procedure: Definition) -> "Clock":
        """Read a clock and its procedure."""
        return cls(
            id=definition.id,
            name=Text(definition.name, definition.name_en),
            terms=tuple((version, Term.of(version)) for version in definition.versions),
            procedures=tuple((version, Procedure.of(version)) for version in procedure.versions),
        )

    def term_on(self, day: date) -> Term:
        """Return the term in force on a day; raise DefinitionError when there was none."""
        return _in_force(self.terms, day, self.id)

    def procedure_on(self, day: date) -> Procedure:
        """Return the procedure in force on a day; raise DefinitionError when there was none."""
        return _in_force(self.procedures, day, self.id)


_Rule = TypeVar("_Rule", "Term", "Procedure")


def _in_force(versions: tuple[tuple[DefinitionVersion, _Rule], ...], day: date, clock: str) -> _Rule:
    for version, rule in reversed(versions):
        if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to):
            return rule
    raise DefinitionError(f"'{clock}'는 {day.isoformat()}에 시행 중인 기준이 없습니다.")


def _check_keys(values: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := sorted(set(values) - known):
        raise DefinitionError(f"{place}: 모르는 항목 {', '.join(unknown)}이 있습니다.")


def _pause(reason: str, row: Mapping[str, Any]) -> PauseRule:
    return PauseRule(
        reason=reason,
        name=Text(row["name"], row["name_en"]),
        days=PausedDays(row["days"]),
        own_deadline=bool(row.get("own_deadline", False)),
        limit=int(row.get("limit", 0)),
        source=row["source"],
    )


def _extension(row: Mapping[str, Any] | None) -> ExtensionRule | None:
    if row is None:
        return None
    limit = None if row["limit"] == "term" else int(row["limit"])
    return ExtensionRule(limit, frozenset(row.get("excluded_reasons", ())), row["source"])


def _repeats(row: Mapping[str, Any] | None) -> RepeatRule | None:
    if row is None:
        return None
    return RepeatRule(
        int(row["submissions"]), int(row["answers"]), bool(row["needs_decision"]), row["source"]
    )


def _source_of(row: Mapping[str, Any] | None) -> str | None:
    return None if row is None else str(row["source"])
