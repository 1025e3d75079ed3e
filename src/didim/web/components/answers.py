"""A step of a call's form on a page: what stands in each field, and what came back from it.

The template `components/answers/step.html` draws `ShownStep`; `answers_in` reads what a browser sent from it.
Every field that was drawn is named in "asked", so that an emptied check box is told from one not drawn.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_hex
from typing import Any

from django.http import QueryDict

from didim.engines.forms import ROW, Choice, Column, Field, FileSlot, Form, FormProblem, Plan, Step, Table
from didim.engines.forms.jsonform import dump_condition
from didim.engines.forms.values import ADDRESS_PARTS
from didim.kernel.wording import Text

ASKED = "asked"
PREFIX = "a."
_RADIOS = 6
_INPUTS = {
    "date": {"type": "date", "class": "krds-input short"},
    "number": {"type": "text", "inputmode": "decimal", "class": "krds-input short"},
    "money": {"type": "text", "inputmode": "numeric", "class": "krds-input medium", "data-money": "yes"},
    "email": {"type": "email", "class": "krds-input medium"},
    "phone": {"type": "tel", "class": "krds-input medium"},
    "business_number": {"type": "text", "inputmode": "numeric", "class": "krds-input medium"},
    "text": {"type": "text", "class": "krds-input"},
}


@dataclass(frozen=True)
class ShownOption:
    """An option of a choice, chosen or not."""

    value: str
    label: Text
    chosen: bool


@dataclass(frozen=True)
class ShownCell:
    """A cell of a row: its column, name and what stands in it."""

    column: Column
    name: str
    value: Any
    problems: list[Text]

    @property
    def is_choice(self) -> bool:
        """Return whether it is chosen from options."""
        return isinstance(self.column.kind, Choice)

    @property
    def input(self) -> dict[str, str]:
        """Return the attributes of its input."""
        return _INPUTS.get(_cell_kind(self.column), _INPUTS["text"])

    @property
    def options(self) -> list[ShownOption]:
        """Return the options of a choice."""
        return _options(self.column.kind, self.value)

    @property
    def shown(self) -> str:
        """Return the text that stands in the cell."""
        return _typed(self.value, grouped=_cell_kind(self.column) == "money")


@dataclass(frozen=True)
class ShownRow:
    """A row of a table; blank ones wait for something to be typed."""

    key: str
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownField:
    """A field as it stands on the page: its answer, what is wrong, whether its condition holds."""

    field: Field
    value: Any
    problems: list[FormProblem] = field(default_factory=list)
    visible: bool = True
    page_characters: int = 0

    @property
    def kind(self) -> str:
        """Return the name of the kind."""
        return self.field.kind_name

    @property
    def name(self) -> str:
        """Return the name of its input."""
        return f"{PREFIX}{self.field.key}"

    @property
    def id(self) -> str:
        """Return the id of its input."""
        return f"a-{self.field.key}"

    @property
    def input(self) -> dict[str, str]:
        """Return the attributes of its input."""
        return _INPUTS.get(self.kind, _INPUTS["text"])

    @property
    def shown(self) -> str:
        """Return the text that stands in it."""
        return _typed(self.value, grouped=self.kind == "money")

    @property
    def condition(self) -> str:
        """Return its condition as JSON for the browser, "" where there is none."""
        asked = self.field.shown_when
        return json.dumps(dump_condition(asked), ensure_ascii=False) if asked else ""

    @property
    def options(self) -> list[ShownOption]:
        """Return the options of a choice."""
        return _options(self.field.kind, self.value)

    @property
    def as_radios(self) -> bool:
        """Return whether the options are few enough to stand side by side."""
        kind = self.field.kind
        return isinstance(kind, Choice) and (kind.multiple or len(kind.options) <= _RADIOS)

    @property
    def is_group(self) -> bool:
        """Return whether it is several inputs under one legend."""
        return self.kind in {"address", "table", "file", "consent"} or (
            self.kind == "choice" and self.as_radios
        )

    @property
    def max_chars(self) -> int | None:
        """Return how many characters it takes, None without a limit."""
        kind = self.field.kind
        if not isinstance(kind, Plan):
            return getattr(kind, "max_chars", None)
        by_pages = kind.max_pages * self.page_characters if kind.max_pages else None
        return min((most for most in (kind.max_chars, by_pages) if most), default=None)

    @property
    def pages(self) -> str:
        """Return how many pages a part of the plan takes, to a tenth."""
        return f"{len(self.shown) / self.page_characters:.1f}" if self.page_characters else ""

    @property
    def agreed(self) -> bool:
        """Return whether a consent is given to the text that stands there now."""
        return bool(self.value) and self.value == getattr(self.field.kind, "version", None)

    @property
    def address(self) -> dict[str, str]:
        """Return the parts of an address."""
        given = self.value if isinstance(self.value, Mapping) else {}
        return {name: _typed(given.get(name)) for name in ADDRESS_PARTS}

    @property
    def slot(self) -> FileSlot:
        """Return what a file field takes."""
        kind = self.field.kind
        if not isinstance(kind, FileSlot):
            raise TypeError(self.field.key)
        return kind

    @property
    def accept(self) -> str:
        """Return the file endings for the browser's chooser."""
        return ",".join(f".{ending}" for ending in self.slot.types)

    @cached_property
    def rows(self) -> list[ShownRow]:
        """Return the rows of a table, with at least one blank one where there is room."""
        return list(self._rows())

    @property
    def blank_row(self) -> ShownRow:
        """Return the row that scripts copy; its key is __row__."""
        return self._row("__row__", {})

    def _rows(self) -> Iterator[ShownRow]:
        table: Any = self.field.kind
        given = self.value if isinstance(self.value, list) else []
        rows = [row for row in given if isinstance(row, Mapping)]
        for row in rows:
            yield self._row(str(row.get(ROW, token_hex(4))), row)
        for _ in range(min(max(1, table.min_rows - len(rows)), table.max_rows - len(rows))):
            yield self._row(token_hex(4), {})

    def _row(self, key: str, row: Mapping[str, Any]) -> ShownRow:
        table: Any = self.field.kind
        wrong: dict[str, list[Text]] = {}
        for problem in self.problems:
            wrong.setdefault(problem.inside, []).append(problem.message)
        return ShownRow(
            key,
            [
                ShownCell(
                    column,
                    f"{self.name}.{key}.{column.key}",
                    row.get(column.key),
                    wrong.get(f"{key}/{column.key}", []),
                )
                for column in table.columns
            ],
        )

    @property
    def own_problems(self) -> list[FormProblem]:
        """Return what is to be said above the field: all but what stands beside a cell."""
        return [problem for problem in self.problems if "/" not in problem.inside]


@dataclass(frozen=True)
class ShownStep:
    """A step as it stands on the page."""

    step: Step
    fields: list[ShownField]

    @property
    def is_asked(self) -> bool:
        """Return whether anything of it is asked at all."""
        return any(shown.visible for shown in self.fields)


def show_step(
    form: Form, key: str, answers: Mapping[str, Any], problems: list[FormProblem] | None = None
) -> ShownStep:
    """Return a step with its answers; raise KeyError where the form has no such step."""
    step = {step.key: step for step in form.steps}[key]
    visible = form.visible(answers)
    said: dict[str, list[FormProblem]] = {}
    for problem in problems or []:
        said.setdefault(problem.field, []).append(problem)
    characters = form.structure.page.characters
    return ShownStep(
        step,
        [
            ShownField(
                asked, answers.get(asked.key), said.get(asked.key, []), asked.key in visible, characters
            )
            for asked in step.fields
        ],
    )


def answers_in(form: Form, sent: QueryDict) -> dict[str, Any]:
    """Return what a browser sent for each field that was on its page; None where a field was emptied.

    Values are as they were typed: `Form.normalise` reads them.
    """
    answers: dict[str, Any] = {}
    for key in sent.getlist(ASKED):
        asked = form.fields.get(key)
        if asked is not None and not isinstance(asked.kind, FileSlot):
            answers[key] = _sent(asked, sent) or None
    return answers


def _sent(asked: Field, sent: QueryDict) -> Any:
    name = f"{PREFIX}{asked.key}"
    match asked.kind:
        case Table():
            return _rows_sent(f"{name}.", asked.kind, sent)
        case Choice() if asked.kind.multiple:
            return [value for value in sent.getlist(name) if value]
    if asked.kind_name == "address":
        parts = {part: sent.get(f"{name}.{part}", "") for part in ADDRESS_PARTS}
        return parts if any(parts.values()) else None
    return sent.get(name, "")


def _rows_sent(prefix: str, table: Table, sent: QueryDict) -> list[dict[str, str]]:
    keys = dict.fromkeys(
        name.removeprefix(prefix).partition(".")[0] for name in sent if name.startswith(prefix)
    )
    rows = []
    for key in keys:
        cells = {column.key: sent.get(f"{prefix}{key}.{column.key}", "") for column in table.columns}
        if any(value.strip() for value in cells.values()):
            rows.append({ROW: key} | {name: value for name, value in cells.items() if value})
    return rows


def _cell_kind(column: Column) -> str:
    return Field("", column.label, column.kind).kind_name


def _options(kind: Any, value: Any) -> list[ShownOption]:
    chosen = value if isinstance(value, list) else [value]
    return [ShownOption(option.value, option.label, option.value in chosen) for option in kind.options]


def _typed(value: Any, *, grouped: bool = False) -> str:
    if type(value) is int:
        return f"{value:,}" if grouped else str(value)
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
