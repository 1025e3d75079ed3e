"""Every route of the site, with its guard; the sign-in library's have theirs in web.account.sign_in_urls."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from didim.accounts.guards import Guard


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its full name ("portal:home"), its view and the names in the address."""

    pattern: str
    name: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]

    @property
    def guard(self) -> Guard | None:
        """What is declared at the view, or at the class that an API operation's view comes from."""
        return getattr(self.view, "guard", None) or getattr(getattr(self.view, "cls", None), "guard", None)

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")


def all_routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "", (), ()))


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, spaces: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        here = (*names, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, path, inner, here)
        else:
            yield Route(path, ":".join((*spaces, pattern.name or "")), pattern.callback, here)
