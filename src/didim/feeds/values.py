"""Reading single values of a row that somebody else wrote: never raises, says "" or nothing when unsure."""

import math
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from didim.feeds.regions import CODES, region_codes
from didim.kernel.korean_text import one_line, plain_text, unescape
from didim.kernel.periods import parse_date
from didim.programmes.domain.notices import Attachment
from didim.programmes.enums import FounderStage, SupportType, Target

Row = dict[str, Any]

LONGEST_URL = 1000
LONGEST_TAG = 60
MOST_TAGS = 60
MOST_ATTACHMENTS = 60
_MOST_NESTED = 20
_URL = re.compile(r"https?://[^\s<>\"'「」『』()\[\]{}|\\^`가-힣]+", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"^(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:kr|com|net|org|io|me|ly|gle|page|site)(?=[/?#:]|$))\S*$", re.ASCII
)


class UnreadableRowError(ValueError):
    """A row cannot become a notice; the text says why, in Korean."""


def text(row: Row, *names: str) -> str:
    """Return the first of the named fields that says something, as it came; numbers as digits."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def line(row: Row, *names: str, longest: int = 160) -> str:
    """Return a field as one clean line, cut with an ellipsis where it is too long to store."""
    value = one_line(text(row, *names))
    return value if len(value) <= longest else value[: longest - 1].rstrip() + "…"


def paragraphs(row: Row, *names: str) -> str:
    """Return a field as plain text."""
    return plain_text(text(row, *names))


def day(row: Row, *names: str) -> date | None:
    """Return a field as a day."""
    return next((found for name in names if (found := parse_date(text(row, name)))), None)


def part(row: Row, name: str) -> Row:
    """Return a nested object; {} where there is none."""
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def words(value: str) -> tuple[str, ...]:
    """Split a comma list; each word once, in order."""
    parts = (one_line(part) for part in unescape(value).split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def web_address(value: str) -> str:
    """Return the first web address in a text; "" without one (a bare host gets https)."""
    cleaned = unescape(value).strip()
    found = _URL.search(cleaned)
    address = found[0].rstrip(".,;:") if found else ""
    if not address and _BARE_HOST.match(cleaned):
        address = f"https://{cleaned}"
    try:
        usable = urlsplit(address).hostname and len(address) <= LONGEST_URL
    except ValueError:
        return ""
    return address if usable else ""


def attachments(names: str, addresses: str, *, kind: str) -> tuple[Attachment, ...]:
    """Pair two "@" lists of file names and addresses; a file whose name is missing gets a number."""
    urls = [web_address(address) for address in unescape(addresses).split("@")]
    titles = [one_line(name) for name in unescape(names).split("@")]
    if len(titles) != len(urls):
        titles = titles[: len(urls)] + [""] * (len(urls) - len(titles))
    return tuple(
        Attachment(name=title[:200] or f"첨부 {number}", url=url, kind=kind)
        for number, (title, url) in enumerate(zip(titles, urls, strict=True), start=1)
        if url
    )[:MOST_ATTACHMENTS]


def storable(value: Any, *, depth: int = 0) -> Any:
    """Return a JSON value that the database takes: no NUL, no lone surrogates, no NaN, not too deep."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict | list) and depth >= _MOST_NESTED:
        return None
    if isinstance(value, dict):
        return {storable(str(key)): storable(item, depth=depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item, depth=depth + 1) for item in value]
    return value


# K-Startup's classes; 판로·해외진출 is partly sales at home, partly abroad, so it stays unknown.
_KSTARTUP_TYPES = {
    "사업화": SupportType.COMMERCIALISATION,
    "기술개발(R&D)": SupportType.RND,
    "시설·공간·보육": SupportType.SPACE,
    "멘토링·컨설팅·교육": SupportType.MENTORING,
    "창업교육": SupportType.MENTORING,
    "행사·네트워크": SupportType.EVENT,
    "글로벌": SupportType.GLOBAL,
    "인력": SupportType.WORKFORCE,
    "융자": SupportType.LOAN,
    "융자·보증": SupportType.LOAN,
    "정책자금": SupportType.LOAN,
}
# 기업마당 fields say what a notice is about, not what it gives: only these two are a support type.
_BIZINFO_TYPES = {"수출": SupportType.GLOBAL, "인력": SupportType.WORKFORCE}
_TARGETS = {
    "중소기업": Target.SME,
    "일반기업": Target.SME,
    "소상공인": Target.MICRO,
    "창업벤처": Target.STARTUP,
    "창업·벤처": Target.STARTUP,
    "장애인기업": Target.DISABLED,
    "여성기업": Target.WOMEN,
    "사회적기업": Target.SOCIAL,
    "1인 창조기업": Target.SOLO_CREATIVE,
    "1인창조기업": Target.SOLO_CREATIVE,
    "예비창업자": Target.PRE_FOUNDER,
    "청소년": Target.STUDENT,
    "대학생": Target.STUDENT,
    "대학": Target.RESEARCH,
    "연구기관": Target.RESEARCH,
    "일반인": Target.PERSON,
}
_STAGES = {
    "예비창업자": FounderStage.PRE_FOUNDER,
    "1년미만": FounderStage.UNDER_1,
    "2년미만": FounderStage.UNDER_2,
    "3년미만": FounderStage.UNDER_3,
    "5년미만": FounderStage.UNDER_5,
    "7년미만": FounderStage.UNDER_7,
    "10년미만": FounderStage.UNDER_10,
}


def kstartup_support_type(label: str) -> str | None:
    """Return the support type of a K-Startup class, None where it is not certain."""
    found = _KSTARTUP_TYPES.get(label.replace(" ", ""))
    return found.value if found else None


def bizinfo_support_type(label: str) -> str | None:
    """Return the support type of a 기업마당 field, None where it is not certain."""
    found = _BIZINFO_TYPES.get(label)
    return found.value if found else None


def targets(value: str) -> tuple[str, ...]:
    """Return the targets a comma list names; words that are no known target are left out."""
    return tuple(dict.fromkeys(_TARGETS[word].value for word in words(value) if word in _TARGETS))


def stages(value: str) -> tuple[str, ...]:
    """Return the founder stages of a comma list ("전체": all of them), from youngest to oldest."""
    named = {word.replace(" ", "") for word in words(value)}
    return tuple(stage.value for word, stage in _STAGES.items() if word in named or "전체" in named)


def regions_of_title(title: str) -> tuple[str, ...]:
    """Return the regions of a title prefix "[대구·경북] …"; () when it names something else."""
    prefix = re.match(r"\s*\[([^\]]{1,40})\]", title)
    return region_codes(prefix[1]) if prefix else ()


def regions_of_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the provinces among hash tags; all of them together are the whole country."""
    codes = tuple(dict.fromkeys(code for tag in tags if tag in CODES for code in CODES[tag]))
    return ("00",) if len(codes) >= len(ALL_PROVINCES) - 1 else codes


ALL_PROVINCES = frozenset(code for codes in CODES.values() for code in codes if code != "00")
