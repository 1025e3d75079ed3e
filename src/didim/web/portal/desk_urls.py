"""Addresses of the consultation desk: booking, asking, own consultations, the waiting room's board."""

from django.urls import path

from .views import desk, desk_booking, desk_guest, desk_open

urlpatterns = [
    path("desk/", desk.overview, name="desk"),
    path("desk/book/", desk_booking.book, name="desk-book"),
    path("desk/ask/", desk.ask, name="desk-ask"),
    path("desk/consultations/<int:consultation_id>/", desk.consultation, name="desk-consultation"),
    path("desk/consultations/<int:consultation_id>/thread/", desk.thread, name="desk-thread"),
    path("desk/consultations/<int:consultation_id>/write/", desk.write, name="desk-write"),
    path("desk/consultations/<int:consultation_id>/withdraw/", desk.withdraw, name="desk-withdraw"),
    path("desk/consultations/<int:consultation_id>/rate/", desk.rate, name="desk-rate"),
    path("desk/bookings/<int:booking_id>/move/", desk_booking.move, name="desk-move"),
    path("desk/bookings/<int:booking_id>/cancel/", desk_booking.cancel, name="desk-cancel"),
    path("desk/bookings/<int:booking_id>/booking.ics", desk_booking.booking_ics, name="desk-booking-ics"),
    path("desk/guest/", desk_guest.book, name="desk-guest"),
    path("desk/guest/find/", desk_guest.find, name="desk-guest-find"),
    path("desk/guest/mine/", desk_guest.mine, name="desk-guest-mine"),
    path("desk/guest/mine/move/", desk_guest.move, name="desk-guest-move"),
    path("desk/guest/mine/cancel/", desk_guest.cancel, name="desk-guest-cancel"),
    path("desk/guest/mine/rate/", desk_guest.rate, name="desk-guest-rate"),
    path("desk/guest/mine/booking.ics", desk_guest.ics, name="desk-guest-ics"),
    path("desk/board/<str:token>/", desk_open.board, name="desk-board"),
    path("desk/calendar/<str:token>.ics", desk_open.calendar, name="desk-calendar"),
]
