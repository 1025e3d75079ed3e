"""Asking 기업마당 for its notices: page by page as JSON, as RSS where the JSON cannot be read.

Parameters as in the description of the open API (지원사업정보 API, read 2026-11): crtfcKey, dataType,
pageUnit, pageIndex. It states no limit of calls; we stay at two a second.
"""

import json
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from didim.feeds.bizinfo.parsing import BizinfoError, rows_of
from didim.feeds.patient_client import FeedError, PatientClient
from didim.feeds.values import Row

URL = "https://www.bizinfo.go.kr/uss/rss/bizinfoApi.do"
INTERVAL_S = 0.5
PAGE_UNIT = 100
MOST_PAGES = 200
LONGEST_ANSWER = 20_000_000  # bytes
# The RSS form has fewer fields, under RSS names or the API's own.
_RSS = {
    "title": "pblancNm",
    "link": "pblancUrl",
    "description": "bsnsSumryCn",
    "author": "jrsdInsttNm",
    "lcategory": "pldirSportRealmLclasCodeNm",
    "reqstDt": "reqstBeginEndDe",
    "reqstBeginEndDe": "reqstBeginEndDe",
    "pubDate": "creatPnttm",
    "seq": "pblancId",
}


def fetch_rows(client: PatientClient, *, key: str, url: str = URL) -> Iterator[tuple[Row, bool]]:
    """Yield every row the source has, each with whether it came as RSS.

    Raises FeedError when there is no answer or the source reports an error of its own.
    """
    seen: set[str] = set()
    for page in range(1, MOST_PAGES + 1):
        params: dict[str, str | int] = {"crtfcKey": key, "pageUnit": PAGE_UNIT, "pageIndex": page}
        rows, is_rss = _page(client, url, params)
        new = [row for row in rows if _name(row) not in seen]
        seen.update(_name(row) for row in rows)
        yield from ((row, is_rss) for row in new)
        if not new or len(rows) < PAGE_UNIT:  # also where paging is not heeded and the same page comes again
            return


def _page(client: PatientClient, url: str, params: dict[str, str | int]) -> tuple[list[Row], bool]:
    answer = client.get(url, params | {"dataType": "json"})
    try:
        return rows_of(json.loads(answer.content.decode("utf-8-sig"))), False
    except BizinfoError as error:
        raise FeedError(str(error)) from None
    except (ValueError, RecursionError):
        # Some answers are not valid JSON (unescaped quotes in summaries); the same page as RSS is.
        return rss_rows(client.get(url, params | {"dataType": "rss"}).content), True


def _name(row: Row) -> str:
    return str(row.get("pblancId") or row.get("pblancUrl") or row.get("pblancNm"))


def rss_rows(content: bytes) -> list[Row]:
    """Read the items of an RSS answer as rows of the API. Raises FeedError for anything else."""
    if len(content) > LONGEST_ANSWER or b"<!ENTITY" in content:
        raise FeedError("기업마당의 RSS를 읽지 못했습니다: 너무 길거나 허용하지 않는 선언이 있습니다.")
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise FeedError(f"기업마당의 답이 JSON도 RSS도 아닙니다({error.position[0]}줄).") from None
    rows = []
    for item in root.iter("item"):
        row: Row = {}
        for element in item:
            name = element.tag.rpartition("}")[2]
            row.setdefault(_RSS.get(name, name), element.text or "")
        rows.append(row)
    return rows
