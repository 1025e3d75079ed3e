"""Showing a photo of a visit to whoever may see it."""

from django.http import FileResponse

from didim.applications.domain.files.storage import open_stored
from didim.experts.models import VisitPhoto


def photo_response(photo: VisitPhoto) -> FileResponse:
    """Return a photo's bytes to be shown in a page; the caller has asked the door to it.

    It is a JPEG of our own making, so a browser may show it; no cache but the visitor's own keeps it.
    """
    response = FileResponse(open_stored(photo.sha256), content_type="image/jpeg")
    response["Content-Length"] = str(photo.size)
    response["Content-Disposition"] = f'inline; filename="visit-photo-{photo.pk}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
