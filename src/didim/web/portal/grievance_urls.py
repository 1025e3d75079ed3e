"""Addresses of grievances for firms, for people without an account, and of the public register."""

from django.urls import path

from .views import grievances

urlpatterns = [
    path("grievances/", grievances.start, name="grievances"),
    path("grievances/new/", grievances.new, name="grievance-new"),
    path("grievances/similar/", grievances.similar, name="grievance-similar"),
    path("grievances/mine/", grievances.own_list, name="grievance-list"),
    path("grievances/find/", grievances.find, name="grievance-find"),
    path("grievances/opened/", grievances.opened, name="grievance-opened"),
    path("grievances/opened/supplement/", grievances.opened_supplement, name="grievance-opened-supplement"),
    path("grievances/opened/withdraw/", grievances.opened_withdraw, name="grievance-opened-withdraw"),
    path("grievances/register/", grievances.register, name="grievance-register"),
    path("grievances/<int:grievance_id>/", grievances.own, name="grievance"),
    path("grievances/<int:grievance_id>/supplement/", grievances.supplement, name="grievance-supplement"),
    path("grievances/<int:grievance_id>/withdraw/", grievances.withdraw, name="grievance-withdraw"),
]
