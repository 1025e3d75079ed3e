"""Addresses where a firm asks for an expert, and where an expert accepts an invitation."""

from django.urls import path

from .views import experts

urlpatterns = [
    path("experts/", experts.ask, name="expert-request"),
    path("experts/requests/<int:request_id>/cancel/", experts.cancel, name="expert-request-cancel"),
    path("experts/invitation/<str:token>/", experts.invitation, name="expert-invitation"),
]
