from django.apps import AppConfig


class BottlenecksConfig(AppConfig):
    name = "bottlenecks"
