from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from didim.accounts.guards import PUBLIC, guarded
from didim.partnerships.enums import Standing
from didim.partnerships.queries.standing import partnerships_on
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notices import search_notices
from didim.registry.enums import AgencyKind
from didim.registry.models import Agency, CaseOfficer, DedicatedPartner, Department, NetworkMember
from didim.web.components.facets import chosen, options
from didim.web.portal.notice_facets import CURRENT
from didim.web.portal.views.notices import listed

AGENCIES_A_PAGE = 30
NOTICES_SHOWN = 5


@guarded(PUBLIC)
def agency_list(request: HttpRequest) -> HttpResponse:
    """Every agency that is open today, found by name, kind and province."""
    today = timezone.localdate()
    agencies = Agency.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=today))
    words = request.GET.get("q", "").strip()[:60]
    if words:
        agencies = agencies.filter(
            Q(name__icontains=words) | Q(name_en__icontains=words) | Q(specialised_field__icontains=words)
        )
    kinds = chosen(request, "kind", AgencyKind.values)
    counts = dict(agencies.order_by().values_list("kind").annotate(Count("id")))
    if kinds:
        agencies = agencies.filter(kind__in=kinds)
    page = Paginator(agencies.select_related("region"), AGENCIES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/agency_list.html",
        {"page": page, "words": words, "kinds": options(AgencyKind.choices, counts=counts, chosen=kinds)},
    )


@guarded(PUBLIC)
def agency_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency: departments, programmes, open notices, places in charge, networks."""
    today = timezone.localdate()
    agency = get_object_or_404(Agency.objects.select_related("region"), pk=pk)
    lasts = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    now = lasts & Q(valid_from__lte=today)
    departments = (
        Department.objects.filter(now, agency=agency).select_related("parent").order_by("parent_id", "name")
    )
    found = search_notices(
        NoticeFilter(agencies=(agency.pk,), statuses=CURRENT, order="deadline"),
        today=today,
        page_size=NOTICES_SHOWN,
        facets=(),
    )
    return render(
        request,
        "portal/agency_detail.html",
        {
            "agency": agency,
            "open_notices": listed(found),
            "departments": departments.prefetch_related(
                Prefetch("duties", agency.duties.filter(now).order_by("name"))
            ),
            "programmes": agency.programmes.order_by("-year", "name")[:20],
            "charges": CaseOfficer.objects.filter(now, agency=agency)
            .select_related("person", "place", "region", "department")
            .order_by("region__code", "place__name", "role")[:60],
            "dedicated": DedicatedPartner.objects.filter(now, agency=agency)
            .select_related("partner")
            .first(),
            "partnerships": partnerships_on(today)
            .filter(agency=agency, is_public=True, standing=Standing.IN_FORCE)
            .order_by("partner__name", "pk"),
            "memberships": NetworkMember.objects.filter(now, agency=agency)
            .select_related("network")
            .order_by("network__name"),
        },
    )
