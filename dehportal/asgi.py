"""What an asynchronous web server imports; `make run` uses wsgi.py, which measures faster here."""

import os

from django.core.asgi import get_asgi_application

from dehportal import production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dehportal.settings")
application = get_asgi_application()

production.refuse(production.data_problems())
