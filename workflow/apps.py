from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkflowConfig(AppConfig):
    name = "workflow"

    def ready(self) -> None:
        """Every app's transition table is known before the first request or task."""
        autodiscover_modules("workflow")
