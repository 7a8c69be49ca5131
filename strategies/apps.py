from importlib import import_module

from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "strategies"

    def ready(self) -> None:
        import_module("strategies.workflows")  # the engine learns of them
        import_module("strategies.assembly.boxes")  # and the sections of what is added up for them
        for part in ("strategies", "strategies.money", "strategies.monitoring"):
            import_module(f"{part}.waiting")  # and the page of one's work
        import_module("strategies.unread")
        import_module("strategies.briefing")  # and notices say what they are about
        import_module("strategies.money.briefing")
        import_module("strategies.funnel.brief")  # and the page of the policy brief
        import_module("strategies.sections")  # and the pages of products, bottlenecks and districts
