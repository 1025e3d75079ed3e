"""Addresses of grievances: the inbox, cases, who is in charge, tables, the register."""

from django.urls import path

from .views import grievance_acts, grievance_moves, grievance_tables, grievances

urlpatterns = [
    path("grievances/", grievances.inbox_page, name="grievance-inbox"),
    path("grievances/new/", grievances.intake, name="grievance-new"),
    path("grievances/similar/", grievances.similar, name="grievance-similar"),
    path("grievances/<int:grievance_id>/", grievances.case_page, name="grievance"),
    path("grievances/<int:grievance_id>/acts/<slug:act>/", grievance_acts.act, name="grievance-act"),
    path("grievances/<int:grievance_id>/files/<int:file_id>/", grievances.case_file, name="grievance-file"),
    path(
        "grievances/<int:grievance_id>/papers/<int:paper_id>/",
        grievances.case_paper,
        name="grievance-paper",
    ),
    path("grievances/transfers/", grievance_moves.transfers, name="grievance-transfers"),
    path("grievances/days/", grievance_moves.days, name="grievance-days"),
    path("grievances/days/new/", grievance_moves.day_new, name="grievance-day-new"),
    path(
        "grievances/days/<int:day_id>/take-back/",
        grievance_moves.day_take_back,
        name="grievance-day-take-back",
    ),
    path("grievances/charges/", grievance_tables.charges, name="grievance-charges"),
    path("grievances/charges/new/", grievance_tables.charge_new, name="grievance-charge-new"),
    path(
        "grievances/charges/<int:in_charge_id>/end/",
        grievance_tables.charge_end,
        name="grievance-charge-end",
    ),
    path("grievances/absences/new/", grievance_tables.absence_new, name="grievance-absence-new"),
    path("grievances/districts/", grievance_tables.districts, name="grievance-districts"),
    path("grievances/merit/", grievance_tables.merit, name="grievance-merit"),
    path("grievances/promises/", grievance_tables.promises, name="grievance-promises"),
    path(
        "grievances/promises/<int:promise_id>/",
        grievance_tables.promise_check,
        name="grievance-promise",
    ),
    path("grievances/register/", grievance_tables.register, name="grievance-register"),
    path(
        "grievances/register/<int:entry_id>/approve/",
        grievance_tables.entry_approve,
        name="register-approve",
    ),
    path(
        "grievances/register/<int:entry_id>/withdraw/",
        grievance_tables.entry_withdraw,
        name="register-withdraw",
    ),
]
