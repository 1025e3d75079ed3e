from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.settings import api_settings

from didim.accounts.guards import PUBLIC

from .programmes import eligibility
from .registry import codes, firms


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
    path("firms/", firms.FirmList.as_view(), name="firm-list"),
    path("firms/<int:firm_id>/", firms.FirmDetail.as_view(), name="firm-detail"),
    path("firms/<int:firm_id>/matches/", eligibility.OwnMatches.as_view(), name="match-list"),
    path("eligibility/check/", eligibility.EligibilityCheck.as_view(), name="eligibility-check"),
]
