"""The figures there are: named, dated definitions as data (`definitions/figures/*.toml`).

A definition says which rows are counted and how they are shown; it holds no value of a figure. Every result
keeps the id of the version it was measured by (`sales@2010-01-01`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from didim.kernel.definitions import DefinitionError, Definitions, DefinitionVersion, read_definition
from didim.kernel.wording import Text
from didim.reports.enums import Comparison, DataSet, FigureKind, Measure, TermPeriod
from didim.reports.units import UNITS, DisplayUnit

_TERM_KEYS = {
    "data", "measure", "of", "period",
    "indicator", "basis", "breakdown", "currency", "region", "form", "age",
    "service", "channel", "charge", "result", "in_time", "origin",
}  # fmt: skip
_FIGURE_KEYS = {
    "kind", "unit", "value", "base", "compare", "by", "min_sample", "same_firms",
    "of_firm", "of_firm_en",
}  # fmt: skip
_ONE_TERM = {FigureKind.AMOUNT}


@dataclass(frozen=True, slots=True)
class Term:
    """Rows and what is done with them.

    `of` is what is added up or counted apart (amount, firm, programme, breakdown, form, day). `where` narrows
    the rows; `indicator` may stand only with observations, `form` and `age` only with support, `service` and
    `channel` with uses, `charge` (district, place) with charges, `result` and `in_time` with answers,
    `origin` (who asked) with meetings.
    """

    data: DataSet
    measure: Measure
    of: str = ""
    period: TermPeriod = TermPeriod.WITHIN
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One version of a figure's definition. `by` says by what its parts are told apart ("" for none)."""

    id: str
    code: str
    name: Text
    source: str
    kind: FigureKind
    unit: DisplayUnit
    value: Term
    base: Term | None = None
    compare: frozenset[Comparison] = frozenset()
    by: str = ""
    min_sample: int = 1
    # Count only firms that stand in both terms.
    same_firms: bool = False
    # What it is called where it tells of a single firm; its name where it is the same.
    of_firm: Text | None = None

    def named_for(self, *, firm: bool) -> "Figure":
        """Return the figure under the name it has for a single firm, or for many."""
        return replace(self, name=self.of_firm) if firm and self.of_firm is not None else self


@cache
def shipped_figures() -> Definitions:
    """Return the definitions that come with Didim, read once per process."""
    return read_figures(resources.files("didim").joinpath("definitions", "figures"))


def read_figures(directory: Traversable) -> Definitions:
    """Read every `[[figures]]` of a directory's TOML files; DefinitionError names the place that is wrong."""
    found = []
    for file in sorted(directory.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".toml"):
            continue
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for at, table in enumerate(content.get("figures", ())):
            definition = read_definition(table, place=f"{file.name}: figures[{at}]")
            for version in definition.versions:
                _figure(definition.name, definition.name_en, version)
            found.append(definition)
    return Definitions(found)


@cache
def figure(code: str, *, on: date) -> Figure:
    """Return a figure as defined on a day; DefinitionError when there is none."""
    definition = shipped_figures()[code]
    return _figure(definition.name, definition.name_en, definition.as_of(on))


def all_figures(*, on: date) -> tuple[Figure, ...]:
    """Return every figure defined on a day, in the order of the files."""
    return tuple(figure(code, on=on) for code in shipped_figures())


def figure_by_id(figure_id: str) -> Figure:
    """Return the very version a result names (`sales@2010-01-01`); DefinitionError when it is not known."""
    code, _, first_day = figure_id.partition("@")
    found = figure(code, on=date.fromisoformat(first_day))
    if found.id != figure_id:
        raise DefinitionError(f"정의 '{figure_id}'가 없습니다.")
    return found


def _figure(name: str, name_en: str, version: DefinitionVersion) -> Figure:
    values = version.values
    place = version.id
    _known(values, _FIGURE_KEYS, place)
    kind = _choice(FigureKind, values.get("kind", FigureKind.AMOUNT), place)
    base = _term(values["base"], f"{place}.base") if "base" in values else None
    if (base is None) != (kind in _ONE_TERM):
        raise DefinitionError(f"{place}: 비율에는 base가 있어야 하고, 금액·건수에는 없어야 합니다.")
    if values.get("unit") not in UNITS:
        raise DefinitionError(f"{place}: 모르는 단위 '{values.get('unit')}'입니다.")
    return Figure(
        id=version.id,
        code=version.definition,
        name=Text(name, name_en),
        source=version.source,
        kind=kind,
        unit=UNITS[values["unit"]],
        value=_term(values["value"], f"{place}.value"),
        base=base,
        compare=frozenset(_choice(Comparison, one, place) for one in values.get("compare", ())),
        by=values.get("by", ""),
        min_sample=values.get("min_sample", 1),
        same_firms=values.get("same_firms", False),
        of_firm=Text(values["of_firm"], values["of_firm_en"]) if "of_firm" in values else None,
    )


def _term(values: Mapping[str, Any], place: str) -> Term:
    _known(values, _TERM_KEYS, place)
    where = {key: value for key, value in values.items() if key not in {"data", "measure", "of", "period"}}
    return Term(
        data=_choice(DataSet, values.get("data"), place),
        measure=_choice(Measure, values.get("measure"), place),
        of=values.get("of", "amount"),
        period=_choice(TermPeriod, values.get("period", TermPeriod.WITHIN), place),
        where=where,
    )


def _known(values: Mapping[str, Any], keys: set[str], place: str) -> None:
    if unknown := sorted(set(values) - keys):
        raise DefinitionError(f"{place}: 모르는 항목 {', '.join(unknown)}이 있습니다.")


def _choice(choices: Any, value: Any, place: str) -> Any:
    try:
        return choices(value)
    except ValueError as error:
        known = ", ".join(choices)
        raise DefinitionError(f"{place}: '{value}'은(는) 모르는 값입니다(가능한 값: {known}).") from error
