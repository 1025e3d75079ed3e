"""Fee slips of experts: worked out for a month, approved by another, paid, as a sheet for the accountant."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.access_log import note_access, note_download
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.documents.fee_slips import fee_slip_pdf
from didim.documents.tables import Column
from didim.documents.workbooks import Table, workbook
from didim.experts.domain.fees import approve_slip, cancel_slip, draw_slips, pay_slip
from didim.experts.models import FeeLine, FeeSlip
from didim.experts.queries.visit_access import access_fee_slip
from didim.experts.queries.visits import lines_of_slip, slips_of_agency
from didim.experts.rules import EXPERT_ROLES
from didim.experts.visit_enums import FeeSlipState
from didim.kernel.refusals import RefusedError
from didim.registry.enums import AgencyRole
from didim.registry.models import Agency
from didim.registry.rules import agency_role
from didim.web.components.act_page import act_page
from didim.web.components.papers import pdf_response
from didim.web.components.refusals import done
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms import visits as forms
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.lists import page_of

UNPROCESSABLE = 422
# The accountant reads and pays; working out and approving is for those who look after experts.
READ_ROLES = (*EXPERT_ROLES, AgencyRole.ACCOUNTANT)
READER, APPROVER = agency_role(*READ_ROLES), agency_role(*EXPERT_ROLES)
MONTHS_OFFERED = 12


@guarded(READER)
@require_GET
def slip_list(request: HttpRequest) -> HttpResponse:
    """List fee slips, with how many visits are on none yet."""
    agency = agency_choice(request, *READ_ROLES)
    filters = forms.SlipFilterForm(request.GET)
    page = page_of(_filtered(agency.current, filters), request)
    if page.object_list:
        note_access(
            act=AccessAct.SEARCH,
            task=_("수당 명세서 목록"),
            subject_kind=SubjectKind.MANY,
            subject_id=None,
            subject="",
            subjects=len(page.object_list),
            agency_id=agency.current.pk,
        )
    context = {
        "agency": agency,
        "filters": filters,
        "page": page,
        "open_lines": FeeLine.objects.filter(agency=agency.current, slip=None).count(),
        "may_edit": agency.current.pk in request.actor.agencies_with(*EXPERT_ROLES),
    }
    return render(request, "workbench/fees/list.html", context)


def _filtered(agency: Agency, filters: forms.SlipFilterForm) -> QuerySet[FeeSlip]:
    chosen = filters.chosen
    rows = slips_of_agency(agency_id=agency.pk)
    if (month := _month(chosen.get("month", ""))) is not None:
        rows = rows.filter(month=month)
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    if text := chosen.get("q"):
        rows = rows.filter(expert__profile__person__name__icontains=text)
    return rows


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@guarded(APPROVER)
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Work out the fees of a month."""
    agency = agency_choice(request, *EXPERT_ROLES)
    form = forms.DrawForm(request.POST or None, months=_months_over())
    drawn: list[FeeSlip] = []
    answer = act_page(
        request,
        form=form,
        act=lambda _typed: drawn.extend(
            draw_slips(agency=agency.current, month=form.chosen(), by=request.user, now=timezone.now())
        ),
        title=_("수당 산정"),
        subject=agency.current.name,
        said=_("수당 명세서를 만들었습니다. 다른 담당자가 승인합니다."),
        back=f"{reverse('workbench:fee-list')}?agency={agency.current.pk}",
        button=_("산정하기"),
    )
    if drawn:
        many = ngettext("명세서 %(count)d건", "명세서 %(count)d건", len(drawn)) % {"count": len(drawn)}
        messages.info(request, many)
    return answer


def _months_over() -> list[date]:
    """Return the months that are over, the last first."""
    month, found = timezone.localdate().replace(day=1), []
    for _number in range(MONTHS_OFFERED):
        month = (month - date.resolution).replace(day=1)
        found.append(month)
    return found


@guarded(READER)
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Ask for the reason, then send the slips of the filter and their visits as a workbook."""
    agency = agency_choice(request, *READ_ROLES)
    slips = list(_filtered(agency.current, forms.SlipFilterForm(request.GET)))
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda typed: note_download(
            task=_("수당 명세서 내려받기"),
            subject=agency.current.name,
            subjects=max(1, len(slips)),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=agency.current.pk,
        ),
    ):
        return as_download(workbook([_slips(slips), _visits(slips)]), _("전문가 수당.xlsx"))
    context = {
        "form": form,
        "title": _("수당 명세서 내려받기"),
        "subject": agency.current.name,
        "button": _("내려받기"),
        "back": f"{reverse('workbench:fee-list')}?agency={agency.current.pk}",
        "options": [],
    }
    return render(request, "components/act.html", context, status=UNPROCESSABLE if form.errors else 200)


def _slips(slips: list[FeeSlip]) -> Table:
    won = "#,##0"
    columns = [
        Column(_("번호")),
        Column(_("달"), 10),
        Column(_("전문가"), 12),
        Column(_("상태"), 10),
        Column(_("방문 수"), 8),
        Column(_("수당(원)"), number_format=won),
        Column(_("여비(원)"), number_format=won),
        Column(_("원천징수(원)"), number_format=won),
        Column(_("지급액(원)"), number_format=won),
        Column(_("지급일")),
    ]
    rows = [
        [
            slip.number,
            f"{slip.month:%Y-%m}",
            slip.expert.profile.person.name,
            slip.get_state_display(),
            slip.visits,
            slip.fee_won,
            slip.travel_won,
            slip.withheld_won,
            slip.pay_won,
            slip.paid_on,
        ]
        for slip in slips
    ]
    return Table(_("명세서"), columns, rows)


def _visits(slips: list[FeeSlip]) -> Table:
    won = "#,##0"
    columns = [
        Column(_("번호")),
        Column(_("날짜")),
        Column(_("기업"), 24),
        Column(_("회차"), 8),
        Column(_("걸린 시간(분)"), 10),
        Column(_("등급"), 10),
        Column(_("수당(원)"), number_format=won),
        Column(_("여비(원)"), number_format=won),
    ]
    lines = (
        FeeLine.objects.filter(slip__in=slips)
        .select_related("slip", "visit__enterprise")
        .order_by("slip__number", "visit__starts_at")
    )
    rows = [
        [
            line.slip.number if line.slip else "",
            timezone.localdate(line.visit.starts_at),
            line.visit.enterprise.name,
            line.visit.number,
            line.minutes,
            line.grade,
            line.fee_won,
            line.travel_won,
        ]
        for line in lines
    ]
    return Table(_("방문"), columns, rows)


@guarded(READER)
@require_GET
def slip(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Show a fee slip with its visits."""
    return _page(request, access_fee_slip(actor=request.actor, slip_id=slip_id, roles=READ_ROLES))


def _page(request: HttpRequest, row: FeeSlip, refused: RefusedError | None = None) -> HttpResponse:
    may_edit = row.agency_id in request.actor.agencies_with(*EXPERT_ROLES)
    context = {
        "row": row,
        "lines": list(lines_of_slip(slip=row)),
        "may_approve": may_edit and row.state == FeeSlipState.DRAWN,
        "may_pay": row.state == FeeSlipState.APPROVED,
        "is_own": row.expert.user_id == request.user.pk,
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "workbench/fees/slip.html", context, status=UNPROCESSABLE if refused else 200)


@guarded(APPROVER)
@require_POST
def approve(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Approve a slip."""
    row = access_fee_slip(actor=request.actor, slip_id=slip_id)
    try:
        approve_slip(slip=row, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        return _page(request, row, refusal)
    messages.success(request, _("수당을 승인했습니다."))
    return redirect("workbench:fee-slip", row.pk)


@guarded(READER)
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Record that a slip was paid."""
    row = access_fee_slip(actor=request.actor, slip_id=slip_id, roles=READ_ROLES)
    return act_page(
        request,
        form=forms.PayForm(request.POST or None, initial={"paid_on": timezone.localdate()}),
        act=lambda typed: pay_slip(slip=row, paid_on=typed["paid_on"], now=timezone.now()),
        title=_("수당 지급 적기"),
        subject=row.expert.profile.person.name,
        said=_("지급한 날을 적었습니다."),
        back=reverse("workbench:fee-slip", args=[row.pk]),
        button=_("지급 적기"),
    )


@guarded(APPROVER)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Take back a slip that is not approved."""
    row = access_fee_slip(actor=request.actor, slip_id=slip_id)
    return act_page(
        request,
        form=forms.ReasonForm(request.POST or None),
        act=lambda typed: cancel_slip(slip=row, reason=typed["reason"]),
        title=_("수당 산정 취소"),
        subject=row.expert.profile.person.name,
        said=_("산정을 취소했습니다. 다시 산정할 수 있습니다."),
        back=reverse("workbench:fee-list"),
        button=_("취소하기"),
    )


@guarded(READER)
@require_GET
def paper(request: HttpRequest, slip_id: int) -> HttpResponse:
    """Give a slip as PDF."""
    row = access_fee_slip(actor=request.actor, slip_id=slip_id, roles=READ_ROLES)
    return pdf_response(fee_slip_pdf(row), row.number)
