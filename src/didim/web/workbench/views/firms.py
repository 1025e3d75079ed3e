"""Firms: the list and its download, one firm with what is known of it, registering and changing."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.access_log import note_access, note_download
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.documents.tables import Column, spreadsheet
from didim.feeds.nts.queueing import queue_status_check
from didim.kernel.calendar import SEOUL
from didim.registry.domain import firms as acts
from didim.registry.models import AgencyRelation, BusinessStatusCheck, Designation, Enterprise, EnterpriseYear
from didim.registry.queries.firms import FirmFilter, access_enterprise, narrow_firms, visible_firms
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.refusals import done
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.code_names import industry_options, region_options
from didim.web.workbench.downloads import as_download
from didim.web.workbench.firm_history import changes_of
from didim.web.workbench.forms import firms as forms
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

SORTS = {
    "name": ("name",),
    "region": ("region__code", "name"),
    "industry": ("industry__code", "name"),
    "employees": ("employees",),
    "sales": ("sales",),
    "updated": ("updated_at",),
}


def code_options() -> dict[str, Any]:
    """Return the names offered while typing into fields for regions and industries; read when first shown."""
    return {"regions": partial(region_options, on=_today()), "industries": industry_options}


def _today() -> date:
    return timezone.localdate(timezone=SEOUL)


def _filtered(request: HttpRequest) -> tuple[QuerySet[Enterprise], forms.FirmFilterForm]:
    filters = forms.FirmFilterForm(request.GET)
    firms = visible_firms(actor=request.actor, now=timezone.now())
    chosen = filters.chosen
    narrowed = FirmFilter(text=chosen.pop("q", ""), **chosen)
    latest = EnterpriseYear.objects.filter(enterprise=OuterRef("pk")).order_by("-year")
    today = _today()
    held = Designation.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
    )
    rows = (
        narrow_firms(firms, narrowed, on=today)
        .select_related("region__parent", "industry")
        .annotate(
            employees=Subquery(latest.values("employees")[:1]), sales=Subquery(latest.values("sales")[:1])
        )
        .prefetch_related(Prefetch("designations", held.order_by("kind", "pk"), to_attr="held_now"))
    )
    return rows, filters


@guarded(AGENCY_STAFF)
@require_GET
def firm_list(request: HttpRequest) -> HttpResponse:
    """List the firms the agency may see."""
    rows, filters = _filtered(request)
    rows, sorting = sorted_rows(rows, request, SORTS, "name")
    page = page_of(rows, request)
    note_search(
        task=_("기업 목록"),
        subject=filters.chosen.get("q", ""),
        shown=len(page.object_list),
        agency_id=min(request.actor.agencies),
    )
    context = {
        "page": page,
        "filters": filters,
        "sorting": sorting,
        "download": DownloadForm(),
        "may_edit": WRITER.allows(request.actor),
    }
    return render(request, "workbench/firms/list.html", context | code_options())


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Send the firms of the list as a spreadsheet, for a reason that goes into the access log."""
    rows, filters = _filtered(request)
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: note_download(
            task=_("기업 목록 내려받기"),
            subject=filters.chosen.get("q", ""),
            subjects=max(1, rows.count()),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=min(request.actor.agencies),
        ),
    ):
        return as_download(_sheet(rows.order_by("name", "pk")), f"firms-{_today():%Y-%m-%d}.xlsx")
    context = {"form": form, "title": _("기업 목록 내려받기")}
    return render(request, "workbench/download.html", context, status=422 if form.errors else 200)


def _sheet(rows: QuerySet[Enterprise]) -> bytes:
    columns = [
        Column(_("기업명"), 28),
        Column(_("사업자등록번호"), 15),
        Column(_("단계"), 12),
        Column(_("법적 형태"), 14),
        Column(_("사업개시일"), 12),
        Column(_("지역"), 16),
        Column(_("주소"), 36),
        Column(_("업종 코드"), 10),
        Column(_("업종"), 28),
        Column(_("규모"), 10),
        Column(_("대표자"), 12),
        Column(_("상시근로자 수"), 12, "#,##0"),
        Column(_("최근 매출(원)"), 18, "#,##0"),
        Column(_("인증·확인"), 28),
    ]
    return spreadsheet(
        pgettext("여럿", "기업"),
        columns,
        (
            (
                firm.name,
                firm.business_number,
                firm.get_stage_display(),
                firm.get_legal_form_display(),
                firm.opened_on,
                firm.region.name if firm.region else None,
                firm.address,
                firm.industry_id,
                firm.industry.name if firm.industry else None,
                firm.get_size_class_display() or None,
                firm.representative_name,
                firm.employees,
                firm.sales,
                ", ".join(held.get_kind_display() for held in firm.held_now),
            )
            for firm in rows.iterator(chunk_size=2000)
        ),
    )


@guarded(AGENCY_STAFF)
@require_GET
def firm_detail(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Show one firm the agency may see; looking is noted in the access log."""
    firm = access_enterprise(
        actor=request.actor, enterprise_id=firm_id, task=_("기업 조회"), now=timezone.now()
    )
    if firm.pk != firm_id:
        return redirect("workbench:firm-detail", firm.pk)
    return render(request, "workbench/firms/detail.html", _detail(request, firm))


def _detail(request: HttpRequest, firm: Enterprise, **forms_shown: Any) -> dict[str, Any]:
    relations = AgencyRelation.objects.filter(
        enterprise=firm, agency__in=request.actor.agencies_with()
    ).select_related("agency")
    return {
        "firm": firm,
        "today": _today(),
        "years": firm.years.order_by("-year"),
        "designations": firm.designations.order_by("kind", "-valid_from"),
        "relations": list(relations),
        "checks": BusinessStatusCheck.objects.filter(enterprise=firm).order_by("-requested_at", "-pk")[:5],
        "changes": changes_of(firm),
        "may_edit": may_change(request, firm),
        "year_form": forms.FirmYearForm(initial={"year": _today().year - 1}),
        "designation_form": forms.DesignationForm(),
    } | forms_shown


def may_change(request: HttpRequest, firm: Enterprise) -> bool:
    """Whether somebody holds a writer's role at an agency that has a relation to the firm now."""
    now = timezone.now()
    return AgencyRelation.objects.filter(
        Q(until=None) | Q(until__gt=now), enterprise=firm, agency__in=request.actor.agencies_with(*WRITERS)
    ).exists()


def firm_to_change(request: HttpRequest, firm_id: int, task: str) -> Enterprise:
    """Return a firm that the agency may change; 404 for any other."""
    firm = access_enterprise(actor=request.actor, enterprise_id=firm_id, task=task, now=timezone.now())
    if not may_change(request, firm):
        get_object_or_404(Enterprise.objects.none())
    note_access(
        act=AccessAct.CHANGE,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=firm.pk,
        subject=firm.name,
        agency_id=min(request.actor.agencies),
    )
    return firm


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def firm_create(request: HttpRequest) -> HttpResponse:
    """Register a firm, or a pre-founder, for an agency."""
    agency = agency_choice(request, *WRITERS)
    form = forms.FirmForm(request.POST or None)
    made: list[Enterprise] = []

    def register(_typed: dict[str, Any]) -> None:
        act = acts.register_firm if form.is_registered else acts.register_pre_founder
        made.append(act(details=form.details(), agency=agency.current, now=timezone.now()))

    if request.method == "POST" and done(form, register):
        messages.success(request, _("기업을 등록했습니다."))
        return redirect("workbench:firm-detail", made[0].pk)
    context = {"form": form, "agency": agency, "firm": None} | code_options()
    return render(request, "workbench/firms/form.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def firm_edit(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Change what is entered about a firm."""
    firm = firm_to_change(request, firm_id, _("기업 정보 수정"))
    form = forms.FirmForm(request.POST or None, initial=forms.FirmForm.of(firm))

    def change(_typed: dict[str, Any]) -> None:
        details = form.details()
        changes = {name: getattr(details, name) for name in form.cleaned_data if name != "registered"}
        acts.update_firm(enterprise=firm, changes=changes, now=timezone.now())

    if request.method == "POST" and done(form, change):
        messages.success(request, _("기업 정보를 저장했습니다."))
        for problem in acts.warnings_of(form.details()):
            messages.warning(request, str(problem))
        return redirect("workbench:firm-detail", firm.pk)
    context = {"form": form, "firm": firm, "agency": None} | code_options()
    return render(request, "workbench/firms/form.html", context, status=422 if form.errors else 200)


@guarded(WRITER)
@require_POST
def firm_year(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Record employees and sales of a year."""
    firm = firm_to_change(request, firm_id, _("연도별 현황 입력"))
    form = forms.FirmYearForm(request.POST)
    if done(form, lambda typed: acts.record_firm_year(enterprise=firm, now=timezone.now(), **typed)):
        messages.success(request, _("연도별 현황을 저장했습니다."))
        return redirect("workbench:firm-detail", firm.pk)
    return render(request, "workbench/firms/detail.html", _detail(request, firm, year_form=form), status=422)


@guarded(WRITER)
@require_POST
def firm_designation(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Add a certificate, or take one off that was entered by mistake."""
    firm = firm_to_change(request, firm_id, _("인증·확인 입력"))
    if (wrong := request.POST.get("remove", "")).isdigit():
        acts.remove_designation(enterprise=firm, designation_id=int(wrong))
        messages.success(request, _("인증을 지웠습니다."))
        return redirect("workbench:firm-detail", firm.pk)
    form = forms.DesignationForm(request.POST)
    if done(form, lambda typed: acts.add_designation(enterprise=firm, **typed)):
        messages.success(request, _("인증을 더했습니다."))
        return redirect("workbench:firm-detail", firm.pk)
    return render(
        request, "workbench/firms/detail.html", _detail(request, firm, designation_form=form), status=422
    )


@guarded(WRITER)
@require_POST
def firm_tax_check(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Have the tax service asked about the firm; the answer shows on its page once the worker has it."""
    firm = firm_to_change(request, firm_id, _("국세청 상태 조회"))
    if queue_status_check(enterprise=firm, now=timezone.now()):
        messages.success(request, _("국세청 상태 조회를 맡겼습니다. 답이 오면 이 화면에 나타납니다."))
    else:
        messages.warning(request, _("예시 기업과 사업자등록번호가 없는 기업은 국세청에 조회하지 않습니다."))
    return redirect("workbench:firm-detail", firm.pk)
