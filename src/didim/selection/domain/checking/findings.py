"""What a check finds about one application: one finding for each rule, in both languages, with evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from didim.applications.models import Application, Submission
from didim.engines.eligibility import FirmFacts, Names
from didim.engines.forms import Form
from didim.kernel.wording import Text
from didim.programmes.models import CallRevision
from didim.selection.enums import CheckKind, CheckVerdict
from didim.support.queries.bars import BarFact
from didim.support.queries.history import SupportFact

NO_WORDS = Text("", "")


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A file of a submission as the check sees it."""

    slot: str
    file_id: int
    kind: str
    name: str
    scan: str
    issued_on: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class SelectedElsewhere:
    """That a firm was selected in another call: the facts, and nothing else of it."""

    agency_name: str
    programme_name: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Case:
    """One application with everything its check looks at.

    notice_day: the day of the call's first publication, at which ages are counted. closing_day: the day the
    call's application period ended. today: the day of the check.
    """

    application: Application
    submission: Submission
    revision: CallRevision
    form: Form
    answers: Mapping[str, Any]
    files: Sequence[SubmittedFile]
    facts: FirmFacts
    names: Names
    history: Sequence[SupportFact]
    elsewhere: Sequence[SelectedElsewhere]
    bars: Sequence[BarFact]
    notice_day: date
    closing_day: date
    today: date

    def in_slot(self, slot: str) -> list[SubmittedFile]:
        """Return the files given in a slot of the form."""
        return [file for file in self.files if file.slot == slot]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, the automatic verdict on it and why.

    words: the rule. value: what the firm has. why: the evidence in a sentence. rows: what it rests on, one
    sentence each. source: article or sentence of the call. definition: id of the dated definition used.
    """

    kind: CheckKind
    key: str
    words: Text
    verdict: CheckVerdict
    why: Text = NO_WORDS
    value: Text = NO_WORDS
    source: str = ""
    definition: str = ""
    rows: Sequence[Text] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def evidence(self) -> dict[str, Any]:
        """Return what is kept with the verdict, as JSON."""
        return {
            "words": _both(self.words),
            "why": _both(self.why),
            "value": _both(self.value),
            "source": self.source,
            "definition": self.definition,
            "rows": [_both(row) for row in self.rows],
            **self.more,
        }


def _both(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def worst(verdicts: Iterable[CheckVerdict]) -> CheckVerdict:
    """Return NOT_MET where one is, else UNKNOWN where one is, else MET."""
    found = set(verdicts)
    for verdict in (CheckVerdict.NOT_MET, CheckVerdict.UNKNOWN):
        if verdict in found:
            return verdict
    return CheckVerdict.MET


def day_words(day: date | datetime) -> str:
    """Return a day as evidence writes it: 2026-03-26."""
    return f"{day:%Y-%m-%d}"
