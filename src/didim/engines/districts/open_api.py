"""The open API of Seoul: all rows of a service and quarter, a thousand a call, resumed after a break.

``{address}/{key}/json/{service}/{first}/{last}/{quarter}``; answers are kept page by page in a folder, so
that whoever is interrupted goes on where it stopped. Codes: data.seoul.go.kr, as of November 2026.
"""

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

from didim.engines.districts.reports import DistrictsError

ADDRESS = "http://openapi.seoul.go.kr:8088"
PAGE = 1_000
SAMPLE_KEY, SAMPLE_PAGE = "sample", 5
TRIES = 5
TIMEOUT_S = 30
_OK, _NOTHING = "INFO-000", "INFO-200"
_TRY_AGAIN = frozenset({"ERROR-500", "ERROR-600", "ERROR-601"})
_SENTENCES = {
    "INFO-100": "인증키가 유효하지 않습니다. 서울 열린데이터광장에서 받은 키를 확인해 주세요.",
    "ERROR-300": "필수 값이 빠졌습니다. 서비스 이름과 분기를 확인해 주세요.",
    "ERROR-301": "파일 형식 값이 잘못되었습니다. json으로 요청해야 합니다.",
    "ERROR-310": "그런 서비스가 없습니다. 서비스 이름(예: VwsmTrdarStorQq)을 확인해 주세요.",
    "ERROR-331": "시작 위치가 잘못되었습니다.",
    "ERROR-332": "끝 위치가 잘못되었습니다.",
    "ERROR-333": "요청 위치는 정수여야 합니다.",
    "ERROR-334": "끝 위치가 시작 위치보다 앞섭니다.",
    "ERROR-335": "견본 키(sample)로는 한 번에 5건까지만 받을 수 있습니다. 인증키를 신청해 주세요.",
    "ERROR-336": "한 번에 1,000건까지만 받을 수 있습니다.",
    "ERROR-500": "서울 열린데이터광장의 서버 오류입니다. 잠시 뒤에 다시 받아 주세요.",
    "ERROR-600": "서울 열린데이터광장의 데이터베이스 오류입니다. 잠시 뒤에 다시 받아 주세요.",
    "ERROR-601": "서울 열린데이터광장의 조회 오류입니다. 잠시 뒤에 다시 받아 주세요.",
}


class OpenApiError(DistrictsError):
    """The API refused or could not be reached; `code` is its own code, "" without an answer."""

    def __init__(self, sentence: str, code: str = "") -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class OpenApi:
    """A client. pause: waits so many seconds between tries (1, 2, 4 …)."""

    key: str
    address: str = ADDRESS
    pause: Callable[[float], None] = time.sleep

    def fetch(self, service: str, quarter: str, folder: Path) -> bytes | None:
        """Return all rows of a service as a CSV file with the API's columns; None where it has no data.

        Pages received before are not asked for again; they are dropped when the number of rows has changed.
        Raises OpenApiError with a sentence.
        """
        folder.mkdir(parents=True, exist_ok=True)
        first = self._page(service, quarter, 1)
        if first is None:
            return None
        total = int(first["list_total_count"])
        size = self._size
        pages = {at: folder / f"{service}-{quarter}-{total}-{at:07}.json" for at in range(1, total + 1, size)}
        for old in folder.glob(f"{service}-{quarter}-*.json"):
            if old not in pages.values():
                old.unlink()
        _keep(pages[1], first["row"])
        for at, path in pages.items():
            if path.exists():
                continue
            page = self._page(service, quarter, at)
            if page is None or int(page["list_total_count"]) != total:
                raise OpenApiError(f"{service} {quarter}: 받는 동안 자료가 바뀌었습니다. 다시 받아 주세요.")
            _keep(path, page["row"])
        rows = [row for path in pages.values() for row in json.loads(path.read_text(encoding="utf-8"))]
        if len(rows) != total:
            raise OpenApiError(f"{service} {quarter}: {total:,}건이라면서 {len(rows):,}건이 왔습니다.")
        return as_csv(rows)

    @property
    def _size(self) -> int:
        return SAMPLE_PAGE if self.key == SAMPLE_KEY else PAGE

    def _page(self, service: str, quarter: str, first: int) -> dict[str, Any] | None:
        parts = (self.key, "json", service, str(first), str(first + self._size - 1), quarter)
        url = "/".join([self.address, *(quote(part, safe="") for part in parts), ""])
        problem = OpenApiError("")
        for wait in _waits():
            if wait:
                self.pause(wait)
            try:
                return _body(_asked(url), service)
            except OpenApiError as error:
                problem = error
                if error.code and error.code not in _TRY_AGAIN:
                    raise
        raise problem


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    """Return rows of the API as a CSV file with its columns, ready for `read_file`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _waits() -> Iterator[float]:
    yield 0.0
    for at in range(TRIES - 1):
        yield 2.0**at


def _asked(url: str) -> bytes:
    """Return the answer's body; the address, which holds the key, stands in no error."""
    try:
        with urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - the address is ours, http by contract
            content: bytes = answer.read()
            return content
    except HTTPError as error:
        raise OpenApiError(f"서울 열린데이터광장이 HTTP {error.code}로 답했습니다.") from None
    except (URLError, HTTPException, OSError) as error:
        raise OpenApiError(f"서울 열린데이터광장에 닿지 못했습니다({type(error).__name__}).") from None


def _body(content: bytes, service: str) -> dict[str, Any] | None:
    try:
        answer = json.loads(content)
    except ValueError:
        raise OpenApiError("서울 열린데이터광장의 답이 끊겼거나 JSON이 아닙니다.") from None
    if not isinstance(answer, dict):
        raise OpenApiError("서울 열린데이터광장의 답이 정해진 모양이 아닙니다.")
    body = answer.get(service, answer)
    code = str(body.get("RESULT", {}).get("CODE", ""))
    if code == _NOTHING:
        return None
    if code != _OK or "row" not in body:
        known = _SENTENCES.get(
            code, f"서울 열린데이터광장이 모르는 코드로 답했습니다({code or '코드 없음'})."
        )
        raise OpenApiError(known, code)
    page: dict[str, Any] = body
    return page


def _keep(path: Path, rows: list[dict[str, Any]]) -> None:
    aside = path.with_suffix(".aside")
    aside.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    aside.replace(path)
