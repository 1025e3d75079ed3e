"""Businesses a firm may not buy from under its agreement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.banned import ban_counterparty, end_ban
from didim.agreements.models import Agreement
from didim.agreements.queries.agreements import access_agreement
from didim.agreements.queries.banned import access_banned, ban_grounds
from didim.agreements.queries.rule_packs import pack_of
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.workbench.forms.assets import BanForm, EndBanForm
from didim.web.workbench.guards import WRITER, WRITERS


@guarded(AGENCY_STAFF)
@require_GET
def banned_list(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show who is barred as a supplier, on which ground, by which evidence, until when."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id)
    grounds, today = ban_grounds(pack_of(agreement)), timezone.localdate()
    context = {
        "agreement": agreement,
        "tab": "banned",
        "rows": [
            (row, grounds.get(row.rule), row.until is None or row.until >= today)
            for row in agreement.banned.select_related("declared_by")
        ],
        "may_edit": agreement.agency_id in request.actor.agencies_with(*WRITERS),
    }
    return render(request, "workbench/banned/list.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Put a business on the list."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id, roles=WRITERS)
    form = BanForm(request.POST or None, pack=pack_of(agreement))
    return act_page(
        request,
        form=form,
        act=lambda _typed: ban_counterparty(
            agreement=agreement, ban=form.ban(), by=request.user, now=timezone.now()
        ),
        title=_("거래 금지 업체 등록"),
        subject=str(agreement),
        said=_("거래 금지 업체를 등록했습니다. 집행 점검이 바로 확인합니다."),
        back=_list(agreement),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, banned_id: int) -> HttpResponse:
    """Set the last day of a ban."""
    row = access_banned(actor=request.actor, banned_id=banned_id, roles=WRITERS)
    return act_page(
        request,
        form=EndBanForm(request.POST or None, initial={"until": timezone.localdate()}),
        act=lambda typed: end_ban(banned=row, until=typed["until"], by=request.user),
        title=_("거래 금지 종료"),
        subject=f"{row.name} · {row.business_number}",
        said=_("금지 종료일을 기록했습니다."),
        back=_list(row.agreement),
    )


def _list(agreement: Agreement) -> str:
    return reverse("workbench:banned-list", args=[agreement.pk])
