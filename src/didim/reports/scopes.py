"""Whose figures, and of which days."""

import calendar
from dataclasses import dataclass
from datetime import date

from didim.kernel.calendar import years_after
from didim.kernel.wording import Text

_HALVES = {(1, 6): ("상반기", "first half"), (7, 12): ("하반기", "second half")}
_YEAR = (1, 12)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError("기간의 시작일은 마지막 날보다 늦을 수 없습니다.")

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return a calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def half(cls, year: int, half: int) -> "Period":
        """Return the first (1) or the second (2) half of a year."""
        return (
            cls(date(year, 1, 1), date(year, 6, 30))
            if half == 1
            else cls(date(year, 7, 1), date(year, 12, 31))
        )

    @property
    def year_before(self) -> "Period":
        """The same days a year before; a last day of February stays the last day."""
        start, end = years_after(self.start, -1), years_after(self.end, -1)
        if self.end.day == calendar.monthrange(self.end.year, self.end.month)[1]:
            end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        return Period(start, end)

    @property
    def is_whole_years(self) -> bool:
        """Whether the period begins with a year and ends with one."""
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31)

    @property
    def months(self) -> int:
        """How many months the period touches, a whole year being twelve."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def label(self) -> Text:
        """What people call the period: 2022년, 2020년 상반기, else its days."""
        whole = self.start.day == 1 and self.end.day == calendar.monthrange(self.end.year, self.end.month)[1]
        months = (self.start.month, self.end.month)
        if whole and self.start.year == self.end.year:
            if months == _YEAR:
                return Text(f"{self.start.year}년", str(self.start.year))
            if half := _HALVES.get(months):
                return Text(f"{self.start.year}년 {half[0]}", f"{half[1]} of {self.start.year}")
        if whole and months == _YEAR:
            return Text(f"{self.start.year}~{self.end.year}년", f"{self.start.year}–{self.end.year}")
        return Text(f"{self.start:%Y. %-m. %-d.} ~ {self.end:%Y. %-m. %-d.}", f"{self.start} – {self.end}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows count: of some agencies (None: of all), of a firm, of programmes by name.

    `region` is the code of the region that "own" means in a definition, "" where it has none.
    """

    agencies: tuple[int, ...] | None = None
    firm: int | None = None
    programmes: tuple[str, ...] = ()
    region: str = ""
