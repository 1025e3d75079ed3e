"""Addresses of the day of a fair at its agency: arrivals, meetings, deals."""

from django.urls import path

from .views import fair_day, fair_deals

urlpatterns = [
    path("fairs/<int:fair_id>/day/", fair_day.day, name="fair-day"),
    path("fairs/<int:fair_id>/arrivals/", fair_day.arrival_list, name="fair-arrivals"),
    path("fairs/<int:fair_id>/arrivals/check-in/", fair_day.arrive, name="fair-check-in"),
    path("fairs/<int:fair_id>/meetings/<int:meeting_id>/", fair_day.meeting, name="fair-meeting"),
    path("fairs/<int:fair_id>/meetings/<int:meeting_id>/held/", fair_day.held, name="fair-meeting-held"),
    path("fairs/<int:fair_id>/meetings/<int:meeting_id>/no-show/", fair_day.no_show, name="fair-no-show"),
    path(
        "fairs/<int:fair_id>/meetings/<int:meeting_id>/take-back/",
        fair_day.take_back,
        name="fair-mark-take-back",
    ),
    path("fairs/<int:fair_id>/deals/", fair_deals.deal_list, name="fair-deals"),
    path("fairs/<int:fair_id>/deals/export/", fair_deals.export, name="fair-deals-export"),
    path("fairs/<int:fair_id>/deals/<int:deal_id>/", fair_deals.deal, name="fair-deal"),
    path("fairs/<int:fair_id>/deals/<int:deal_id>/cancel/", fair_deals.cancel, name="fair-deal-cancel"),
]
