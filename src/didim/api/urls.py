from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.settings import api_settings

from didim.accounts.guards import PUBLIC

from .districts import editions, places
from .programmes import calendar, calls, eligibility, notices, saved_searches
from .registry import agencies, codes, commissions, firms


class Schema(SpectacularJSONAPIView):
    """The OpenAPI 3.1 description of this interface."""

    guard = PUBLIC
    authentication_classes = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    permission_classes = api_settings.DEFAULT_PERMISSION_CLASSES


app_name = "api"
urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("regions/", codes.RegionList.as_view(), name="region-list"),
    path("industries/", codes.IndustryList.as_view(), name="industry-list"),
    path("agencies/", agencies.AgencyList.as_view(), name="agency-list"),
    path("agencies/<int:agency_id>/", agencies.AgencyDetail.as_view(), name="agency-detail"),
    path(
        "agencies/<int:agency_id>/commissions/progress/",
        commissions.CommissionProgress.as_view(),
        name="commission-progress",
    ),
    path("networks/", agencies.NetworkList.as_view(), name="network-list"),
    path("networks/<int:network_id>/", agencies.NetworkDetail.as_view(), name="network-detail"),
    path("commissions/", commissions.CommissionList.as_view(), name="commission-list"),
    path("programmes/", calls.ProgrammeList.as_view(), name="programme-list"),
    path("calls/", calls.CallList.as_view(), name="call-list"),
    path("calls/<int:call_id>/", calls.CallDetail.as_view(), name="call-detail"),
    path("notices/", notices.NoticeList.as_view(), name="notice-list"),
    path("notices/<int:notice_id>/", notices.NoticeDetail.as_view(), name="notice-detail"),
    path("firms/", firms.FirmList.as_view(), name="firm-list"),
    path("firms/<int:firm_id>/", firms.FirmDetail.as_view(), name="firm-detail"),
    path("firms/<int:firm_id>/matches/", eligibility.OwnMatches.as_view(), name="match-list"),
    path("calendar/", calendar.Calendar.as_view(), name="calendar"),
    path("saved-searches/", saved_searches.SavedSearchList.as_view(), name="saved-search-list"),
    path(
        "saved-searches/<int:search_id>/",
        saved_searches.SavedSearchDetail.as_view(),
        name="saved-search-detail",
    ),
    path("districts/", places.DistrictList.as_view(), name="district-list"),
    path("districts/editions/", editions.EditionList.as_view(), name="district-edition-list"),
    path("districts/trades/", editions.TradeList.as_view(), name="district-trade-list"),
    path("districts/definitions/", editions.DefinitionList.as_view(), name="district-definition-list"),
    path("districts/figures/", places.FigureList.as_view(), name="district-figure-list"),
    path("districts/<slug:code>/", places.DistrictDetail.as_view(), name="district-detail"),
    path("eligibility/check/", eligibility.EligibilityCheck.as_view(), name="eligibility-check"),
]
