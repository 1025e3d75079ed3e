"""What stands around a step of an application: where one is, what is missing, how much time is left."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from didim.applications.queries.drafts import DraftSheet
from didim.applications.queries.files import StoredFile
from didim.applications.queries.verdicts import judge_draft
from didim.engines.forms import Choice, Step
from didim.engines.forms.assembling import BONUS
from didim.kernel.wording import Text

# The guideline's advice: hand in two or three days before the end, when everybody else comes.
EARLY = timedelta(days=3)


@dataclass(frozen=True)
class StepMark:
    """A step in the row of steps: how much of it is missing or wrong, whether it was begun at all."""

    key: str
    title: Text
    url: str
    missing: int
    begun: bool
    current: bool

    @property
    def done(self) -> bool:
        """Whether nothing of it keeps the application from being handed in."""
        return self.missing == 0 and self.begun


@dataclass(frozen=True)
class TimeLeft:
    """How long applications are still taken, by the server's clock."""

    closes_at: datetime
    now: datetime

    @property
    def over(self) -> bool:
        """Whether the end has passed."""
        return self.now > self.closes_at

    @property
    def days(self) -> int:
        """Whole days left."""
        return max(0, (self.closes_at - self.now).days)

    @property
    def hours(self) -> int:
        """Hours left beyond the whole days."""
        return max(0, (self.closes_at - self.now).seconds // 3600)

    @property
    def minutes(self) -> int:
        """Minutes left beyond the whole hours."""
        return max(0, (self.closes_at - self.now).seconds % 3600 // 60)

    @property
    def soon(self) -> bool:
        """Whether the days in which many hand in have begun."""
        return not self.over and self.closes_at - self.now < EARLY

    @property
    def advised_until(self) -> datetime:
        """The instant until which to hand in at ease."""
        return self.closes_at - EARLY


def time_left(sheet: DraftSheet, now: datetime) -> TimeLeft | None:
    """Return the time until what may be changed closes: the call, or a request for supplements."""
    closes_at = sheet.supplement.due_at if sheet.supplement and sheet.period.is_over(now) else None
    closes_at = closes_at or sheet.period.closes_at
    return TimeLeft(timezone.localtime(closes_at), timezone.localtime(now)) if closes_at else None


def step_marks(sheet: DraftSheet, current: str = "") -> list[StepMark]:
    """Return the steps with what is missing in each."""
    wrong = Counter(problem.step for problem in sheet.problems)
    return [
        StepMark(
            step.key,
            step.title,
            reverse("portal:draft-step", args=[sheet.application.pk, step.key]),
            wrong[step.key],
            _begun(sheet, step),
            step.key == current,
        )
        for step in sheet.steps
    ]


def _begun(sheet: DraftSheet, step: Step) -> bool:
    asked = [field for field in step.fields if field.key in sheet.visible]
    return any(field.key in sheet.begun for field in asked) or not any(field.required for field in asked)


def frame(sheet: DraftSheet, *, now: datetime, step: str = "") -> dict[str, Any]:
    """Return what every page of a draft shows around its own content."""
    marks = step_marks(sheet, step)
    return {
        "sheet": sheet,
        "application": sheet.application,
        "marks": marks,
        "done": sum(mark.done for mark in marks),
        "left": time_left(sheet, now),
        "kept": [
            {"label": entry["label"] or key, "value": entry["value"]}
            for key, entries in sheet.kept.items()
            for entry in entries
        ],
        "verdict": judge_draft(
            call_id=sheet.application.call_id,
            enterprise_id=sheet.application.enterprise_id,
            form=sheet.form,
            answers=sheet.answers,
            on=timezone.localdate(now),
        ),
    }


@dataclass(frozen=True)
class BonusClaim:
    """A bonus point that is claimed, with the files that are to prove it."""

    step: str
    label: Text
    files: list[StoredFile]


def bonus_claims(sheet: DraftSheet) -> list[BonusClaim]:
    """Return the bonus points a draft claims; each counts only with its evidence."""
    field = sheet.form.fields.get(BONUS)
    if field is None or not isinstance(field.kind, Choice):
        return []
    step = sheet.form.structure.step_of[BONUS].key
    claimed = sheet.answers.get(BONUS)
    return [
        BonusClaim(step, field.kind.label(key), sheet.files_by_slot.get(f"{BONUS}_{key}", []))
        for key in (claimed if isinstance(claimed, list) else [])
    ]
