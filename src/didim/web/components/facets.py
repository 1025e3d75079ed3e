"""Facets: what may be chosen of a field, with how many results each choice has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Option:
    """One choice; ``count`` is None where counting makes no sense, ``lang`` that of a label not ours.

    ``at_least``: the count is a lower bound.
    """

    value: str
    label: str
    chosen: bool = False
    count: int | None = None
    lang: str = ""
    at_least: bool = False


def chosen(request: HttpRequest, name: str, known: Iterable[str]) -> list[str]:
    """Return the values of a query parameter that are known, in the order of the choices, each once."""
    asked = set(request.GET.getlist(name))
    return [value for value in known if value in asked]


def options(
    choices: Iterable[tuple[str, str]],
    *,
    counts: Mapping[str, int] | None = None,
    chosen: Iterable[str] = (),
    lang: str = "",
) -> list[Option]:
    """Return the choices of a facet; without ``counts`` none is shown."""
    taken = set(chosen)
    return [
        Option(
            value=str(value),
            label=label,
            chosen=value in taken,
            count=None if counts is None else counts.get(value, 0),
            lang=lang,
        )
        for value, label in choices
    ]
