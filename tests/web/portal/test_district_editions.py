"""Addresses with the number of an edition go on showing it, and so do the links of their pages."""

import html
import re

import pytest
from django.test import Client

from didim.districts.models import Edition

from .district_rows import CAFE, NOW, make_edition
from .test_every_page import check

PAGES = (
    "/districts/",
    f"/districts/3110001/?trade={CAFE}",
    "/districts/3110001/trades/",
    "/districts/compare/?code=3110001&code=3110003",
    "/districts/trades/",
    f"/districts/trades/{CAFE}/",
    "/districts/mine/",
    "/districts/mine/?centre=3110001&radius=500",
    "/districts/revival/",
    "/districts/download/",
)
# What leaves an edition on purpose: the way to the current one, and the list of all editions.
LEAVES = {"지금 판으로 보기", "제1판", "제2판"}


@pytest.fixture
def old(db: None) -> Edition:
    """The edition before the current one: it had seven districts, not eight."""
    edition = make_edition(number=1, districts=7, current=False)
    make_edition(number=2)
    return edition


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def in_edition(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}edition=1"


def test_address_with_a_number_shows_that_edition(client, old):
    assert "상권 7곳" in page(client, "/districts/?edition=1")
    assert "상권 8곳" in page(client, "/districts/")
    assert "상권 8곳" in page(client, "/districts/?edition=2")
    page(client, "/districts/3110008/?edition=1", 404)
    page(client, "/districts/3110008/")


@pytest.mark.parametrize("address", PAGES)
def test_links_of_an_older_edition_stay_in_it(client, old, address, parse_page):
    check(client, in_edition(address), parse_page)
    text = page(client, in_edition(address)).partition("<main")[2].partition("</main>")[0]
    links = re.findall(r'<a [^>]*href="([^"#]+)"[^>]*>(.*?)</a>', text, re.DOTALL)
    ours = [(html.unescape(to), words) for to, words in links if to.startswith(("?", "/districts/"))]

    assert [
        to for to, words in ours if "edition=1" not in to and not any(one in words for one in LEAVES)
    ] == []
    assert text.count('<input type="hidden" name="edition" value="1">') == text.count('method="get"')


def test_page_of_an_older_edition_says_so(client, old):
    assert "제1판의 값입니다" in page(client, "/districts/?edition=1")
    assert "제1판의 값입니다" not in page(client, "/districts/")


@pytest.mark.parametrize("number", ["3", "x", "-1", "1" * 30, "١"])
def test_edition_that_is_not_there_is_not_found(client, old, number):
    for address in ("/districts/", "/districts/3110001/", "/districts/download/"):
        page(client, f"{address}?edition={number}", 404)


def test_files_name_their_edition(client, old):
    answer = client.get("/districts/download/?level=district&ending=csv&edition=1")
    assert "didim-1-" in answer["Content-Disposition"]
    assert client.get("/districts/3110001/report.pdf?edition=1").content.startswith(b"%PDF")


def test_withdrawn_edition_says_why_and_gives_no_files(client, old):
    Edition.objects.filter(pk=old.pk).update(withdrawn_at=NOW, withdrawn_reason="폐업이 잘못 셈해짐")

    assert "폐업이 잘못 셈해짐" in page(client, "/districts/3110001/?edition=1")
    for address in ("/districts/3110001/report.pdf?", "/districts/download/?level=district&ending=csv&"):
        assert "폐업이 잘못 셈해짐" in page(client, f"{address}edition=1", 410)
    assert "폐업이 잘못 셈해짐" in page(client, "/districts/download/")
