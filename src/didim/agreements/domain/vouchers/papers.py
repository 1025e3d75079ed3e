"""The text of a voucher contract as both sides sign it, frozen when the firm asks for it."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import override

from didim.agreements.domain.papers import Render, keep_paper
from didim.agreements.enums import VoucherField
from didim.agreements.models import Voucher, VoucherContract
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.registry.models import Enterprise


def contract_content(contract: VoucherContract, voucher: Voucher, *, on: datetime) -> dict[str, Any]:
    """Return all a contract says; its PDF and its hash are made of nothing else.

    How subsidy and own share divide the amount is no part of it: that follows from what is left of the
    subsidy when the firm signs.
    """
    day = on.astimezone(SEOUL).date()
    articles = shipped_definitions().as_of("voucher-articles", day)
    with override("ko"):
        items = [{**item, "field": str(VoucherField(item["field"]).label)} for item in contract.items]
    return {
        "number": f"{voucher.number}-{contract.number}",
        "agency": voucher.scheme.agency.name,
        "scheme": voucher.scheme.name,
        "enterprise": _party(voucher.enterprise),
        "supplier": _party(contract.supplier.enterprise),
        "items": items,
        "wish": contract.wish,
        "amount_won": contract.amount_won,
        "rate": int(voucher.rate),
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "expires_on": voucher.expires_on,
        "articles": [dict(article) for article in articles.values["articles"]],
        "articles_definition": articles.id,
        "requested_on": day,
    }


def freeze(contract: VoucherContract, voucher: Voucher, *, render: Render, now: datetime) -> None:
    """Store a new contract with its text as it is signed, its hashes and its paper, for good."""
    text = canonical_json(contract_content(contract, voucher, on=now))
    contract.content, contract.content_sha256 = text.decode("utf-8"), sha256_hex(text)
    pdf = render(json.loads(text))
    contract.pdf_sha256 = sha256_hex(pdf)
    contract.save(force_insert=True)
    keep_paper(contract, pdf, now)


def _party(firm: Enterprise) -> dict[str, str]:
    return {
        "name": firm.name,
        "business_number": firm.business_number or "",
        "representative": firm.representative_name,
    }
