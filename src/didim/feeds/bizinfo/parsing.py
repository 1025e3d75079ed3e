"""기업마당 (bizinfo.go.kr): rows of its API, and the envelopes they come in.

Field names and envelopes: bizinfo open API description (지원사업정보 API), read 2026-11.
"""

import re
from dataclasses import replace
from typing import Any

from didim.feeds.values import (
    LONGEST_TAG,
    MOST_TAGS,
    Row,
    UnreadableRowError,
    attachments,
    bizinfo_support_type,
    day,
    line,
    paragraphs,
    part,
    regions_of_tags,
    regions_of_title,
    storable,
    targets,
    text,
    web_address,
    words,
)
from didim.kernel.korean_text import first_paragraph
from didim.kernel.periods import LONGEST_TEXT, parse_period, period_between
from didim.programmes.domain.notices import ParsedNotice
from didim.programmes.enums import NoticeSource

FORM = "bizinfo_api"
ID = re.compile(r"PBLN_\d{6,20}")
DETAIL = "https://www.bizinfo.go.kr/sii/siia/selectSIIA200Detail.do?pblancId="
# Where a row was scraped from the page, its target field holds half the page.
LONGEST_TARGET = 60
_AFTER_CONTACT = re.compile(r"\s*(?:\[[^\]]*\][^\n]*)?#\s*해시태그.*$", re.DOTALL)


class BizinfoError(ValueError):
    """기업마당 answered with an error of its own; the text is what it said."""


def rows_of(answer: Any) -> list[Row]:
    """Take the rows out of {"jsonArray": [...]}, {"jsonArray": {"item": [...]}} or a single object.

    Raises BizinfoError for {"reqErr": …} and for anything else.
    """
    if isinstance(answer, dict) and "reqErr" in answer:
        raise BizinfoError(f"기업마당 오류: {answer['reqErr']}")
    inside = answer.get("jsonArray", answer) if isinstance(answer, dict) else answer
    if isinstance(inside, dict) and "item" in inside:
        inside = inside["item"]
    if isinstance(inside, dict) and ("pblancId" in inside or "pblancNm" in inside):
        inside = [inside]
    if inside in ("", None, {}):
        return []
    if not isinstance(inside, list):
        raise BizinfoError("기업마당의 답에 공고 목록(jsonArray)이 없습니다.")
    return [row for row in inside if isinstance(row, dict)]


def parse_row(row: Row, *, as_of: str = "", form: str = FORM, raw: Row | None = None) -> ParsedNotice:
    """Read one row of the API. Raises UnreadableRowError without a number or a title."""
    number = ID.search(text(row, "pblancId")) or ID.search(text(row, "pblancUrl"))
    title = line(row, "pblancNm", longest=500)
    if not number:
        raise UnreadableRowError("공고번호(pblancId)가 없습니다.")
    if not title:
        raise UnreadableRowError("공고명(pblancNm)이 없습니다.")
    body = paragraphs(row, "bsnsSumryCn")
    tags = tuple(
        tag
        for tag in words(text(row, "hashtags", "hashTags"))
        if len(tag) <= LONGEST_TAG and tag != title and not re.fullmatch(r"\d{4}-\d\d-\d\d", tag)
    )[:MOST_TAGS]
    field = line(row, "pldirSportRealmLclasCodeNm", longest=60)
    target = line(row, "trgetNm")
    return ParsedNotice(
        source=NoticeSource.BIZINFO.value,
        source_id=number[0],
        form=form,
        title=title,
        as_of=max(text(row, "updtPnttm", "creatPnttm")[:19], as_of),
        agency_name=line(row, "jrsdInsttNm"),
        operator_name=line(row, "excInsttNm"),
        support_type=bizinfo_support_type(field),
        field=field,
        region_codes=regions_of_title(title) or regions_of_tags(tags),
        targets=targets(target),
        tags=tags,
        summary=first_paragraph(body),
        body=body,
        target_text=target_text(target if len(target) <= LONGEST_TARGET else "", body),
        how_to_apply=paragraphs(row, "reqstMthPapersCn"),
        contact=_AFTER_CONTACT.sub("", paragraphs(row, "refrncNm")),
        url=web_address(text(row, "pblancUrl")) or DETAIL + number[0],
        apply_url=web_address(text(row, "rceptEngnHmpgUrl")),
        attachments=attachments(text(row, "printFileNm"), text(row, "printFlpthNm"), kind="notice")
        + attachments(text(row, "fileNm"), text(row, "flpthNm"), kind="file"),
        period=parse_period(line(row, "reqstBeginEndDe", longest=LONGEST_TEXT)),
        published_on=day(row, "creatPnttm"),
        raw=storable(row if raw is None else raw),
    )


def target_text(target: str, body: str) -> str:
    """Return the target with the first "☞" part of a body: of two or more, it says for whom."""
    parts = re.split(r"(?:^|\s)☞\s*", body)
    told = parts[1].strip() if len(parts) > 2 else ""  # noqa: PLR2004 - before, for whom, what
    return "\n".join(filter(None, (target, told)))


def is_wrapped(row: Row) -> bool:
    """Say whether a row is an API row inside a collector's own object."""
    return "pblancId" in part(row, "structured") or "pblancNm" in part(row, "structured")


def parse_wrapped(row: Row) -> ParsedNotice:
    """Read an API row that a collector wrapped: {"id", "deadline", "structured": {…}, "last_seen"}."""
    inside = dict(part(row, "structured"))
    for name, outside in (("pblancId", ("id", "url")), ("pblancNm", ("title",)), ("pblancUrl", ("url",))):
        if not text(inside, name):
            inside[name] = text(row, *outside)
    parsed = parse_row(inside, as_of=text(row, "last_seen", "first_seen")[:19], raw=row)
    if parsed.period.kind == "unknown" and not parsed.period.text and (deadline := day(row, "deadline")):
        return replace(parsed, period=period_between(None, deadline))
    return parsed
