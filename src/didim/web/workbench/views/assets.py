"""The asset register: what firms bought with the grant, who saw it, what may go."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.domain.access_log import note_download
from didim.accounts.guards import guarded
from didim.agreements.domain.assets import dispose_asset, refuse_disposal, see_asset
from didim.agreements.models import Asset
from didim.agreements.queries.assets import access_asset, assets_of_agencies, narrow_assets
from didim.documents.tables import Column, spreadsheet
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.access_notes import note_search
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms import assets as forms
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of, sorted_rows

SORTS = {
    "serial": ("serial_number",),
    "firm": ("enterprise__name", "serial_number"),
    "price": ("price_won",),
    "acquired": ("acquired_on",),
    "tracked": ("tracked_until",),
    "seen": ("last_seen_on",),
}


def _filtered(request: HttpRequest) -> tuple[QuerySet[Asset], forms.AssetFilterForm]:
    filters = forms.AssetFilterForm(request.GET)
    rows = assets_of_agencies(actor=request.actor)
    if text := filters.chosen.get("q"):
        rows = rows.filter(
            Q(name__icontains=text) | Q(serial_number__icontains=text) | Q(enterprise__name__icontains=text)
        )
    if state := filters.chosen.get("state"):
        rows = narrow_assets(rows, state, today=timezone.localdate())
    return rows, filters


@guarded(AGENCY_STAFF)
@require_GET
def asset_list(request: HttpRequest) -> HttpResponse:
    """List the assets of the agency's agreements, narrowed by how they stand."""
    rows, filters = _filtered(request)
    rows, sorting = sorted_rows(rows, request, SORTS, "tracked")
    page = page_of(rows, request)
    note_search(
        task=_("자산관리대장"),
        subject=filters.chosen.get("q", ""),
        shown=len(page.object_list),
        agency_id=page.object_list[0].agency_id if page.object_list else None,
    )
    context = {
        "page": page,
        "sorting": sorting,
        "filters": filters,
        "today": timezone.localdate(),
        "download": DownloadForm(),
    }
    return render(request, "workbench/assets/list.html", context)


@guarded(AGENCY_STAFF)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Send the assets of the list as a spreadsheet, for a reason that goes into the access log."""
    rows, filters = _filtered(request)
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: note_download(
            task=_("자산관리대장 내려받기"),
            subject=filters.chosen.get("q", ""),
            subjects=max(1, rows.count()),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=min(request.actor.agencies),
        ),
    ):
        return as_download(_sheet(rows.order_by("serial_number", "pk")), "assets.xlsx")
    context = {"form": form, "title": _("자산관리대장 내려받기")}
    return render(request, "workbench/download.html", context, status=422 if form.errors else 200)


def _sheet(rows: QuerySet[Asset]) -> bytes:
    columns = [
        Column(_("관리번호"), 18),
        Column(_("자산명"), 28),
        Column(_("기업"), 24),
        Column(_("협약번호"), 18),
        Column(_("취득가액(원)"), 16, "#,##0"),
        Column(_("취득일"), 12),
        Column(_("등록일"), 12),
        Column(_("관리 종료일"), 12),
        Column(_("설치 장소"), 24),
        Column(_("최근 확인일"), 12),
        Column(_("처분일"), 12),
        Column(_("처분 사유"), 28),
        Column(_("승인 문서"), 20),
    ]
    return spreadsheet(
        _("자산관리대장"),
        columns,
        (
            (
                row.serial_number,
                row.name,
                row.enterprise.name,
                row.expenditure.agreement.number,
                row.price_won,
                row.acquired_on,
                row.registered_on,
                row.tracked_until,
                row.location,
                row.last_seen_on,
                row.disposed_on,
                row.disposal_reason,
                row.disposal_approval,
            )
            for row in rows
        ),
    )


@guarded(AGENCY_STAFF)
@require_GET
def detail(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show one asset: where it is, until when it is looked after, what the firm asked for."""
    asset = access_asset(actor=request.actor, asset_id=asset_id)
    context = {
        "asset": asset,
        "today": timezone.localdate(),
        "may_edit": asset.agency_id in request.actor.agencies_with(*WRITERS),
        "is_asked": asset.disposal_asked_at is not None and asset.disposal_answered_at is None,
    }
    return render(request, "workbench/assets/detail.html", context)


def _act(
    request: HttpRequest,
    asset_id: int,
    act: Callable[..., object],
    form: Callable[[Asset], Form],
    *,
    title: str,
    said: str,
) -> HttpResponse:
    """Show the form of an act on an asset; a valid one is done with what was typed."""
    asset = access_asset(actor=request.actor, asset_id=asset_id, roles=WRITERS)
    return act_page(
        request,
        form=form(asset),
        act=lambda typed: act(asset=asset, by=request.user, now=timezone.now(), **typed),
        title=title,
        subject=f"{asset.serial_number} {asset.name}",
        said=said,
        back=reverse("workbench:asset", args=[asset.pk]),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def seen(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Note that somebody of the agency saw the thing."""
    return _act(
        request,
        asset_id,
        see_asset,
        lambda asset: forms.SeenForm(
            request.POST or None, initial={"seen_on": timezone.localdate(), "location": asset.location}
        ),
        title=_("자산 확인 기록"),
        said=_("확인한 날을 기록했습니다."),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def dispose(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Record that a thing is gone, by whose consent."""
    return _act(
        request,
        asset_id,
        dispose_asset,
        lambda asset: forms.DisposalForm(
            request.POST or None,
            initial={"disposed_on": timezone.localdate(), "reason": asset.disposal_wish},
        ),
        title=_("자산 처분 승인"),
        said=_("처분을 기록했습니다."),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def refuse_disposing(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Say no to a disposal the firm asked for."""
    return _act(
        request,
        asset_id,
        refuse_disposal,
        lambda _asset: forms.DisposalAnswerForm(request.POST or None),
        title=_("처분 불승인"),
        said=_("기업에 전할 답을 적었습니다."),
    )
