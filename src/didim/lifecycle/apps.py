from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    """Closures, restarts and joint projects of firms as a Django app."""

    name = "didim.lifecycle"
    label = "lifecycle"
    verbose_name = "사업정리와 협업"
