"""Files on pages: downloads, one slot of a draft, and the firm's cabinet. All of it works without scripts."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from didim.accounts.guards import SIGNED_IN, guarded
from didim.applications.domain.files.attaching import attach_again, remove_attachment
from didim.applications.domain.files.cabinet import describe_file, remove_file
from didim.applications.domain.files.limits import CABINET_MEGABYTES, CABINET_TYPES, used_bytes
from didim.applications.domain.files.sniffing import FIELD
from didim.applications.domain.files.uploads import WantedUpload, receive_whole
from didim.applications.enums import ScanState
from didim.applications.models import Application, FirmFile
from didim.applications.queries.access import access_own_application
from didim.applications.queries.files import (
    access_file,
    access_firm_file,
    cabinet_files,
    file_slots,
)
from didim.applications.queries.forms import form_of
from didim.applications.tasks import scan_file
from didim.engines.forms import FileSlot
from didim.kernel.refusals import RefusedError, refuse
from didim.programmes.enums import DocumentKind
from didim.registry.models import Enterprise
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.arrival import arrived_at
from didim.web.components.downloads import file_response
from didim.web.portal.forms import DayInput

from .firm import own_firm

FILES_A_PAGE = 20


class DescribeForm(forms.Form):
    """What document a file is, and its days."""

    kind = forms.ChoiceField(label=gettext_lazy("서류의 종류"), choices=DocumentKind.choices)
    issued_on = forms.DateField(label=gettext_lazy("발급일"), required=False, widget=DayInput)
    valid_until = forms.DateField(label=gettext_lazy("유효 기한"), required=False, widget=DayInput)


@guarded(SIGNED_IN)
@require_safe
def download(request: HttpRequest, file_id: int) -> FileResponse:
    """A stored file, for its firm, the staff it was handed in to, and the reviewers it is assigned to."""
    assigned = Q(
        submission__application__assignments__reviewer_user=request.user.pk,
        submission__application__assignments__ended_at=None,
    )
    return file_response(access_file(actor=request.actor, file_id=file_id, assigned=assigned))


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def slot(request: HttpRequest, application_id: int, slot: str) -> HttpResponse:
    """One slot of a draft: what is in it, what could be; put in, take out, say when it was issued.

    With the header `X-Fragment` only the inside is answered, which scripts put into the page of the step.
    """
    application = access_own_application(actor=request.actor, application_id=application_id)
    form = form_of(application.draft.revision_id)
    field = form.fields.get(slot)
    if field is None or not isinstance(field.kind, FileSlot):
        raise NotVisible(f"slot {slot}")
    problem = ""
    if request.method == "POST":
        try:
            _change(request, application, slot)
        except RefusedError as refusal:
            problem = str(refusal)
    now = timezone.now()
    states = file_slots(application=application, form=form, keys=[slot], now=now)
    context = {
        "application": application,
        "field": field,
        "asked": field.kind,
        "file_slots": states,
        "state": states[slot],
        "accept": ",".join(f".{ending}" for ending in field.kind.types),
        "problem": problem,
        "chunk": settings.UPLOAD_CHUNK_BYTES,
    }
    fragment = "X-Fragment" in request.headers
    if request.method == "POST" and not problem and not fragment:
        return redirect("portal:slot-files", application_id, slot)
    template = "portal/applying/_slot.html" if fragment else "portal/applying/slot.html"
    return render(request, template, context, status=422 if problem else 200)


def _change(request: Any, application: Application, slot: str) -> None:
    said, now = request.POST, arrived_at(request)
    if said.get("attach", "").isdecimal():
        attach_again(
            application=application, slot=slot, file_id=int(said["attach"]), by=request.user, now=now
        )
    elif said.get("remove", "").isdecimal():
        remove_attachment(application=application, attachment_id=int(said["remove"]), now=now)
    elif said.get("file_id", "").isdecimal():
        file = access_firm_file(actor=request.actor, file_id=int(said["file_id"]))
        _describe(file, {"kind": file.kind, "issued_on": said.get(f"issued_on.{file.pk}")})
    else:
        sent = _small(request.FILES.get(f"file.{slot}"))
        wanted = WantedUpload(sent.name or "", sent.size or 0, application, slot)
        _received(application.enterprise_id, wanted, sent, request)


def _small(sent: UploadedFile | None) -> UploadedFile:
    """Return a file that came in one piece; RefusedError for none, and for one that needs several."""
    if sent is None:
        raise refuse(FIELD, _("올릴 파일을 골라 주세요."))
    if (sent.size or 0) > settings.UPLOAD_CHUNK_BYTES:
        message = _(
            "%(most)d MB가 넘는 파일은 자바스크립트를 켠 브라우저에서 나누어 올립니다."
            " 켜고 다시 올리거나 파일을 줄여 주세요."
        )
        raise refuse(FIELD, message % {"most": settings.UPLOAD_CHUNK_BYTES >> 20})
    return sent


def _received(enterprise_id: int, wanted: WantedUpload, sent: UploadedFile, request: Any) -> FirmFile:
    file = receive_whole(
        enterprise_id=enterprise_id, wanted=wanted, content=sent, by=request.user, now=arrived_at(request)
    )
    if file.scan == ScanState.WAITING:
        scan_file.defer(file_id=file.pk)
    return file


def _describe(file: FirmFile, values: dict[str, Any]) -> None:
    form = DescribeForm(values)
    if not form.is_valid():
        field, sentences = next(iter(form.errors.items()))
        raise refuse(field, sentences[0])
    describe_file(file=file, now=timezone.now(), **form.cleaned_data)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def cabinet(request: HttpRequest) -> HttpResponse:
    """The firm's cabinet: everything it has given once, with its days and where it is used; add a file."""
    firm, problem = own_firm(request, _("보관함")), ""
    if request.method == "POST":
        try:
            sent = _small(request.FILES.get("file"))
            wanted = WantedUpload(sent.name or "", sent.size or 0, kind=request.POST.get("kind", ""))
            _received(firm.pk, wanted, sent, request)
        except RefusedError as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("보관함에 넣었습니다."))
            return redirect(f"{request.path}?firm={firm.pk}")
    return _cabinet(request, firm, problem=problem)


def _cabinet(request: HttpRequest, firm: Enterprise, **more: Any) -> HttpResponse:
    now = timezone.now()
    files = Paginator(cabinet_files(enterprise_id=firm.pk), FILES_A_PAGE).get_page(request.GET.get("page"))
    others = Enterprise.objects.filter(pk__in=request.actor.enterprises_with()).order_by("name")
    context = {
        "firm": firm,
        "others": others if len(request.actor.enterprises) > 1 else [],
        "rows": [
            {
                "file": file,
                "kind": dict(DocumentKind.choices).get(file.kind, _("한 신청에서 물은 파일")),
                "form": DescribeForm(
                    initial={name: getattr(file, name) for name in DescribeForm.base_fields},
                    auto_id=f"f{file.pk}-%s",
                ),
                "expired": file.valid_until is not None and file.valid_until < timezone.localdate(now),
            }
            for file in files
        ],
        "page": files,
        "kinds": DocumentKind.choices,
        "used": used_bytes(enterprise_id=firm.pk, now=now),
        "quota": settings.UPLOAD_QUOTA_BYTES,
        "types": CABINET_TYPES,
        "accept": ",".join(f".{ending}" for ending in CABINET_TYPES),
        "megabytes": CABINET_MEGABYTES,
        "chunk": settings.UPLOAD_CHUNK_BYTES,
        "problem": "",
        **more,
    }
    return render(request, "portal/firm_files.html", context, status=422 if context["problem"] else 200)


@guarded(FIRM_MEMBER)
@require_POST
def describe(request: HttpRequest, file_id: int) -> HttpResponse:
    """Say what document a file of the cabinet is, and its days."""
    file = access_firm_file(actor=request.actor, file_id=file_id)
    try:
        _describe(file, request.POST.dict())
    except RefusedError as refusal:
        return _cabinet(request, Enterprise.objects.get(pk=file.enterprise_id), problem=str(refusal))
    messages.success(request, _("저장했습니다."))
    return _back(file)


@guarded(FIRM_MEMBER)
@require_POST
def remove(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take a file out of the cabinet."""
    file = access_firm_file(actor=request.actor, file_id=file_id)
    try:
        remove_file(file=file, now=timezone.now())
    except RefusedError as refusal:
        return _cabinet(request, Enterprise.objects.get(pk=file.enterprise_id), problem=str(refusal))
    messages.success(request, _("보관함에서 뺐습니다. 이미 제출한 신청에는 그대로 남아 있습니다."))
    return _back(file)


def _back(file: FirmFile) -> HttpResponse:
    response: HttpResponse = redirect("portal:firm-files")
    response["Location"] += f"?firm={file.enterprise_id}"
    return response
