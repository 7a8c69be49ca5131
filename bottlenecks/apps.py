from importlib import import_module

from django.apps import AppConfig


class BottlenecksConfig(AppConfig):
    name = "bottlenecks"

    def ready(self) -> None:
        import_module("bottlenecks.of_products")  # what a product's page says of them
        import_module("bottlenecks.origins")  # and the pages of markets, of what was drafted from them
