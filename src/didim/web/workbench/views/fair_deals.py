"""Deals of a fair at its agency: by stage, currency and country; what is to be asked; the export."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.domain.access_log import note_download
from didim.accounts.guards import guarded
from didim.documents.tables import Column
from didim.documents.workbooks import Table, workbook
from didim.fairs.domain.deals import cancel_contract
from didim.fairs.domain.money import country_name, in_whole_units
from didim.fairs.enums import DealStage
from didim.fairs.models import Fair
from didim.fairs.queries.access import access_fair
from didim.fairs.queries.deals import (
    access_deal,
    deals_of_fair,
    due_of_fair,
    sums_of_fair,
    totals_by_currency,
)
from didim.web.components.act_page import act_page
from didim.web.components.fair_deals import deal_form, say_of_deal
from didim.web.components.fair_money import amount_in_words
from didim.web.components.refusals import done
from didim.web.workbench.downloads import as_download
from didim.web.workbench.forms.downloads import DownloadForm
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of


def _fair(request: HttpRequest, fair_id: int) -> Fair:
    return access_fair(actor=request.actor, fair_id=fair_id, roles=WRITERS)


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


@guarded(WRITER)
@require_GET
def deal_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show the sums, what is due, and every deal; amounts of two currencies are never added up."""
    fair, language = _fair(request, fair_id), _language()
    sums = sums_of_fair(fair=fair)
    rows = deals_of_fair(fair=fair)
    stage = request.GET.get("stage", "")
    if stage in DealStage.values:
        rows = rows.filter(stage=stage)
    page = page_of(rows, request)
    context = {
        "fair": fair,
        "stages": [
            {
                "stage": each,
                "deals": sum(one.deals for one in sums if one.stage == each),
                "totals": [amount_in_words(minor, code) for code, minor in totals_by_currency(sums, each)],
            }
            for each in (DealStage.CONTRACT, DealStage.MOU, DealStage.TALKS, DealStage.LOST)
        ],
        "sums": [
            {
                "row": one,
                "country": country_name(one.country, language),
                "amount": amount_in_words(one.amount_minor, one.currency) if one.currency else "",
            }
            for one in sums
        ],
        "due": due_of_fair(fair=fair, on=timezone.localdate()),
        "stage": stage,
        "page": page,
        "deals": [
            {
                "row": one,
                "country": country_name(one.country, language),
                "amount": amount_in_words(one.amount_minor, one.currency) if one.amount_minor else "",
            }
            for one in page
        ],
    }
    return render(request, "workbench/fairs/deals.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def deal(request: HttpRequest, fair_id: int, deal_id: int) -> HttpResponse:
    """Write down what a firm said of its deal, by phone for instance."""
    row = access_deal(fair=_fair(request, fair_id), deal_id=deal_id)
    return act_page(
        request,
        form=deal_form(request.POST or None, row),
        act=lambda typed: say_of_deal(row, typed, by=request.user, now=timezone.now()),
        title=_("거래 경과"),
        subject=f"{row.meeting.firm.name} – {row.counterpart}",
        said=_("거래 경과를 남겼습니다."),
        back=reverse("workbench:fair-deals", args=[fair_id]),
    )


class CancelForm(forms.Form):
    """Why what was signed does not stand."""

    reason = forms.CharField(
        label=gettext_lazy("취소된 까닭"), max_length=200, widget=forms.TextInput(attrs={"lang": "ko"})
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, fair_id: int, deal_id: int) -> HttpResponse:
    """Take an agreement or a contract back; what was counted of it counts no longer."""
    row = access_deal(fair=_fair(request, fair_id), deal_id=deal_id)
    return act_page(
        request,
        form=CancelForm(request.POST or None),
        act=lambda typed: cancel_contract(
            deal=row,
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("계약 취소"),
        subject=f"{row.meeting.firm.name} – {row.counterpart}",
        said=_("계약을 취소하고 성과에서 뺐습니다."),
        back=reverse("workbench:fair-deals", args=[fair_id]),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Ask for the reason, then send the deals as a workbook."""
    fair = _fair(request, fair_id)
    form = DownloadForm(request.POST or None)
    rows = deals_of_fair(fair=fair)
    if request.method == "POST" and done(
        form,
        lambda typed: note_download(
            task=_("거래 내려받기"),
            subject=fair.name[:200],
            subjects=max(1, rows.count()),
            reason=typed["reason"],
            now=timezone.now(),
            agency_id=fair.agency_id,
        ),
    ):
        return as_download(deal_book(fair), f"fair-deals-{fair.pk}.xlsx")
    context = {"form": form, "fair": fair}
    return render(request, "workbench/fairs/deals_export.html", context, status=422 if form.errors else 200)


def deal_book(fair: Fair) -> bytes:
    """Return the workbook of a fair's deals: one sheet of deals, one of sums."""
    language = _language()
    deals = Table(
        _("거래"),
        [
            Column(_("기업")), Column(_("상대")), Column(_("나라")), Column(_("단계")),
            Column(pgettext("거래", "금액")), Column(_("통화")), Column(_("체결한 날")),
            Column(_("근거 자료")), Column(_("3개월")), Column(_("6개월")), Column(_("12개월")),
        ],
        [
            [
                one.meeting.firm.name,
                one.counterpart,
                country_name(one.country, language),
                one.get_stage_display(),
                in_whole_units(one.amount_minor, one.currency) if one.amount_minor else None,
                one.currency,
                one.signed_on,
                one.evidence,
                *(follow.get_stage_display() if follow.stage else "" for follow in one.follow_ups.all()),
            ]
            for one in deals_of_fair(fair=fair)
        ],
    )  # fmt: skip
    sums = Table(
        _("합계"),
        [
            Column(_("단계")),
            Column(_("나라")),
            Column(_("통화")),
            Column(_("건수")),
            Column(pgettext("거래", "금액")),
        ],
        [
            [
                one.stage.label,
                country_name(one.country, language),
                one.currency,
                one.deals,
                in_whole_units(one.amount_minor, one.currency) if one.currency else None,
            ]
            for one in sums_of_fair(fair=fair)
        ],
    )
    return workbook([deals, sums])
