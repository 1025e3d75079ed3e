"""Forms of rows that other collectors of public notices write, beside the API rows they wrap."""

import re
from collections.abc import Callable

from didim.feeds.bizinfo import parsing as bizinfo
from didim.feeds.kstartup import parsing as kstartup
from didim.feeds.values import (
    Row,
    UnreadableRowError,
    bizinfo_support_type,
    day,
    kstartup_support_type,
    line,
    paragraphs,
    part,
    regions_of_title,
    stages,
    storable,
    targets,
    text,
    web_address,
)
from didim.kernel.korean_text import first_paragraph
from didim.kernel.periods import LONGEST_TEXT, parse_date, parse_period, period_between
from didim.programmes.domain.notices import ParsedNotice
from didim.programmes.enums import NoticeSource

_OWN_ID = re.compile(r"[\w.:-]{1,60}", re.ASCII)
_KSTARTUP_ID = re.compile(r"(?:kstartup:|.*kstartup_)(\d{4,9})")
_SUBSIDY_NUMBER = re.compile(r"\b(d?dtlbzId)=(\w+)", re.ASCII)
_PBANC_SN = re.compile(r"pbancSn=(\d{4,9})")


def identify(number: str, url: str, source: str) -> tuple[str, str]:
    """Return (source, source_id) of a row; the number inside the id or the address decides, not the label.

    Raises UnreadableRowError when nothing names the notice.
    """
    if found := bizinfo.ID.search(number) or bizinfo.ID.search(url):
        return NoticeSource.BIZINFO.value, found[0]
    if found := _PBANC_SN.search(url) or _KSTARTUP_ID.fullmatch(f"{source}:{number}"):
        return NoticeSource.KSTARTUP.value, found[1]
    own = _subsidy_number(url) or number
    label = re.sub(r"[^\w-]", "", source.casefold(), flags=re.ASCII)[:15] or "other"
    if not _OWN_ID.fullmatch(own):
        raise UnreadableRowError("공고번호가 없습니다.")
    return NoticeSource.OTHER.value, f"{label}:{own}"


def _subsidy_number(url: str) -> str:
    """Return the number of a notice of 보조금통합포털 (bojo.go.kr), which stands in its address only."""
    if not url.startswith("https://www.bojo.go.kr/"):
        return ""
    numbers = dict(_SUBSIDY_NUMBER.findall(url))
    return ".".join(numbers[name] for name in ("dtlbzId", "ddtlbzId") if name in numbers)


def parse_announcement(row: Row) -> ParsedNotice:
    """Read a collector's row: source, source_id, apply_raw, apply_start, apply_end, agency, exec_agency …."""
    source, source_id = identify(text(row, "source_id"), text(row, "url"), text(row, "source"))
    title = line(row, "title", longest=500)
    if not title:
        raise UnreadableRowError("공고명(title)이 없습니다.")
    label = line(row, "category", longest=60)
    is_kstartup = source == NoticeSource.KSTARTUP.value
    period = parse_period(
        line(row, "apply_raw", longest=LONGEST_TEXT), as_of=day(row, "collected_at", "last_seen")
    )
    opens, closes = day(row, "apply_start"), day(row, "apply_end")
    if (period.kind == "unknown" or period.text.upper().startswith("D-") or "오늘" in period.text) and (
        opens or closes
    ):
        period = period_between(opens, closes)
    of_stages = stages(text(row, "founding")) if is_kstartup else ()
    return ParsedNotice(
        source=source,
        source_id=source_id,
        form="announcement",
        title=title,
        as_of=text(row, "last_seen", "collected_at")[:19],
        agency_name=kstartup.issuer(line(row, "agency"), title),
        operator_name=kstartup.issuer(line(row, "exec_agency"), title),
        support_type=kstartup_support_type(label) if is_kstartup else bizinfo_support_type(label),
        field=label,
        region_codes=regions_of_title(title),
        targets=kstartup.with_founders((), of_stages),
        stages=of_stages,
        url=web_address(text(row, "url")),
        period=period,
        published_on=day(row, "posted_at"),
        listed_on=day(row, "first_seen"),
        raw=storable(row),
    )


def parse_fulltext(row: Row) -> ParsedNotice:
    """Read a row that adds the text of a notice's attachments; it has few fields of its own."""
    excerpt = part(row, "structured_excerpt")
    source, source_id = identify(text(row, "id"), text(row, "url"), text(row, "id"))
    title = line(excerpt, "pblancNm", longest=500) or line(row, "title", longest=500)
    if not title:
        raise UnreadableRowError("공고명(title)이 없습니다.")
    agency, _, operator = line(row, "agency").partition(" / ")
    body = paragraphs(excerpt, "bsnsSumryCn")
    target = line(excerpt, "trgetNm")
    return ParsedNotice(
        source=source,
        source_id=source_id,
        form="fulltext",
        title=title,
        agency_name=agency,
        operator_name=operator,
        region_codes=regions_of_title(title),
        targets=targets(target),
        summary=first_paragraph(body),
        body=body,
        attachment_text=paragraphs(row, "pdf_text"),
        target_text=bizinfo.target_text(target, body),
        how_to_apply=paragraphs(excerpt, "reqstMthPapersCn"),
        url=web_address(text(row, "url")),
        period=period_between(None, parse_date(text(row, "deadline"))),
        # The text itself is kept in the reading.
        raw=storable({name: value for name, value in row.items() if name != "pdf_text"}),
    )


def parse_digest(row: Row) -> ParsedNotice:
    """Read a shortened row: name, agency, benefits (지원내용 …). Its "elig" is somebody's guess: not read."""
    source, source_id = identify(text(row, "id"), text(row, "url"), text(row, "sourceApi"))
    title = line(row, "name", longest=500)
    if not title:
        raise UnreadableRowError("공고명(name)이 없습니다.")
    benefits = row.get("benefits")
    told: Row = {
        text(benefit, "label"): text(benefit, "value")
        for benefit in (benefits if isinstance(benefits, list) else [])
        if isinstance(benefit, dict)
    }
    target = line(told, "지원대상", longest=2000)
    body = paragraphs(told, "지원내용")
    return ParsedNotice(
        source=source,
        source_id=source_id,
        form="digest",
        title=title,
        as_of=text(row, "last_seen", "first_seen")[:19],
        agency_name=line(row, "agency"),
        region_codes=regions_of_title(title),
        targets=targets(target),
        summary=first_paragraph(paragraphs(row, "summary") or body),
        body=body,
        target_text=bizinfo.target_text(target, body),
        url=web_address(text(row, "url")),
        period=parse_period(line(told, "신청기간", longest=LONGEST_TEXT), as_of=day(row, "last_seen")),
        listed_on=day(row, "first_seen"),
        raw=storable(row),
    )


_FORMS: tuple[tuple[Callable[[Row], bool], Callable[[Row], ParsedNotice]], ...] = (
    (bizinfo.is_wrapped, bizinfo.parse_wrapped),
    (kstartup.is_wrapped, kstartup.parse_wrapped),
    (lambda row: "pdf_text" in row, parse_fulltext),
    (lambda row: "apply_raw" in row or "apply_start" in row, parse_announcement),
    (lambda row: "benefits" in row, parse_digest),
    (lambda row: "pblancId" in row or "pblancNm" in row, bizinfo.parse_row),
    (lambda row: "pbanc_sn" in row or "biz_pbanc_nm" in row, kstartup.parse_row),
)


def parse_any(row: Row) -> ParsedNotice:
    """Read a row of any known form. Raises UnreadableRowError for a form nobody knows."""
    for is_form, parse in _FORMS:
        if is_form(row):
            return parse(row)
    raise UnreadableRowError("알 수 없는 형식입니다. 기업마당·K-Startup API의 항목 이름이 있어야 합니다.")
