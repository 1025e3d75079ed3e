"""What a form is made of: steps, fields, the kinds of fields and the conditions under which they show.

All of it is immutable data. Sizes are bounded here, so that a check has a bound too.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from didim.kernel.wording import Text

MAX_STEPS = 30
MAX_FIELDS = 200
MAX_OPTIONS = 100
MAX_COLUMNS = 20
MAX_ROWS = 200
MAX_CHARACTERS = 100_000
MAX_FILES = 20
MAX_MEGABYTES = 100
MAX_NUMBER = 10**15
MAX_DIGITS = 6
# A whole set of answers, as JSON text.
MAX_ANSWERS = 1_000_000

# The ending of a file name, without the dot.
ENDING = re.compile(r"[a-z0-9]{1,8}")
NO_TEXT = Text("", "")
# What counts where a form says nothing.
USUAL_TEXT = 200
USUAL_PARAGRAPHS = 2000
USUAL_ROWS = 30
USUAL_TYPES = ("pdf",)
USUAL_MEGABYTES = 30
USUAL_PAGE = 1500


class PlanSection(StrEnum):
    """The parts of a business plan by the PSST template (창업사업화 지원사업 사업계획서)."""

    SUMMARY = "summary"
    PROBLEM = "problem"
    SOLUTION = "solution"
    SCALE_UP = "scale_up"
    TEAM = "team"


class Operator(StrEnum):
    """How a number is compared."""

    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True)
class Filled:
    """The field has an answer."""

    field: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field's answer is one of the values; of several chosen options one is enough."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compares:
    """The field's number is smaller or larger than a value."""

    field: str
    op: Operator
    value: int


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple["Condition", ...]


Condition = Filled | OneOf | Compares | Every | Some


def fields_asked(condition: Condition) -> tuple[str, ...]:
    """Return the keys of the fields a condition looks at, in the order of its parts."""
    if isinstance(condition, Every | Some):
        return tuple(key for part in condition.parts for key in fields_asked(part))
    return (condition.field,)


@dataclass(frozen=True, slots=True)
class ShortText:
    """One line. Answer: a string."""

    max_chars: int = USUAL_TEXT


@dataclass(frozen=True, slots=True)
class LongText:
    """Paragraphs. Answer: a string; characters count with spaces, a line break counts one."""

    max_chars: int = USUAL_PARAGRAPHS


@dataclass(frozen=True, slots=True)
class Number:
    """A number with a unit. Answer: an integer, or with digits a string such as "12.50"."""

    unit: Text = NO_TEXT
    minimum: int | None = None
    maximum: int | None = None
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Money:
    """An amount. Answer: an integer number of won."""

    minimum: int | None = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day. Answer: "2026-03-01"."""

    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers of a choice; its value never changes, its label may."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the options, or several. Answer: the option's value; several: a list in the options' order."""

    options: tuple[Option, ...]
    multiple: bool = False
    at_most: int | None = None

    def label(self, value: str) -> Text:
        """Return the label of a value; a value that is no option stands for itself."""
        return next((option.label for option in self.options if option.value == value), Text(value, value))


@dataclass(frozen=True, slots=True)
class Address:
    """An address. Answer: {"postcode": five digits, "road", "detail"}."""


@dataclass(frozen=True, slots=True)
class BusinessNumber:
    """A business registration number. Answer: ten digits; the check digit is verified."""


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address. Answer: a string."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number. Answer: "02-123-4567"; abroad "+81 3 1234 5678"."""


@dataclass(frozen=True, slots=True)
class FileSlot:
    """A place for files; what was put there is told to the check beside the answers.

    types: endings without the dot, in small letters; document: the kind of document asked for, "" for none.
    """

    types: tuple[str, ...] = USUAL_TYPES
    max_megabytes: int = USUAL_MEGABYTES
    max_count: int = 1
    document: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """A text one agrees to. Answer: the version agreed to; another text is another version."""

    text: Text

    @property
    def version(self) -> str:
        """Return the mark of this very text."""
        return hashlib.sha256(f"{self.text.ko}\0{self.text.en}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Plan:
    """A part of the business plan. Answer: a string; a page is the form's number of characters."""

    section: PlanSection
    max_pages: int | None = None
    max_chars: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: a small field in every row."""

    key: str
    label: Text
    kind: "CellKind"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. Answer: a list of {"_row": the row's key, column key: value}."""

    columns: tuple[Column, ...]
    min_rows: int = 0
    max_rows: int = USUAL_ROWS


CellKind = ShortText | Number | Money | Day | Choice | BusinessNumber | Email | Phone
Kind = CellKind | LongText | Address | FileSlot | Consent | Plan | Table

KIND_NAMES: dict[type[Kind], str] = {
    ShortText: "text",
    LongText: "long_text",
    Number: "number",
    Money: "money",
    Day: "date",
    Choice: "choice",
    Table: "table",
    Address: "address",
    BusinessNumber: "business_number",
    Email: "email",
    Phone: "phone",
    FileSlot: "file",
    Consent: "consent",
    Plan: "plan",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One question: its key stays the same through all revisions of a call.

    shown_when: asked only while this holds (None: always). prefill: name of a fact the registry knows.
    sensitive: an account or resident number and the like, which no browser may keep and no reviewer sees.
    """

    key: str
    label: Text
    kind: Kind
    help: Text = NO_TEXT
    required: bool = False
    shown_when: Condition | None = None
    prefill: str = ""
    sensitive: bool = False

    @property
    def kind_name(self) -> str:
        """Return the name of the kind as it stands in JSON."""
        return KIND_NAMES[type(self.kind)]


@dataclass(frozen=True)
class Step:
    """Fields that stand on one page of the form.

    origin: "" for a step somebody wrote; otherwise the part of the call it was made from (its documents).
    """

    key: str
    title: Text
    fields: tuple[Field, ...] = ()
    help: Text = NO_TEXT
    origin: str = ""


@dataclass(frozen=True, slots=True)
class PageRule:
    """What counts as a page of the plan: so many characters, by which definition.

    max_pages: of all parts of the plan together.
    """

    characters: int = USUAL_PAGE
    definition: str = ""
    max_pages: int | None = None


@dataclass(frozen=True)
class Structure:
    """The steps of a form and its measure of a page."""

    steps: tuple[Step, ...]
    page: PageRule = field(default_factory=PageRule)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Return all fields by key, in the order they are asked."""
        return {field.key: field for step in self.steps for field in step.fields}

    @cached_property
    def step_of(self) -> dict[str, Step]:
        """Return the step each field stands in."""
        return {field.key: step for step in self.steps for field in step.fields}
