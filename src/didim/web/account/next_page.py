from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request: HttpRequest) -> str:
    """Return where the visitor came from (`next`), if it is a page of ours; else the account's first page."""
    came_from = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return reverse("account_pages:overview")
