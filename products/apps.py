from importlib import import_module

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"

    def ready(self) -> None:
        import_module("products.workflows")  # the engine learns of them
        import_module("products.waiting")  # and the page of one's work
        import_module("products.records.waiting")
        import_module("products.briefing")  # and notices say what they are about
