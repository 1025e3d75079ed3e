from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from didim.accounts.domain.accounts import change_profile, retention_definition
from didim.accounts.guards import OWN_ACCOUNT, guarded
from didim.accounts.queries.access_log import accesses_by, accesses_to
from didim.accounts.queries.own_data import own_data as collect_own_data
from didim.accounts.queries.second_factors import second_factors
from didim.experts.queries.own_data import counted, own_expert_data
from didim.kernel.refusals import RefusedError
from didim.registry.domain.members import leave_platform
from didim.registry.queries.members import roles_of
from didim.selection.queries.own_data import own_reviewer_data
from didim.selection.rules import is_reviewer
from didim.web.account.forms import LeaveForm, ProfileForm

UNPROCESSABLE = 422
PAGE_SIZE = 20


@guarded(OWN_ACCOUNT)
def overview(request: HttpRequest) -> HttpResponse:
    """What the platform holds about a person, and where each of it is changed."""
    context = {
        "roles": roles_of(request.user),
        "factors": second_factors(request.user),
        "is_reviewer": is_reviewer(request.actor),
        "expert": counted(request.user),
    }
    return render(request, "account_pages/overview.html", context)


@guarded(OWN_ACCOUNT)
def profile(request: HttpRequest) -> HttpResponse:
    """Change one's name and telephone number."""
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        change_profile(user=request.user, name=form.cleaned_data["name"], phone=form.cleaned_data["phone"])
        messages.success(request, _("내 정보를 저장했습니다."))
        return redirect("account_pages:overview")
    return render(
        request, "account_pages/profile.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
    )


@guarded(OWN_ACCOUNT)
def own_data(request: HttpRequest) -> HttpResponse:
    """Hand out everything held about oneself as JSON (개인정보 보호법 제35조, 제35조의2)."""
    data = collect_own_data(request.user) | {
        "reviewer": own_reviewer_data(request.user),
        "expert": own_expert_data(request.user),
    }
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="didim-my-data.json"'
    return response


@guarded(OWN_ACCOUNT)
def access_history(request: HttpRequest) -> HttpResponse:
    """Show who handled one's data, and what one's own account did."""
    whose = "mine" if request.GET.get("whose") == "mine" else "others"
    entries = accesses_by(request.user) if whose == "mine" else accesses_to(request.user)
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "account_pages/access_history.html", {"page": page, "whose": whose})


@guarded(OWN_ACCOUNT)
def leave(request: HttpRequest) -> HttpResponse:
    """Close one's account."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            destroyed_from = leave_platform(user=request.user, now=timezone.now())
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            message = _("탈퇴했습니다. 개인정보는 %(day)s까지 보관한 뒤 파기합니다.")
            messages.success(request, message % {"day": timezone.localdate(destroyed_from).isoformat()})
            return redirect("portal:home")
    days = retention_definition(timezone.localdate()).values["withdrawn_account_days"]
    context = {"form": form, "days": days}
    return render(request, "account_pages/leave.html", context, status=UNPROCESSABLE if form.errors else 200)
