"""A voucher contract as it is signed."""

from datetime import date
from typing import Any

from didim.kernel.definitions import shipped_definitions


def contract(**changes: Any) -> dict[str, Any]:
    articles = shipped_definitions().as_of("voucher-articles", date(2026, 3, 4))
    item = {"field": "기술지원", "name": "시제품 설계", "price_won": 1_000_001, "count": 3}
    content = {
        "number": "V2026-1-0001-1",
        "agency": "한빛진흥원",
        "scheme": "제조혁신바우처",
        "enterprise": {"name": "가나정밀", "business_number": "1248100998", "representative": "김하나"},
        "supplier": {"name": "한빛디자인", "business_number": "", "representative": ""},
        "items": [item],
        "wish": "신제품 외형\n색은 둘",
        "amount_won": 3_000_003,
        "rate": 90,
        "starts_on": "2026-03-04",
        "ends_on": "2026-06-30",
        "expires_on": "2026-11-30",
        "articles": articles.values["articles"],
        "requested_on": "2026-03-04",
    }
    return content | changes
