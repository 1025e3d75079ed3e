"""What a parser hands over: one notice as one file or feed tells it, clean and short enough to store."""

import dataclasses
from datetime import date
from typing import Any, TypedDict

from didim.kernel.periods import Period

UNKNOWN_PERIOD = Period("unknown")


class Attachment(TypedDict):
    """A file of a notice; kind "notice" is the notice's own text as a file, "file" anything else."""

    name: str
    url: str
    kind: str


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedNotice:
    """One notice as one form (kind of file or feed) tells it; an empty field: this form does not say.

    `form` names the kind of file; a notice keeps one reading of each. `as_of` (ISO date or instant, "" not
    known) says how new this telling is. Texts are plain text, HTML removed. `listed_on` is the day the source
    first showed the notice, where `published_on` is not stated. `raw` is the row as it came.
    """

    source: str
    source_id: str
    form: str
    title: str
    as_of: str = ""
    agency_name: str = ""
    operator_name: str = ""
    support_type: str | None = None
    field: str = ""
    region_codes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    attachment_text: str = ""
    target_text: str = ""
    exclusion_text: str = ""
    age_text: str = ""
    how_to_apply: str = ""
    contact: str = ""
    url: str = ""
    apply_url: str = ""
    attachments: tuple[Attachment, ...] = ()
    period: Period = UNKNOWN_PERIOD
    published_on: date | None = None
    listed_on: date | None = None
    raw: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """The notice this is a telling of."""
        return self.source, self.source_id


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """A row that could not be read: the file, the line (from 1) and the reason in Korean."""

    file: str
    line: int
    reason: str
