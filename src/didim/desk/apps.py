from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Consultations, bookings, experts and grievances as a Django app."""

    name = "didim.desk"
    label = "desk"
    verbose_name = "상담과 애로"
