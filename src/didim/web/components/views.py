from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .context import DISPLAY_COOKIE, DISPLAY_THEMES

A_YEAR = 365 * 24 * 3600


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember the chosen display theme in a cookie and go back to the page it was chosen on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("portal:home")
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in DISPLAY_THEMES:
        response.set_cookie(
            DISPLAY_COOKIE, theme, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response
