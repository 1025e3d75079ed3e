"""The reports there are: dated outlines as data (`definitions/reports/*.toml`), put together from figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from didim.kernel.definitions import DefinitionError, Definitions, DefinitionVersion
from didim.kernel.wording import Text


class ScopeKind(StrEnum):
    """Of whom a report tells."""

    AGENCY = "agency"
    NETWORK = "network"
    # All agencies, or those of one network.
    NATION = "nation"
    FIRM = "firm"


class PeriodKind(StrEnum):
    """Over which time it tells."""

    YEAR = "year"
    HALF = "half"
    # From one day to another: a centre's first year begins when it opens.
    DAYS = "days"
    # From one day to another: this year up to today, unless others are asked for.
    TO_DATE = "to_date"

    @property
    def has_days(self) -> bool:
        """Whether it is asked for by its first and its last day."""
        return self in (PeriodKind.DAYS, PeriodKind.TO_DATE)


@dataclass(frozen=True, slots=True)
class BlockOutline:
    """One block: of which kind, of which figures, and its caption; `by` and `years` where the kind asks.

    `with_before` sets the parts of a figure beside what they were a year before.
    """

    kind: str
    figures: tuple[str, ...]
    caption: Text
    by: str = ""
    years: int = 0
    with_before: bool = False


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """A section and its blocks."""

    title: Text
    blocks: tuple[BlockOutline, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a report of a kind says, as one version of its definition has it.

    `title` and `lead` have places for values: `{whose:은}` with a particle, `{period}`, `{firms-supported}`.
    """

    id: str
    code: str
    name: Text
    scope: ScopeKind
    period: PeriodKind
    title: Text
    lead: Text
    press: tuple[str, ...]
    sections: tuple[SectionOutline, ...]
    # Figures whose lack is worth a word, as a firm's own card has it.
    wanted: tuple[str, ...] = ()

    def figures(self) -> Iterator[str]:
        """Yield the codes of all figures, in the order they come, each once."""
        codes = [code for section in self.sections for block in section.blocks for code in block.figures]
        yield from dict.fromkeys([*self.press, *codes])


KINDS = ("press", "key", "table", "parts", "calendar", "trend", "progress")


@cache
def shipped_outlines() -> Definitions:
    """Return the outlines that come with Didim, read once per process."""
    return Definitions.load(resources.files("didim").joinpath("definitions", "reports"))


@cache
def outline(code: str, *, on: date) -> Outline:
    """Return the outline of a report in force on a day; DefinitionError when there is none."""
    definition = shipped_outlines()[code]
    return _outline(definition.name, definition.name_en, definition.as_of(on))


def all_outlines(*, on: date) -> tuple[Outline, ...]:
    """Return every outline in force on a day."""
    return tuple(outline(code, on=on) for code in shipped_outlines())


def _outline(name: str, name_en: str, version: DefinitionVersion) -> Outline:
    values = version.values
    return Outline(
        id=version.id,
        code=version.definition,
        name=Text(name, name_en),
        scope=ScopeKind(values["scope"]),
        period=PeriodKind(values["period"]),
        title=_text(values, "title"),
        lead=_text(values, "lead"),
        press=tuple(values["press"]),
        sections=tuple(
            SectionOutline(
                _text(section, "title"), tuple(_block(block, version.id) for block in section["blocks"])
            )
            for section in values["sections"]
        ),
        wanted=tuple(values.get("wanted", ())),
    )


def _block(values: Mapping[str, Any], place: str) -> BlockOutline:
    kinds = [kind for kind in KINDS if kind in values]
    if len(kinds) != 1:
        raise DefinitionError(f"{place}: 블록 하나에 {', '.join(KINDS)} 가운데 하나만 적으세요.")
    kind = kinds[0]
    figures = values[kind]
    if kind == "press":
        figures = []
    elif isinstance(figures, str):
        figures = [figures]
    caption = _text(values, "caption") if "caption" in values else Text("", "")
    return BlockOutline(
        kind,
        tuple(figures),
        caption,
        values.get("by", ""),
        values.get("years", 0),
        with_before=values.get("with_before", False),
    )


def _text(values: Mapping[str, Any], name: str) -> Text:
    return Text(values[name], values[f"{name}_en"])
