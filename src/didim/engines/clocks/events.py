"""What happens to a case: facts with their instant, in the order in which they were recorded."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at an aware instant."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("사건의 시각에는 시간대가 있어야 합니다.")


@dataclass(frozen=True, slots=True)
class Received(Event):
    """The case came in, at `office` if its code is known."""

    office: str = ""


@dataclass(frozen=True, slots=True)
class Paused(Event):
    """Counting stops for a reason of the procedure.

    `until` is the pause's own last day (the supplement is to be there by then). `key` tells two pauses of one
    reason apart.
    """

    reason: str = ""
    until: date | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """A pause ended: what was asked for came, the hearing was held."""

    reason: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Extended(Event):
    """The office extended the term by `count` of its units."""

    count: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExtendedByConsent(Extended):
    """The term was extended once more, and the person agreed."""


@dataclass(frozen=True, slots=True)
class Transferred(Event):
    """Another office is in charge from now on; `elsewhere`: one of another agency, which has taken it."""

    to: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The answer was given."""


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """The person took the case back."""


@dataclass(frozen=True, slots=True)
class Returned(Event):
    """The office sent the case back because nothing came within a pause's own deadline."""


@dataclass(frozen=True, slots=True)
class ClosedAsRepeated(Event):
    """The office closed a petition that repeats answered ones; `decision` names who decided so and when."""

    decision: str = ""


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """The office took an ended case up again."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Repeated(Event):
    """The person handed the same petition in again after its end."""


@dataclass(frozen=True, slots=True)
class Reminded(Event):
    """A reminder was sent; `key` is that of the reminder."""

    key: str = ""
