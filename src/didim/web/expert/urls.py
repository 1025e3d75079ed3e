from django.urls import path

from .views import clinics, day, reports, visits

app_name = "expert"
urlpatterns = [
    path("", day.home, name="home"),
    path("calendar/", day.calendar, name="calendar"),
    path("fees/", day.fees, name="fees"),
    path("fees/<int:slip_id>/paper/", day.fee_paper, name="fee-paper"),
    path("dispatches/<int:dispatch_id>/time/", visits.propose, name="propose"),
    path("dispatches/<int:dispatch_id>/clinic/", clinics.plan, name="clinic"),
    path("dispatches/<int:dispatch_id>/clinic/result/", clinics.result, name="clinic-result"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/move/", visits.move, name="move"),
    path("visits/<int:visit_id>/cancel/", visits.cancel, name="cancel"),
    path("visits/<int:visit_id>/missed/", visits.missed, name="missed"),
    path("visits/<int:visit_id>/calendar/", visits.calendar, name="visit-ics"),
    path("visits/<int:visit_id>/report/", reports.report, name="report"),
    path("visits/<int:visit_id>/report/save/", reports.save, name="report-save"),
    path("visits/<int:visit_id>/correct/", reports.correct, name="correct"),
    path("photos/<int:photo_id>/", reports.photo, name="photo"),
    path("photos/<int:photo_id>/remove/", reports.photo_remove, name="photo-remove"),
]
