import re

from django.test import Client

from .pages import own_pages, public_pages
from .region import SmallRegion

INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on")
UNRENDERED = re.compile(r"<c-|{%|{{|}}")


def check(client: Client, address: str, parse_page) -> None:
    answer = client.get(address)
    page = answer.content.decode()

    assert answer.status_code == 200, address
    assert not INLINE.findall(page), address
    assert not UNRENDERED.findall(page), address
    parse_page(answer)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), (address, sorted({name for name in ids if ids.count(name) > 1}))


def test_public_pages_are_well_formed_and_without_inline_code(client, small_region: SmallRegion, parse_page):
    for address in public_pages(small_region):
        check(client, address, parse_page)
        check(client, f"/en{address}", parse_page)


def test_own_pages_are_well_formed_and_without_inline_code(owner_client, small_region, parse_page):
    for address in own_pages(small_region):
        check(owner_client, address, parse_page)
        check(owner_client, f"/en{address}", parse_page)


def test_sample_data_is_named_on_every_page(client, small_region: SmallRegion):
    for address in public_pages(small_region):
        assert "예시 자료 알림" in client.get(address).content.decode(), address
