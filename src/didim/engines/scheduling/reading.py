"""Reads a timetable from the published format: MiniZinc data (.dzn), `name = value;` in any order.

A participant who meets themselves, a slot that does not exist, a list of another length: each comes back as a
sentence with the line it stands in. `meetingsxBusiness` and `nMeetingsBusiness` follow from `requested` and
are not read. Without `forbidden`, `fixed` or `precedences` there are none.
"""

import re
from pathlib import Path

from didim.engines.scheduling.timetables import Meeting, Session, Timetable

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\s*=\s*([^;]*);")
_SET = re.compile(r"\{([^{}]*)\}")
_WHOLE = re.compile(r"\d+")
_RANGE = re.compile(r"(\d+)\s*\.\.\s*(\d+)")
_ROW_LENGTH = 3


class DznError(ValueError):
    """What is wrong with a file, and in which line (0: the file as a whole)."""

    def __init__(self, line: int, ko: str, en: str) -> None:
        super().__init__(f"{line}번째 줄: {ko} / line {line}: {en}" if line else f"{ko} / {en}")
        self.line = line


def read_dzn(path: Path) -> Timetable:
    """Return the timetable of a file; raise DznError where it cannot be one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DznError(0, f"파일을 읽을 수 없습니다({error})", "the file cannot be read") from error
    return parse_dzn(text)


def parse_dzn(text: str) -> Timetable:
    """Return the timetable of a file's text; raise DznError, with the line, where it cannot be one."""
    values = _assignments(text)
    count = {
        name: _number(values, name)
        for name in ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
    }
    if count["nMorningSlots"] > count["nTotalSlots"]:
        line = values["nMorningSlots"].line
        raise DznError(line, "오전 시간이 전체 시간보다 많습니다", "more morning slots than slots")
    rows = _rows(values, count["nMeetings"], count["nBusiness"])
    fixed = _fixed(values, count["nMeetings"], count["nTotalSlots"])
    after = _sets(values, "precedences", count["nMeetings"], count["nMeetings"])
    forbidden = _sets(values, "forbidden", count["nBusiness"], count["nTotalSlots"])
    meetings = tuple(
        Meeting(first - 1, second - 1, Session(session), slot - 1 if slot else None, tuple(sorted(before)))
        for (first, second, session), slot, before in zip(rows, fixed, after, strict=True)
    )
    return Timetable(
        participants=count["nBusiness"],
        tables=count["nTables"],
        slots=count["nTotalSlots"],
        morning=count["nMorningSlots"],
        meetings=meetings,
        forbidden=tuple(forbidden),
    )


class _Value:
    """The text of one value and where it begins in the file."""

    def __init__(self, whole: str, begin: int, end: int) -> None:
        self.text, self.whole, self.begin = whole[begin:end], whole, begin

    @property
    def line(self) -> int:
        return self.line_at(0)

    def line_at(self, offset: int) -> int:
        return self.whole.count("\n", 0, self.begin + offset) + 1


def _assignments(text: str) -> dict[str, _Value]:
    whole = re.sub(r"%[^\n]*", lambda found: " " * len(found.group()), text)
    values: dict[str, _Value] = {}
    at = 0
    while rest := whole[at:].lstrip():
        at = len(whole) - len(rest)
        found = _ASSIGNMENT.match(whole, at)
        if found is None:
            words = rest.split("\n", 1)[0][:40]
            line = whole.count("\n", 0, at) + 1
            raise DznError(line, f"'이름 = 값;'이 아닙니다({words})", "not of the form 'name = value;'")
        values[found.group(1)] = _Value(whole, found.start(2), found.end(2))
        at = found.end()
    return values


def _number(values: dict[str, _Value], name: str) -> int:
    if name not in values:
        raise DznError(0, f"{name}이(가) 없습니다", f"{name} is missing")
    value = values[name]
    if not _WHOLE.fullmatch(value.text.strip()):
        raise DznError(value.line, f"{name}은(는) 0 이상의 정수여야 합니다", f"{name} must be a whole number")
    return int(value.text)


def _rows(values: dict[str, _Value], meetings: int, participants: int) -> list[tuple[int, int, int]]:
    if "requested" not in values:
        raise DznError(0, "requested가 없습니다", "requested is missing")
    value = values["requested"]
    text = value.text.strip()
    if not (text.startswith("[|") and text.endswith("|]")):
        raise DznError(value.line, "requested는 [| … |] 표여야 합니다", "requested must be a [| … |] table")
    rows: list[tuple[int, int, int]] = []
    at = value.text.index("[|") + 2
    for part in value.text[at : value.text.rindex("|]")].split("|"):
        line = value.line_at(at + len(part) - len(part.lstrip()))
        at += len(part) + 1
        if not part.strip():
            continue
        words = [word.strip() for word in part.strip().rstrip(",").split(",")]
        if len(words) != _ROW_LENGTH or not all(_WHOLE.fullmatch(word) for word in words):
            ko = "상담은 '참가자, 참가자, 시간대' 세 정수여야 합니다"
            raise DznError(line, ko, "a meeting is 'participant, participant, session'")
        first, second, session = (int(word) for word in words)
        if not (1 <= first <= participants and 1 <= second <= participants) or first == second:
            ko = f"참가자 번호 {first}, {second}은(는) 1부터 {participants}까지의 서로 다른 수여야 합니다"
            raise DznError(line, ko, f"participants must be two different numbers from 1 to {participants}")
        if session not in tuple(Session):
            raise DznError(line, "시간대는 1(오전), 2(오후), 3(모두)입니다", "the session is 1, 2 or 3")
        rows.append((first, second, session))
    if len(rows) != meetings:
        ko = f"상담이 {len(rows)}건으로 nMeetings {meetings}과(와) 다릅니다"
        raise DznError(value.line, ko, f"{len(rows)} meetings, but nMeetings is {meetings}")
    return rows


def _fixed(values: dict[str, _Value], meetings: int, slots: int) -> list[int]:
    if "fixed" not in values:
        return [0] * meetings
    value = values["fixed"]
    words = [word.strip() for word in value.text.strip().removeprefix("[").removesuffix("]").split(",")]
    words = words[:-1] if words and not words[-1] else words
    if len(words) != meetings or not all(_WHOLE.fullmatch(word) and int(word) <= slots for word in words):
        ko = f"fixed는 0부터 {slots}까지의 정수 {meetings}개여야 합니다"
        raise DznError(value.line, ko, f"fixed must be {meetings} whole numbers from 0 to {slots}")
    return [int(word) for word in words]


def _sets(values: dict[str, _Value], name: str, many: int, most: int) -> list[frozenset[int]]:
    """Return sets of numbers from 1 to `most`, from 0 here; a 0 in the file stands for none."""
    if name not in values:
        return [frozenset()] * many
    value = values[name]
    found = []
    rest = value.text.strip()
    if not (rest.startswith("[") and rest.endswith("]")) or _SET.sub("", rest).strip("[], \t\r\n"):
        raise DznError(
            value.line, f"{name}은(는) [{{…}}, …] 목록이어야 합니다", f"{name} must be a list of sets"
        )
    for match in _SET.finditer(value.text):
        line = value.line_at(match.start())
        numbers: set[int] = set()
        for word in (part.strip() for part in match.group(1).split(",")):
            span = _RANGE.fullmatch(word)
            if span:
                numbers.update(range(int(span.group(1)), min(int(span.group(2)), most + 1) + 1))
            elif _WHOLE.fullmatch(word):
                numbers.add(int(word))
            elif word:
                raise DznError(line, f"{name}에 정수가 아닌 '{word}'", f"'{word}' in {name} is not whole")
        if any(number > most for number in numbers):
            raise DznError(line, f"{name}의 수는 {most} 이하여야 합니다", f"numbers in {name} go to {most}")
        found.append(frozenset(number - 1 for number in numbers if number))
    if len(found) != many:
        ko = f"{name}의 집합이 {len(found)}개로, {many}개여야 합니다"
        raise DznError(value.line, ko, f"{name} has {len(found)} sets instead of {many}")
    return found
