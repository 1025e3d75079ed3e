"""Where the figures of an edition come from, in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from didim.districts.models import Edition
from didim.kernel.quarters import quarter_name

from .wording import language


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A data set of an edition: its title, who publishes it, how many rows and of which quarters."""

    title: str
    publisher: str
    rows: int
    quarters: str


def source_lines(edition: Edition) -> list[SourceLine]:
    """Return the data sets an edition was made from."""
    return [
        SourceLine(
            title=_words(one.get("title", "")),
            publisher=_words(one.get("publisher", "")),
            rows=int(one.get("rows") or 0),
            quarters=_quarters(one.get("quarters")),
        )
        for one in edition.sources
    ]


def _words(said: Mapping[str, str] | str) -> str:
    return said if isinstance(said, str) else said.get(language()) or said.get("ko", "")


def _quarters(span: Any) -> str:
    if not span:
        return ""
    names = [quarter_name(int(one)).text(language()) for one in (span[0], span[-1])]
    return names[0] if names[0] == names[1] else f"{names[0]} – {names[1]}"
