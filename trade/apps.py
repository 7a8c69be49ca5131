from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class TradeConfig(AppConfig):
    name = "trade"

    def ready(self) -> None:
        """Every module of trade.layouts registers the tables it knows."""
        layouts = import_module("trade.layouts")
        for found in iter_modules(layouts.__path__):
            import_module(f"trade.layouts.{found.name}")
        import_module("trade.focus.workflow")  # the engine learns of special focus
        import_module("trade.focus.rule")  # and computing a slice asks by it
        import_module("trade.focus.waiting")  # and the page of one's work shows it
