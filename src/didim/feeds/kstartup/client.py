"""Asking K-Startup (data.go.kr 15125364) for its announcements, page by page.

The service allows 30 calls a second for all its users and is refreshed daily; we stay at five.
"""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from didim.feeds.kstartup.parsing import KStartupError, rows_of
from didim.feeds.patient_client import FeedError, PatientClient
from didim.feeds.values import Row

URL = "https://apis.data.go.kr/B552735/kisedKstartupService01/getAnnouncementInformation01"
INTERVAL_S = 0.2
PER_PAGE = 100
MOST_PAGES = 1000


def fetch_rows(
    client: PatientClient, *, key: str, url: str = URL, most_pages: int = MOST_PAGES
) -> Iterator[Row]:
    """Yield the announcements, newest first as the service gives them, up to `most_pages` pages of 100.

    Raises FeedError when there is no answer or the gateway reports an error (key, quota).
    """
    read = 0
    for page in range(1, most_pages + 1):
        params = {"ServiceKey": key, "page": page, "perPage": PER_PAGE, "returnType": "json"}
        answer = _answer(client.get(url, params).content)
        try:
            rows = rows_of(answer)
        except KStartupError as error:
            raise FeedError(str(error)) from None
        yield from rows
        read += len(rows)
        total = answer.get("matchCount") or answer.get("totalCount")
        if not rows or (isinstance(total, int) and read >= total):
            return


def _answer(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FeedError(f"K-Startup의 답이 JSON이 아닙니다. {gateway_error(content)}".rstrip()) from None
    return answer if isinstance(answer, dict) else {}


def gateway_error(content: bytes) -> str:
    """Return what the gateway says in its XML errors (they come with status 200); "" when it says nothing."""
    if b"<!ENTITY" in content:
        return ""
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities are refused above
    except ET.ParseError:
        return ""
    words = (root.findtext(f".//{name}") for name in ("returnAuthMsg", "errMsg"))
    return next((word for word in words if word), "")
