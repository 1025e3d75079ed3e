"""The agreement as PDF, from the content both sides sign: the same bytes at any time.

The plan is signed by its hash; signatures themselves are no part of the paper, they name its SHA-256.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from didim.documents.pdf import render, wording
from didim.kernel.calendar import SEOUL
from didim.kernel.hash_chains import content_hash


def agreement_pdf(content: Mapping[str, Any]) -> bytes:
    """Return the paper of an agreement's content (agreements.domain.content), dates as ISO text."""
    day = date.fromisoformat(content["offered_on"])
    sources = ("grant_won", "own_cash_won", "own_in_kind_won")
    facts = [
        ("지원사업", content["programme"]),
        ("공고", content["call"]),
        ("과제명", content["title"]),
        ("협약기간", f"{_day(content['starts_on'])} ~ {_day(content['ends_on'])}"),
        ("총사업비", wording.won(sum(content[name] for name in sources))),
        ("집행 기준", content["rule_pack"]["name"]),
        ("수정 사업계획", f"별지 (SHA-256 {wording.short(content_hash(content['plan']))})"),
    ]
    data = {
        "title": "협약서",
        "content_sha256": content_hash(content),
        "number": content["number"],
        "version": content["version"],
        "day": wording.day(day),
        "agency": content["agency"],
        "parties": [
            ["기관(갑)", content["agency"], ""],
            ["기업(을)", content["enterprise"], _of_the_firm(content)],
        ],
        "facts": facts,
        "lines": [
            [line["name"], *(f"{line[name]:,}" for name in sources), f"{_sum(line, sources):,}"]
            for line in content["lines"]
        ],
        "sums": [
            "합계",
            *(f"{content[name]:,}" for name in sources),
            f"{sum(content[name] for name in sources):,}",
        ],
        "instalments": [
            [f"{part['number']}회", _day(part["due_on"]), f"{part['amount_won']:,}", part["gate"] or "없음"]
            for part in content["instalments"]
        ],
        "articles": [[article["heading"], article["text"]] for article in content["articles"]],
        "foot": f"{content['number']} · 제{content['version']}차 · {content['agency']}",
    }
    return render("agreement", data, dated=datetime.combine(day, time(), SEOUL))


def _of_the_firm(content: Mapping[str, Any]) -> str:
    number = content["business_number"]
    written = f"사업자등록번호 {number[:3]}-{number[3:5]}-{number[5:]}" if number else "예비창업자"
    return " · ".join(
        part for part in (f"대표 {content['representative']}".strip(), written) if part != "대표"
    )


def _day(text: str) -> str:
    return wording.day(date.fromisoformat(text))


def _sum(line: Mapping[str, Any], sources: tuple[str, ...]) -> int:
    return sum(int(line[name]) for name in sources)
