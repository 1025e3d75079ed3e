"""How a due day came about: facts with a name in both languages, values and the rule's source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from didim.engines.clocks.calendars import KnownCalendar, day_of
from didim.engines.clocks.counting import Measure, Pause, Reckoning
from didim.engines.clocks.courses import Course
from didim.engines.clocks.events import (
    Answered,
    ClosedAsRepeated,
    ExtendedByConsent,
    Reopened,
    Repeated,
    Returned,
    Withdrawn,
)
from didim.kernel.calendar import ONE_DAY, SATURDAY, SEOUL
from didim.kernel.wording import Text

Value = str | int | date | datetime | Text | None


class FactCode(StrEnum):
    """What a fact is about."""

    RECEIVED = "received"
    REOPENED = "reopened"
    REPEATED = "repeated"
    TERM = "term"
    STARTS = "starts"
    HOLIDAYS = "holidays"
    PAUSED = "paused"
    EXTENDED = "extended"
    EXTENDED_BY_CONSENT = "extended_by_consent"
    TRANSFER_GOES_ON = "transfer_goes_on"
    TRANSFER_RESTARTS = "transfer_restarts"
    CLOSED_END = "closed_end"
    DUE = "due"
    EARLIEST_DUE = "earliest_due"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    CLOSED_AS_REPEATED = "closed_as_repeated"


LABELS = {
    FactCode.RECEIVED: Text("접수", "Received"),
    FactCode.REOPENED: Text("재개", "Reopened"),
    FactCode.REPEATED: Text("반복 접수", "Handed in again"),
    FactCode.TERM: Text("처리기간", "Term"),
    FactCode.STARTS: Text("기산", "Counted from"),
    FactCode.HOLIDAYS: Text("공휴일·휴무일(불산입)", "Holidays, not counted"),
    FactCode.PAUSED: Text("불산입 기간", "Time not counted"),
    FactCode.EXTENDED: Text("처리기간 연장", "Extension"),
    FactCode.EXTENDED_BY_CONSENT: Text("동의를 받은 재연장", "Second extension, by consent"),
    FactCode.TRANSFER_GOES_ON: Text("이송(이어서 계산)", "Transfer, counting goes on"),
    FactCode.TRANSFER_RESTARTS: Text("이송(새로 계산)", "Transfer, counted anew"),
    FactCode.CLOSED_END: Text("말일이 휴무일이어서 미룸", "Last day closed, put off"),
    FactCode.DUE: Text("처리기한", "Due"),
    FactCode.EARLIEST_DUE: Text("처리기한(지금 재개할 때)", "Due if counting went on now"),
    FactCode.ANSWERED: Text("답변", "Answered"),
    FactCode.WITHDRAWN: Text("취하", "Withdrawn"),
    FactCode.RETURNED: Text("반려", "Returned"),
    FactCode.CLOSED_AS_REPEATED: Text("반복 민원 종결", "Closed as repeated"),
}
CIVIL_ACT_161 = "민법 제161조: 기간의 말일이 토요일 또는 공휴일이면 그 다음 날에 끝남"
_OPENINGS = {Reopened: FactCode.REOPENED, Repeated: FactCode.REPEATED}
_ENDINGS = {
    Answered: FactCode.ANSWERED,
    Withdrawn: FactCode.WITHDRAWN,
    Returned: FactCode.RETURNED,
    ClosedAsRepeated: FactCode.CLOSED_AS_REPEATED,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One step: its code, values by name (instants in Seoul), and the source of the rule ("": none)."""

    code: FactCode
    values: tuple[tuple[str, Value], ...]
    source: str = ""

    @property
    def label(self) -> Text:
        """The name of the step."""
        return LABELS[self.code]

    def value(self, name: str) -> Value:
        """Return one value, None if the step has none of that name."""
        return dict(self.values).get(name)


def facts_of(
    course: Course, reckoning: Reckoning, calendar: KnownCalendar, *, holding: bool, at: datetime
) -> Iterator[Fact]:
    """Yield the steps from the receipt to the last day, and the end if there is one.

    `holding`: a pause holds in time, so that the last day is the earliest it can be.
    """
    term = course.run.term
    opening = _OPENINGS.get(type(course.opened), FactCode.RECEIVED)
    yield _fact(opening, at=course.opened.at, round=course.round, office=course.office)
    yield _fact(FactCode.TERM, term.source, unit=term.unit, count=term.count, definition=term.id)
    yield from _transfers(course)
    yield _fact(FactCode.STARTS, term.source, start=term.start, at=reckoning.starts_at)
    for extension in course.extensions:
        consent = isinstance(extension.event, ExtendedByConsent)
        yield _fact(
            FactCode.EXTENDED_BY_CONSENT if consent else FactCode.EXTENDED,
            extension.rule.source,
            at=extension.event.at,
            count=extension.event.count,
            unit=term.unit,
            reason=extension.event.reason,
        )
    for pause in course.run.pauses:
        yield _paused(pause, reckoning, at)
    holidays = _holidays(reckoning, calendar)
    if holidays and reckoning.measure is not Measure.CALENDAR_DAYS:
        listed = ", ".join(day.isoformat() for day in holidays)
        yield _fact(FactCode.HOLIDAYS, term.source, count=len(holidays), days=listed)
    if reckoning.counted_end != reckoning.due_on:
        yield _fact(
            FactCode.CLOSED_END, CIVIL_ACT_161, from_day=reckoning.counted_end, to_day=reckoning.due_on
        )
    code = FactCode.EARLIEST_DUE if holding else FactCode.DUE
    yield _fact(
        code,
        day=reckoning.due_on,
        at=reckoning.due_at,
        measure=reckoning.measure,
        allowed=reckoning.allowed,
        used=reckoning.used,
    )
    if course.ended is not None:
        yield _fact(_ENDINGS[type(course.ended)], at=course.ended.at)


def _transfers(course: Course) -> Iterator[Fact]:
    for transfer in course.transfers:
        code = FactCode.TRANSFER_RESTARTS if transfer.restarted else FactCode.TRANSFER_GOES_ON
        yield _fact(code, transfer.source, at=transfer.event.at, office=transfer.event.to)


def _paused(pause: Pause, reckoning: Reckoning, at: datetime) -> Fact:
    first, last = day_of(pause.since), pause.last_day(at)
    days = sum(first <= day <= last for day in reckoning.not_counted)
    return _fact(
        FactCode.PAUSED,
        pause.rule.source,
        reason=pause.rule.name,
        since=pause.since,
        until=pause.until,
        ended_at=pause.ended_at,
        days=days if reckoning.not_counted else None,
    )


def _holidays(reckoning: Reckoning, calendar: KnownCalendar) -> list[date]:
    """Return the closed days from Monday to Friday between the first counted and the last day."""
    found, day = [], day_of(reckoning.starts_at)
    while day <= reckoning.due_on:
        if day.weekday() < SATURDAY and not calendar.is_working_day(day):
            found.append(day)
        day += ONE_DAY
    return found


def _fact(code: FactCode, source: str = "", **values: Value) -> Fact:
    return Fact(
        code,
        tuple(
            (name, value.astimezone(SEOUL) if isinstance(value, datetime) else value)
            for name, value in values.items()
        ),
        source,
    )
