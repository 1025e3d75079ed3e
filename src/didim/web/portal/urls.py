from django.urls import path

from didim.accounts.guards import PUBLIC, guarded
from didim.web.components.views import display

from .views import agencies, networks, options
from .views.home import home

app_name = "portal"
urlpatterns = [
    path("", home, name="home"),
    path("display/", guarded(PUBLIC)(display), name="display"),
    path("agencies/", agencies.agency_list, name="agency-list"),
    path("agencies/<int:pk>/", agencies.agency_detail, name="agency-detail"),
    path("networks/", networks.network_list, name="network-list"),
    path("networks/<int:pk>/", networks.network_detail, name="network-detail"),
    path("options/industries/", options.industry_options, name="industry-options"),
]
