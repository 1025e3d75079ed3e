"""Addresses of what everybody may read of partnerships."""

from django.urls import path

from .views import partnerships

urlpatterns = [
    path("partnerships/", partnerships.partnership_list, name="partnership-list"),
    path("partnerships/<int:partnership_id>/", partnerships.partnership_detail, name="partnership"),
]
