"""A report as plain values: what every rendering (page, PDF, XLSX, HWPX) is made from.

All text is already in the report's language; a cell keeps its number beside the text that is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ColumnKind(StrEnum):
    """What stands in a column; numbers are aligned right."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


class Tone(StrEnum):
    """How a paragraph stands in the text."""

    BODY = "body"
    POINT = "point"
    NOTE = "note"


class ChartKind(StrEnum):
    """What a chart shows."""

    BAR = "bar"
    LINE = "line"
    # One bar of what was reached against what was to be reached.
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown, and the value behind it for spreadsheets (None: the text is all there is)."""

    text: str
    value: Decimal | int | date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `weight` is its share of the width."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    weight: float = 1.0

    @property
    def is_number(self) -> bool:
        """Whether the column is aligned right."""
        return self.kind is ColumnKind.NUMBER


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, to which its number is added in the order of the report."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"'{self.caption}' 표에 열의 수가 다른 행이 있습니다.")


@dataclass(frozen=True, slots=True)
class Series:
    """The values of a line or a group of bars, one for each label of the chart; None leaves a gap."""

    name: str
    values: tuple[Decimal | None, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. `title` and `description` are read aloud; the same values stand in a table."""

    kind: ChartKind
    title: str
    description: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    label_heading: str = ""
    # The block after it is a table that tells these values, and more.
    table_follows: bool = False

    def as_table(self) -> Table:
        """Return the chart's values as a table."""
        columns = (
            Column(self.label_heading, weight=1.4),
            *(Column(each.name, ColumnKind.NUMBER) for each in self.series),
        )
        rows = tuple(
            (Cell(label), *(Cell(each.shown[at], each.values[at]) for each in self.series))
            for at, label in enumerate(self.labels)
        )
        return Table(self.title, columns, rows)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; a POINT begins with a mark, a NOTE is set smaller."""

    text: str
    tone: Tone = Tone.BODY


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure shown large: what it is, its value, and what it is set beside."""

    name: str
    value: str
    note: str = ""
    # The address of its page in the product; "" on paper.
    link: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Some figures side by side."""

    figures: tuple[KeyFigure, ...]


Block = Paragraph | Table | Chart | KeyFigures


@dataclass(frozen=True, slots=True)
class Section:
    """A section; sections are numbered in the order of the report."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a figure comes from: the id of its definition, what it counts, what stood above and below."""

    figure_id: str
    name: str
    source: str
    numerator: str = ""
    denominator: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class FigureSheet:
    """A figure for a spreadsheet: its definition and the rows behind it (`cut`: how many are left out)."""

    definition: Definition
    shown: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `kind` is the word on the cover ("연간 성과보고서"), `whose` the agency or network."""

    title: str
    kind: str
    whose: str
    period: str
    made_on: date
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]
    language: str = "ko"
    sheets: tuple[FigureSheet, ...] = ()
    # Whether any row behind it is sample data.
    is_sample: bool = False
    # A card of a page or two: set without a cover and contents of its own.
    is_brief: bool = False

    def tables(self) -> Iterator[Table]:
        """Yield the tables in the order they stand in, those of charts included."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block
                elif isinstance(block, Chart) and not block.table_follows:
                    yield block.as_table()
