"""One file for a page that asks for one: sent along, or taken from the firm's cabinet."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from didim.applications.domain.files.limits import CABINET_TYPES
from didim.applications.domain.files.sniffing import FIELD
from didim.applications.domain.files.uploads import WantedUpload, receive_whole
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.applications.queries.files import access_firm_file
from didim.applications.tasks import scan_file
from didim.kernel.refusals import refuse
from didim.programmes.enums import DocumentKind
from didim.web.components.arrival import arrived_at

OFFERED = 100


class FileChoice(forms.Form):
    """A file from the device, or one of the cabinet; both may stay empty."""

    file = forms.FileField(
        label=gettext_lazy("파일 올리기"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in CABINET_TYPES)}),
    )
    stored = forms.ChoiceField(
        label=gettext_lazy("보관함의 파일"), required=False, widget=forms.Select(attrs={"lang": "ko"})
    )

    def __init__(self, *args: Any, enterprise_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        files = (
            FirmFile.objects.filter(enterprise=enterprise_id, removed_at=None)
            .exclude(scan=ScanState.INFECTED)
            .order_by("-uploaded_at", "-pk")
        )
        self.enterprise_id = enterprise_id
        self.fields["stored"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((str(file.pk), file.name) for file in files[:OFFERED]),
        ]

    def received(self, request: HttpRequest) -> FirmFile | None:
        """Store what was sent, or return what was chosen; None for neither.

        What was sent goes before what was chosen. RefusedError for a file that cannot be taken.
        """
        sent, stored = self.cleaned_data["file"], self.cleaned_data["stored"]
        if not sent:
            return access_firm_file(actor=request.actor, file_id=int(stored)) if stored else None
        return received_into_cabinet(request, enterprise_id=self.enterprise_id, sent=sent)


def received_into_cabinet(request: HttpRequest, *, enterprise_id: int, sent: UploadedFile) -> FirmFile:
    """Store a file that was sent along with a form; RefusedError (file) for one that cannot be taken."""
    size = sent.size or 0
    if size > settings.UPLOAD_CHUNK_BYTES:
        message = _("%(most)d MB가 넘는 파일은 먼저 서류 보관함에 올린 뒤 보관함에서 골라 주세요.")
        raise refuse(FIELD, message % {"most": settings.UPLOAD_CHUNK_BYTES >> 20})
    file = receive_whole(
        enterprise_id=enterprise_id,
        wanted=WantedUpload(sent.name or "", size, kind=DocumentKind.OTHER),
        content=sent,
        by=request.user,
        now=arrived_at(request),
    )
    if file.scan == ScanState.WAITING:
        scan_file.defer(file_id=file.pk)
    return file
