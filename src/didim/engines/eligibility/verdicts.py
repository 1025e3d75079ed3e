"""Three-valued verdicts by Kleene's strong logic (Introduction to Metamathematics, 1952, §64)."""

from collections.abc import Iterable
from enum import StrEnum

from didim.engines.eligibility.wording import Text


class Verdict(StrEnum):
    """Whether a firm meets a condition, as far as the known facts tell."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """Return the word users see."""
        return _LABELS[self]


_LABELS = {
    Verdict.MET: Text("충족", "Met"),
    Verdict.NOT_MET: Text("미충족", "Not met"),
    Verdict.UNKNOWN: Text("확인필요", "To be checked"),
}


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return Kleene's conjunction: one NOT_MET decides; MET only when all are (also when there are none)."""
    unknown = False
    for verdict in verdicts:
        if verdict is Verdict.NOT_MET:
            return Verdict.NOT_MET
        unknown = unknown or verdict is Verdict.UNKNOWN
    return Verdict.UNKNOWN if unknown else Verdict.MET


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return Kleene's disjunction: one MET decides; NOT_MET only when all are (also when there are none)."""
    unknown = False
    for verdict in verdicts:
        if verdict is Verdict.MET:
            return Verdict.MET
        unknown = unknown or verdict is Verdict.UNKNOWN
    return Verdict.UNKNOWN if unknown else Verdict.NOT_MET


def negation(verdict: Verdict) -> Verdict:
    """Return Kleene's negation: unknown stays unknown."""
    if verdict is Verdict.MET:
        return Verdict.NOT_MET
    return Verdict.MET if verdict is Verdict.NOT_MET else Verdict.UNKNOWN


def likely(verdict: Verdict) -> Verdict:
    """Return MET when met and UNKNOWN otherwise: for conditions read with less than certainty."""
    return Verdict.MET if verdict is Verdict.MET else Verdict.UNKNOWN
