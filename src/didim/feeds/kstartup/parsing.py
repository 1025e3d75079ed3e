"""K-Startup (data.go.kr 15125364, getAnnouncementInformation01): rows and their envelope, read 2026-11."""

import re
from dataclasses import replace
from typing import Any

from didim.feeds.regions import region_codes
from didim.feeds.values import (
    Row,
    UnreadableRowError,
    day,
    kstartup_support_type,
    line,
    paragraphs,
    part,
    stages,
    storable,
    targets,
    text,
    web_address,
    words,
)
from didim.kernel.korean_text import first_paragraph
from didim.kernel.periods import period_between
from didim.programmes.domain.notices import ParsedNotice
from didim.programmes.enums import FounderStage, NoticeSource, Target

FORM = "kstartup_api"
ID = re.compile(r"(?<!\d)\d{4,9}(?!\d)")
DETAIL = "https://www.k-startup.go.kr/web/contents/bizpbanc-ongoing.do?schM=view&pbancSn="
# Names that collectors gave the API's fields.
_COLLECTED = {
    "biz_pbanc_nm": ("title",),
    "pbanc_ntrp_nm": ("agency",),
    "pbanc_sn": ("pbancSn", "id"),
    "detl_pg_url": ("url",),
}
_COLLECTED_INSIDE = {
    "supt_biz_clsfc": "biz_class",
    "supt_regin": "region",
    "biz_trgt_age": "age_range",
    "aply_trgt": "apply_target",
    "aply_trgt_ctnt": "apply_target_desc",
    "aply_exclt_trgt_ctnt": "exclude_target",
    "prfn_matr": "preferential",
    "pbanc_ctnt": "content",
    "pbanc_rcpt_bgng_dt": "start_date",
    "pbanc_rcpt_end_dt": "end_date",
    "intg_pbanc_biz_nm": "integrated_name",
    "aply_mthd_onli_rcpt_istc": "apply_online",
    "biz_gdnc_url": "apply_guide",
}
_WAYS = {
    "aply_mthd_onli_rcpt_istc": "온라인",
    "aply_mthd_eml_rcpt_istc": "전자우편",
    "aply_mthd_vst_rcpt_istc": "방문",
    "aply_mthd_pssr_rcpt_istc": "우편",
    "aply_mthd_fax_rcpt_istc": "팩스",
    "aply_mthd_etc_istc": "기타",
}


class KStartupError(ValueError):
    """K-Startup's gateway answered with an error; the text is what it said."""


def rows_of(answer: Any) -> list[Row]:
    """Take the rows out of {"currentCount", "data": [...], "matchCount", "page", "perPage", "totalCount"}."""
    if not isinstance(answer, dict):
        raise KStartupError("K-Startup의 답에 공고 목록(data)이 없습니다.")
    if isinstance(answer.get("data"), list):
        return [row for row in answer["data"] if isinstance(row, dict)]
    code, message = answer.get("code"), answer.get("msg") or answer.get("returnAuthMsg")
    raise KStartupError(f"K-Startup 오류: {message or '공고 목록(data)이 없습니다.'} {code or ''}".rstrip())


def parse_row(row: Row, *, as_of: str = "", raw: Row | None = None) -> ParsedNotice:
    """Read one announcement. Raises UnreadableRowError without a number or a title."""
    number = ID.search(text(row, "pbanc_sn")) or re.search(r"(?<=pbancSn=)\d{4,9}", text(row, "detl_pg_url"))
    title = line(row, "biz_pbanc_nm", "intg_pbanc_biz_nm", longest=500)
    if not number:
        raise UnreadableRowError("공고 일련번호(pbanc_sn)가 없습니다.")
    if not title:
        raise UnreadableRowError("공고명(biz_pbanc_nm)이 없습니다.")
    body = paragraphs(row, "pbanc_ctnt")
    support_class = line(row, "supt_biz_clsfc", longest=60)
    of_stages = stages(text(row, "biz_enyy"))
    whom = targets(text(row, "aply_trgt"))
    return ParsedNotice(
        source=NoticeSource.KSTARTUP.value,
        source_id=number[0],
        form=FORM,
        title=title,
        as_of=as_of,
        agency_name=issuer(line(row, "pbanc_ntrp_nm"), title),
        support_type=kstartup_support_type(support_class),
        field=support_class,
        region_codes=region_codes(line(row, "supt_regin")),
        targets=with_founders(whom, of_stages),
        stages=of_stages,
        summary=first_paragraph(body),
        body=body,
        target_text=paragraphs(row, "aply_trgt_ctnt"),
        exclusion_text=paragraphs(row, "aply_exclt_trgt_ctnt", "aply_excl_trgt_ctnt"),
        age_text=", ".join(words(text(row, "biz_trgt_age"))),
        how_to_apply=_ways(row),
        contact=" ".join(filter(None, (line(row, "biz_prch_dprt_nm"), line(row, "prch_cnpl_no")))),
        url=_detail(row) or DETAIL + number[0],
        apply_url=web_address(text(row, "biz_aply_url", "aply_mthd_onli_rcpt_istc"))
        or web_address(text(row, "biz_gdnc_url")),
        period=period_between(day(row, "pbanc_rcpt_bgng_dt"), day(row, "pbanc_rcpt_end_dt")),
        listed_on=day(row, "pbanc_rcpt_bgng_dt"),
        raw=storable(row if raw is None else raw),
    )


def with_founders(whom: tuple[str, ...], of_stages: tuple[str, ...]) -> tuple[str, ...]:
    """Add what the stages say to the targets: pre-founders, start-ups where a firm's age is named."""
    more = [Target.PRE_FOUNDER.value] if FounderStage.PRE_FOUNDER.value in of_stages else []
    if set(of_stages) - {FounderStage.PRE_FOUNDER.value}:
        more.append(Target.STARTUP.value)
    return tuple(dict.fromkeys((*whom, *more)))


def issuer(name: str, title: str) -> str:
    """Return who issues a notice; "" where the field repeats the notice's title or a call's name."""
    flat = "".join(name.split())
    looks_like_a_title = flat in "".join(title.split()) and len(flat) > 18  # noqa: PLR2004 - longer than a name
    return "" if looks_like_a_title or re.search(r"모집|공고|입주기업|참가기업", flat) else name


def _detail(row: Row) -> str:
    address = web_address(text(row, "detl_pg_url"))
    return address if "k-startup.go.kr" in address else ""


def _ways(row: Row) -> str:
    told = ((label, paragraphs(row, name)) for name, label in _WAYS.items())
    return "\n".join(f"{label}: {how}" for label, how in told if how)


def is_wrapped(row: Row) -> bool:
    """Say whether a row is an announcement inside a collector's own object (which may be empty)."""
    return isinstance(row.get("structured"), dict) and bool(text(row, "pbancSn"))


def parse_wrapped(row: Row) -> ParsedNotice:
    """Read a collected announcement: {"pbancSn", "title", "deadline", "structured": {…}, "last_seen"}.

    The object inside holds the API's names, the collector's own names, both or none. Where its last day
    differs from the collector's "deadline" (25 of 372 real rows), the deadline counts: it was read last.
    """
    inside = dict(part(row, "structured"))
    for name, collected in _COLLECTED_INSIDE.items():
        if not text(inside, name):
            inside[name] = text(inside, collected)
    for name, outside in _COLLECTED.items():
        if not text(inside, name):
            inside[name] = text(row, *outside)
    parsed = parse_row(inside, as_of=text(row, "last_seen", "first_seen")[:19], raw=row)
    deadline = day(row, "deadline")
    if deadline and deadline != parsed.period.closes_on:
        opens = parsed.period.opens_on
        parsed = replace(
            parsed, period=period_between(opens if opens and opens <= deadline else None, deadline)
        )
    return replace(parsed, listed_on=parsed.listed_on or day(row, "first_seen"))
