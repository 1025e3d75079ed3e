import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from didim.registry.enums import AgencyKind, AgencyRole
from didim.registry.models import Agency
from tests.sign_in import make_staff, sign_in

HANGUL = re.compile("[가-힣]")
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(name="한빛산업진흥원", kind=AgencyKind.PROMOTION)


@pytest.fixture
def other_agency(db: None) -> Agency:
    return Agency.objects.create(name="다른창업센터", kind=AgencyKind.CENTRE)


@pytest.fixture
def director(agency: Agency) -> Client:
    return sign_in(make_staff(agency, AgencyRole.DIRECTOR, email="director@example.org"), second_factor=True)


@pytest.fixture
def officer(agency: Agency) -> Client:
    return sign_in(make_staff(agency, AgencyRole.OFFICER, email="officer@example.org"), second_factor=True)


@pytest.fixture
def viewer(agency: Agency) -> Client:
    return sign_in(make_staff(agency, AgencyRole.VIEWER, email="viewer@example.org"), second_factor=True)


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
