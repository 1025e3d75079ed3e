from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from didim.accounts.guards import PUBLIC, guarded
from didim.registry.models import Industry
from didim.web.components.fields import industry_label

MOST_OPTIONS = 30


@guarded(PUBLIC)
def industry_options(request: HttpRequest) -> HttpResponse:
    """Answer the list under the industry box: classes whose code or name holds what was typed."""
    words = request.GET.get("q", "").split()[:4]
    matching = Q()
    for word in words:
        matching &= Q(code__istartswith=word) | Q(name__icontains=word) | Q(name_en__icontains=word)
    found = Industry.objects.filter(matching).order_by("code")[:MOST_OPTIONS] if words else []
    return render(
        request, "components/options.html", {"options": [industry_label(industry) for industry in found]}
    )
