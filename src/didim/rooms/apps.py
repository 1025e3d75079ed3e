from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Video rooms as a Django app."""

    name = "didim.rooms"
    label = "rooms"
    verbose_name = "화상회의실"
