"""Handing a stored file to whoever may have it: always as a download, never as a page."""

from django.http import FileResponse

from didim.applications.domain.files.storage import open_stored
from didim.applications.models import FirmFile
from didim.desk.models import GrievancePaper
from didim.outcomes.models import EvidenceFile
from didim.partnerships.models import Paper
from didim.rooms.models import RoomFile


def file_response(file: FirmFile | EvidenceFile | GrievancePaper | Paper | RoomFile) -> FileResponse:
    """Return the bytes of a file under its own name; the caller has asked the door to it.

    A browser neither shows it nor guesses what it is: what others uploaded runs nowhere.
    """
    response = FileResponse(
        open_stored(file.sha256), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
