from importlib import import_module

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"

    def ready(self) -> None:
        import_module("committees.workflows")  # the engine learns of them
        import_module("committees.links")  # and the pages of the cases they deal with
        import_module("committees.tracing")  # and the trace of plans and strategies
        import_module("committees.waiting")  # and the page of one's work
