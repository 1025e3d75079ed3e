"""Checks a finished timetable against every rule, from the slots alone: no solver has a say in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from didim.engines.scheduling.timetables import Session, Timetable, breaks_of
from didim.kernel.wording import Text


class BreachKind(StrEnum):
    """The rule that is broken."""

    NO_SUCH_SLOT = "no_such_slot"
    TWO_PLACES = "two_places"
    TABLES = "tables"
    SESSION = "session"
    FORBIDDEN = "forbidden"
    FIXED = "fixed"
    PRECEDENCE = "precedence"
    FAIRNESS = "fairness"


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken rule, said in a sentence."""

    kind: BreachKind
    sentence: Text


def breaches(timetable: Timetable, slots: Sequence[int], *, fairness: int | None = None) -> list[Breach]:
    """Return every rule that the slots break; `fairness` is the most that two participants' breaks differ."""
    if len(slots) != len(timetable.meetings) or any(not 0 <= slot < timetable.slots for slot in slots):
        sentence = Text(
            "시간이 없거나 표에 없는 시간에 놓인 상담이 있습니다.",
            "A meeting has no slot, or one that the day does not have.",
        )
        return [Breach(BreachKind.NO_SUCH_SLOT, sentence)]
    found = [*_of_meetings(timetable, slots), *_of_slots(timetable, slots)]
    counts = breaks_of(timetable, slots)
    if fairness is not None and counts and max(counts) - min(counts) > fairness:
        sentence = Text(
            f"빈 시간이 가장 많은 쪽({max(counts)})과 적은 쪽({min(counts)})의 차이가 {fairness}보다 큽니다.",
            f"The most breaks ({max(counts)}) and the fewest ({min(counts)}) differ by more than {fairness}.",
        )
        found.append(Breach(BreachKind.FAIRNESS, sentence))
    return found


def _of_meetings(timetable: Timetable, slots: Sequence[int]) -> list[Breach]:
    found = []
    for number, (meeting, slot) in enumerate(zip(timetable.meetings, slots, strict=True)):
        ko, en = f"상담 {number + 1}: {slot + 1}번째 시간", f"Meeting {number + 1} in slot {slot + 1}"
        morning = slot < timetable.morning
        if meeting.session is not Session.EITHER and morning != (meeting.session is Session.MORNING):
            sentence = Text(f"{ko}은 요청한 오전·오후가 아닙니다.", f"{en} lies outside its session.")
            found.append(Breach(BreachKind.SESSION, sentence))
        if meeting.fixed is not None and slot != meeting.fixed:
            sentence = Text(
                f"{ko}이 정한 {meeting.fixed + 1}번째가 아닙니다.", f"{en} is fixed in {meeting.fixed + 1}."
            )
            found.append(Breach(BreachKind.FIXED, sentence))
        if slot in meeting.forbidden:
            sentence = Text(f"{ko}은 이 상담에 막힌 시간입니다.", f"{en} lies where it must not.")
            found.append(Breach(BreachKind.FORBIDDEN, sentence))
        for participant in meeting.parties:
            if slot in timetable.forbidden[participant]:
                sentence = Text(
                    f"{ko}에 참가자 {participant + 1}이 나올 수 없습니다.",
                    f"{en}: participant {participant + 1} is not available.",
                )
                found.append(Breach(BreachKind.FORBIDDEN, sentence))
        for earlier in meeting.after:
            if slots[earlier] >= slot:
                sentence = Text(
                    f"{ko}이 먼저 할 상담 {earlier + 1}보다 뒤가 아닙니다.",
                    f"{en} is not after meeting {earlier + 1}.",
                )
                found.append(Breach(BreachKind.PRECEDENCE, sentence))
    return found


def _of_slots(timetable: Timetable, slots: Sequence[int]) -> list[Breach]:
    found = []
    for slot, count in sorted(Counter(slots).items()):
        if count > timetable.tables:
            sentence = Text(
                f"{slot + 1}번째 시간에 상담이 {count}건으로, 자리 {timetable.tables}개보다 많습니다.",
                f"Slot {slot + 1} holds {count} meetings at {timetable.tables} tables.",
            )
            found.append(Breach(BreachKind.TABLES, sentence))
    for participant, numbers in enumerate(timetable.meetings_of):
        for slot, count in sorted(Counter(slots[number] for number in numbers).items()):
            if count > 1:
                sentence = Text(
                    f"참가자 {participant + 1}의 상담 {count}건이 {slot + 1}번째 시간에 겹칩니다.",
                    f"Participant {participant + 1} has {count} meetings in slot {slot + 1}.",
                )
                found.append(Breach(BreachKind.TWO_PLACES, sentence))
    return found
