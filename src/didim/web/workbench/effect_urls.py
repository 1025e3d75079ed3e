"""Addresses of studies of effects."""

from django.urls import path

from .views import effects

urlpatterns = [
    path("effects/", effects.study_list, name="study-list"),
    path("effects/new/", effects.study_new, name="study-new"),
    path("effects/<int:study_id>/", effects.study_detail, name="study-detail"),
]
