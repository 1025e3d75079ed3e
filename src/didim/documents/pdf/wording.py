"""How days, instants, sizes, amounts and hashes are written on paper."""

from datetime import date, datetime

from didim.kernel.calendar import SEOUL

_THOUSAND = 1024
_WEEKDAYS = "월화수목금토일"


def day(value: date) -> str:
    """Return a day: 2026년 3월 2일(월)."""
    return f"{value.year}년 {value.month}월 {value.day}일({_WEEKDAYS[value.weekday()]})"


def instant(value: datetime) -> str:
    """Return an instant in Seoul, to the second: 2026년 3월 2일(월) 17:59:59."""
    there = value.astimezone(SEOUL)
    return f"{day(there.date())} {there:%H:%M:%S}"


def size(count: int) -> str:
    """Return a number of bytes as people read it: 812 B, 1.2 MB."""
    if count < _THOUSAND:
        return f"{count} B"
    value = count / _THOUSAND
    for unit in ("KB", "MB"):
        if value < _THOUSAND:
            return f"{value:,.1f} {unit}"
        value /= _THOUSAND
    return f"{value:,.1f} GB"


def won(amount: int) -> str:
    """Return an amount in won: 45,000,000원."""
    return f"{amount:,}원"


def groups(digest: str, length: int = 8) -> list[str]:
    """Return a hexadecimal hash in groups that can be read aloud and compared."""
    return [digest[at : at + length] for at in range(0, len(digest), length)]


def short(digest: str) -> str:
    """Return the beginning and the end of a hash, where the whole stands elsewhere."""
    return f"{digest[:12]}…{digest[-8:]}"
