"""Addresses of the consultation desk: the day, consultations, tickets, bookings, the set-up."""

from django.urls import path

from .views import desk, desk_acts, desk_intake, desk_setup, reports, uses

urlpatterns = [
    path("desk/", desk.agenda, name="desk"),
    path("desk/consultations/", desk.consultation_list, name="consultation-list"),
    path("desk/consultations/<int:consultation_id>/", desk.consultation, name="consultation"),
    path("desk/consultations/<int:consultation_id>/start/", desk_acts.start, name="consultation-start"),
    path("desk/consultations/<int:consultation_id>/record/", desk_acts.record, name="consultation-record"),
    path(
        "desk/consultations/<int:consultation_id>/prescribe/",
        desk_acts.prescription,
        name="consultation-prescribe",
    ),
    path(
        "desk/consultations/<int:consultation_id>/follow-up/",
        desk_acts.follow_up,
        name="consultation-follow-up",
    ),
    path("desk/consultations/<int:consultation_id>/thread/", desk.thread, name="consultation-thread"),
    path("desk/consultations/<int:consultation_id>/answer/", desk_acts.answer, name="consultation-answer"),
    path("desk/needs/<int:need_id>/", desk_acts.hand_on, name="need-hand-on"),
    path("desk/follow-ups/<int:follow_up_id>/", desk_acts.follow_up_done, name="follow-up"),
    path("desk/bookings/new/", desk_intake.book, name="booking-create"),
    path("desk/bookings/<int:booking_id>/move/", desk_intake.move, name="booking-move"),
    path("desk/bookings/<int:booking_id>/cancel/", desk_acts.cancel, name="booking-cancel"),
    path("desk/bookings/<int:booking_id>/missed/", desk_acts.missed, name="booking-missed"),
    path("desk/intake/", desk_intake.intake, name="desk-intake"),
    path("desk/tickets/new/", desk_intake.ticket, name="ticket-create"),
    path("desk/tickets/call/", desk_acts.call, name="ticket-call"),
    path("desk/tickets/<int:ticket_id>/left/", desk_acts.left, name="ticket-left"),
    path("desk/use/", reports.report, {"outline_code": "use"}, name="use-statistics"),
    path("desk/use/new/", uses.note, name="use-note"),
    path("desk/setup/", desk_setup.setup, name="desk-setup"),
    path("desk/setup/counters/new/", desk_setup.counter_edit, name="counter-create"),
    path("desk/setup/counters/<int:counter_id>/", desk_setup.counter_edit, name="counter-edit"),
    path("desk/setup/counters/<int:counter_id>/close/", desk_setup.close, name="counter-close"),
    path("desk/setup/counters/<int:counter_id>/reopen/", desk_setup.reopen, name="counter-reopen"),
    path("desk/setup/counters/<int:counter_id>/hours/", desk_setup.hours, name="counter-hours"),
    path("desk/setup/counters/<int:counter_id>/day/", desk_setup.day, name="counter-day"),
    path("desk/setup/branches/new/", desk_setup.branch_edit, name="branch-create"),
    path("desk/setup/branches/<int:branch_id>/", desk_setup.branch_edit, name="branch-edit"),
    path("desk/setup/counsellors/new/", desk_setup.counsellor_edit, name="counsellor-create"),
    path("desk/setup/counsellors/<int:counsellor_id>/", desk_setup.counsellor_edit, name="counsellor-edit"),
    path("desk/setup/counsellors/<int:counsellor_id>/away/", desk_setup.away, name="counsellor-away"),
    path("desk/setup/absences/<int:absence_id>/remove/", desk_setup.back, name="absence-remove"),
]
