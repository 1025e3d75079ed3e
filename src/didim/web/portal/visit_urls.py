"""Addresses of visits of experts for a firm."""

from django.urls import path

from .views import visits

urlpatterns = [
    path("visits/", visits.visit_list, name="visit-list"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/accept/", visits.accept, name="visit-accept"),
    path("visits/<int:visit_id>/other-time/", visits.other_time, name="visit-other-time"),
    path("visits/<int:visit_id>/rate/", visits.rate, name="visit-rate"),
    path("visits/<int:visit_id>/calendar/", visits.calendar, name="visit-ics"),
    path("visits/<int:visit_id>/photos/<int:photo_id>/", visits.photo, name="visit-photo"),
    path("visits/calendar/<str:token>.ics", visits.subscription, name="visit-subscription"),
]
