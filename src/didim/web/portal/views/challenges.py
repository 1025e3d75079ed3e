"""The panel that judges a firm's application, where the call shows it, and challenging somebody on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.applications.queries.access import access_own_application
from didim.kernel.refusals import RefusedError
from didim.registry.rules import FIRM_MEMBER
from didim.selection.domain.recusals import challenge_reviewer
from didim.selection.queries.challenges import panels_shown_to

UNPROCESSABLE = 422


@guarded(FIRM_MEMBER)
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show who judges an application; a POST asks that one of them does not (기피)."""
    application = access_own_application(actor=request.actor, application_id=application_id)
    now = timezone.now()
    panels = panels_shown_to(application, now=now)
    if not panels:
        raise Http404("no panel is shown")
    problems: list[str] = []
    member, reason = request.POST.get("member", ""), request.POST.get("reason", "")
    if request.method == "POST":
        try:
            challenge_reviewer(
                application=application,
                member_id=int(member) if member.isdigit() else 0,
                reason=reason,
                by=request.user,
                now=now,
            )
        except RefusedError as refusal:
            problems = [str(problem) for problem in refusal.problems]
        else:
            messages.success(request, _("기피 신청을 접수했습니다. 담당자가 판단해 알려 드립니다."))
            return redirect("portal:application-panel", application_id)
    context = {
        "application": application,
        "panels": panels,
        "problems": problems,
        "typed": {"member": member, "reason": reason},
    }
    return render(request, "portal/panel.html", context, status=UNPROCESSABLE if problems else 200)
