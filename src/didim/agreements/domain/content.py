"""The text of an agreement as both sides sign it: who, what, money, payments and articles, in one mapping."""

from datetime import datetime
from typing import Any

from django.utils.translation import override

from didim.agreements.models import Agreement, AgreementVersion
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions

from .terms import rule_pack


def content_of(*, agreement: Agreement, version: AgreementVersion, offered_at: datetime) -> dict[str, Any]:
    """Return all an agreement's version says; the PDF and the hash are made of nothing else."""
    pack = rule_pack(agreement.rule_pack)
    articles = shipped_definitions().as_of("agreement-articles", offered_at.astimezone(SEOUL).date())
    amounts = version.amounts.select_related("line").order_by("line_id")
    lines = []
    for amount in amounts:
        line = pack.line(amount.line.code)
        item = line.sub_item(amount.line.item) if line else None
        names = [name.label.ko for name in (line, item) if name] or [amount.line.code]
        lines.append(
            {
                "code": amount.line.code,
                "item": amount.line.item,
                "name": " · ".join(names),
                "grant_won": amount.grant_won,
                "own_cash_won": amount.own_cash_won,
                "own_in_kind_won": amount.own_in_kind_won,
                "basis": amount.basis,
            }
        )
    with override("ko"):
        instalments = [
            {
                "number": part.number,
                "amount_won": part.amount_won,
                "due_on": part.due_on,
                "gate": str(part.gate.get_kind_display()) if part.gate else "",
            }
            for part in agreement.instalments.select_related("gate").order_by("number")
        ]
    return {
        "number": agreement.number,
        "version": version.number,
        "agency": agreement.agency.name,
        "enterprise": agreement.enterprise.name,
        "business_number": agreement.enterprise.business_number or "",
        "representative": agreement.enterprise.representative_name,
        "programme": agreement.programme.name,
        "call": agreement.call.title,
        "title": agreement.title,
        "starts_on": version.starts_on,
        "ends_on": version.ends_on,
        "grant_won": version.grant_won,
        "own_cash_won": version.own_cash_won,
        "own_in_kind_won": version.own_in_kind_won,
        "lines": lines,
        "instalments": instalments,
        "plan": version.plan,
        "rule_pack": {"id": agreement.rule_pack, "name": pack.name.ko, "source": pack.source},
        "articles": [dict(article) for article in articles.values["articles"]],
        "articles_definition": articles.id,
        "offered_on": offered_at.astimezone(SEOUL).date(),
    }
