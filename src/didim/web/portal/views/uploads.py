"""The endpoint for uploads (tus 1.0): begin, ask how far it is, send the next chunk, give up."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.applications.domain.files.uploads import (
    UploadGoneError,
    WantedUpload,
    WrongOffsetError,
    begin_upload,
    end_upload,
    is_alive,
    receive_chunk,
)
from didim.applications.enums import ScanState, UploadState
from didim.applications.models import Upload
from didim.applications.queries.access import access_own_application
from didim.applications.queries.files import access_upload
from didim.applications.tasks import scan_file
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.arrival import arrived_at
from didim.web.portal import tus

CREATED, NO_CONTENT = 201, 204


@guarded(FIRM_MEMBER)
@tus.speaks_tus
@require_http_methods(["POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin an upload; its first chunk may come along (creation-with-upload).

    Upload-Metadata: filename; application and slot, or for the cabinet firm and kind; sha256 (hexadecimal, of
    the whole) if known. 201 with Location, 413 for too large a chunk, 422 with a sentence.
    """
    words, length = tus.metadata(request), tus.number(request, "Upload-Length")
    if not words.get("filename"):
        raise tus.Refusal(400, _("파일의 이름을 알려 주세요."))
    upload = _begin(request, words, length)
    if request.chunk.content:
        upload = _take_chunk(request, upload, offset=0)
    place = reverse("portal:upload", args=[upload.pk])
    return tus.answer(CREATED, Location=place, **tus.state_of(upload))


def _begin(request: Any, words: dict[str, str], length: int) -> Upload:
    application = None
    own = sorted(request.actor.enterprises_with())
    firm = int(words["firm"]) if words.get("firm", "").isdecimal() else own[0]
    if words.get("application", "").isdecimal():
        application = access_own_application(actor=request.actor, application_id=int(words["application"]))
        firm = application.enterprise_id
    if firm not in own:
        raise NotVisible(f"enterprise {firm}")
    wanted = WantedUpload(
        name=words["filename"],
        size=length,
        application=application,
        slot=words.get("slot", ""),
        kind=words.get("kind", ""),
        sha256=words.get("sha256", ""),
    )
    return begin_upload(enterprise_id=firm, wanted=wanted, by=request.user, now=arrived_at(request))


@guarded(FIRM_MEMBER)
@tus.speaks_tus
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """How far an upload is (HEAD), its next chunk (PATCH), or its end (DELETE)."""
    found = access_upload(actor=request.actor, upload_id=upload_id)
    if request.method == "HEAD":
        if not is_alive(upload=found, now=arrived_at(request)):
            raise tus.Refusal(410)
        return tus.answer(200, **tus.state_of(found))
    if request.method == "DELETE":
        end_upload(upload_id=found.pk)
        return tus.answer(NO_CONTENT)
    if request.content_type != tus.OFFSET_STREAM:
        raise tus.Refusal(415)
    found = _take_chunk(request, found, offset=tus.number(request, "Upload-Offset"))
    return tus.answer(NO_CONTENT, **tus.state_of(found))


def _take_chunk(request: Any, upload: Upload, *, offset: int) -> Upload:
    content = request.chunk.content
    tus.check_sum(request, content)
    try:
        upload = receive_chunk(upload_id=upload.pk, offset=offset, content=content, now=arrived_at(request))
    except UploadGoneError:
        message = _("올리다 만 파일을 더 이어 올릴 수 없습니다. 처음부터 다시 올려 주세요.")
        raise tus.Refusal(410, message) from None
    except WrongOffsetError as wrong:
        raise tus.Refusal(409, Upload_Offset=wrong.offset) from None
    if upload.state == UploadState.REFUSED:
        raise tus.Refusal(422, upload.problem)
    if upload.file is not None and upload.file.scan == ScanState.WAITING:
        scan_file.defer(file_id=upload.file.pk)
    return upload
