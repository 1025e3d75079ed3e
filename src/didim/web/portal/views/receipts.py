from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from didim.accounts.guards import PUBLIC, SIGNED_IN, guarded
from didim.applications.models import Receipt
from didim.applications.queries.forms import form_of
from didim.applications.queries.periods import intake_period
from didim.applications.queries.receipts import access_receipt, check_receipt, files_of, receipts_of
from didim.documents import pdf
from didim.kernel.business_numbers import format_business_number


@guarded(PUBLIC)
def receipt_form(request: HttpRequest) -> HttpResponse:
    """Ask for the code or hash of a receipt, and lead to what it is."""
    typed = request.GET.get("code", "").strip()
    if typed:
        return HttpResponseRedirect(reverse("portal:receipt-check", args=[typed[:80]]))
    return render(request, "portal/receipt_check.html", {"typed": "", "checked": None})


@guarded(PUBLIC)
def receipt_check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a receipt is genuine, to anybody: nothing of the firm or of what it handed in."""
    checked = check_receipt(typed=code)
    shown = {"typed": code, "checked": checked}
    return render(request, "portal/receipt_check.html", shown, status=200 if checked else 404)


@guarded(SIGNED_IN)
def receipt(request: HttpRequest, application_id: int, receipt_id: int) -> HttpResponse:
    """Show a firm its receipt, with the receipts before and after it."""
    found = access_receipt(actor=request.actor, application_id=application_id, receipt_id=receipt_id)
    shown = {
        "receipt": found,
        "files": files_of(found.submission),
        "labels": _labels(found),
        "others": [other for other in receipts_of(found.application) if other.pk != found.pk],
        "counts": found.submission_id is not None and found.submission_id == found.application.submission_id,
        "period": intake_period(call_id=found.call_id),
    }
    return render(request, "portal/receipt.html", shown)


@guarded(SIGNED_IN)
def receipt_pdf(request: HttpRequest, application_id: int, receipt_id: int) -> HttpResponse:
    """Return a firm's receipt as PDF; its QR code leads to the public page that checks it."""
    found = access_receipt(actor=request.actor, application_id=application_id, receipt_id=receipt_id)
    period = intake_period(call_id=found.call_id)
    labels = _labels(found)
    submitted_by = found.submission.submitted_by if found.submission else None
    number = found.enterprise.business_number
    paper = pdf.ReceiptPaper(
        kind=found.get_kind_display(),
        number=f"{found.call_id}-{found.number}",
        call_title=found.call.title,
        agency_name=found.call.agency.name,
        firm_name=found.enterprise.name,
        received_at=found.received_at,
        code=found.code,
        check_url=request.build_absolute_uri(reverse("portal:receipt-check", args=[found.code])),
        content_hash=found.content_hash,
        previous_hash=found.previous_hash,
        hash=found.hash,
        business_number=format_business_number(number) if number else "",
        submitted_by=str(submitted_by) if submitted_by else "",
        closes_at=period.closes_at if period else None,
        files=tuple(
            pdf.ReceiptFile(
                labels.get(given.slot, given.slot), given.file.name, given.file.size, given.file.sha256
            )
            for given in files_of(found.submission)
        ),
    )
    name = _("접수증") + f"-{found.call_id}-{found.number}.pdf"
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(
        pdf.receipt(paper),
        content_type="application/pdf",
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )


def _labels(found: Receipt) -> dict[str, str]:
    """Return what the slots of a submission's files are called in its form."""
    if found.submission is None:
        return {}
    return {key: field.label.ko for key, field in form_of(found.submission.revision_id).fields.items()}
