"""Addresses of help with closing and of groups of firms, for the firms themselves."""

from django.urls import path

from .views import lifecycle

urlpatterns = [
    path("lifecycle/", lifecycle.overview, name="lifecycle"),
    path("lifecycle/closing/", lifecycle.closing_request, name="closure-request"),
    path("lifecycle/restart/", lifecycle.restart_request, name="restart-request"),
    path("lifecycle/groups/<int:member_id>/", lifecycle.group, name="own-group"),
    path("lifecycle/groups/<int:member_id>/agree/", lifecycle.agree, name="own-group-agree"),
]
