"""The money of a firm's agreement: its budget, requests to spend with their evidence, people, assets."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.agreements.domain import assets, expenditures, participation
from didim.agreements.domain.expenditures import OPEN_FOR_THE_FIRM
from didim.agreements.enums import AgreementState, ExpenditureState
from didim.agreements.models import Agreement, Expenditure, Participation
from didim.agreements.queries.agreements import access_own_agreement
from didim.agreements.queries.banned import ban_grounds, bans_of
from didim.agreements.queries.budgets import BudgetSheet, budget_of, line_labels
from didim.agreements.queries.expenditure_cases import case_of
from didim.agreements.queries.expenditures import (
    access_own_expenditure,
    evidence_of,
    payments_of,
    spending_under,
)
from didim.agreements.tasks import check_expenditure
from didim.applications.domain.files.limits import CABINET_TYPES
from didim.applications.domain.files.sniffing import FIELD
from didim.applications.domain.files.uploads import WantedUpload, receive_whole
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.applications.queries.files import access_firm_file
from didim.applications.tasks import scan_file
from didim.engines.expenditure import Outcome, outcome_of
from didim.kernel.refusals import RefusedError, refuse
from didim.programmes.enums import DocumentKind
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER
from didim.web.components.arrival import arrived_at
from didim.web.portal.spending.forms import (
    AssetForm,
    EvidenceForm,
    ExpenditureForm,
    ParticipationForm,
    in_language,
    initial_of,
)

PAGE_SIZE = 20
MACHINERY = "machinery"
_MOST_STORED = 100


def _budget(agreement: Agreement) -> BudgetSheet:
    sheet = budget_of(agreement)
    if sheet is None:
        raise NotVisible(f"budget of agreement {agreement.pk}")
    return sheet


@guarded(FIRM_MEMBER)
@require_GET
def budget(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The budget of an agreement, line by line, and what was asked for."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    sheet = _budget(agreement)
    page = Paginator(spending_under(agreement), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "agreement": agreement,
        "sheet": sheet,
        "page": page,
        "rows": [(row, line_labels(sheet.pack, row.line)) for row in page],
        "may_spend": agreement.state == AgreementState.ACTIVE,
    }
    return render(request, "portal/spending/budget.html", context)


def _people(agreement: Agreement) -> list[Participation]:
    rows = Participation.objects.filter(agreement=agreement, ended_at=None).select_related("person")
    return list(rows.order_by("starts_on", "pk"))


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Begin a request to spend."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    return _write(request, agreement, None)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Write a request anew that was not handed in, or came back."""
    row = access_own_expenditure(actor=request.actor, expenditure_id=expenditure_id)
    return _write(request, row.agreement, row)


def _write(request: HttpRequest, agreement: Agreement, row: Expenditure | None) -> HttpResponse:
    form = ExpenditureForm(
        request.POST or None,
        sheet=_budget(agreement),
        people=_people(agreement),
        initial=initial_of(row) if row else {"method": "card"},
    )
    saved: list[Expenditure] = []

    def save() -> None:
        saved.append(
            expenditures.write_expenditure(
                agreement=agreement,
                expenditure=row,
                details=form.details(),
                version=form.cleaned_data["version"],
                by=request.user,
            )
        )

    if request.method == "POST" and form.is_valid() and form.done(save):
        messages.success(request, _("저장했습니다. 증빙을 붙이고 신청해 주세요."))
        return redirect("portal:expenditure", saved[0].pk)
    context = {"agreement": agreement, "expenditure": row, "form": form}
    return render(request, "portal/spending/edit.html", context, status=422 if form.errors else 200)


@guarded(FIRM_MEMBER)
@require_GET
def detail(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """One request: what it says, its evidence, what the rules say of it so far, what the agency answered."""
    return _detail(request, access_own_expenditure(actor=request.actor, expenditure_id=expenditure_id))


def _detail(request: HttpRequest, row: Expenditure, **more: Any) -> HttpResponse:
    case = case_of(row, day=timezone.localdate())
    is_open = row.state in OPEN_FOR_THE_FIRM
    findings = case.check() if is_open or row.state == ExpenditureState.REQUESTED else ()
    evidence = list(evidence_of(row))
    context = {
        "row": row,
        "agreement": row.agreement,
        "labels": line_labels(case.pack, row.line),
        "case": case,
        "bans": [(ban, ban_grounds(case.pack).get(ban.rule)) for ban in bans_of(row)],
        "is_open": is_open,
        "findings": [one for one in findings if one.outcome is not Outcome.PASS],
        "passed": sum(one.outcome is Outcome.PASS for one in findings),
        "outcome": outcome_of(findings) if findings else None,
        "evidence": [(one, case.pack.evidence.get(one.kind)) for one in evidence],
        "payments": payments_of(row),
        "approvals": [
            (case.pack.approvals.get(one.approval), one) for one in row.approvals.order_by("approval")
        ],
        "assets": row.assets.order_by("pk"),
        "has_assets": row.line.code == MACHINERY,
        "evidence_form": _evidence_form(row),
        "asset_form": AssetForm(),
        "accept": ",".join(f".{ending}" for ending in CABINET_TYPES),
        **more,
    }
    wrong = any(form.errors for form in more.values())
    return render(request, "portal/spending/detail.html", context, status=422 if wrong else 200)


def _evidence_form(row: Expenditure, data: Any = None, files: Any = None) -> EvidenceForm:
    pack = case_of(row, day=timezone.localdate()).pack
    stored = FirmFile.objects.filter(enterprise=row.enterprise_id, removed_at=None).exclude(
        scan=ScanState.INFECTED
    )
    newest = stored.order_by("-uploaded_at", "-pk")[:_MOST_STORED]
    return EvidenceForm(
        data,
        files,
        kinds=[(key, in_language(text)) for key, text in pack.evidence.items()],
        stored=[(file.pk, file.name) for file in newest],
    )


@guarded(FIRM_MEMBER)
@require_POST
def evidence(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Put evidence beside a request, from the device or the cabinet, or take it out."""
    row = access_own_expenditure(actor=request.actor, expenditure_id=expenditure_id)
    removed = request.POST.get("remove", "")
    if removed.isdecimal():
        try:
            expenditures.remove_evidence(
                expenditure=row, evidence_id=int(removed), by=request.user, now=timezone.now()
            )
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("portal:expenditure", row.pk)
    form = _evidence_form(row, request.POST, request.FILES)
    if form.is_valid():
        try:
            file = _file(request, row, form)
            expenditures.attach_evidence(
                expenditure=row,
                kind=form.cleaned_data["kind"],
                file=file,
                by=request.user,
                now=timezone.now(),
            )
        except RefusedError as refusal:
            for field, sentences in refusal.by_field().items():
                for sentence in sentences:
                    form.add_error(field if field in form.fields else "file", sentence)
    if form.errors:
        return _detail(request, row, evidence_form=form)
    messages.success(request, _("증빙을 붙였습니다."))
    return redirect("portal:expenditure", row.pk)


def _file(request: HttpRequest, row: Expenditure, form: EvidenceForm) -> FirmFile:
    """Return the file that was chosen or sent; RefusedError for none, and for one that is too large."""
    sent, stored = form.cleaned_data["file"], form.cleaned_data["stored"]
    if stored and not sent:
        return access_firm_file(actor=request.actor, file_id=int(stored))
    if not sent:
        raise refuse(FIELD, _("올릴 파일을 고르거나 보관함에서 골라 주세요."))
    if sent.size > settings.UPLOAD_CHUNK_BYTES:
        message = _("%(most)d MB가 넘는 파일은 먼저 서류 보관함에 올린 뒤 보관함에서 골라 주세요.")
        raise refuse(FIELD, message % {"most": settings.UPLOAD_CHUNK_BYTES >> 20})
    wanted = WantedUpload(sent.name or "", sent.size, kind=DocumentKind.OTHER)
    file = receive_whole(
        enterprise_id=row.enterprise_id, wanted=wanted, content=sent, by=request.user, now=arrived_at(request)
    )
    if file.scan == ScanState.WAITING:
        scan_file.defer(file_id=file.pk)
    return file


@guarded(FIRM_MEMBER)
@require_POST
def hand_in(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Hand a request in for the agency's check, or take it back."""
    row = access_own_expenditure(actor=request.actor, expenditure_id=expenditure_id)
    try:
        if request.POST.get("act") == "take_back":
            expenditures.take_back_expenditure(expenditure=row, by=request.user)
            messages.success(request, _("신청을 거두었습니다. 고친 뒤 다시 신청할 수 있습니다."))
        else:
            version = request.POST.get("version", "")
            expenditures.request_expenditure(
                expenditure=row,
                version=int(version) if version.isdecimal() else 0,
                by=request.user,
                now=timezone.now(),
            )
            check_expenditure.defer(expenditure_id=row.pk)
            messages.success(request, _("신청했습니다. 담당자가 점검한 뒤 알려 드립니다."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:expenditure", row.pk)


@guarded(FIRM_MEMBER)
@require_POST
def asset(request: HttpRequest, expenditure_id: int) -> HttpResponse:
    """Enter what was bought into the asset ledger."""
    row = access_own_expenditure(actor=request.actor, expenditure_id=expenditure_id)
    form = AssetForm(request.POST)

    def register() -> None:
        assets.register_asset(expenditure=row, details=form.details(), by=request.user, now=timezone.now())

    if not (form.is_valid() and form.done(register)):
        return _detail(request, row, asset_form=form)
    messages.success(request, _("자산관리대장에 올렸습니다."))
    return redirect("portal:expenditure", row.pk)


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Who works under an agreement and for how much of their time; add somebody, or end a participation."""
    agreement = access_own_agreement(actor=request.actor, agreement_id=agreement_id)
    sheet = _budget(agreement)
    ended = request.POST.get("end", "")
    if ended.isdecimal():
        mine = get_object_or_404(Participation, pk=int(ended), agreement=agreement)
        participation.end_participation(participation=mine, by=request.user, now=timezone.now())
        messages.success(request, _("참여를 끝냈습니다."))
        return redirect("portal:participation", agreement.pk)
    form = ParticipationForm(
        request.POST or None,
        initial={"starts_on": sheet.version.starts_on, "ends_on": sheet.version.ends_on},
    )

    def add() -> None:
        said = dict(form.cleaned_data)
        # A person who is refused is not kept either.
        with transaction.atomic():
            name = said.pop("name")
            person = participation.person_of_firm(agreement=agreement, name=name, by=request.user)
            participation.add_participation(agreement=agreement, person=person, by=request.user, **said)

    if request.method == "POST" and form.is_valid() and form.done(add):
        messages.success(request, _("참여인력을 더했습니다."))
        return redirect("portal:participation", agreement.pk)
    context = {
        "agreement": agreement,
        "people": _people(agreement),
        "form": form,
        "may_spend": agreement.state == AgreementState.ACTIVE,
    }
    return render(request, "portal/spending/people.html", context, status=422 if form.errors else 200)
