from django.urls import path

from didim.accounts.guards import PUBLIC, guarded
from didim.web.components.views import display

from .views.home import home

app_name = "portal"
urlpatterns = [
    path("", home, name="home"),
    path("display/", guarded(PUBLIC)(display), name="display"),
]
