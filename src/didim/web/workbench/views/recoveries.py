"""Taking money back from a firm, and measures against it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from didim.accounts.guards import guarded
from didim.agreements.domain.settling.recoveries import (
    RUNNING,
    RecoveryTerms,
    allow_instalments,
    cancel_recovery,
    earliest_due,
    notify_recovery,
    owed,
    parts_of,
    record_payment,
)
from didim.agreements.domain.settling.rules import sanctions_on
from didim.agreements.domain.settling.sanctions import (
    exclude_firm,
    lift_sanction,
    must_be_barred,
    warn,
    warnings_of,
)
from didim.agreements.enums import RecoveryState, SanctionKind
from didim.agreements.models import Agreement, Recovery
from didim.agreements.queries.agreements import access_agreement
from didim.agreements.queries.settling import access_recovery, access_sanction
from didim.documents.settlement_papers import recovery_pdf
from didim.engines.settlement import standings
from didim.registry.rules import AGENCY_STAFF
from didim.support.queries.bars import bars_of
from didim.web.components.act_page import act_page
from didim.web.components.papers import pdf_response
from didim.web.workbench.forms import settling as typed_forms
from didim.web.workbench.guards import DIRECTOR, WRITER, WRITERS


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def recovery_new(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Tell a firm to pay money back."""
    agreement = _writable(request, agreement_id)
    now = timezone.now()
    return act_page(
        request,
        form=typed_forms.RecoveryForm(request.POST or None, initial={"due_on": earliest_due(now=now)}),
        act=lambda typed: notify_recovery(
            agreement=agreement,
            terms=RecoveryTerms(
                reason=typed["reason"],
                due_on=typed["due_on"],
                whole=typed["whole"] == "whole",
                surcharge_won=typed["surcharge_won"] or 0,
            ),
            render=recovery_pdf,
            by=request.user,
            now=now,
        ),
        title=_("환수 고지"),
        subject=str(agreement),
        said=_("환수를 고지했습니다. 기업이 고지서를 볼 수 있습니다."),
        back=reverse("workbench:settlement", args=[agreement.pk]),
    )


@guarded(AGENCY_STAFF)
@require_GET
def recovery_detail(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Show a recovery: what is asked for, its parts, what came in and what is overdue."""
    recovery = access_recovery(actor=request.actor, recovery_id=recovery_id)
    # Read through the door of its agreement, which notes it in the access log.
    agreement = access_agreement(actor=request.actor, agreement_id=recovery.agreement_id)
    is_open = recovery.state in RUNNING
    context = {
        "recovery": recovery,
        "agreement": agreement,
        "tab": "settlement",
        "owed": owed(recovery),
        "left": owed(recovery) - recovery.paid_won,
        "parts": standings(parts_of(recovery), paid_won=recovery.paid_won, today=timezone.localdate()),
        "payments": recovery.payments.select_related("recorded_by"),
        "is_open": is_open,
        "may_edit": recovery.agency_id in request.actor.agencies_with(*WRITERS),
        "may_divide": recovery.state == RecoveryState.NOTIFIED and not recovery.paid_won,
    }
    return render(request, "workbench/settling/recovery.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def instalments(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Let a firm pay in parts."""
    recovery = access_recovery(actor=request.actor, recovery_id=recovery_id, roles=WRITERS)
    return act_page(
        request,
        form=typed_forms.InstalmentsForm(request.POST or None),
        act=lambda typed: allow_instalments(
            recovery=recovery,
            count=typed["count"],
            render=recovery_pdf,
            by=request.user,
            now=timezone.now(),
        ),
        title=_("분할 납부 승인"),
        subject=f"{recovery.number} · {owed(recovery):,}원",
        said=_("분할 납부를 승인했습니다."),
        back=_page(recovery),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def payment(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Note money that came in."""
    recovery = access_recovery(actor=request.actor, recovery_id=recovery_id, roles=WRITERS)
    return act_page(
        request,
        form=typed_forms.MoneyInForm(request.POST or None, initial={"paid_on": timezone.localdate()}),
        act=lambda typed: record_payment(recovery=recovery, by=request.user, now=timezone.now(), **typed),
        title=_("납부 기록"),
        subject=f"{recovery.number} · {owed(recovery) - recovery.paid_won:,}원",
        said=_("납부를 기록했습니다."),
        back=_page(recovery),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Take a notice back."""
    recovery = access_recovery(actor=request.actor, recovery_id=recovery_id, roles=WRITERS)
    return act_page(
        request,
        form=typed_forms.ReasonForm(request.POST or None),
        act=lambda typed: cancel_recovery(
            recovery=recovery, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("환수 취소"),
        subject=recovery.number,
        said=_("환수를 취소했습니다."),
        back=_page(recovery),
    )


@guarded(AGENCY_STAFF)
@require_GET
def recovery_paper(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Give a notice of recovery as PDF."""
    recovery = access_recovery(actor=request.actor, recovery_id=recovery_id)
    access_agreement(actor=request.actor, agreement_id=recovery.agreement_id)
    return pdf_response(recovery_pdf(recovery.content), recovery.number)


@guarded(AGENCY_STAFF)
@require_GET
def sanction_list(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show the measures on an agreement, and what bars the firm from support."""
    agreement = access_agreement(actor=request.actor, agreement_id=agreement_id)
    today = timezone.localdate()
    table = sanctions_on(today)
    language = get_language() or "ko"
    rows = [
        (row, table.grounds[row.ground].text.text(language) if row.ground in table.grounds else "")
        for row in agreement.sanctions.select_related("decided_by")
    ]
    bars = bars_of(enterprise_ids=[agreement.enterprise_id]).get(agreement.enterprise_id, [])
    context = {
        "agreement": agreement,
        "tab": "sanctions",
        "rows": rows,
        "bars": [(bar, bar.holds_on(today)) for bar in bars],
        "warnings": warnings_of(agreement),
        "limit": table.warning_limit,
        "must_bar": must_be_barred(agreement, today=today),
        "table": table,
        "may_edit": agreement.agency_id in request.actor.agencies_with(*WRITERS),
        "is_director": DIRECTOR.allows(request.actor),
    }
    return render(request, "workbench/settling/sanctions.html", context)


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def warn_firm(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Give a caution or a warning."""
    agreement = _writable(request, agreement_id)
    return act_page(
        request,
        form=typed_forms.WarnForm(request.POST or None),
        act=lambda typed: warn(
            agreement=agreement,
            kind=SanctionKind(typed["kind"]),
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("주의·경고"),
        subject=str(agreement),
        said=_("조치를 기록했습니다."),
        back=_sanctions(agreement),
    )


@guarded(DIRECTOR)
@require_http_methods(["GET", "POST"])
def exclude(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Exclude a firm from support on grounds of the table in force."""
    agreement = _writable(request, agreement_id)
    form = typed_forms.ExcludeForm(request.POST or None, table=sanctions_on(timezone.localdate()))
    return act_page(
        request,
        form=form,
        act=lambda typed: exclude_firm(
            agreement=agreement,
            grounds=form.chosen,
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("참여제한"),
        subject=str(agreement),
        said=_("참여제한을 결정했습니다. 다른 공고의 요건검토에서도 확인됩니다."),
        back=_sanctions(agreement),
    )


@guarded(DIRECTOR)
@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, sanction_id: int) -> HttpResponse:
    """Lift a measure."""
    sanction = access_sanction(actor=request.actor, sanction_id=sanction_id, roles=WRITERS)
    back = reverse("workbench:sanction-list", args=[sanction.agreement_id])
    return act_page(
        request,
        form=typed_forms.ReasonForm(request.POST or None),
        act=lambda typed: lift_sanction(
            sanction=sanction, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("제재 해제"),
        subject=str(sanction.enterprise),
        said=_("제재를 해제했습니다."),
        back=back,
    )


def _writable(request: HttpRequest, agreement_id: int) -> Agreement:
    return access_agreement(actor=request.actor, agreement_id=agreement_id, roles=WRITERS)


def _page(recovery: Recovery) -> str:
    return reverse("workbench:recovery", args=[recovery.pk])


def _sanctions(agreement: Agreement) -> str:
    return reverse("workbench:sanction-list", args=[agreement.pk])
