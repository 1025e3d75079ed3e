"""Values of rows as cells of a paper."""

from datetime import date
from decimal import Decimal

from didim.reports.paper import Cell


def text_cell(value: object) -> Cell:
    """Return words, or nothing."""
    return Cell("" if value is None else str(value))


def number_cell(value: Decimal | int | None) -> Cell:
    """Return a number with thousands apart and no idle zeros, or nothing."""
    if value is None:
        return Cell("")
    plain = Decimal(value).normalize()
    whole = plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain
    return Cell(f"{whole:,f}", whole)


def day_cell(value: date | None) -> Cell:
    """Return a day, or nothing."""
    return Cell("" if value is None else value.isoformat(), value)
