from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from didim.accounts.guards import OWN_ACCOUNT, guarded
from didim.accounts.queries.second_factors import second_factors
from didim.web.account.next_page import next_page


@guarded(OWN_ACCOUNT)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Lead a person to set up a second factor, or to show the one they have; then back to where they were."""
    if request.actor.mfa:
        return HttpResponseRedirect(next_page(request))
    context = {"factors": second_factors(request.user), "next": next_page(request)}
    return render(request, "account_pages/second_factor.html", context)
