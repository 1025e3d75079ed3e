import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from tests.registry.conftest import make_agency, make_firm, make_user, new_number, now, today

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "now", "today"]

HANGUL = re.compile("[가-힣]")


def hangul_outside_korean(root: Any) -> list[str]:
    """Return the texts of a parsed page that are Korean but not marked so."""
    found: list[str] = []

    def walk(element: Any) -> None:
        if element.get("lang") == "ko" or element.tag in {"script", "style"}:
            return
        texts = [
            element.text or "",
            *(element.get(name, "") for name in ("placeholder", "aria-label", "alt")),
        ]
        texts += [child.tail or "" for child in element]
        found.extend(text.strip() for text in texts if HANGUL.search(text))
        for child in element:
            if isinstance(child.tag, str):
                walk(child)

    body = root.find("body")
    walk(body.find("main") if body.find("main") is not None else body)
    return found


@pytest.fixture
def whole_page(parse_page: Callable[[HttpResponse], Any]) -> Callable[[HttpResponse], Any]:
    """Return a function that parses a page strictly; an English one must have no unmarked Korean in it."""

    def parse(response: HttpResponse) -> Any:
        root = parse_page(response)
        if root.get("lang") == "en":
            assert hangul_outside_korean(root) == []
        return root

    return parse
