from django.apps import AppConfig


class ToyConfig(AppConfig):
    """A second kind of case, so that nothing of the engine is bound to bottlenecks."""

    name = "tests.toy"
    label = "toy"
