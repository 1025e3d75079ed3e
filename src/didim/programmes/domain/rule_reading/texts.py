from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The words of a notice that may hold conditions; plain text, HTML already removed.

    source: NoticeSource value. region_codes, targets, stages: as the notice row holds them. age_text: 연령 as
    the source writes it (K-Startup biz_trgt_age). target_text: 지원대상. exclusion_text: 제외대상. tags: hash
    tags. published_on: the notice's day, which ages are counted at.
    """

    title: str
    source: str = ""
    region_codes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    age_text: str = ""
    target_text: str = ""
    exclusion_text: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class RuleReading:
    """A rule as JSON (didim.engines.eligibility.load reads it) and the version of the reading."""

    rule_json: dict[str, Any]
    reading_id: str
