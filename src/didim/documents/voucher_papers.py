"""The contract of a voucher as PDF, from the content both sides sign: the same bytes at any time.

Signatures are no part of the paper, they name its SHA-256.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from didim.documents.pdf import render, wording
from didim.kernel.calendar import SEOUL
from didim.kernel.hash_chains import content_hash


def voucher_contract_pdf(content: Mapping[str, Any]) -> bytes:
    """Return the paper of a contract's content (agreements.domain.vouchers.papers), dates as ISO text."""
    day = date.fromisoformat(content["requested_on"])
    facts = [
        ("바우처 사업", content["scheme"]),
        ("운영기관", content["agency"]),
        ("계약 기간", f"{_day(content['starts_on'])} ~ {_day(content['ends_on'])}"),
        ("계약 금액", wording.won(content["amount_won"])),
        ("보조율", f"{content['rate']} %"),
        ("사용 기한", _day(content["expires_on"])),
    ]
    data = {
        "title": "바우처 계약서",
        "content_sha256": content_hash(content),
        "number": content["number"],
        "day": wording.day(day),
        "agency": content["agency"],
        "parties": [
            ["기업(갑)", content["enterprise"]["name"], _of_a_firm(content["enterprise"])],
            ["수행기관(을)", content["supplier"]["name"], _of_a_firm(content["supplier"])],
        ],
        "facts": facts,
        "items": [
            [
                item["field"],
                item["name"],
                f"{item['price_won']:,}",
                f"{item['count']:,}",
                f"{item['price_won'] * item['count']:,}",
            ]
            for item in content["items"]
        ],
        "sum": f"{content['amount_won']:,}",
        "wish": content["wish"],
        "articles": [[article["heading"], article["text"]] for article in content["articles"]],
        "foot": f"{content['number']} · {content['agency']}",
    }
    return render("voucher_contract", data, dated=datetime.combine(day, time(), SEOUL))


def _of_a_firm(party: Mapping[str, str]) -> str:
    number = party["business_number"]
    parts = [
        f"대표 {party['representative']}" if party["representative"] else "",
        f"사업자등록번호 {number[:3]}-{number[3:5]}-{number[5:]}" if number else "",
    ]
    return " · ".join(part for part in parts if part)


def _day(text: str) -> str:
    return wording.day(date.fromisoformat(text))
