"""What a check says of one rule."""

from dataclasses import dataclass
from enum import StrEnum

from didim.kernel.wording import Text


class Outcome(StrEnum):
    """Kept, broken, or not to be decided without a person."""

    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule is written: the document and its article or table."""

    document: Text
    article: Text

    def __str__(self) -> str:
        return f"{self.document} {self.article}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome and the sentence that shows it, with the numbers it was decided by."""

    outcome: Outcome
    sentence: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to one expenditure."""

    rule: str
    label: Text
    outcome: Outcome
    sentence: Text
    citation: Citation


def passed(ko: str, en: str) -> Judgement:
    """Return that a rule is kept."""
    return Judgement(Outcome.PASS, Text(ko, en))


def failed(ko: str, en: str) -> Judgement:
    """Return that a rule is broken."""
    return Judgement(Outcome.FAIL, Text(ko, en))


def unclear(ko: str, en: str) -> Judgement:
    """Return that a person has to decide."""
    return Judgement(Outcome.PERSON, Text(ko, en))
