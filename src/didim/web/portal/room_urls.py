"""Addresses of video rooms: `token` is a personal link's, or "own" for the seat of who is signed in."""

from django.urls import path

from .views import rooms

urlpatterns = [
    path("rooms/", rooms.mine, name="rooms"),
    path("rooms/<str:key>/<str:token>/", rooms.room, name="room"),
    path("rooms/<str:key>/<str:token>/ticket/", rooms.ticket, name="room-ticket"),
    path("rooms/<str:key>/<str:token>/files/", rooms.give, name="room-give"),
    path("rooms/<str:key>/<str:token>/files/<int:number>/", rooms.take, name="room-take"),
]
