from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from didim.accounts.guards import PUBLIC, guarded


@guarded(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page: search, what closes soon, what is new."""
    return render(request, "portal/home.html")
