"""Addresses of fairs for those who take part: the fair, registering, whom to meet, requests, times away."""

from django.urls import path

from .views import fair_requests, fairs

ONE = "fairs/<int:fair_id>/"

urlpatterns = [
    path("fairs/", fairs.fair_list, name="fair-list"),
    path("fairs/link/<str:token>/", fairs.open_link, name="fair-link"),
    path(ONE, fairs.fair_detail, name="fair"),
    path(f"{ONE}register/", fairs.register, name="fair-register"),
    path(f"{ONE}profile/", fairs.profile, name="fair-profile"),
    path(f"{ONE}leave/", fairs.leave, name="fair-leave"),
    path(f"{ONE}as/", fairs.act_as, name="fair-act-as"),
    path(f"{ONE}people/", fair_requests.people, name="fair-people"),
    path(f"{ONE}people/<int:participant_id>/", fair_requests.person, name="fair-person"),
    path(f"{ONE}requests/", fair_requests.request_list, name="fair-requests"),
    path(f"{ONE}requests/<int:request_id>/answer/", fair_requests.answer, name="fair-request-answer"),
    path(f"{ONE}requests/<int:request_id>/withdraw/", fair_requests.withdraw, name="fair-request-withdraw"),
    path(f"{ONE}absences/", fair_requests.absences, name="fair-absences"),
]
