import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.selection.panels import Judged, make_judged
from tests.sign_in import sign_in

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def judged(db: None) -> Judged:
    """An open round of two applications, judged by three reviewers who have pledged."""
    return make_judged()


@pytest.fixture
def reviewer(judged: Judged) -> Client:
    """The first reviewer, signed in with a second factor."""
    return sign_in(judged.members[0].user, second_factor=True)


def hangul_outside_korean(root: Any) -> list[str]:
    """Return the texts of a parsed page that are Korean but not marked so."""
    found: list[str] = []

    def walk(element: Any) -> None:
        if element.get("lang") == "ko" or element.tag in {"script", "style"}:
            return
        names = ("placeholder", "aria-label", "alt")
        texts = [element.text or "", *(element.get(name, "") for name in names)]
        texts += [child.tail or "" for child in element]
        found.extend(text.strip() for text in texts if HANGUL.search(text))
        for child in element:
            if isinstance(child.tag, str):
                walk(child)

    walk(root.find("body").find("main"))
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
