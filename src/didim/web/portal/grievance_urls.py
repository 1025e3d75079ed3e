"""Addresses of grievances for firms, for people without an account, and of the public register."""

from django.urls import path

from .views import grievance_cases, grievances

urlpatterns = [
    path("grievances/", grievances.start, name="grievances"),
    path("grievances/new/", grievances.new, name="grievance-new"),
    path("grievances/similar/", grievances.similar, name="grievance-similar"),
    path("grievances/mine/", grievances.own_list, name="grievance-list"),
    path("grievances/find/", grievances.find, name="grievance-find"),
    path("grievances/opened/", grievance_cases.opened, name="grievance-opened"),
    path("grievances/opened/<slug:act>/", grievance_cases.opened_act, name="grievance-opened-act"),
    path(
        "grievances/opened/papers/<int:paper_id>/",
        grievance_cases.opened_paper,
        name="grievance-opened-paper",
    ),
    path("grievances/register/", grievances.register, name="grievance-register"),
    path("grievances/<int:grievance_id>/", grievance_cases.own, name="grievance"),
    path("grievances/<int:grievance_id>/<slug:act>/", grievance_cases.own_act, name="grievance-act"),
    path(
        "grievances/<int:grievance_id>/papers/<int:paper_id>/",
        grievance_cases.own_paper,
        name="grievance-paper",
    ),
]
