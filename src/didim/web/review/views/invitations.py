"""Accepting an invitation to judge with one's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import SIGNED_IN, guarded
from didim.kernel.refusals import RefusedError
from didim.selection.domain.reviewers import accept_reviewer_invitation


@guarded(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to accept, and tie the account to the reviewer."""
    if request.method == "POST":
        try:
            accept_reviewer_invitation(user=request.user, token=token, now=timezone.now())
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("account_pages:overview")
        messages.success(request, _("평가위원 위촉을 수락했습니다."))
        return redirect("review:home")
    return render(request, "review/invitation.html")
