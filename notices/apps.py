from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        """Every kind of case has said how it is briefed before the first mail is made up."""
        autodiscover_modules("briefing")
