"""Answers to a call's form as they are read: by the firm, by staff, by reviewers, by two who disagree.

The templates `components/answers/reading.html` (a whole form) and `components/answers/value.html` (one
answer) draw what `read_steps` and `read_answer` return. Nothing here can be typed into.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from didim.engines.forms import (
    ROW,
    Address,
    BusinessNumber,
    Choice,
    Consent,
    Day,
    Field,
    FileSlot,
    Form,
    Money,
    Number,
    Plan,
    Table,
)
from didim.engines.forms.fields import Kind
from didim.kernel.business_numbers import BUSINESS_NUMBER_LENGTH, format_business_number
from didim.kernel.wording import Text

AGREED = Text("동의함", "Agreed")
OUTDATED = Text("이전 문안에 동의함", "Agreed to an earlier text")


@dataclass(frozen=True)
class ReadValue:
    """An answer in words. text: what people wrote (Korean unless proved otherwise); words: what we say."""

    text: str = ""
    words: tuple[Text, ...] = ()
    day: date | None = None
    unit: Text = field(default_factory=lambda: Text("", ""))
    head: tuple[Text, ...] = ()
    rows: tuple[tuple["ReadValue", ...], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is an answer."""
        return bool(self.text or self.words or self.day or self.rows)


@dataclass(frozen=True)
class ReadField:
    """A field with its answer in words; `files` are the stored files of its slot."""

    field: Field
    value: ReadValue
    files: tuple[Any, ...] = ()

    @property
    def is_plan(self) -> bool:
        """Whether it is a part of the business plan."""
        return isinstance(self.field.kind, Plan)

    @property
    def is_file(self) -> bool:
        """Whether it is a place for files."""
        return isinstance(self.field.kind, FileSlot)

    @property
    def is_wide(self) -> bool:
        """Whether its answer takes the whole width: long texts and tables."""
        return isinstance(self.field.kind, Plan | Table) or "\n" in self.value.text


@dataclass(frozen=True)
class ReadStep:
    """A step with the answers of the fields that were asked."""

    key: str
    title: Text
    fields: tuple[ReadField, ...]
    origin: str = ""


def read_steps(
    form: Form,
    answers: Mapping[str, Any],
    files: Mapping[str, Iterable[Any]] | None = None,
) -> list[ReadStep]:
    """Return the steps of a form with the answers to everything that was asked; empty ones stay, unanswered.

    files: by slot, the stored files (FirmFile) in it.
    """
    visible, given = form.visible(answers), files or {}
    steps = []
    for step in form.steps:
        asked = tuple(
            ReadField(each, read_answer(each.kind, answers.get(each.key)), tuple(given.get(each.key, ())))
            for each in step.fields
            if each.key in visible
        )
        if asked:
            steps.append(ReadStep(step.key, step.title, asked, step.origin))
    return steps


def read_answer(kind: Kind, value: Any) -> ReadValue:
    """Return one answer in words; what does not fit its kind stands as it was typed."""
    if value in (None, "", [], {}):
        return ReadValue()
    match kind:
        case Table() if isinstance(value, list):
            return _rows(kind, value)
        case Choice():
            chosen = value if isinstance(value, list) else [value]
            read = ReadValue(words=tuple(kind.label(str(each)) for each in chosen))
        case Consent():
            read = ReadValue(words=(AGREED if value == kind.version else OUTDATED,))
        case Money() if type(value) is int:
            read = ReadValue(f"{value:,}", unit=Text("원", "won"))
        case Number():
            read = ReadValue(f"{value:,}" if type(value) is int else str(value), unit=kind.unit)
        case Day():
            read = _day(value)
        case BusinessNumber():
            read = ReadValue(_business_number(str(value)))
        case Address() if isinstance(value, Mapping):
            read = ReadValue(_address(value))
        case _:
            read = ReadValue(str(value))
    return read


def _day(value: Any) -> ReadValue:
    try:
        return ReadValue(day=date.fromisoformat(value))
    except (TypeError, ValueError):
        return ReadValue(str(value))


def _business_number(digits: str) -> str:
    """Write ten digits as people do (123-45-67890); a draft may hold fewer."""
    return format_business_number(digits) if len(digits) == BUSINESS_NUMBER_LENGTH else digits


def _address(parts: Mapping[str, Any]) -> str:
    postcode = parts.get("postcode")
    told = [f"({postcode})" if postcode else "", parts.get("road"), parts.get("detail")]
    return " ".join(str(part) for part in told if part)


def _rows(table: Table, rows: list[Any]) -> ReadValue:
    return ReadValue(
        head=tuple(column.label for column in table.columns),
        rows=tuple(
            tuple(read_answer(column.kind, row.get(column.key)) for column in table.columns)
            for row in rows
            if isinstance(row, Mapping) and row.keys() - {ROW}
        ),
    )
