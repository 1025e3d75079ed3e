"""What is known of a firm. Every fact may be None: not known."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """Whether the firm has registered its business, and still runs it."""

    PRE_FOUNDER = "pre_founder"
    OPERATING = "operating"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class LegalForm(StrEnum):
    """What the firm is in law."""

    NONE = "none"
    SOLE = "sole"
    CORPORATION = "corporation"
    COOPERATIVE = "cooperative"
    NONPROFIT = "nonprofit"


class SizeClass(StrEnum):
    """Size by law, smallest first; the thresholds are dated definitions."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    MID_SIZED = "mid_sized"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class HeldDesignation:
    """A certificate or class held from ``valid_from`` to ``valid_to`` (both included; None: open)."""

    kind: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the certificate is valid on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """The facts that rules may ask for.

    opened_on: a corporation's founding registration, a sole owner's opening day in the business registration
    (중소기업창업 지원법 시행령 제3조). None for a pre-founder.
    region_path: region codes from the country down to the smallest known area, e.g. ("00", "11", "11680").
    industry: KSIC code as far as known ("C", "26", "26110").
    employees: regular employees, latest year. sales: won, latest year. sales_average: won, mean of 3 years.
    birth_year, birth_date: of the representative; the year alone leaves the age open by one year.
    size_classes: the classes that are possible (several when the facts leave it open); None: any.
    designations_complete: the firm has said that ``designations`` lists everything it holds; only then does
    the absence of a certificate count.
    """

    stage: Stage | None = None
    legal_form: LegalForm | None = None
    opened_on: date | None = None
    region_path: tuple[str, ...] | None = None
    industry: str | None = None
    employees: int | None = None
    sales: int | None = None
    sales_average: int | None = None
    birth_year: int | None = None
    birth_date: date | None = None
    size_classes: frozenset[SizeClass] | None = None
    designations: tuple[HeldDesignation, ...] = ()
    designations_complete: bool = False
