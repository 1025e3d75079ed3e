"""Figures in words: values, changes and sentences, in plain Korean with fitting particles and in English."""

import re
from collections.abc import Mapping
from decimal import Decimal

from didim.kernel.particles import with_particle
from didim.reports.catalogue import Figure
from didim.reports.enums import FigureKind, TermPeriod
from didim.reports.queries.measuring import Measured
from didim.reports.units import PERCENT, signed_percent

SHORT_KO, SHORT_EN = "표본 부족", "sample too small"
NOTHING_KO, NOTHING_EN = "자료 없음", "no data"
CHANGES = (FigureKind.CHANGE, FigureKind.LEAST_CHANGE)
PLACE = re.compile(r"\{([a-z-]+)(?::([가-힣]+))?\}")


def shown(measured: Measured, language: str = "ko") -> str:
    """Return a figure as it is printed, with its unit; words where there is no number to print."""
    korean = language.startswith("ko")
    if measured.value is None:
        return NOTHING_KO if korean else NOTHING_EN
    if measured.is_short:
        return SHORT_KO if korean else SHORT_EN
    if measured.figure.kind in CHANGES:
        return signed_percent(measured.value, language)
    return measured.figure.unit.shown(measured.value, language)


def change_shown(measured: Measured, language: str = "ko") -> str:
    """Return the change over the year before (+6.8%); "" where nothing is known of it."""
    if measured.change is None or measured.is_short:
        return ""
    return signed_percent(measured.change, language)


def is_told(measured: Measured) -> bool:
    """Whether a figure has something to say in a sentence: a number, and not none of anything."""
    return bool(measured.value) and not measured.is_short


def filled(pattern: str, values: Mapping[str, str]) -> str | None:
    """Fill the places of a sentence, with particles where asked; None where a value is missing."""
    if any(not values.get(name) for name in places(pattern)):
        return None

    def place(match: re.Match[str]) -> str:
        value = values[match[1]]
        return with_particle(value, match[2]) if match[2] else value

    return PLACE.sub(place, pattern)


def sentence(measured: Measured, language: str = "ko") -> str:
    """Return what a figure says in one sentence; "" where it says nothing."""
    if not is_told(measured):
        return ""
    return _korean(measured) if language.startswith("ko") else _english(measured)


def _is_over_years(figure: Figure) -> bool:
    return figure.base is not None and figure.base.period is TermPeriod.YEAR_BEFORE


def places(pattern: str) -> list[str]:
    """Return the names a sentence has places for, in their order, each once."""
    return list(dict.fromkeys(match[1] for match in PLACE.finditer(pattern)))


def _korean(measured: Measured) -> str:
    figure, value = measured.figure, measured.value or Decimal(0)
    name = with_particle(figure.name.ko, "은")
    if figure.kind in CHANGES:
        size = PERCENT.shown(abs(value))
        since = "전년" if _is_over_years(figure) else "지원 전"
        return f"{name} {size}로, {since}보다 {'늘었습니다' if value > 0 else '줄었습니다'}."
    said = f"{name} {with_particle(shown(measured), '으로')}"
    if measured.change:
        size = PERCENT.shown(abs(measured.change))
        said = f"{said} 전년보다 {size} {'늘었습니다' if measured.change > 0 else '줄었습니다'}."
    elif measured.change is not None:
        said = f"{said} 전년과 같습니다."
    else:
        said = f"{name} {shown(measured)}입니다."
    if measured.progress is not None and measured.target is not None:
        goal = figure.unit.shown(measured.target)
        said += f" 목표 {goal}의 {PERCENT.shown(measured.progress)}를 이뤘습니다."
    return said


def _english(measured: Measured) -> str:
    figure, value = measured.figure, measured.value or Decimal(0)
    if figure.kind in CHANGES:
        size = PERCENT.shown(abs(value), "en")
        since = "the year before" if _is_over_years(figure) else "before the support"
        return f"{figure.name.en}: {'up' if value > 0 else 'down'} {size} on {since}."
    said = f"{figure.name.en}: {shown(measured, 'en')}"
    if measured.change:
        size = PERCENT.shown(abs(measured.change), "en")
        said += f", {'up' if measured.change > 0 else 'down'} {size} on the year before"
    elif measured.change is not None:
        said += ", as many as the year before"
    if measured.progress is not None and measured.target is not None:
        goal = figure.unit.shown(measured.target, "en")
        said += f"; {PERCENT.shown(measured.progress, 'en')} of the target of {goal}"
    return f"{said}."
