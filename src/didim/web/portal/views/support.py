"""What a firm has received, from all agencies, and whether they may see that of one another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from didim.accounts.guards import guarded
from didim.outcomes.queries.history import observations_of_firm
from didim.registry.enums import FirmRole
from didim.registry.rules import FIRM_MEMBER, FIRM_OWNER
from didim.support.domain.consents import give_history_consent, withdraw_history_consent
from didim.support.queries.history import firm_history, has_history_consent
from didim.web.portal.views.firm import own_firm, owned_firm


@guarded(FIRM_MEMBER)
@require_GET
def support_history(request: HttpRequest) -> HttpResponse:
    """Show the firm's support of all agencies and its results, newest first."""
    firm = own_firm(request, _("지원이력 확인"))
    history = firm_history(actor=request.actor, enterprise_id=firm.pk, now=timezone.now())
    context = {
        "firm": firm,
        "history": history,
        "observations": observations_of_firm(enterprise_id=firm.pk),
        "consented": has_history_consent(enterprise_id=firm.pk),
        "is_owner": request.actor.enterprises[firm.pk] == FirmRole.OWNER,
    }
    return render(request, "portal/support.html", context)


@guarded(FIRM_OWNER)
@require_POST
def support_consent(request: HttpRequest) -> HttpResponse:
    """Let agencies see the whole history, or no longer."""
    firm = owned_firm(request, _("지원이력 열람 동의"))
    if request.POST.get("consent") == "yes":
        give_history_consent(enterprise=firm, by=request.user, now=timezone.now())
        messages.success(request, _("거래하는 기관이 전체 지원이력을 볼 수 있게 했습니다."))
    else:
        withdraw_history_consent(enterprise=firm, by=request.user, now=timezone.now())
        messages.success(request, _("동의를 거두었습니다. 기관은 자기 지원만 볼 수 있습니다."))
    return redirect(f"{reverse('portal:firm-support')}?firm={firm.pk}")
