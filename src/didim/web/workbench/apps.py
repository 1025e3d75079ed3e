from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Workbench as a Django app."""

    name = "didim.web.workbench"
    label = "workbench"
    verbose_name = "업무"
