from django.apps import AppConfig
from django.core import checks

from dehportal import celery, production


class DehPortalConfig(AppConfig):
    name = "dehportal"
    celery_app = celery.app  # so that `shared_task` finds our broker in the web processes too

    def ready(self) -> None:
        checks.register(production.check_settings, checks.Tags.security)
        checks.register(production.check_data, checks.Tags.database)
        production.refuse(production.settings_problems())
