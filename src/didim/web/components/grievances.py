"""What pages of firms and of staff say alike about a grievance: its clock in words, its time line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from didim.desk.grievance_enums import INTERNAL, CaseStatus, EventKind
from didim.desk.models import Grievance, GrievanceEvent
from didim.engines.clocks import FactCode, State, Unit, shipped_clocks
from didim.engines.clocks.facts import Value
from didim.kernel.calendar import SEOUL
from didim.kernel.wording import Text

_SOON = 3


@dataclass(frozen=True, slots=True)
class ClockWords:
    """Where a case stands, in a few words, and how urgent that is (a badge's tone)."""

    text: str
    tone: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of the time line: when, what, and what was said (in Korean)."""

    at: datetime
    label: str
    text: str
    until: date | None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """How the due day came about: a noun, its value, and the rule it rests on (Korean)."""

    label: str
    value: str
    source: str


@cache
def pause_names() -> Mapping[str, Text]:
    """Return the reasons for which a grievance's clock stops, by code."""
    names: dict[str, Text] = {}
    for key, clock in shipped_clocks().items():
        if key.startswith(("grievance", "response-centre")):
            for _version, procedure in clock.procedures:
                names |= {code: rule.name for code, rule in procedure.pauses.items()}
    return names


def clock_words(grievance: Grievance, *, now: datetime) -> ClockWords:
    """Say where a case's clock stands, from what the row keeps."""
    if grievance.ended_at is not None:
        return ClockWords(grievance.get_status_display(), "", None)
    due = grievance.due_at.astimezone(SEOUL).date()
    if grievance.status == CaseStatus.PAUSED:
        name = pause_names().get(grievance.paused_for)
        reason = name.text(get_language() or "ko") if name else ""
        return ClockWords(_("멈춤 · %(reason)s") % {"reason": reason}, "info", due)
    days = (due - now.astimezone(SEOUL).date()).days
    if grievance.due_at < now:
        text = ngettext("%(days)d일 지남", "%(days)d일 지남", max(-days, 1)) % {"days": max(-days, 1)}
        return ClockWords(text, "urgent", due)
    if days == 0:
        return ClockWords(_("오늘까지"), "urgent", due)
    text = ngettext("%(days)d일 남음", "%(days)d일 남음", days) % {"days": days}
    return ClockWords(text, "caution" if days <= _SOON else "good", due)


def unit_words(unit: str) -> str:
    """Return what a term is counted in, in words."""
    return str(_UNITS.get(unit, ""))


def time_line(events: Iterable[GrievanceEvent], *, internal: bool = False) -> list[Moment]:
    """Return a case's events for people, oldest first; those among staff only where `internal`."""
    pauses = pause_names()
    moments = []
    for event in events:
        if event.kind in INTERNAL and not internal:
            continue
        label = str(event.get_kind_display())
        if event.kind in {EventKind.PAUSED, EventKind.RESUMED} and event.reason in pauses:
            label = f"{label} · {pauses[event.reason].text(get_language() or 'ko')}"
        text = event.text or (event.reason if event.kind in _WITH_REASON else "")
        moments.append(Moment(event.at, label, text, event.until))
    return moments


_WITH_REASON = {
    EventKind.EXTENDED,
    EventKind.CONSENTED,
    EventKind.TRANSFERRED,
    EventKind.REOPENED,
    EventKind.REPEATED,
}


def due_steps(told: State) -> list[Step]:
    """Return how the due day of a case came about, step by step, with the rules' sources."""
    language = get_language() or "ko"
    return [
        Step(
            fact.label.text(language),
            " · ".join(_values(dict(fact.values), language)),
            fact.source,
        )
        for fact in told.steps
        if fact.code not in {FactCode.TRANSFER_GOES_ON, FactCode.TRANSFER_RESTARTS}
    ]


def _values(values: Mapping[str, Value], language: str) -> list[str]:
    """Return what a step says, a number together with what it counts."""
    said = {name: part for name, value in values.items() if (part := _shown(name, value, language))}
    if "count" in said and "unit" in said:
        words = {"count": said["count"], "unit": said.pop("unit")}
        said["count"] = _("%(count)s %(unit)s") % words
    return list(said.values())


def _shown(name: str, value: Value, language: str) -> str:
    if isinstance(value, Text):
        return value.text(language)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if name == "unit":
        return unit_words(str(value))
    return str(value) if name in _NUMBERS and value is not None else ""


# The rest of a fact's values are codes, or said in the time line already.
_NUMBERS = {"count", "days"}
_UNITS: Mapping[str, object] = {
    Unit.WORKING_DAYS: gettext_lazy("근무일"),
    Unit.CALENDAR_DAYS: gettext_lazy("달력일"),
    Unit.MONTHS: pgettext_lazy("기간", "개월"),
}
