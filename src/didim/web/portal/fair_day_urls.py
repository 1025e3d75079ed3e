"""Addresses of a participant's day at a fair, records of meetings and deals."""

from django.urls import path

from .views import fair_day, fair_records

MEETING = "fairs/<int:fair_id>/meetings/<int:meeting_id>/"

urlpatterns = [
    path("fairs/<int:fair_id>/day/", fair_day.day, name="fair-day"),
    path("fairs/<int:fair_id>/day/calendar/", fair_day.calendar, name="fair-day-ics"),
    path("fairs/<int:fair_id>/meetings/<int:meeting_id>/record/", fair_records.record, name="fair-record"),
    path(
        "fairs/<int:fair_id>/meetings/<int:meeting_id>/cancel/", fair_day.cancel, name="fair-meeting-cancel"
    ),
    path("fairs/<int:fair_id>/deals/", fair_records.deals, name="fair-deals"),
    path("fairs/<int:fair_id>/deals/<int:deal_id>/", fair_records.deal, name="fair-deal"),
]
