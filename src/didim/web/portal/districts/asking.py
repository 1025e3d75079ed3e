"""What the address of a page asks for, read against the edition: unknown words count as not said."""

from dataclasses import dataclass

from django.http import HttpRequest

from didim.districts.enums import DistrictKind, MapMeasure, TradeGroup
from didim.districts.models import Edition, Trade
from didim.districts.queries.trades import known_trades


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TradeChoice:
    """The trade that is asked for ("": all), and what may be chosen, by group."""

    code: str
    name: str
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]


def trade_choice(request: HttpRequest, edition: Edition, *, name: str = "trade") -> TradeChoice:
    """Return the trade of the address and the choices: one query."""
    trades = known_trades(edition)
    asked = request.GET.get(name, "")
    code = asked if asked in trades else ""
    return TradeChoice(code, trades[code].name if code else "", grouped(trades, code))


def grouped(trades: dict[str, Trade], chosen: str) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Return trades as the groups of a select."""
    groups = (
        (
            str(group.label),
            tuple(
                Choice(one.code, one.name, one.code == chosen)
                for one in trades.values()
                if one.group == group
            ),
        )
        for group in TradeGroup
    )
    return tuple(pair for pair in groups if pair[1])


def asked_measure(request: HttpRequest) -> MapMeasure:
    """Return the measure of the address; the closing rate where none is said."""
    asked = request.GET.get("measure", "")
    return MapMeasure(asked) if asked in MapMeasure.values else MapMeasure.CLOSING_RATE


def asked_kind(request: HttpRequest) -> str:
    """Return the kind of district of the address, "" for all."""
    asked = request.GET.get("kind", "")
    return asked if asked in DistrictKind.values else ""


def asked_number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of the address; None for anything else."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 6 else None  # noqa: PLR2004 - no figure here is longer
