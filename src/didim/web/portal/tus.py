"""The words of tus 1.0 (tus.io/protocols/resumable-upload, 2016): headers in, headers out.

Core protocol with the extensions creation, creation-with-upload, termination, expiration and checksum.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.http import http_date
from django.utils.translation import gettext as _

from didim.applications.models import Upload
from didim.kernel.refusals import RefusedError

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
CHECKSUMS = "sha256,sha1"
OFFSET_STREAM = "application/offset+octet-stream"
PIECE = 1 << 16
# So many times the largest chunk is read of a body that is too large.
DRAINED = 4
CHECKSUM_MISMATCH = 460

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The body of a request: what came, and whether it was more than one request may carry."""

    content: bytes = b""
    too_large: bool = False
    cut: bool = False


class Refusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """A request is answered by this status and these words instead."""

    def __init__(self, status: int, text: object = "", **headers: object) -> None:
        self.response = answer(status, str(text), **headers)
        super().__init__(status)


def speaks_tus(view: View) -> View:
    """Let a view answer tus requests: version, capabilities and the size of a chunk are seen to here.

    The body is read before the transaction begins (project.middleware) and stands in `request.chunk`.
    """

    @wraps(view)
    def tus_view(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return answer(
                204, Tus_Version=VERSION, Tus_Extension=EXTENSIONS, Tus_Checksum_Algorithm=CHECKSUMS
            )
        if request.headers.get("Tus-Resumable") != VERSION:
            return answer(412, Tus_Version=VERSION)
        if request.chunk.too_large:
            message = _("한 번에 %(most)d MB까지 보낼 수 있습니다. 나누어 보내 주세요.")
            return answer(413, message % {"most": settings.UPLOAD_CHUNK_BYTES >> 20})
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return refusal.response
        except RefusedError as refused:
            return answer(422, str(refused))

    tus_view.before_transaction = read_chunk  # type: ignore[attr-defined]
    return tus_view


def read_chunk(request: Any) -> None:
    """Read the body of a tus request into `request.chunk`; what came before a cut counts."""
    request.chunk = Chunk()
    if request.content_type != OFFSET_STREAM:
        return
    most, body, read = settings.UPLOAD_CHUNK_BYTES, bytearray(), 0
    announced = int(request.headers.get("Content-Length") or 0)
    cut = False
    try:
        # What is too much is read and thrown away, within reason: a sender that is cut off sees no answer.
        while read <= most * DRAINED and (piece := request.read(PIECE)):
            read += len(piece)
            if max(announced, read) <= most:
                body += piece
    except UnreadablePostError:
        cut = True
    if max(announced, read) > most:
        request.chunk = Chunk(too_large=True)
        return
    request.chunk = Chunk(bytes(body), cut=cut or len(body) < announced)


def answer(status: int, text: str = "", **headers: object) -> HttpResponse:
    """Return an answer with tus headers; `Upload_Offset=3` becomes ``Upload-Offset: 3``."""
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


def state_of(upload: Upload) -> dict[str, object]:
    """Return the headers that say how far an upload is."""
    return {
        "Upload_Offset": upload.offset,
        "Upload_Length": upload.size,
        "Upload_Expires": http_date(upload.expires_at.timestamp()),
    }


def metadata(request: HttpRequest) -> dict[str, str]:
    """Return Upload-Metadata, decoded (``filename d29ybGQ=,slot cGxhbg==``); Refusal if it is none."""
    words: dict[str, str] = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key:
            try:
                words[key] = base64.b64decode(value, validate=True).decode()
            except ValueError:
                raise Refusal(
                    400, _("파일 이름을 읽을 수 없습니다. 이름을 바꾸어 다시 올려 주세요.")
                ) from None
    return words


def number(request: HttpRequest, header: str) -> int:
    """Return the whole number in a header; Refusal if there is none."""
    text = request.headers.get(header, "")
    if not text.isdecimal():
        raise Refusal(400, f"{header}?")
    return int(text)


def check_sum(request: HttpRequest, content: bytes) -> None:
    """Raise Refusal unless a chunk is what Upload-Checksum (if any) says."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return
    name, _space, value = header.partition(" ")
    if name not in CHECKSUMS.split(","):
        raise Refusal(400, "Upload-Checksum?")
    if base64.b64encode(hashlib.new(name, content).digest()).decode() != value.strip():
        raise Refusal(CHECKSUM_MISMATCH)
