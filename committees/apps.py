from importlib import import_module

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"

    def ready(self) -> None:
        import_module("committees.workflows")  # the engine learns of them
