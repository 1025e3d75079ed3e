"""The contract of a voucher as a paper, for both sides and for staff."""

import json

from django.http import HttpResponse

from didim.agreements.domain.papers import paper_of
from didim.agreements.models import VoucherContract
from didim.documents.voucher_papers import voucher_contract_pdf
from didim.registry.queries.visibility import NotVisible
from didim.web.components.papers import pdf_response


def voucher_paper_of(contract: VoucherContract) -> HttpResponse:
    """Return the paper of a contract, as it was put before both sides; NotVisible where it has none."""
    if not contract.content:
        raise NotVisible(f"paper of voucher contract {contract.pk}")
    content = json.loads(contract.content)
    return pdf_response(paper_of(contract) or voucher_contract_pdf(content), content["number"])
