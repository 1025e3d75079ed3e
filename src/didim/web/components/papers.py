"""Handing a paper to whoever may read it."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def pdf_response(paper: bytes, name: str) -> HttpResponse:
    """Return a PDF to be shown in the browser, under its name; nobody between keeps it."""
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, f"{name}.pdf") or "inline",
            "Cache-Control": "private, no-store",
        },
    )
